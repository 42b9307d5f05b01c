"""Read the structure of a Chinese official document from its plain text.

The text is never changed: the sources of all blocks joined are the text. What looks wrong in it (a missing article number, a
number given twice, a doubled phrase) is reported to the clerk as an oddity and never corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from foundation.texts import signatures, tables
from foundation.texts.tables import Grid

#: The rows of no table.
EMPTY = Grid(0, (), (), ())
DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100}
VALUES = {char: value for value, char in enumerate(DIGITS)} | {"〇": 0, "○": 0, "两": 2}

#: A Chinese numeral, or Arabic digits of either width, in the label of an article.
NUMERAL = r"[零〇○一二两三四五六七八九十百]{1,9}|[0-9０-９]{1,3}"

#: "第三条" opens an article; "第三条、第四条规定的" and "第三条规定的" only cite one.
ARTICLE = re.compile(
    rf"第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?(?!\s*(?:[、]|[和与及至或]第|规定的|所称|所列|的|第[一二三四五六七八九十]+款))"
)
CHAPTER = re.compile(rf"第\s*({NUMERAL})\s*([编章节])(?![、]|[和与及至或]第|的)")
POINT = re.compile(r"([零〇一二三四五六七八九十百]{1,7})、")
ITEMS = (
    re.compile(r"[(（]([零〇一二三四五六七八九十百]{1,7})[)）]、?"),
    re.compile(r"([0-9０-９]{1,3})(?:[、．]|\.(?![0-9０-９]))"),
    re.compile(r"[(（]([0-9０-９]{1,3})[)）]、?"),
    re.compile(r"([①-⑳])"),
)

FIGURE = re.compile(r"〔图([1-9][0-9]{0,2})(?:[：:](.*))?〕")

ENDING = "。.；;：:，,、！!？?…"
QUOTES = "”’\"'）)》」』】"
LONGEST_TITLE = 40
PREAMBLE = 3
NOT_A_TITLE = re.compile(
    r"附\s*(?:件|录)?\s*[0-9０-９一二三四五六七八九十]*$"
    r"|[（(]?(?:[0-9０-９]{4}|[零〇○一二三四五六七八九]{4})年.{1,6}月.{1,3}日[）)]?$"
)
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def to_chinese(number: int) -> str:
    """Write 1 to 999 as a Chinese numeral: 十一, 二十, 一百零一. Raises `ValueError` for other numbers."""
    if not 1 <= number <= 999:
        raise ValueError(f"no article number: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def from_chinese(text: str) -> int:
    """Read a Chinese numeral, 0 to 999, or Arabic digits of either width. Raises `ValueError` for any other text."""
    if text and all(char.isdecimal() for char in text):
        return int(text)
    if not text or any(char not in VALUES and char not in UNITS for char in text):
        raise ValueError(f"no numeral: {text!r}")
    if not any(char in UNITS for char in text):
        if len(text) > 3:
            raise ValueError(f"no numeral: {text!r}")
        return int("".join(str(VALUES[char]) for char in text))
    total, digit, last = 0, None, 1000
    for char in text:
        if char in UNITS:
            unit = UNITS[char]
            if unit >= last:
                raise ValueError(f"no numeral: {text!r}")
            total, digit, last = total + (digit or 1) * unit, None, unit
        elif digit:
            raise ValueError(f"no numeral: {text!r}")
        else:
            digit = VALUES[char]
    return total + (digit or 0)


@dataclass(frozen=True)
class Block:
    """One piece of a document: its `source` with line ends, the stripped `text`, its first `line` counted from 1.

    `label` is the number that it opens with ("第三条", "（一）", or "").
    """

    text: str
    source: str
    line: int
    label: str = ""

    @property
    def rest(self) -> str:
        """The text after the label."""
        return self.text[len(self.label) :]

    @property
    def kind(self) -> str:
        """The kind of the block for templates: heading, article, item or paragraph."""
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Heading(Block):
    """A title: level 1 of a regulation in a compilation, 2 of a chapter or a short 一、, 3 of a section or a short （一）."""

    level: int = 1
    anchor: str = ""


@dataclass(frozen=True)
class Article(Block):
    """A numbered clause, 第三条 or 三、; `sub` is 1 in 第三条之一, else 0."""

    number: int = 0
    sub: int = 0
    anchor: str = ""


@dataclass(frozen=True)
class Item(Block):
    """An item below a clause: level 1 （一）, 2 `1.`, 3 `(1)`, 4 ①."""

    level: int = 1


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph without a number."""


