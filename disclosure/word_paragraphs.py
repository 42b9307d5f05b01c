"""Paragraphs of Word documents as the reader of the page sees them; what text cannot show is noted for the clerk.

What was read is marked in the tree (`seen`), so that `unread` finds at the end what nothing here understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure import word_drawings, word_formulas, word_symbols
from disclosure.imported_lines import Note
from disclosure.word_fields import Fields
from disclosure.word_numbering import Numbering, Unwritable
from disclosure.word_styles import VAL, Styles, is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE, CHOICE, FALLBACK = f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"
#: Elements of a paragraph that hold no text of it: deletions and properties.
SKIPPED = set(
    map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:rubyPr", "w:footnoteRef"))
)
#: Where words go that are not imported.
APART = ("placeholder", "field_code", "hidden_text")
#: The largest size (half points) of letters that nobody reads, and the colours that paper has.
SMALLEST = 6
WHITE = ("FFFFFF", "WHITE")


@dataclass
class Said:
    """A paragraph: its text, the boxes that hang on it, and notes."""

    text: str
    boxes: list[word_drawings.Box] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    numbered: bool = False


@dataclass
class _Look:
    """How the letters of a run look."""

    hidden: bool = False
    struck: bool = False
    faint: bool = False
    font: str = ""
    moved: str = ""


class Reader:
    """Reads the paragraphs of a document in their order; numbers, fields and notes go on from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering | None, links: Callable[[str], str]) -> None:
        self._styles, self._numbering, self._links = styles, numbering, links
        self._fields = Fields()
        self.marks: dict[tuple[str, str], int] = {}
        self.comments: Callable[[str], str] = lambda _id: ""
        self.parts: Callable[[str], str] = lambda _id: ""
        self.pictures: Callable[[str, str], str] = lambda _id, _shows: ""
        self._handlers: dict[str, Callable[[BaseOxmlElement], None]] = {
            qn("w:t"): self._text,
            qn("w:tab"): lambda _e: self._say("\t"),
            qn("w:ptab"): lambda _e: self._say("\t"),
            qn("w:br"): lambda _e: self._say("\n"),
            qn("w:cr"): lambda _e: self._say("\n"),
            qn("w:noBreakHyphen"): lambda _e: self._say("-"),
            qn("w:sym"): self._symbol,
            qn("w:r"): self._run,
            qn("w:sdt"): self._control,
            qn("w:hyperlink"): self._link,
            qn("w:ruby"): self._ruby,
            qn("w:fldSimple"): self._simple_field,
            qn("w:fldChar"): self._field,
            qn("w:instrText"): self._fields_instruction,
            qn("w:footnoteReference"): lambda e: self._mark("footnote", e),
            qn("w:endnoteReference"): lambda e: self._mark("endnote", e),
            qn("w:commentReference"): self._comment,
            qn("w:drawing"): self._drawing,
            qn("w:pict"): self._drawing,
            qn("w:object"): self._drawing,
            qn("w:subDoc"): lambda _e: self._note("other_file"),
            word_formulas.FORMULA: self._formula,
            ALTERNATE: self._alternate,
        } | {
            qn(f"w:{name}"): self._date
            for name in ("pgNum", "dayShort", "dayLong", "monthShort", "monthLong")
        }

    def read(self, paragraph: BaseOxmlElement) -> Said:
        """Read one paragraph with all tracked changes accepted."""
        self._said, self._look = Said(""), _Look()
        self._pieces: list[str] = []
        self._apart: dict[str, list[str]] = {}
        self._style = self._styles.of_paragraph(paragraph)
        self._plain_ground = not _shaded(paragraph)
        self._number(paragraph)
        self._walk(paragraph)
        for kind, pieces in self._apart.items():
            if said := "".join(pieces).strip():
                self._note(kind, said)
        self._said.text = "".join(self._pieces)
        return self._said

    def _walk(self, element: BaseOxmlElement) -> None:
        for child in element:
            if handler := self._handlers.get(child.tag):
                handler(child)
            elif child.tag not in SKIPPED:
                self._walk(child)

    def _note(self, kind: str, said: str = "") -> None:
        self._said.notes.append(Note(kind, said))

    def _aside(self, kind: str, text: str) -> None:
        self._apart.setdefault(kind, []).append(text)

    def _say(self, text: str, kind: str = "") -> None:
        """Put words into the text, or apart where the page does not show them."""
        if self._look.hidden:
            kind = kind or "hidden_text"
        if self._fields.in_code:
            kind = kind or "field_code"
        if kind in APART:
            self._aside(kind, text)
            return
        self._fields.say(text)
        if text.strip():
            if self._look.struck:
                self._aside("struck", text)
            if self._look.faint:
                self._aside("faint_text", text)
        self._pieces.append(text)

    def _number(self, paragraph: BaseOxmlElement) -> None:
        """Put the number that Word computes before the text."""
        if self._numbering is None:
            return
        try:
            label = self._numbering.before(paragraph)
        except Unwritable as form:
            self._note("numbering_left_out", str(form))
            return
        if label is not None and not self._all_hidden(paragraph):
            self._said.numbered = bool(label.strip())
            self._pieces.append(label)

    def _all_hidden(self, paragraph: BaseOxmlElement) -> bool:
        runs = [run for run in paragraph.findall(qn("w:r")) if run.find(qn("w:t")) is not None]
        return bool(runs) and all(is_on(self._styles.of_run(run, self._style, "w:vanish")) for run in runs)

    # Runs

    def _run(self, run: BaseOxmlElement) -> None:
        outer, self._look = self._look, self._look_of(run)
        self._walk(run)
        self._look = outer

    def _look_of(self, run: BaseOxmlElement) -> _Look:
        def of(name: str) -> BaseOxmlElement | None:
            return self._styles.of_run(run, self._style, name)

        def value(name: str, key: str = VAL) -> str:
            found = of(name)
            return found.get(key, "") if found is not None else ""

        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        font = (fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "") if fonts is not None else ""
        size = value("w:sz")
        white = value("w:color").upper() in WHITE or value("w:color", qn("w:themeColor")) in (
            "background1",
            "bg1",
        )
        ground = value("w:highlight") not in ("", "none", "white") or _fill(of("w:shd"))
        return _Look(
            hidden=is_on(of("w:vanish")) or is_on(of("w:specVanish")),
            struck=is_on(of("w:strike")) or is_on(of("w:dstrike")),
            faint=(size.isdecimal() and int(size) <= SMALLEST)
            or (white and not ground and self._plain_ground),
            font=font,
            moved=value("w:vertAlign"),
        )

    def _text(self, element: BaseOxmlElement) -> None:
        element.set("seen", "1")
        text = element.text or ""
        if element.get("prompt"):
            self._aside("placeholder", text)
            return
        if word_symbols.is_symbols(self._look.font) or (self._look.font and word_symbols.OWN.search(text)):
            self._signs(text)
            return
        if self._look.moved in ("superscript", "subscript") and text.strip():
            moved = word_symbols.raised if self._look.moved == "superscript" else word_symbols.lowered
            written = moved(text)
            if written is None:
                self._aside("raised", text)
            text = written or text
        if own := word_symbols.OWN.findall(text):
            self._aside("own_characters", "".join(own))
        self._say(text)

    def _signs(self, text: str) -> None:
        """Text in a font of symbols, sign by sign."""
        for char in text:
            sign = word_symbols.symbol(ord(char), self._look.font)
            if sign is None and not word_symbols.is_symbols(self._look.font):
                self._aside("own_characters", char)
                sign = char
            self._say_sign(sign, f"{self._look.font} {char}")

    def _symbol(self, element: BaseOxmlElement) -> None:
        font, code = element.get(qn("w:font"), ""), element.get(qn("w:char"), "")
        known = re.fullmatch("[0-9A-Fa-f]{1,6}", code)
        self._say_sign(word_symbols.symbol(int(code, 16), font) if known else None, f"{font} {code}".strip())

    def _say_sign(self, sign: str | None, name: str) -> None:
        if sign is None:
            self._note("symbol", name)
        self._say(sign or word_symbols.UNKNOWN)

    # What stands in a paragraph

    def _control(self, control: BaseOxmlElement) -> None:
        """A content control: a box ticked or not, or what was entered."""
        properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        box = (
            next((e for e in properties if _local(e) == "checkbox"), None) if properties is not None else None
        )
        signs = "".join(t.text or "" for t in content.iter(qn("w:t"))) if content is not None else ""
        if box is None or len(signs.strip()) > 1 or content is None:
            self._walk(control)
            return
        for text in content.iter(qn("w:t")):
            text.set("seen", "1")
        checked = next((e for e in box if _local(e) == "checked"), None)
        state = next(iter(checked.attrib.values()), "1") if checked is not None else "0"
        self._say(word_symbols.UNTICKED if state.lower() in ("0", "false", "off") else word_symbols.TICKED)

    def _link(self, link: BaseOxmlElement) -> None:
        begin = len(self._pieces)
        self._walk(link)
        self._told_link(self._links(link.get(qn("r:id"), "")), "".join(self._pieces[begin:]))

    def _told_link(self, address: str, text: str) -> None:
        if address and _address(address) != _address(text):
            self._note("link", address)

    def _ruby(self, ruby: BaseOxmlElement) -> None:
        base, reading = ruby.find(qn("w:rubyBase")), ruby.find(qn("w:rt"))
        if base is not None:
            self._walk(base)
        said = list(reading.iter(qn("w:t"))) if reading is not None else []
        for text in said:
            text.set("seen", "1")
        if said:
            self._note("reading", "".join(text.text or "" for text in said))

    def _mark(self, kind: str, reference: BaseOxmlElement) -> None:
        """A mark where a note hangs, with its number."""
        number = self.marks.setdefault((kind, reference.get(qn("w:id"), "")), len(self.marks) + 1)
        self._say(f"〔注{number}〕")

    def _comment(self, reference: BaseOxmlElement) -> None:
        self._note("comments", self.comments(reference.get(qn("w:id"), "")))

    def _date(self, element: BaseOxmlElement) -> None:
        self._note("field", _local(element))

    def _formula(self, formula: BaseOxmlElement) -> None:
        text, built = word_formulas.written(formula)
        self._say(text)
        if built:
            self._note("formula", text)

    def _drawing(self, drawing: BaseOxmlElement) -> None:
        pictures = (lambda _id, _shows: "") if self._look.hidden else self.pictures
        found = word_drawings.read(drawing, self.parts, pictures)
        self._said.notes += found.notes
        self._said.figures += found.figures
        for box in found.boxes:
            box.hidden = box.hidden or self._look.hidden
        self._said.boxes += found.boxes

    def _alternate(self, element: BaseOxmlElement) -> None:
        if (chosen := chosen_of(element)) is not None:
            self._walk(chosen)

    # Fields

    def _fields_instruction(self, element: BaseOxmlElement) -> None:
        self._fields.instruct(element.text or "")

    def _simple_field(self, element: BaseOxmlElement) -> None:
        self._fields.begin(None)
        self._fields.instruct(element.get(qn("w:instr"), ""))
        self._fields.separate()
        self._walk(element)
        self._end_field()

    def _field(self, element: BaseOxmlElement) -> None:
        what = "" if element.get("unclosed") else element.get(qn("w:fldCharType"))
        if what == "begin":
            self._fields.begin(element.find(qn("w:ffData")))
        elif what == "separate":
            if self._fields.separate() == "TOC":
                self._note("contents")
        elif what == "end":
            self._end_field()

    def _end_field(self) -> None:
        done = self._fields.end()
        if done is None:
            return
        if done.text:
            self._say(done.text)
        if done.address:
            self._told_link(done.address, done.said)
        if done.missing:
            self._note("field", done.missing)


