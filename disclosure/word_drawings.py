"""Drawings in Word documents: the boxes of text in them, and what else stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure.imported_lines import Note
from disclosure.word_formulas import TEXT as MATH_TEXT

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
#: The attributes that lead from a picture to its file.
FILE_OF = (qn("r:embed"), qn("r:id"))
#: Elements by name, whatever the version of their namespace: what stands there, and the attributes that lead to its part.
KINDS = {
    "pic": "picture",
    "imagedata": "picture",
    "chart": "chart",
    "relIds": "diagram",
    "OLEObject": "embedded",
} | {
    "control": "embedded",
    "textpath": "drawn_text",
    "ink": "picture",
    "contentPart": "picture",
}
WORDS = {qn("w:t"), MATH_TEXT, DRAWN_TEXT}


@dataclass
class Box:
    """A box of text: its element, and whether Word hides it."""

    element: BaseOxmlElement
    hidden: bool = False


@dataclass
class Drawn:
    """What a drawing holds."""

    boxes: list[Box] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    #: The lines that stand in the text for pictures that were taken.
    figures: list[str] = field(default_factory=list)


def is_words(element: BaseOxmlElement) -> bool:
    """Whether the element holds words."""
    return element.tag in WORDS


def tells(element: BaseOxmlElement) -> bool:
    """Whether there is anything in the element that a reader sees."""
    return element.tag in WORDS or element.tag == qn("w:sym") or _local(element) in KINDS


def read(drawing: BaseOxmlElement, parts: Callable[[str], str], pictures: Callable[[str, str], str]) -> Drawn:
    """Read a drawing; `parts` gives the words of a part by the id of its relationship.

    `pictures` takes a picture by that of its file, with what it shows, and gives the line that stands for it; blank where it is
    not taken.
    """
    found = Drawn()
    hidden = False
    name = ""
    stack = [drawing]
    while stack:
        element = stack.pop()
        local = _local(element)
        if local == "docPr":
            hidden = element.get("hidden", "0") in ("1", "true")
            name = element.get("descr") or element.get("title") or ""
        if element.tag == qn("w:txbxContent"):
            found.boxes.append(Box(element, hidden or _is_invisible(element)))
            continue
        if element.tag == f"{MC}AlternateContent":
            stack.extend(_chosen(element))
            continue
        if element.tag == DRAWN_TEXT:
            element.set("seen", "1")
            found.notes.append(Note("drawn_text", element.text or ""))
        elif kind := KINDS.get(local):
            said = _said(kind, element, name, parts)
            line = "" if hidden or kind != "picture" else _taken(element, name, pictures)
            found.figures += [line] if line else []
            found.notes.append(Note("picture_taken" if line else kind, said))
        stack.extend(reversed(list(element)))
    if any(note.kind == "embedded" for note in found.notes):
        found.notes = [note for note in found.notes if note.kind not in ("picture", "picture_taken")]
        found.figures = []
    return found


def _chosen(alternate: BaseOxmlElement) -> list[BaseOxmlElement]:
    copies = [copy for copy in alternate if any(map(tells, copy.iter()))]
    return copies[:1]


def _taken(element: BaseOxmlElement, name: str, pictures: Callable[[str, str], str]) -> str:
    """The line for a picture, by the first of its files."""
    for inner in element.iter():
        # A link that hangs on the picture leads elsewhere.
        keys = FILE_OF if _local(inner) in ("blip", "imagedata") else ()
        for key in keys:
            if which := inner.get(key):
                return pictures(which, name)
    return ""


def _said(kind: str, element: BaseOxmlElement, name: str, parts: Callable[[str], str]) -> str:
    """The words for a note: the name of an object, the text of a picture or of a part."""
    if kind == "embedded":
        return str(element.get("ProgID") or element.get(qn("w:name")) or "类型不明")
    if kind == "drawn_text":
        return str(element.get("string", ""))
    texts = [name or element.get("{urn:schemas-microsoft-com:office:office}title", "")]
    if kind in ("chart", "diagram"):
        texts += [parts(value) for key, value in element.attrib.items() if key in (qn("r:id"), qn("r:dm"))]
    said = "，".join(filter(None, texts))
    return f"（{said}）" if said else ""


def _is_invisible(element: BaseOxmlElement) -> bool:
    """Whether a shape around the box is not shown."""
    styles = (outer.get("style") or "" for outer in element.iterancestors())
    return any(re.search(r"visibility\s*:\s*hidden", style) for style in styles)


def _local(element: BaseOxmlElement) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