@dataclass(frozen=True)
class Table(Block):
    """Lines that are the rows of a table; see `foundation.texts.tables`."""

    grid: Grid = EMPTY


@dataclass(frozen=True)
class Figure(Block):
    """The place of a picture, 〔图1：what it shows〕, on a line of its own: its number, and what whoever cannot see it reads."""

    number: int = 0
    alt: str = ""


@dataclass(frozen=True)
class Signature(Block):
    """Who signs the text, and the day, at its end: each a line of its own."""

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Entry:
    """An entry of the table of contents with the entries below it."""

    level: int
    text: str
    anchor: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Oddity:
    """Something in the source that a clerk must check: kind, Chinese sentence, line counted from 1 (0: none)."""

    kind: str
    message: str
    line: int = 0


def parse(text: str) -> list[Block]:
    """Divide a text into blocks, whose sources joined are the text; blank lines belong to the block above."""
    lines = _with_tables(_lines(text))
    if not lines:
        return [Paragraph(text="", source=text, line=1)] if text else []
    titles = _titles(lines)
    lines, titles = _with_signatures(lines, titles)
    reader = _Reader(titles, [line.text for line in lines])
    return [reader.block(index, line) for index, line in enumerate(lines)]


def apart(text: str) -> list[str | Table]:
    """The tables of a text and what stands between them, in order; all of it joined is the text."""
    pieces: list[str | Table] = []
    between: list[str] = []
    for line in _with_tables(_lines(text)):
        if line.grid is None:
            between.append(line.source)
            continue
        pieces += [*_run(between), Table(line.text, line.source, line.number, grid=line.grid)]
        between = []
    return [*pieces, *_run(between)] or [text]


def _run(sources: list[str]) -> list[str]:
    return ["".join(sources)] if sources else []


def ends_in_table(text: str) -> bool:
    """Whether a text closes with a table, after which no mark stands."""
    return not isinstance(apart(text)[-1], str)


def figure(number: int, alt: str) -> str:
    """The line of a text that stands for a picture; brackets of what it shows would end it."""
    said = " ".join(alt.split()).replace("〔", "（").replace("〕", "）")
    return f"〔图{number}：{said}〕" if said else f"〔图{number}〕"


def figures(text: str) -> list[Figure]:
    """The places of pictures in a text, in their order."""
    return [block for block in parse(text) if isinstance(block, Figure)] if "〔图" in text else []


def toc(blocks: Iterable[Block]) -> list[Entry]:
    """Make the table of contents: the headings, each with those below it."""
    return list(_entries([block for block in blocks if isinstance(block, Heading)]))


def oddities(text: str) -> list[Oddity]:
    """List what looks wrong in the text, by line: numbers missing, repeated or out of order, doubled phrases."""
    return sorted([*_numbering(parse(text)), *_doubled(text)], key=lambda oddity: oddity.line)


@dataclass(frozen=True)
class _Line:
    """A line that is not blank, with what is blank around it; several where they are a table or a signature."""

    text: str
    source: str
    number: int
    #: Whether a line that is blank follows; empty cells alone are not.
    gap: bool = False
    grid: Grid | None = None
    signature: bool = False


def _lines(text: str) -> list[_Line]:
    """Split a text into lines that are not blank, each with the blank lines after it, the first also with those before."""
    groups: list[tuple[str, int, list[str]]] = []
    gaps: list[bool] = []
    head: list[str] = []
    for number, match in enumerate(LINE.finditer(text), start=1):
        source = match.group()
        if stripped := source.strip():
            groups.append((stripped, number, [*head, source]))
            gaps.append(False)
            head = []
        elif groups:
            groups[-1][2].append(source)
            gaps[-1] = gaps[-1] or "\t" not in source
        else:
            head.append(source)
    return [_Line(words, "".join(s), n, gap) for (words, n, s), gap in zip(groups, gaps, strict=True)]


