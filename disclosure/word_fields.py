"""Fields of Word: what they show comes in, their code does not, and one without a result is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure import word_symbols
from disclosure.word_styles import VAL, is_on

#: Fields that show nothing on the page, or only its number.
SILENT = {
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "SECTION",
    "XE",
    "TC",
    "TA",
    "RD",
    "SET",
    "ASK",
    "BOOKMARK",
    "PRINT",
} | {
    "FORMTEXT",
    "AUTOTEXT",
    "ADDIN",
    "HYPERLINK",
    "MACROBUTTON",
    "PRIVATE",
}
#: As much of what a field says is compared with its address.
LONGEST = 2_000
ENCLOSED = re.compile(r"\s*EQ\s+\\o\\ac\([○◯]\s*[,，;]\s*([0-9]{1,2})\)\s*", re.IGNORECASE)
SIGN = re.compile(
    r'\s*SYMBOL\s+(0x[0-9A-F]{1,5}|[0-9]{1,6})(?:.*?\\f\s+"?([^"\\]+?)"?\s*(?:\\.*)?)?', re.IGNORECASE
)
ADDRESS = re.compile(r'\s*HYPERLINK\s+"?([^"\s\\]+)"?', re.IGNORECASE)


@dataclass
class _Field:
    code: str = ""
    shows: bool = False
    said: str = ""
    choice: str | None = None

    @property
    def name(self) -> str:
        return (self.code.split() or [""])[0].upper()


@dataclass(frozen=True)
class Done:
    """A field at its end: what to write in its place, what it said, its address, its code if it showed nothing."""

    text: str = ""
    said: str = ""
    address: str = ""
    missing: str = ""


class Fields:
    """The fields that are open where one reads."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._coding = 0

    @property
    def in_code(self) -> bool:
        """Whether what stands here belongs to the code of a field."""
        return self._coding > 0

    def begin(self, form: BaseOxmlElement | None) -> None:
        """A field begins, perhaps one of a form."""
        self._open.append(_Field(choice=_chosen(form)))
        self._coding += 1

    def instruct(self, code: str) -> None:
        """A piece of the code of the field."""
        if self._open:
            self._open[-1].code += code

    def say(self, text: str) -> None:
        """Words stand in the fields that are open."""
        if self._open and len(self._open[-1].said) < LONGEST:
            self._open[-1].said += text[:LONGEST]

    def separate(self) -> str:
        """The code ends and the result begins; return the name of the field."""
        if not self._open:
            return ""
        self._coding -= not self._open[-1].shows
        self._open[-1].shows = True
        return self._open[-1].name

    def end(self) -> Done | None:
        """The field ends; None when none is open."""
        if not self._open:
            return None
        one = self._open.pop()
        self._coding -= not one.shows
        said = one.said
        if said:
            self.say(said)
        if one.choice is not None:
            return Done(text="" if said.strip() else one.choice)
        if said.strip() or one.name in SILENT or not one.name:
            match = ADDRESS.match(one.code) if one.name == "HYPERLINK" else None
            return Done(said=said, address=match.group(1) if match else "")
        sign = _sign(one.code)
        return Done(text=sign) if sign else Done(missing=" ".join(one.code.split()))


def _sign(code: str) -> str:
    """The character that a field stands for: ⑫ for 12 in a circle, or one of a font."""
    if (match := ENCLOSED.fullmatch(code)) and 1 <= int(match.group(1)) <= 20:
        return "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"[int(match.group(1)) - 1]
    if match := SIGN.fullmatch(code):
        return word_symbols.symbol(int(match.group(1), 0), (match.group(2) or "").strip()) or ""
    return ""


def _chosen(form: BaseOxmlElement | None) -> str | None:
    """The box or the choice of a field of an old form; None for other fields."""
    if form is None:
        return None
    if (box := form.find(qn("w:checkBox"))) is not None:
        state = box.find(qn("w:checked"))
        state = box.find(qn("w:default")) if state is None else state
        return word_symbols.TICKED if is_on(state) else word_symbols.UNTICKED
    if (choices := form.find(qn("w:ddList"))) is not None:
        entries = [entry.get(VAL, "") for entry in choices.findall(qn("w:listEntry"))]
        result = choices.find(qn("w:result"))
        result = choices.find(qn("w:default")) if result is None else result
        at = result.get(VAL, "0") if result is not None else "0"
        return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""
    return None
