"""Numbers that Word puts before paragraphs by itself: 第一条, （一）, 1.2, ●."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure import word_symbols
from disclosure.word_styles import VAL, Styles
from foundation.texts.structure import to_chinese

LEVELS = 9
#: As long as the text around a number may be.
LONGEST = 100
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographTraditionalCount",
}
FORMAL = str.maketrans("零一二三四五六七八九十百", "零壹贰叁肆伍陆柒捌玖拾佰")
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


class Unwritable(ValueError):
    """A number that has no form here; the message is its format."""


def written(number: int, form: str) -> str:
    """A number in one of Word's formats; raises `Unwritable` for one that is not known, or beyond its range."""
    if form in CHINESE or form == "chineseLegalSimplified":
        if not 1 <= number <= 999:
            raise Unwritable(form)
        chinese = to_chinese(number)
        if form != "chineseLegalSimplified":
            return chinese
        return ("壹" if chinese[0] == "十" else "") + chinese.translate(FORMAL)
    if form in _SIMPLE:
        return _SIMPLE[form](number)
    for known, signs in _ROWS.items():
        if form == known and 1 <= number <= len(signs):
            return signs[number - 1]
    raise Unwritable(form)


def _roman(number: int) -> str:
    if not 1 <= number < 4000:
        raise Unwritable("lowerRoman")
    text = ""
    for value, sign in ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def _letter(number: int) -> str:
    if not 1 <= number <= 26 * 30:
        raise Unwritable("lowerLetter")
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


_SIMPLE: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(FULL_WIDTH),
    "ideographDigital": lambda number: str(number).translate(DIGITS),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(DIGITS),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda _number: "",
}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROWS = {
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
}


@dataclass(frozen=True)
class _Level:
    """One level of a list: where it begins, how it is written, after which level it begins again."""

    start: int
    form: str
    text: str
    follows: str
    restart: int
    legal: bool
    font: str

    @classmethod
    def of(cls, level: BaseOxmlElement, at: int) -> _Level:
        form = _value(level, "w:numFmt", "decimal")
        fonts = level.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        font = ""
        if fonts is not None:
            font = fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
        legal = level.find(qn("w:isLgl"))
        return cls(
            _number(_value(level, "w:start", "0" if form == "none" else "1"), 1),
            form,
            _value(level, "w:lvlText", "")[:LONGEST],
            _value(level, "w:suff", "tab"),
            _number(_value(level, "w:lvlRestart", ""), at),
            legal is not None and legal.get(VAL, "1") not in ("0", "false"),
            font,
        )