def _one(lines: Sequence[_Line]) -> _Line:
    """Several lines as one."""
    source = "".join(line.source for line in lines)
    return _Line(source.strip(), source, lines[0].number, lines[-1].gap)


def _with_tables(lines: list[_Line]) -> list[_Line]:
    """The lines, those of each table as one."""
    found: list[_Line] = []
    done = 0
    for start, end, grid in tables.stretches([line.source for line in lines], [line.gap for line in lines]):
        found += [*lines[done:start], replace(_one(lines[start:end]), grid=grid)]
        done = end
    return found + lines[done:] if found else lines


def _with_signatures(lines: list[_Line], titles: set[int]) -> tuple[list[_Line], set[int]]:
    """The lines, those of each signature as one, and the titles among them."""
    texts = ["" if line.grid is not None else line.text for line in lines]

    def barred(index: int) -> bool:
        return index in titles or not texts[index] or _numbered(texts[index])

    found: list[_Line] = []
    done = 0
    for day, text in enumerate(texts):
        if not signatures.is_day(text):
            continue
        first = signatures.stretch(texts, day, begins=titles.__contains__, barred=barred)
        if first is not None:
            found += [*lines[done:first], replace(_one(lines[first : day + 1]), signature=True)]
            done = day + 1
    if not found:
        return lines, titles
    numbers = {lines[index].number for index in titles}
    found += lines[done:]
    return found, {index for index, line in enumerate(found) if line.number in numbers}


def _ends(text: str) -> bool:
    """Whether the line ends as a sentence does."""
    return text.rstrip(QUOTES)[-1:] in ENDING or text[-1:] in ENDING


def _opens_series(text: str) -> bool:
    matches = (pattern.match(text) for pattern in (ARTICLE, CHAPTER, POINT))
    return any(match and _value(match.group(1)) == 1 for match in matches)


def _numbered(text: str) -> bool:
    return any(pattern.match(text) for pattern in (ARTICLE, CHAPTER, POINT, *ITEMS))


def _titles(lines: Sequence[_Line]) -> set[int]:
    """Find the titles: short lines without an ending mark, before 第一条, 第一章 or 一、 or a short preamble of sentences."""
    titles = set()
    for index, line in enumerate(lines):
        text = line.text
        if (
            line.grid is not None
            or len(text) > LONGEST_TITLE
            or _ends(text)
            or _numbered(text)
            or NOT_A_TITLE.match(text)
            or FIGURE.fullmatch(text)
        ):
            continue
        for following in lines[index + 1 : index + 2 + PREAMBLE]:
            if following.grid is not None:
                break
            if _opens_series(following.text):
                titles.add(index)
                break
            if not _ends(following.text) or _numbered(following.text):
                break
    return titles


def _value(numeral: str) -> int | None:
    try:
        return from_chinese(numeral)
    except ValueError:
        return None


