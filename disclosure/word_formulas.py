"""Formulas of Word documents (oMath) as one line of text: (a+b)/c, x², √(x)."""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure import word_symbols

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULA, FORMULAS, TEXT = f"{MATH}oMath", f"{MATH}oMathPara", f"{MATH}t"
#: Elements of a formula that are not text.
_PROPERTIES = {
    f"{MATH}{name}Pr"
    for name in (
        "r",
        "f",
        "sSup",
        "sSub",
        "sSubSup",
        "rad",
        "d",
        "nary",
        "ctrl",
        "oMathPara",
        "m",
        "func",
        "acc",
        "arg",
    )
} | {qn("w:rPr"), qn("w:del"), qn("w:moveFrom")}


def written(formula: BaseOxmlElement) -> tuple[str, bool]:
    """The formula on one line, every character of it, and whether it is more than a row of characters."""
    reader = _Formula()
    return reader.read(formula), reader.built


class _Formula:
    """Reads a formula; remembers whether it has fractions, roots and the like."""

    def __init__(self) -> None:
        self.built = False

    def read(self, element: BaseOxmlElement) -> str:
        return "".join(map(self._one, element))

    def _one(self, element: BaseOxmlElement) -> str:
        if element.tag in _PROPERTIES or not isinstance(element.tag, str):
            return ""
        if element.tag in (TEXT, qn("w:t")):
            element.set("seen", "1")
            return element.text or ""
        if not element.tag.startswith(MATH) or element.tag in (f"{MATH}r", FORMULA):
            return self.read(element)
        self.built = True
        reader = getattr(self, f"_{element.tag.removeprefix(MATH)}", None)
        return reader(element) if reader else self.read(element)

    def _part(self, element: BaseOxmlElement, name: str) -> str:
        part = element.find(f"{MATH}{name}")
        return self.read(part) if part is not None else ""

    def _f(self, element: BaseOxmlElement) -> str:
        return f"{_grouped(self._part(element, 'num'))}/{_grouped(self._part(element, 'den'))}"

    def _sSup(self, element: BaseOxmlElement) -> str:  # noqa: N802
        return _grouped(self._part(element, "e")) + _power(self._part(element, "sup"))

    def _sSub(self, element: BaseOxmlElement) -> str:  # noqa: N802
        return _grouped(self._part(element, "e")) + _index(self._part(element, "sub"))

    def _sSubSup(self, element: BaseOxmlElement) -> str:  # noqa: N802
        base = _grouped(self._part(element, "e"))
        return base + _index(self._part(element, "sub")) + _power(self._part(element, "sup"))

    def _rad(self, element: BaseOxmlElement) -> str:
        degree = self._part(element, "deg")
        return f"{word_symbols.raised(degree) or degree}√{_grouped(self._part(element, 'e'))}"

    def _d(self, element: BaseOxmlElement) -> str:
        opening, closing = _said(element, "d", "begChr", "("), _said(element, "d", "endChr", ")")
        parts = [self.read(part) for part in element.findall(f"{MATH}e")]
        return opening + _said(element, "d", "sepChr", "|").join(parts) + closing

    def _nary(self, element: BaseOxmlElement) -> str:
        sign = _said(element, "nary", "chr", "∫")
        limits = _index(self._part(element, "sub")) + _power(self._part(element, "sup"))
        return f"{sign}{limits}{_grouped(self._part(element, 'e'))}"

    def _m(self, element: BaseOxmlElement) -> str:
        rows = element.findall(f"{MATH}mr")
        return "[" + "; ".join(", ".join(map(self.read, row.findall(f"{MATH}e"))) for row in rows) + "]"


def _said(element: BaseOxmlElement, name: str, what: str, otherwise: str) -> str:
    found = element.find(f"{MATH}{name}Pr/{MATH}{what}")
    return found.get(f"{MATH}val", "") if found is not None else otherwise


def _grouped(text: str) -> str:
    """The text in brackets if it is more than one number, name or bracketed whole."""
    return text if text.isalnum() or len(text) < 2 else f"({text})"


def _power(text: str) -> str:
    return (word_symbols.raised(text) or f"^{_grouped(text)}") if text else ""


def _index(text: str) -> str:
    return (word_symbols.lowered(text) or f"_{_grouped(text)}") if text else ""