def chosen_of(alternate: BaseOxmlElement) -> BaseOxmlElement | None:
    """Which of several copies for newer and older programs is read: the first that holds anything to read."""
    copies = [copy for copy in alternate if copy.tag in (CHOICE, FALLBACK)]
    telling = (copy for copy in copies if any(word_drawings.tells(element) for element in copy.iter()))
    return next(telling, copies[0] if copies else None)


def mark_prompts(root: BaseOxmlElement) -> None:
    """Mark the words of content controls that nobody filled in: they are no content."""
    for showing in root.iter(qn("w:showingPlcHdr")):
        properties = showing.getparent()
        if is_on(showing) and properties is not None and (control := properties.getparent()) is not None:
            if any(_local(element) == "checkbox" for element in properties):
                continue
            for text in control.iter(qn("w:t")):
                text.set("prompt", "1")


def mark_unclosed(root: BaseOxmlElement) -> None:
    """Mark the beginnings of fields that never end: they must not take the rest of the document for their code."""
    begun: list[BaseOxmlElement] = []
    for element in root.iter(qn("w:fldChar")):
        if element.get(qn("w:fldCharType")) == "begin":
            begun.append(element)
        elif element.get(qn("w:fldCharType")) == "end" and begun:
            begun.pop()
    for element in begun:
        element.set("unclosed", "1")


