"""The words of one XML part of an office file: its text in reading order, and aside from it whatever else has words."""

from __future__ import annotations

import re
from typing import Any

from foundation.files import calls_out
from foundation.files.cells import Cells, names_of_formula, without_codes
from foundation.files.packages import Stream
from foundation.files.rejected import Running
from foundation.files.worth import is_drawn, is_encoded, is_format, is_label, numbered, worth

REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo"})
TEXT = frozenset({"t", "v", "TextCode", "text"})
STRUCK = frozenset({"delText", "delInstrText"})
BREAKS = frozenset(
    {"p", "br", "cr", "TextObject", "pt", "comment", "si", "cell", "threadedComment", "tr", "lvl"}
)
#: Elements that hold formulas of a workbook.
FORMULAS = frozenset(
    {
        "f",
        "formula",
        "formula1",
        "formula2",
        "definedName",
        "oldFormula",
        "calculatedColumnFormula",
        "totalsRowFormula",
    }
)
HEADERS = frozenset(
    {
        "oddHeader",
        "oddFooter",
        "evenHeader",
        "evenFooter",
        "firstHeader",
        "firstFooter",
        "pageHeader",
        "pageFooter",
    }
)
#: Attributes that people fill in, in whatever letters.
FREE = frozenset(
    {
        "descr",
        "title",
        "alt",
        "tooltip",
        "displayText",
        "prompt",
        "promptTitle",
        "error",
        "errorTitle",
        "string",
        "comment",
        "caption",
        "displayName",
        "refersTo",
    }
)
#: Elements whose attributes people fill in.
FREE_ELEMENTS = frozenset(
    {"listItem", "listEntry", "alias", "tag", "docVar", "helpText", "statusText", "s", "CustomData"}
)
#: Attributes that name typefaces, and elements whose name or value is that of a typeface or a style.
TYPEFACES = frozenset({"typeface", "ascii", "hAnsi", "eastAsia", "cs", "FontName", "FamilyName"})
STYLED = frozenset(
    {"name", "rFont", "font", "Font", "altName", "style", "cellStyle", "theme", "fontScheme", "clrScheme"}
)
#: The namespaces whose characters between tags are mostly technical; in all others they are words.
OFFICE = re.compile(r"openxmlformats|microsoft|purl\.o|dublin|w3\.org|ofdspec|kingsoft|wps\.cn")
_OFF = frozenset({"0", "false", "off"})
#: An attribute as short as this holds no number of a person, unless it is one that people fill in.
SHORT = 8
ASKED = FREE | {"author"}
#: The length of the ten bytes by which typefaces are classed.
PANOSE = 20
#: How deep fields may stand in fields.
DEEPEST = 200
#: The parts that a reader of the file sees, in reading order.
STORIES = {
    name: n
    for n, name in enumerate(
        [
            "workbook",
            "worksheet",
            "document",
            "sld",
            "hdr",
            "ftr",
            "footnotes",
            "endnotes",
            "comments",
            "glossaryDocument",
            "dataModel",
            "chartSpace",
            "notes",
            "cmLst",
            "ThreadedComments",
            "wsDr",
            "Page",
            "Annots",
            "PageAnnot",
            "Document",
        ]
    )
}


