"""What stands in a Word file and is drawn on no page: headers of pages that are not, merged cells, levels of lists."""

from __future__ import annotations

from foundation.files.cleaning.markup import OFFICE, Element, W, is_on, local, remove
from foundation.files.worth import worth

_MATH = f"{OFFICE}/officeDocument/2006/math"
_VAL, _TYPE = f"{{{W}}}val", f"{{{W}}}type"


def drop_headers(root: Element, even: bool) -> None:
    """Take out the headers and footers of first and even pages where these have no own."""
    sections = list(root.iter(f"{{{W}}}sectPr"))
    for at, section in enumerate(sections):
        for reference in [e for e in section if local(e) in ("headerReference", "footerReference")]:
            kind = reference.get(_TYPE)
            if (kind == "even" and not even) or (kind == "first" and not _has_first(sections, at, reference)):
                remove(reference)


def _has_first(sections: list[Element], at: int, reference: Element) -> bool:
    """Whether the section, or one after it that has no own header of this kind, begins with another page."""
    for n, section in enumerate(sections[at:]):
        if n and any(e.get(_TYPE) == "first" for e in section.findall(reference.tag)):
            return False
        if is_on(section.find(f"{{{W}}}titlePg")):
            return True
    return False


def empty_merged(root: Element) -> None:
    """Empty the cells over which the one above them reaches."""
    for table in root.iter(f"{{{W}}}tbl"):
        above: dict[int, Element] = {}
        for row in table.findall(f"{{{W}}}tr"):
            here = _merged(row)
            for place, cell in here.items():
                if cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge").get(_VAL) != "restart" and place in above:
                    for child in list(cell):
                        if local(child) != "tcPr":
                            cell.remove(child)
            above = here


def _merged(row: Element) -> dict[int, Element]:
    """The cells of a row that are merged with others above or below, by the column that they begin in."""
    found: dict[int, Element] = {}
    place = _number(row.find(f"{{{W}}}trPr/{{{W}}}gridBefore"), 0)
    for cell in row.findall(f"{{{W}}}tc"):
        if cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge") is not None:
            found[place] = cell
        place += _number(cell.find(f"{{{W}}}tcPr/{{{W}}}gridSpan"), 1)
    return found


def _number(element: Element, otherwise: int) -> int:
    text = element.get(_VAL, "") if element is not None else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else otherwise


def empty_levels(roots: list[Element]) -> None:
    """Empty the signs of levels of lists that nothing uses."""
    used = {"0"} | {e.get(_VAL, "0") for root in roots for e in root.iter(f"{{{W}}}ilvl")}
    for root in roots:
        for level in root.iter(f"{{{W}}}lvl"):
            if level.get(f"{{{W}}}ilvl") in used or level.find(f"{{{W}}}pStyle") is not None:
                continue
            for sign in level.findall(f"{{{W}}}lvlText"):
                if worth(sign.get(_VAL, "")):
                    sign.set(_VAL, "")


def drop_empty(root: Element) -> None:
    """Take out links around nothing, and the words of formulas that keep room alone."""
    for link in list(root.iter(f"{{{W}}}hyperlink")):
        if not len(link):
            remove(link)
    for room in list(root.iter(f"{{{_MATH}}}phant")):
        show = room.find(f"{{{_MATH}}}phantPr/{{{_MATH}}}show")
        if show is not None and not is_on(show, f"{{{_MATH}}}val"):
            for words in room.iter(f"{{{_MATH}}}t"):
                words.text = ""
