"""Word documents as lines: everything that a reader of the pages sees, in its place or after the text, or told."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure import word_tables
from disclosure.imported_lines import Line, Note
from disclosure.imported_pictures import MOST_PICTURES, Picture, picture_of
from disclosure.word_drawings import Box
from disclosure.word_numbering import Numbering
from disclosure.word_paragraphs import ALTERNATE, Reader, Said, chosen_of, mark_prompts, mark_unclosed, unread
from disclosure.word_styles import VAL, Styles, is_on
from disclosure.word_tables import WordTable
from foundation.texts.structure import LONGEST_TITLE, NOT_A_TITLE, Oddity, figure

#: What a page number is written with; a footer of nothing else is not told.
PAGE_NUMBER = re.compile(r"[第页共总Page of0-9０-９\s\-—–―－_/／.·|,，、～~《》]*")
#: The head of a printed paper: the name of the agency in red, its number, its star or line; no title.
RED_HEAD = re.compile(
    r"[^《》关于]*文件|(?:.{0,30}[〔\[［(（【][0-9０-９]{4}[〕\]］)）】].{0,12}号)(?:\s+签发人.*)?|[★☆*＊\-—_─━=\s]+|签发人.*"
    r"|[（(].*(?:通过|发布|印发|施行|修订|修正).*[）)]"
)
#: The number of a paper on a line of its own.
NUMBER_LINE = re.compile(
    r"\s*([^\s。；，:：]{1,20}[〔\[［【(（][0-9０-９]{4}[〕\]］】)）]\s*第?\s*[0-9０-９]{1,5}\s*号)(?:\s+签发人.*)?\s*"
)
#: What hides a row of a table.
HIDDEN_ROW = f"{qn('w:trPr')}/{qn('w:hidden')}"
#: As many lines stand above a title at most.
MOST_ABOVE = 12
DATA_TEXT = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}t",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}v",
}


class WordDocument:
    """A Word document that is read once, from its beginning to its notes."""

    def __init__(self, content: bytes) -> None:
        document = docx.Document(io.BytesIO(content))
        self._part = document.part
        self._body = document.element.body
        self._styles = Styles(self._xml("styles"))
        self._reader = Reader(self._styles, Numbering(self._xml("numbering"), self._styles), self._link)
        comments = self._comments()
        self._reader.comments = lambda which: comments.pop(which, "")
        self._reader.parts = self._words_of
        self._reader.pictures = self._picture
        #: The pictures that stand in the text, in their order; and the lines for those in a cell, which follow the table.
        self.pictures: list[Picture] = []
        self._in_cells: list[str] = []
        self._taking = True
        self._noted: Counter[str] = Counter()
        self._numbered = 0
        self._told_of: set[str] = set()
        self.title: str | None = None
        self.number = ""

    def lines(self) -> list[Line]:
        """The paragraphs and tables in their order, a blank line around each table; the notes at the end."""
        mark_prompts(self._body)
        mark_unclosed(self._body)
        rows = list(self._blocks(self._body))
        self.title = _title_of(rows)
        self.number = _number_above(rows, self.title or "")
        return [line for row in (*rows, *self._notes()) for line in _split(row)]

    def of_the_whole(self) -> list[Note]:
        """What is told of the file as a whole; asked after its lines were read."""
        found = list(self._around())
        if words := "".join(unread(self._body)):
            found.append(Note("unread_text", words))
        return found

    def oddities(self) -> Iterator[Oddity]:
        """What the clerk compares with the original, as numbers: of paragraphs with automatic numbers, of cells."""
        if self._numbered:
            message = f"有 {self._numbered} 段的编号由 Word 自动生成，已按编号规则写进正文，请对照原件核对。"
            yield Oddity("automatic_numbering", message)
        if self._reader.marks:
            message = f"原件有 {len(self._reader.marks)} 条脚注或尾注，已移到文末，以〔注1〕等标明，请核对。"
            yield Oddity("notes", message)
        yield from word_tables.told(self._noted)

    # Blocks

    def _blocks(self, elements: Iterable[BaseOxmlElement]) -> Iterator[Line]:
        stack = list(reversed(list(elements)))
        while stack:
            element = stack.pop()
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                table = WordTable(element, self._cell_words, self._noted)
                if table.is_layout:
                    stack.extend(reversed(table.contents()))
                    continue
                yield from [Line(""), *table.lines(), Line("")]
                yield from map(Line, self._in_cells)
                self._in_cells = []
            elif element.tag in (qn("w:altChunk"), qn("w:subDoc")):
                yield Line("", [Note("other_file")], is_left_out=True)
            elif element.tag == ALTERNATE:
                stack.extend(reversed(list(_or_nothing(chosen_of(element)))))
            elif element.tag not in (qn("w:sectPr"), qn("w:del"), qn("w:moveFrom")):
                stack.extend(reversed(list(element)))

    def _paragraph(self, paragraph: BaseOxmlElement) -> Iterator[Line]:
        said = self._reader.read(paragraph)
        self._numbered += said.numbered
        words = said.text.strip()
        fits = 0 < len(words) <= 4 * LONGEST_TITLE and not NOT_A_TITLE.match(words)
        yield Line(said.text, said.notes, fits and self._stands_out(paragraph))
        yield from map(Line, said.figures)
        for box in said.boxes:
            yield from self._box(box)

    def _stands_out(self, paragraph: BaseOxmlElement) -> bool:
        """Whether a paragraph is a heading or centred."""
        style = self._styles.name(self._styles.of_paragraph(paragraph))
        centred = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
        titled = style.lower().startswith(("heading", "title", "标题"))
        return titled or (centred is not None and centred.get(VAL) == "center")

    def _box(self, box: Box) -> Iterator[Line]:
        with self._unseen(box.hidden):
            rows = list(self._blocks(box.element))
        words = "\n".join(row.text for row in rows if row.text.strip())
        notes = [note for row in rows for note in row.notes]
        if box.hidden:
            yield Line("", [*notes, *([Note("hidden_text", words)] if words else [])], is_left_out=True)
        elif words:
            rows[0].notes.insert(0, Note("text_box"))
            yield from rows
        elif notes:
            yield Line("", notes, is_left_out=True)

    def _cell_words(self, paragraph: BaseOxmlElement) -> tuple[str, list[Note]]:
        """The words of a paragraph in a cell, with those of its boxes."""
        with self._unseen(any(is_on(row.find(HIDDEN_ROW)) for row in paragraph.iterancestors(qn("w:tr")))):
            said = self._reader.read(paragraph)
            self._numbered += said.numbered
            return self._with_boxes(said)

    @contextmanager
    def _unseen(self, unseen: bool) -> Iterator[None]:
        """Take no pictures meanwhile, where nobody sees the page, or where they are related otherwise."""
        before, self._taking = self._taking, self._taking and not unseen
        yield
        self._taking = before

    def _with_boxes(self, said: Said) -> tuple[str, list[Note]]:
        pieces, notes = [said.text], list(said.notes)
        self._in_cells += said.figures
        for box in said.boxes:
            for line in self._box(box):
                pieces.append(line.text)
                notes += line.notes
        return " ".join(filter(None, pieces)), notes

    # Other parts

    def _related(self, kind: str) -> Iterator[Any]:
        """The parts of a kind, by their relationship, whatever their name is."""
        for relation in self._part.rels.values():
            if not relation.is_external and relation.reltype.rpartition("/")[2] == kind:
                yield relation.target_part

    def _xml(self, kind: str) -> BaseOxmlElement | None:
        return next((_root(part) for part in self._related(kind)), None)

    def _link(self, relation: str) -> str:
        found = self._part.rels.get(relation)
        return str(found.target_ref) if found is not None and found.is_external else ""

    def _picture(self, relation: str, shows: str) -> str:
        """Take a picture into the text; blank for one that lies outside, or that no page can show or nobody can clean."""
        found = self._part.rels.get(relation)
        if not self._taking or found is None or found.is_external or len(self.pictures) >= MOST_PICTURES:
            return ""
        number = len(self.pictures) + 1
        taken = picture_of(found.target_part.blob, number)
        if taken is None:
            return ""
        self.pictures.append(taken)
        return figure(number, shows)

    def _words_of(self, relation: str) -> str:
        """The words of a chart or diagram."""
        found = self._part.rels.get(relation)
        if found is None or found.is_external or relation in self._told_of:
            return ""
        self._told_of.add(relation)
        words = (e.text or "" for e in _root(found.target_part).iter() if e.tag in DATA_TEXT)
        return "、".join(word.strip() for word in words if word.strip())

    def _comments(self) -> dict[str, str]:
        root = self._xml("comments")
        found = root.findall(qn("w:comment")) if root is not None else []
        return {one.get(qn("w:id"), ""): "".join(t.text or "" for t in one.iter(qn("w:t"))) for one in found}

    def _notes(self) -> Iterator[Line]:
        """The notes at the foot of pages and at the end, each with its mark; those without one are told."""
        parts = {kind: _by_id(self._xml(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        read: set[tuple[str, str]] = set()
        while waiting := [place for place in self._reader.marks if place not in read]:
            for place in waiting:
                read.add(place)
                mark = f"〔注{self._reader.marks[place]}〕"
                element = parts[place[0]].get(place[1])
                with self._unseen(True):  # the pictures of notes are related to the part of the notes
                    rows = list(self._blocks(element)) if element is not None else []
                rows = [row for row in rows if row.text.strip() or row.notes]
                first = rows[0] if rows else Line("", [Note("note_missing")])
                yield Line(mark + first.text.strip(), first.notes)
                yield from rows[1:]
        unused = [e for kind, notes in parts.items() for key, e in notes.items() if (kind, key) not in read]
        for element in unused:
            if words := "".join(t.text or "" for t in element.iter(qn("w:t"))).strip():
                yield Line("", [Note("unused_note", words)], is_left_out=True)

    def _around(self) -> Iterator[Note]:
        """Headers, footers and watermarks, each once."""
        said: set[tuple[str, str]] = set()
        for kind, told in (("header", "page_header"), ("footer", "page_footer")):
            for part in self._related(kind):
                for note in self._around_page(_root(part), told):
                    if (note.kind, note.said) not in said:
                        said.add((note.kind, note.said))
                        yield note

    def _around_page(self, root: BaseOxmlElement, kind: str) -> Iterator[Note]:
        reader = Reader(self._styles, None, lambda _id: "")
        pieces: list[str] = []
        waiting = [root]
        while waiting:
            for paragraph in _paragraphs(waiting.pop()):
                said = reader.read(paragraph)
                pieces.append(said.text.strip())
                waiting += [box.element for box in said.boxes]
                for note in said.notes:
                    if note.kind == "drawn_text":
                        yield Note("watermark", note.said)
                    elif note.kind != "field":
                        yield note
        words = " ".join(filter(None, pieces))
        if not PAGE_NUMBER.fullmatch(words):
            yield Note(kind, words)


def _or_nothing(element: BaseOxmlElement | None) -> Iterable[BaseOxmlElement]:
    return element if element is not None else ()


def _paragraphs(root: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The paragraphs of a header, without those in boxes, which their paragraph brings along."""
    stack = list(reversed(list(root)))
    while stack:
        element = stack.pop()
        if element.tag == qn("w:p"):
            yield element
        else:
            stack.extend(reversed(list(element)))


