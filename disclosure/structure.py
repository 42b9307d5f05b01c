"""The structure of a Chinese official document, read from its plain text.

The text is never changed: every block keeps its source, and the sources of all blocks, one after the other,
are the text word for word. What looks wrong in the source – a missing article number, a number given twice,
a doubled phrase – is reported as an oddity for the clerk and never mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100}
VALUES = {char: value for value, char in enumerate(DIGITS)} | {"〇": 0, "○": 0, "两": 2}

#: A Chinese numeral, or Arabic digits in either width, as they stand in the label of an article.
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
    """The Chinese numeral of 1 to 999, as article numbers are written: 十一, 二十, 一百零一. ValueError
    outside."""
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
    """The value of a Chinese numeral or of Arabic digits in either width, 0 to 999. ValueError when it is
    neither."""
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
    """One piece of a document. `source` is its text word for word with line ends, `text` the same without
    blanks around it, `label` the number it opens with ("第三条", "（一）", or ""), `line` its first line,
    counted from 1."""

    text: str
    source: str
    line: int
    label: str = ""

    @property
    def rest(self) -> str:
        """The text after the label, word for word: `label` and `rest` together are `text`."""
        return self.text[len(self.label) :]

    @property
    def kind(self) -> str:
        """The name of the block for templates: heading, article, item or paragraph."""
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Heading(Block):
    """A title: level 1 a regulation of a compilation or the like, 2 a chapter or a short 一、, 3 a section
    or short （一）."""

    level: int = 1
    anchor: str = ""


@dataclass(frozen=True)
class Article(Block):
    """A numbered clause: 第三条, or 三、 where the clauses are numbered so. `sub` is 1 in 第三条之一, else
    0."""

    number: int = 0
    sub: int = 0
    anchor: str = ""


@dataclass(frozen=True)
class Item(Block):
    """An enumerated item below a clause: level 1 （一）, 2 `1.`, 3 `(1)`, 4 ①."""

    level: int = 1


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text."""


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents with what stands below it."""

    level: int
    text: str
    anchor: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Oddity:
    """Something in the source that a clerk must look at: kind, one Chinese sentence, the line counted from
    1 (0: none)."""

    kind: str
    message: str
    line: int = 0


def parse(text: str) -> list[Block]:
    """The blocks of a document, whose sources joined are the text word for word. Blank lines go with the
    block above."""
    lines = _lines(text)
    if not any(line.text for line in lines):
        return [Paragraph(text="", source=text, line=1)] if text else []
    reader = _Reader(_titles(lines), [line.text for line in lines])
    return [reader.block(index, line) for index, line in enumerate(lines)]


def toc(blocks: Iterable[Block]) -> list[Entry]:
    """The table of contents: the headings, each with those below it."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    return list(_nested(headings))


def oddities(text: str) -> list[Oddity]:
    """What looks wrong in the text, by line: numbers missing, repeated or out of order, doubled phrases.
    Mends nothing."""
    found = [*_numbering(parse(text)), *_doubled(text)]
    return sorted(found, key=lambda oddity: oddity.line)


@dataclass(frozen=True)
class _Line:
    text: str
    source: str
    number: int


def _lines(text: str) -> list[_Line]:
    """The lines that hold something, each with the blank lines after it; blank lines at the top go with the
    first."""
    groups: list[tuple[str, int, list[str]]] = []
    head: list[str] = []
    for number, match in enumerate(LINE.finditer(text), start=1):
        source = match.group()
        if stripped := source.strip():
            groups.append((stripped, number, [*head, source]))
            head = []
        else:
            (groups[-1][2] if groups else head).append(source)
    return [_Line(stripped, "".join(sources), number) for stripped, number, sources in groups]


def _ends(text: str) -> bool:
    """Whether the line ends like a sentence."""
    return text.rstrip(QUOTES)[-1:] in ENDING or text[-1:] in ENDING


def _opens_series(text: str) -> bool:
    for pattern in (ARTICLE, CHAPTER, POINT):
        match = pattern.match(text)
        if match and _value(match.group(1)) == 1:
            return True
    return False


def _numbered(text: str) -> bool:
    return any(pattern.match(text) for pattern in (ARTICLE, CHAPTER, POINT, *ITEMS))


def _titles(lines: Sequence[_Line]) -> set[int]:
    """The indexes of the titles: short lines without an ending mark, followed by 第一条, 第一章 or 一、 –
    at once, or after a short preamble of whole sentences."""
    titles = set()
    for index, line in enumerate(lines):
        text = line.text
        if len(text) > LONGEST_TITLE or _ends(text) or _numbered(text) or NOT_A_TITLE.match(text):
            continue
        for following in lines[index + 1 : index + 2 + PREAMBLE]:
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
    """Reads line after line and remembers under which heading it stands."""

    titles: set[int]
    texts: list[str]
    regulation: int = 0
    under_point: bool = False
    taken: dict[str, int] = field(default_factory=dict)

    def block(self, index: int, line: _Line) -> Block:
        text, where = line.text, (line.text, line.source, line.number)
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
        """Whether something stands below this line before the next one of its kind."""
        following = self.texts[index + 1] if index + 1 < len(self.texts) else ""
        siblings = (ARTICLE, CHAPTER, POINT, ITEMS[0])
        return bool(following) and not any(pattern.match(following) for pattern in siblings)

    def _anchor(self, own: str, *, whole: bool = False) -> str:
        """An id that no other block has; what stands in other regulations does not change it."""
        base = own if whole or not self.regulation else f"s{self.regulation}-{own}"
        times = self.taken[base] = self.taken.get(base, 0) + 1
        return base if times == 1 else f"{base}-{times}"