def unread(root: BaseOxmlElement) -> Iterator[str]:
    """The words of a part that were read nowhere and that are neither deleted nor a second copy of others."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag in (qn("w:del"), qn("w:moveFrom")) or _is_deleted_row(element):
            continue
        if element.tag == ALTERNATE:
            yield from _copies(element)
            stack.extend(reversed([copy for copy in element if copy.tag != FALLBACK]))
            continue
        if word_drawings.is_words(element) and not element.get("seen") and (element.text or "").strip():
            yield element.text or ""
        stack.extend(reversed(list(element)))


def _copies(alternate: BaseOxmlElement) -> Iterator[str]:
    """The words of copies for older programs that no other copy has."""
    copies = {copy: [e for e in copy.iter() if word_drawings.is_words(e)] for copy in alternate}
    read = [e.text or "" for words in copies.values() for e in words if e.get("seen")]
    known, whole = set(read), "".join(read)
    for copy, words in copies.items():
        if copy.tag == FALLBACK and "".join(e.text or "" for e in words) not in whole:
            yield from (e.text or "" for e in words if not e.get("seen") and e.text not in known)


def _is_deleted_row(element: BaseOxmlElement) -> bool:
    return element.tag == qn("w:tr") and element.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _local(element: BaseOxmlElement) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _address(text: str) -> str:
    """An address or text without what makes no difference."""
    return re.sub(r"^(?:mailto:|tel:|https?://)|/$|\s", "", unquote(text).lower())


def _fill(shading: BaseOxmlElement | None) -> bool:
    """Whether shading makes a ground on which white letters can be read."""
    if shading is None:
        return False
    fill = shading.get(qn("w:fill"), "auto").upper()
    return fill not in ("AUTO", "", *WHITE) or shading.get(VAL, "clear") not in ("clear", "nil")


def _shaded(paragraph: BaseOxmlElement) -> bool:
    """Whether the paragraph or the cell that it stands in has a ground of its own."""
    if _fill(paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}")):
        return True
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    return cell is not None and _fill(cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