def _split(row: Line) -> Iterator[Line]:
    """A paragraph with line breaks as lines; its notes stand at the first."""
    first, *more = row.text.split("\n")
    yield Line(first, row.notes, row.is_title, row.is_left_out)
    yield from map(Line, more)


def _root(part: Any) -> BaseOxmlElement:
    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _by_id(root: BaseOxmlElement | None, kind: str) -> dict[str, BaseOxmlElement]:
    """The notes of a part by their id, without the lines that divide them from the text."""
    found = root.findall(qn(f"w:{kind}")) if root is not None else []
    return {note.get(qn("w:id"), ""): note for note in found if note.get(qn("w:type"), "normal") == "normal"}


def _title_of(lines: list[Line]) -> str | None:
    """The first heading or centred paragraph that is no red head; the first of any kind if there is no other."""
    shown = [line.text for line in lines if line.is_title and line.text.strip()]
    return next((text for text in shown if not RED_HEAD.fullmatch(text.strip())), next(iter(shown), None))


def _number_above(lines: list[Line], title: str) -> str:
    """The number of the paper where it stands on a line of its own above the title."""
    for line in lines[:MOST_ABOVE] if title else ():
        if line.text == title:
            break
        if match := NUMBER_LINE.fullmatch(line.text):
            return match.group(1)
    return ""