@dataclass
class _Reader:
    """Reads the lines in order and remembers the heading above."""

    titles: set[int]
    texts: list[str]
    regulation: int = 0
    under_point: bool = False
    taken: dict[str, int] = field(default_factory=dict)

    def block(self, index: int, line: _Line) -> Block:
        text, where = line.text, (line.text, line.source, line.number)
        if line.grid is not None:
            return Table(*where, grid=line.grid)
        if line.signature:
            return Signature(*where)
        if match := FIGURE.fullmatch(text):
            return Figure(*where, number=int(match.group(1)), alt=(match.group(2) or "").strip())
        if index in self.titles:
            self.regulation += 1
            self.under_point = False
            return Heading(*where, level=1, anchor=self._anchor(f"s{self.regulation}", whole=True))
        if (match := CHAPTER.match(text)) and len(text) <= LONGEST_TITLE and not _ends(text):
            self.under_point = False
            level, letter = (3, "j") if match.group(2) == "节" else (2, "c")
            anchor = self._anchor(f"{letter}{_value(match.group(1)) or 0}")
            return Heading(*where, match.group(), level=level, anchor=anchor)
        if (match := ARTICLE.match(text)) and (number := _value(match.group(1))) is not None:
            self.under_point = False
            sub = (_value(match.group(2)) if match.group(2) else 0) or 0
            anchor = self._anchor(f"a{number}z{sub}" if sub else f"a{number}")
            return Article(*where, match.group(), number=number, sub=sub, anchor=anchor)
        if (match := POINT.match(text)) and (number := _value(match.group(1))) is not None:
            anchor = self._anchor(f"p{number}")
            self.under_point = self._is_short(text)
            if self.under_point:
                return Heading(*where, match.group(), level=2, anchor=anchor)
            return Article(*where, match.group(), number=number, anchor=anchor)
        for level, pattern in enumerate(ITEMS, start=1):
            if match := pattern.match(text):
                if level == 1 and self.under_point and self._is_short(text) and self._leads(index):
                    anchor = self._anchor(f"i{_value(match.group(1)) or 0}")
                    return Heading(*where, match.group(), level=3, anchor=anchor)
                return Item(*where, match.group(), level=level)
        return Paragraph(*where)

    def _is_short(self, text: str) -> bool:
        return len(text) <= LONGEST_TITLE and not _ends(text) and not any(mark in text for mark in "。；;")

    def _leads(self, index: int) -> bool:
        """Whether the next line is text below this one, and not another number of its kind or above."""
        below = self.texts[index + 1] if index + 1 < len(self.texts) else ""
        return bool(below) and not any(
            pattern.match(below) for pattern in (ARTICLE, CHAPTER, POINT, ITEMS[0])
        )

    def _anchor(self, own: str, *, whole: bool = False) -> str:
        """Make an id that no other block has and that does not depend on other regulations."""
        base = own if whole or not self.regulation else f"s{self.regulation}-{own}"
        times = self.taken[base] = self.taken.get(base, 0) + 1
        return base if times == 1 else f"{base}-{times}"


def _entries(headings: Sequence[Heading]) -> Iterator[Entry]:
    start = 0
    while start < len(headings):
        head, end = headings[start], start + 1
        while end < len(headings) and headings[end].level > head.level:
            end += 1
        yield Entry(head.level, head.text, head.anchor, tuple(_entries(headings[start + 1 : end])))
        start = end


@dataclass
class _Series:
    """The numbers of one series, in the order of the text; `where` opens a message about them."""

    where: str
    prefix: str
    suffix: str
    seen: dict[tuple[int, int], int] = field(default_factory=dict)
    found: list[Oddity] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)

    def label(self, number: int, sub: int = 0) -> str:
        written = to_chinese(number) if 1 <= number <= 999 else str(number)
        return f"{self.prefix}{written}{self.suffix}" + (f"之{to_chinese(sub)}" if sub else "")

    def add(self, number: int, line: int, sub: int = 0) -> None:
        key = (number, sub)
        if key in self.seen:
            message = f"{self.where}“{self.label(*key)}”重复，前一处在第{self.seen[key]}行。"
            self.found.append(Oddity("repeated_number", message, line))
        else:
            if key < self.last:
                message = f"{self.where}“{self.label(*key)}”排在“{self.label(*self.last)}”之后，次序颠倒。"
                self.found.append(Oddity("number_out_of_order", message, line))
            self.seen[key] = line
        self.last = key

    def close(self) -> list[Oddity]:
        """List the oddities of the whole series, also the missing numbers."""
        previous = 0
        for number in sorted({number for number, _sub in self.seen}):
            if number > previous + 1:
                first, last = self.label(previous + 1), self.label(number - 1)
                gap = f"“{first}”" if number == previous + 2 else f"“{first}”至“{last}”"
                line = min(at for (seen, _sub), at in self.seen.items() if seen == number)
                self.found.append(Oddity("missing_number", f"{self.where}缺{gap}。", line))
            previous = number
        return self.found