class Room:
    """How many characters of text may still be kept of a file; what comes after is checked, and not kept."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.full = False

    def take(self, text: str) -> bool:
        """Count the text; whether there was room for it."""
        self.left -= len(text)
        self.full = self.full or self.left < 0
        return not self.full


class Words(Stream):
    """The words of a part: text, struck-out text, and in `aside` what stands beside it;
    raises `Rejected` for what calls out."""

    def __init__(self, room: Room, hidden_styles: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.room = room
        self.root = ""
        self._office = True
        self.pieces: list[str] = []
        self.struck: list[str] = []
        #: Text for programs that do not know the first choice, and text above other text (ruby, phonetic guides).
        self.beside: list[str] = []
        self.aside: dict[str, None] = {}
        self.authors: dict[str, None] = {}
        self.encoded: list[str] = []
        self.revised = False
        self.hidden: list[str] = []
        self.hidden_objects: list[str] = []
        self.hidden_styles = set(hidden_styles)
        self.strings: list[str] = []
        self.sheets: list[tuple[str, str, bool]] = []
        self.cells: Cells | None = None
        self._names: dict[str, tuple[str, str]] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._open: list[str] = []
        self._into: list[str] | None = None
        self._between: list[str] = []
        self._beside = self._moved = self._paragraphs = 0
        self._around: list[list[str]] = []
        self._boxes: list[str] = []
        self._fields: list[tuple[list[str], list[bool]]] = [([], [False, False])]
        self._style = ""
        self._vanished = self._vanished_paragraph = False
        self._string: list[str] = []
        self._line = 0.0

    # Called by the parser

    def start(self, tag: str, attrs: dict[Any, Any]) -> Any:
        name, namespace = self._named(tag)
        if not self.root:
            self.root = name
            # The root of drawings in VML has no namespace.
            self._office = name == "xml" or OFFICE.search(namespace) is not None
            self.cells = Cells() if name in ("worksheet", "chartsheet") else None
        self._flush(name)
        attributes = {}
        for key, value in attrs.items():
            short = self._named(key)[0]
            attributes[short] = value
            if len(value) < SHORT and value.isascii() and short not in ASKED and name not in FREE_ELEMENTS:
                continue
            if (name, short, value) not in self._seen:
                self._attribute(name, short, value)
        if name in calls_out.WATCHED or not calls_out.ADDRESSES.isdisjoint(attributes):
            calls_out.check_element(name, attributes, namespace)
        self._open.append(name)
        if self.cells is not None and self.cells.opened(name, attributes):
            return
        self.opened(name, attributes)

    def end(self, tag: str) -> Any:
        name, _namespace = self._named(tag)
        self._flush(name)
        if self.cells is None or not self.cells.closed(name):
            self.closed(name)
        self._open.pop()

    def data(self, data: Any) -> None:
        if self._into is None and (self.cells is None or not self.cells.wants()):
            self._between.append(data)
        elif self._into is self._fields[-1][0]:
            self._into.append(data)
        elif self.root == "sst" or self.room.take(
            data
        ):  # shared strings are counted where cells refer to them
            self._keep(data)

    def _keep(self, data: str) -> None:
        if self.cells is not None and self.cells.data(data):
            return
        if self._into is None:
            return
        self._into.append(data)
        if self._into is self.pieces:
            if self.root == "sst":
                self._string.append(data)
            if self._vanished or self._vanished_paragraph:
                self.hidden.append(data)

    def comment(self, data: Any) -> Any:
        """A remark of XML, which no program shows."""
        self._put(data)

    def pi(self, target: str, data: Any = None) -> Any:
        """An instruction to programs."""
        if worth(f"{target} {data or ''}"):
            self._put(f"{target} {data or ''}")

    def start_ns(self, prefix: str, uri: str) -> None:
        """A namespace, whose name is free."""
        if numbered(f"{prefix} {uri}"):
            self._put(f"{prefix} {uri}")

    def close(self) -> Any:
        for n, (code, (nested, ended)) in enumerate(self._fields):
            if not ended:
                self._field("".join(code), nested=nested and n > 0)
        return None

    # The text

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("Fallback", "rt", "rPh"):
            self._beside += 1
            self.beside.append("\n")
        elif name == "p":
            self._begin_paragraph()
        elif name in REVISIONS:
            self.revised = True
            self._moved += name == "moveFrom"
        elif name in STRUCK or (name in TEXT and self._moved):
            self._into = self.struck
        elif name == "instrText":
            self._into = self._fields[-1][0]
        elif name in TEXT:
            self._into = self.beside if self._beside else self.pieces
        elif name in _MARKS:
            self.pieces.append(_MARKS[name])
        else:
            self._noted(name, attributes)

    def _noted(self, name: str, attributes: dict[str, str]) -> None:
        """Note what an element without text of its own says: fields, hidden text, sheets, lines of OFD."""
        value = attributes.get("val", "")
        if name == "fldChar":
            self._field_mark(attributes.get("fldCharType", ""))
        elif name == "fldSimple":
            self._field(attributes.get("instr", ""))
        elif name == "sym":
            self._symbol(attributes)
        elif name == "r":
            self._vanished = False
        elif name == "vanish" and value.lower() not in _OFF:
            self._vanish()
        elif name in ("rStyle", "pStyle", "basedOn") and value in self.hidden_styles:
            self._styled(name)
        elif name == "style":
            self._style = attributes.get("styleId", "")
        elif name == "sheet" and self.root == "workbook":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("id", ""), attributes.get("name", ""), hidden))
            self.pieces.append(attributes.get("name", "") + "\n")
        elif name == "definedName":
            calls_out.check_name(attributes.get("name", ""))
        elif name == "TextObject":
            self._same_line(attributes.get("Boundary", ""))
        elif attributes.get("hidden", "0") not in _OFF or (
            name == "sld" and attributes.get("show", "1") in _OFF
        ):
            self._hide(name, attributes)

    def closed(self, name: str) -> None:
        if name in ("Fallback", "rt", "rPh"):
            self._beside -= 1
        elif name in TEXT or name in STRUCK or name == "instrText":
            self._into = None
        elif name == "moveFrom":
            self._moved -= 1
        elif name == "style":
            self._style = ""
        if name == "si":
            self.strings.append("".join(self._string))
            self._string = []
        if name in BREAKS:
            (self.beside if self._beside else self.pieces).append("\n")
            if self.struck and self.struck[-1] != "\n":
                self.struck.append("\n")
            if name == "p":
                self._end_paragraph()
        elif name == "tc" and self.pieces and self.pieces[-1] == "\n":
            # The cells of a row stand on one line: forms give each digit of a number a cell.
            self.pieces[-1] = "\t"

    def _begin_paragraph(self) -> None:
        """A paragraph within another is that of a text box: it does not divide the words around it."""
        if self._paragraphs:
            self._around.append(self.pieces)
            self.pieces = []
        self._paragraphs += 1

    def _end_paragraph(self) -> None:
        self._paragraphs -= 1
        if self._around:
            self._boxes += self.pieces
            self.pieces = self._around.pop()
        elif self._boxes:
            self.pieces += self._boxes
            self._boxes = []
        self._vanished_paragraph = False
        if self.hidden and self.hidden[-1] != "\n":
            self.hidden.append("\n")

    def _hide(self, name: str, attributes: dict[str, str]) -> None:
        """Note a shape that is hidden by its name, a slide by none."""
        if name in ("docPr", "cNvPr", "sld"):
            self.hidden_objects.append("" if name == "sld" else attributes.get("name", ""))

    def _vanish(self) -> None:
        if self._style:
            self.hidden_styles.add(self._style)
        elif "r" in self._open:
            self._vanished = True

    def _styled(self, name: str) -> None:
        if name == "basedOn":
            self.hidden_styles.add(self._style)
        elif name == "pStyle":
            self._vanished_paragraph = True
        else:
            self._vanished = True

    def _symbol(self, attributes: dict[str, str]) -> None:
        """A character given by its number, as letters and digits may be in fonts of text."""
        try:
            code = int(attributes.get("char", ""), 16)
        except ValueError:
            return
        font = attributes.get("font", "").lower()
        letter = chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code % 0x110000)
        if letter.isalnum() and not any(word in font for word in ("wing", "webd", "symbol")):
            self.pieces.append(letter)

    def _same_line(self, boundary: str) -> None:
        """Join objects of an OFD page that stand on one line: programs write a line in many."""
        try:
            top = float(boundary.split()[1])
        except (IndexError, ValueError):
            return
        if abs(top - self._line) < 0.5 and self.pieces and self.pieces[-1] == "\n":
            self.pieces[-1] = ""
        self._line = top

    # Fields

    def _field_mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(([], [False, False]))
            if len(self._fields) > DEEPEST:
                raise Running(calls_out.FIELD.format("嵌套域"))
            return
        code, state = self._fields[-1]
        if not state[1] and len(self._fields) > 1:
            state[1] = True
            self._field("".join(code), nested=state[0])
        if kind == "end" and len(self._fields) > 1:
            self._fields.pop()
            outer = self._fields[-1][1]
            outer[0] = outer[0] or (len(self._fields) > 1 and not outer[1])

    def _field(self, code: str, *, nested: bool = False) -> None:
        calls_out.check_field(code, nested=nested)
        if worth(code) or (
            '"' in code and not re.match(r"\s*(?:TOC|PAGEREF|REF|SEQ|DATE|TIME|STYLEREF)\b", code)
        ):
            self._put(code)

    # Beside the text

    def _named(self, tag: str) -> tuple[str, str]:
        known = self._names.get(tag)
        if known is None:
            namespace, _brace, name = tag.rpartition("}")
            known = self._names[tag] = (name, namespace[1:])
            if numbered(tag):
                self._put(tag)
        return known

    def _put(self, text: str) -> None:
        line = " ".join(text.split())
        if line and line not in self.aside and self.room.take(line):
            self.aside[line] = None

    def _attribute(self, name: str, key: str, value: str) -> None:
        """Keep the value of an attribute if a person may have written it."""
        if len(value) < 100 and len(self._seen) < 100_000:
            self._seen.add((name, key, value))
        if key == "author":
            self.authors[value] = None
        elif is_encoded(value):
            self.encoded.append(value)
        elif key in FREE or name in FREE_ELEMENTS:
            if any(char.isalpha() for char in value) or worth(value):
                self._put(value)
        elif len(value) > 4 or not value.isascii():
            if name == "panose1" and len(value) == PANOSE:
                return
            if worth(value) and not self._technical(name, key, value):
                self._put(value)

    def _technical(self, name: str, key: str, value: str) -> bool:
        """Whether the ideographs of an attribute are a program's: of typefaces, styles, formats, numbered shapes."""
        if key in TYPEFACES or (name in STYLED and key in ("name", "val", "Name")):
            return is_label(value)
        return is_drawn(value) if key == "name" else key == "formatCode" and is_format(value)

    def _flush(self, name: str) -> None:
        """Keep the characters since the last tag, which stood in no element of text, if they are words."""
        if not self._between:
            return
        text = "".join(self._between).strip()
        self._between = []
        if not text or not self._open:
            return
        holder = self._open[-1]
        if holder == "author":
            self.authors[text] = None
        elif holder == "HyperlinkBase":
            calls_out.check_link(text)
            self._put(text)
        elif holder in FORMULAS:
            calls_out.check_formula(text)
            for words in names_of_formula(text):
                self._put(words)
        elif holder in HEADERS:
            self._put(text)
            self._put(without_codes(text))
        elif is_encoded(text):
            self.encoded.append(text)
        elif worth(text) or "://" in text or "\\\\" in text or not self._office:
            self._put(text)


_MARKS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