class Numbering:
    """The lists of a document; `before` counts on, so that it is asked once for each paragraph, in their order."""

    def __init__(self, numbering: BaseOxmlElement | None, styles: Styles) -> None:
        self._styles = styles
        found: list[BaseOxmlElement] = list(numbering) if numbering is not None else []
        self._abstract = {
            one.get(qn("w:abstractNumId"), ""): one for one in found if one.tag == qn("w:abstractNum")
        }
        self._lists = {one.get(qn("w:numId"), ""): one for one in found if one.tag == qn("w:num")}
        self._by_style = {
            link.get(VAL, ""): key
            for key, one in self._abstract.items()
            if (link := one.find(qn("w:styleLink"))) is not None
        }
        self._levels: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._overrides: dict[str, dict[str, int]] = {}
        self._linked: dict[str, dict[str, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, paragraph: BaseOxmlElement) -> str | None:
        """The number before a paragraph, "" where it has none that shows, None without; raises `Unwritable`."""
        found = self._place(paragraph)
        if found is None:
            return None
        list_id, at = found
        if list_id not in self._lists:
            return None
        key, levels = self._read(list_id)
        level = levels.get(at)
        if level is None:
            return None
        self._count(list_id, key, at, levels)
        label = self._label(level, self._counts[key], levels)
        if not label or level.follows == "nothing" or label[-1] in "、）)，：":
            return label
        return label + " "

    def _place(self, paragraph: BaseOxmlElement) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, or of its style."""
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        list_id, at = _numbered(own)
        if list_id is None:
            for style in self._styles.chain(self._styles.of_paragraph(paragraph)):
                styled = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
                list_id, level = _numbered(styled)
                if list_id is not None:
                    at = at if at is not None else self._level_of(style, list_id, level)
                    break
        if list_id in (None, "0"):
            return None
        return list_id, min(max(at or 0, 0), LEVELS - 1)

    def _level_of(self, style: BaseOxmlElement, list_id: str, level: int | None) -> int:
        """The level of a list that belongs to a style."""
        if list_id not in self._linked:
            abstract = self._abstract.get(self._abstract_of(list_id))
            levels = abstract.findall(qn("w:lvl")) if abstract is not None else []
            self._linked[list_id] = {
                _value(one, "w:pStyle", ""): _number(one.get(qn("w:ilvl"), ""), 0) for one in levels
            }
        return self._linked[list_id].get(style.get(qn("w:styleId"), ""), level or 0)

    def _abstract_of(self, list_id: str) -> str:
        one = self._lists.get(list_id)
        key = _value(one, "w:abstractNumId", "") if one is not None else ""
        abstract = self._abstract.get(key)
        link = abstract.find(qn("w:numStyleLink")) if abstract is not None else None
        return self._by_style.get(link.get(VAL, ""), key) if link is not None else key

    def _read(self, list_id: str) -> tuple[str, dict[int, _Level]]:
        if list_id not in self._levels:
            key = self._abstract_of(list_id)
            abstract = self._abstract.get(key)
            levels = {}
            for source in (abstract, *self._lists[list_id].findall(qn("w:lvlOverride"))):
                for level in source.findall(qn("w:lvl")) if source is not None else ():
                    at = _number(level.get(qn("w:ilvl"), ""), 0)
                    levels[at] = _Level.of(level, at)
            self._levels[list_id] = key, levels
        return self._levels[list_id]

    def _count(self, list_id: str, key: str, at: int, levels: dict[int, _Level]) -> None:
        counts = self._counts.setdefault(key, {})
        start = self._override(list_id, at)
        if start is not None and (list_id, at) not in self._begun:
            counts[at] = start
        else:
            counts[at] = counts[at] + 1 if at in counts else levels[at].start
        self._begun.add((list_id, at))
        for upper in range(at):
            if upper in levels:
                counts.setdefault(upper, levels[upper].start)
        for lower in [n for n in counts if n > at]:
            restart = levels[lower].restart if lower in levels else lower
            if restart and at < restart:
                del counts[lower]

    def _override(self, list_id: str, at: int) -> int | None:
        if list_id not in self._overrides:
            found = self._lists[list_id].findall(qn("w:lvlOverride"))
            self._overrides[list_id] = {
                one.get(qn("w:ilvl"), ""): _number(_value(one, "w:startOverride", ""), 1)
                for one in reversed(found)
                if one.find(qn("w:startOverride")) is not None
            }
        return self._overrides[list_id].get(str(at))

    def _label(self, level: _Level, counts: dict[int, int], levels: dict[int, _Level]) -> str:
        if level.form == "bullet":
            signs = (word_symbols.symbol(ord(char), level.font) or "•" for char in level.text)
            return "".join(signs)

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            upper = levels.get(at)
            if upper is None:
                return ""
            form = "decimal" if level.legal and upper.form != "none" else upper.form
            return written(counts.get(at, upper.start), form)

        try:
            return re.sub("%([1-9])", number, level.text).strip()
        except Unwritable:
            raise Unwritable(f"{level.form}，{level.text}") from None


def _numbered(properties: BaseOxmlElement | None) -> tuple[str | None, int | None]:
    """List and level that properties of numbering name."""
    if properties is None:
        return None, None
    list_id, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    at = _number(level.get(VAL, ""), 0) if level is not None else None
    return (list_id.get(VAL) if list_id is not None else None), at


def _value(element: BaseOxmlElement, name: str, otherwise: str) -> str:
    found = element.find(qn(name))
    return found.get(VAL, otherwise) if found is not None else otherwise


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else otherwise