def _nested(headings: Sequence[Heading]) -> Iterator[Entry]:
    start = 0
    while start < len(headings):
        head, end = headings[start], start + 1
        while end < len(headings) and headings[end].level > head.level:
            end += 1
        yield Entry(head.level, head.text, head.anchor, tuple(_nested(headings[start + 1 : end])))
        start = end


@dataclass
class _Series:
    """The numbers of one series, in the order in which they stand."""

    name: str
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
        where = f"{self.name}：" if self.name else ""
        if key in self.seen:
            message = f"{where}“{self.label(*key)}”重复，前一处在第{self.seen[key]}行。"
            self.found.append(Oddity("repeated_number", message, line))
        else:
            if key < self.last:
                message = f"{where}“{self.label(*key)}”排在“{self.label(*self.last)}”之后，次序颠倒。"
                self.found.append(Oddity("number_out_of_order", message, line))
            self.seen[key] = line
        self.last = key

    def close(self) -> list[Oddity]:
        """The oddities of the whole series, with the numbers that are missing."""
        where = f"{self.name}：" if self.name else ""
        previous = 0
        for number in sorted({number for number, _sub in self.seen}):
            if number > previous + 1:
                first, last = self.label(previous + 1), self.label(number - 1)
                gap = f"“{first}”" if number == previous + 2 else f"“{first}”至“{last}”"
                line = min(at for (seen, _sub), at in self.seen.items() if seen == number)
                self.found.append(Oddity("missing_number", f"{where}缺{gap}。", line))
            previous = number
        return self.found


def _numbering(blocks: Sequence[Block]) -> Iterator[Oddity]:
    """Gaps, repetitions and reversals of 第X条, 第X章 and 一、 within each regulation, and of （一） within
    each clause. 第X条 runs through a whole regulation; 一、 and （一） may begin anew below it."""
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
        if kind == "point" and number == 1 and kind in opened and opened[kind].last > (1, 0):
            yield from close("point")
        if kind == "item" and number == 1 and kind in opened and opened[kind].last > (1, 0):
            yield from close("item")
        if kind != "item":
            yield from close("item")
        if kind == "chapter":
            yield from close("section")
        label = name
        if kind == "item" and (parent := opened.get("article") or opened.get("point")):
            label = f"{name}{parent.label(*parent.last)}".removesuffix("、")
        opened.setdefault(kind, _Series(label, prefix, suffix)).add(number, block.line, sub)
    yield from close("article", "chapter", "section", "point", "item")


def _shape(block: Block) -> tuple[str, str, str, int, int] | None:
    """The series a block belongs to: kind, what stands before and after the number, the number, its 之."""
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


NUMERALS_ONLY = re.compile(r"[零〇○一二三四五六七八九十百千万两几每]+|(.)\1*")
DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,30})\1")
NEAR = 10
REACH = 22


def _doubled(text: str) -> Iterator[Oddity]:
    """Phrases written twice in a row, long phrases that return within a few words, paragraphs that stand
    twice."""
    above = ""
    for line in _lines(text):
        phrases: list[str] = []
        for match in DOUBLED.finditer(line.text):
            phrase = match.group(1)
            if not NUMERALS_ONLY.fullmatch(phrase) and not (len(phrase) == 2 and phrase.startswith("一")):
                phrases.append(phrase)
                yield Oddity("doubled_phrase", f"“{phrase}{phrase}”，文字疑似重复。", line.number)
        for phrase in _returning(line.text):
            if not any(phrase in known * 2 for known in phrases):
                message = f"“{phrase}”在同一句中接连出现两次，文字疑似重复。"
                yield Oddity("doubled_phrase", message, line.number)
        if line.text == above and len(line.text) >= NEAR:
            yield Oddity("doubled_paragraph", "本段与上一段文字完全相同。", line.number)
        above = line.text


def _returning(text: str) -> Iterator[str]:
    """Phrases of ten characters or more that come again within a few words of the same clause; linear in
    the text."""
    last: dict[str, int] = {}
    start = 0
    while start + NEAR <= len(text):
        gram = text[start : start + NEAR]
        before = last.get(gram)
        last[gram] = start
        if before is None or start - before > REACH or not all("\u4e00" <= char <= "\u9fff" for char in gram):
            start += 1
            continue
        between = text[before + NEAR : start]
        end = start + NEAR
        if not any(mark in between for mark in "。；;、《》〈〉“”"):
            offset = start - before
            while end < len(text) and end - offset < start and text[end] == text[end - offset]:
                end += 1
            yield text[start:end].rstrip(ENDING)
            start = end
        else:
            start += 1