def _numbering(blocks: Sequence[Block]) -> Iterator[Oddity]:
    """Find gaps, repetitions and reversals of 第X条, 第X章 and 一、 in each regulation, and of （一） in each clause.

    第X条 runs through a whole regulation; 一、 and （一） may begin again below it.
    """
    name = ""
    opened: dict[str, _Series] = {}

    def close(*shapes: str) -> Iterator[Oddity]:
        for shape in shapes:
            if shape in opened:
                yield from opened.pop(shape).close()

    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield from close("article", "chapter", "section", "point", "item")
            name = block.text
            continue
        if (shape := _shape(block)) is None:
            continue
        kind, prefix, suffix, number, sub = shape
        if kind in ("point", "item") and number == 1 and kind in opened and opened[kind].last > (1, 0):
            yield from close(kind)
        if kind != "item":
            yield from close("item")
        if kind == "chapter":
            yield from close("section")
        label = name
        if kind == "item" and (parent := opened.get("article") or opened.get("point")):
            label = f"{name}{parent.label(*parent.last)}".removesuffix("、")
        where = f"{label}：" if label else ""
        opened.setdefault(kind, _Series(where, prefix, suffix)).add(number, block.line, sub)
    yield from close("article", "chapter", "section", "point", "item")


def _shape(block: Block) -> tuple[str, str, str, int, int] | None:
    """Find the series of a block: kind, prefix and suffix of the number, the number, its 之; None for none."""
    if isinstance(block, Article) and block.label.startswith("第"):
        return "article", "第", "条", block.number, block.sub
    if match := POINT.match(block.label):
        return "point", "", "、", _value(match.group(1)) or 0, 0
    if match := CHAPTER.match(block.label):
        kind = "section" if match.group(2) == "节" else "chapter"
        return kind, "第", match.group(2), _value(match.group(1)) or 0, 0
    if match := ITEMS[0].match(block.label):
        return "item", "（", "）", _value(match.group(1)) or 0, 0
    return None


#: Words that are rightly written twice: numerals, and one character again and again.
NUMERALS_ONLY = re.compile(r"[零〇○一二三四五六七八九十百千万两几每]+|(.)\1*")
DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,30})\1")
#: The shortest phrase that is reported when it returns, and the most characters between the two beginnings.
PHRASE = 10
DISTANCE = 22


def _doubled(text: str) -> Iterator[Oddity]:
    """Find phrases written twice in a row, long phrases repeated within a few words, and paragraphs written twice."""
    above = ""
    for line in _lines(text):
        phrases: list[str] = []
        for match in DOUBLED.finditer(line.text):
            phrase = match.group(1)
            if not NUMERALS_ONLY.fullmatch(phrase) and not (len(phrase) == 2 and phrase.startswith("一")):
                phrases.append(phrase)
                yield Oddity("doubled_phrase", f"“{phrase}{phrase}”，文字疑似重复。", line.number)
        for phrase in _repeated(line.text):
            if not any(phrase in known * 2 for known in phrases):
                message = f"“{phrase}”在同一句中接连出现两次，文字疑似重复。"
                yield Oddity("doubled_phrase", message, line.number)
        if line.text == above and len(line.text) >= PHRASE:
            yield Oddity("doubled_paragraph", "本段与上一段文字完全相同。", line.number)
        above = line.text


def _repeated(text: str) -> Iterator[str]:
    """Find phrases of ten characters or more repeated within a few words of one clause; linear in the text."""
    last: dict[str, int] = {}
    start = 0
    while start + PHRASE <= len(text):
        end = start + PHRASE
        gram = text[start:end]
        before = last.get(gram)
        last[gram] = start
        if (
            before is not None
            and start - before <= DISTANCE
            and all("\u4e00" <= char <= "\u9fff" for char in gram)
            and not any(mark in text[before + PHRASE : start] for mark in "。；;、《》〈〉“”" + tables.BARS)
        ):
            offset = start - before
            while end < len(text) and end - offset < start and text[end] == text[end - offset]:
                end += 1
            yield text[start:end].rstrip(ENDING)
            start = end
        else:
            start += 1
