"""Tracked changes of a Word file accepted: what was inserted stays, what was deleted or moved away is gone."""

from __future__ import annotations

from foundation.files.cleaning.markup import Element, W, local, remove, unwrap

_MARKERS = frozenset({"rPr", "trPr", "ctrlPr", "numPr", "tcPr"})
_RANGES = ("moveFromRange", "moveToRange", "customXmlIns", "customXmlDel", "customXmlMove")


def accept(root: Element) -> bool:
    """Accept every tracked change; whether there was one."""
    found, joined = False, []
    for element in list(root.iter()):
        if element is root or element.getparent() is None or not _is_of_word(element):
            continue
        name, holder = local(element), local(element.getparent())
        if name in ("del", "moveFrom"):
            found = True
            if holder == "rPr" and local(element.getparent().getparent()) == "pPr":
                joined.append(element.getparent().getparent().getparent())
                remove(element)
            elif holder == "trPr":
                remove(element.getparent().getparent())
            else:
                remove(element)
        elif name in ("ins", "moveTo"):
            found = True
            (remove if holder in _MARKERS else unwrap)(element)
        elif (
            name.endswith("Change")
            or name in ("cellIns", "cellMerge", "numberingChange")
            or name.startswith(_RANGES)
        ):
            found = True
            remove(element)
        elif name == "cellDel":
            found = True
            _without_cell(element.getparent().getparent())
    for paragraph in joined:
        _join(paragraph)
    return found


def _is_of_word(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{W}}}")


def _without_cell(cell: Element) -> None:
    row = cell.getparent()
    if row is None:
        return
    remove(cell)
    if not row.findall(f"{{{W}}}tc"):
        remove(row)


def _join(paragraph: Element) -> None:
    """Put the words of a paragraph whose end was deleted at the beginning of the next."""
    following = paragraph.getnext()
    properties = paragraph.find(f"{{{W}}}pPr")
    if paragraph.getparent() is None or (
        properties is not None and properties.find(f"{{{W}}}sectPr") is not None
    ):
        return
    words = [child for child in paragraph if child is not properties]
    if following is None or following.tag != paragraph.tag:
        if not words and following is not None and local(paragraph.getparent()) != "tc":
            remove(paragraph)
        return
    at = 0 if following.find(f"{{{W}}}pPr") is None else 1
    for n, child in enumerate(words):
        following.insert(at + n, child)
    remove(paragraph)
