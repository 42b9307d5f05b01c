"""Text and metadata of DOCX, XLSX, PPTX and OFD: every part, whatever its name, is read, or is said to be unread."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from foundation.files.calls_out import CHUNK, OBJECTS
from foundation.files.images import notes_of
from foundation.files.packages import OFD_ROOT, Package, Stream, feed, natural
from foundation.files.parts import Part, numbers_in, what_it_is
from foundation.files.plain import NotText, decode
from foundation.files.rejected import Rejected, Running
from foundation.files.words import STORIES, Room, Words
from foundation.files.workbook import listed_sheets, string_parts
from foundation.files.worth import worth

MOST_TEXT = 5_000_000
#: How many hidden things, links and unread parts are named.
MOST_NAMED = 50
MOST_ENCODED = 4 * 1024 * 1024

PROPERTIES = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "description": "comments",
    "category": "category",
    "contentStatus": "status",
    "lastModifiedBy": "last_modified_by",
    "Company": "company",
    "Manager": "manager",
    # OFD
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keyword": "keywords",
    "Abstract": "comments",
    "CustomData": "custom",
}
COMMENTS = frozenset({"comments", "cmLst", "ThreadedComments"})
#: The preview in the empty template of python-docx, which shows nothing of any document.
EMPTY_PREVIEWS = frozenset({"96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead"})


class Properties(Stream):
    """The properties of a document, custom ones included, by metadata key."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._custom = ""
        self._parts: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._parts = []
        if name == "property":
            self._custom = attributes.get("name", "")
        elif name == "CustomData":
            self._custom = attributes.get("Name", "")

    def closed(self, name: str) -> None:
        value = "".join(self._parts).strip()
        self._parts = []
        if not value:
            return
        if self._custom:
            self._add("custom", f"{self._custom}：{value}")
            self._custom = ""
        elif name in PROPERTIES:
            self._add(PROPERTIES[name], value)

    def _add(self, key: str, value: str) -> None:
        self.found[key] = f"{self.found[key]}；{value}" if key in self.found else value

    def data(self, data: str) -> None:
        self._parts.append(data)


def read_package(content: bytes, *, depth: int = 0) -> tuple[Package, str, dict[str, Any]]:
    """The container, its text and its metadata; raises `Rejected` as `Package` does."""
    package = Package(content)
    reading = _Reading(package, depth)
    reading.read()
    return package, reading.text(), reading.metadata()


class _Reading:
    """What is found in a container, part by part."""

    def __init__(self, package: Package, depth: int) -> None:
        self.package, self.depth = package, depth
        self.room = Room(MOST_TEXT)
        self.words: list[tuple[str, Words]] = []
        self.embedded: list[tuple[str, dict[str, Any]]] = []
        self.notes: dict[str, Any] = {}
        self.aside: dict[str, None] = {}
        self.unread: dict[str, None] = {}
        self.pictures = 0
        self._pieces: list[str] = []
        self._encoded = 0

    def read(self) -> None:
        """Read every part."""
        styles = [found.target for found in self.package.related("styles")]
        names = [name for name in self.package.names if not name.endswith("/")]
        hidden: frozenset[str] = frozenset()
        for name in sorted(names, key=lambda name: (name not in styles, natural(name))):
            if worth(name):
                self._put(name)
            self._read_part(name, hidden)
            if name in styles and self.words:
                hidden |= self.words[-1][1].hidden_styles
        for remark in self.package.remarks():
            self._put(remark)
            if "PK\x03\x04" in remark:
                self.unread["文件里有不属于任何部分的数据"] = None
        self._assemble()
        if self.room.full:
            self.unread["文字过多，没有读完"] = None
        if self.package.has_gaps():
            self.unread["文件里有不属于任何部分的数据"] = None

    def _read_part(self, name: str, hidden: frozenset[str]) -> None:
        kind = self.package.type_of(name)
        part = what_it_is(self.package.peek(name), kind, " ".join(self.package.kinds_of(name)))
        if part is not Part.CONTAINER and re.search(r"(?i)(?:^|/)embeddings/", name):
            raise Running(OBJECTS)
        if part is Part.XML or (part is Part.TEXT and ("xml" in kind or name.casefold().endswith(".xml"))):
            self._read_xml(name, kind, hidden)
        elif part is Part.EMPTY:
            return
        elif part is Part.CONTAINER:
            self._read_inner(name)
        elif part is Part.TEXT:
            try:
                self._put(decode(self.package.read(name))[0])
            except NotText:
                self.unread[f"无法识别的部分 {name}"] = None
        else:
            self._look_at(name, part)

    def _look_at(self, name: str, part: Part) -> None:
        content = self.package.weigh(name)
        for number in numbers_in(content):
            self._put(number)
        if part in (Part.PICTURE, Part.PHOTOGRAPH):
            if hashlib.sha256(content).hexdigest() not in EMPTY_PREVIEWS:
                self.pictures += 1
                self._noted(notes_of(content) if part is Part.PHOTOGRAPH else {})
        elif part is not Part.HARMLESS:
            self.unread[f"{'声音或影像' if part is Part.MEDIA else '无法识别的部分'} {name}"] = None

    def _noted(self, notes: dict[str, Any]) -> None:
        """Keep what a picture says of itself."""
        for flag in ("exif", "gps"):
            if notes.get(flag):
                self.notes[flag] = True
        for value in notes.values():
            if isinstance(value, str):
                self._put(value)

    def _read_xml(self, name: str, kind: str, hidden: frozenset[str]) -> None:
        words = Words(self.room, hidden)
        content = self.package.read(name)
        try:
            feed(content, words)
        except Rejected as refused:
            if "vml" not in f"{kind} {name}".casefold() or "损坏" not in refused.message:
                raise
            # Old programs write drawings that are nearly XML.
            words.aside = dict.fromkeys(
                filter(worth, re.split(r"[<>\"'\r\n]+", content.decode("utf-8", "replace")))
            )
            self.unread[f"格式不规范的图形 {name}"] = None
        if words.root == "html":
            raise Running(CHUNK)
        self.pictures += words.root == "svg"
        self.words.append((name, words))
        for value in words.encoded:
            self._decode(value)

    def _decode(self, value: str) -> None:
        """Read what stands in base64 if it is a container of drawings, as Word writes them; else say that it is unread."""
        self._encoded += len(value)
        try:
            data = base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        for number in numbers_in(data):
            self._put(number)
        if self._encoded > MOST_ENCODED or not data.startswith(b"PK\x03\x04"):
            self.unread["编码的数据"] = None
            return
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as inner:
                if sum(info.file_size for info in inner.infolist()) > MOST_ENCODED:
                    raise zipfile.BadZipFile
                for info in inner.infolist():
                    self._read_drawing(inner.read(info))
        except (
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            OSError,
            EOFError,
            NotImplementedError,
            ValueError,
        ):
            self.unread["编码的数据"] = None

    def _read_drawing(self, content: bytes) -> None:
        part = what_it_is(content[:512], "", "")
        if part is Part.XML:
            words = Words(self.room)
            feed(content, words)
            self.words.append(("", words))
        elif part in (Part.PICTURE, Part.PHOTOGRAPH):
            self.pictures += 1
        elif part is not Part.EMPTY:
            self.unread["编码的数据"] = None

    def _read_inner(self, name: str) -> None:
        """Read a document inside, such as the data of a chart; one deeper down is unread, other containers are refused."""
        if self.depth:
            self.unread[f"更深一层的文件 {name}"] = None
            return
        try:
            _package, text, properties = read_package(self.package.weigh(name), depth=1)
        except Rejected as refused:
            raise Running(OBJECTS) if "压缩包" in refused.message else refused from None
        kept = text if self.room.take(text) else ""
        self.embedded.append((kept, {"name": name, **properties}))

    def _put(self, text: str) -> None:
        for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
            if line not in self.aside and self.room.take(line):
                self.aside[line] = None

    def _assemble(self) -> None:
        """Put the text in reading order, and what is left over aside."""
        strings = self._shared()
        sheets = listed_sheets(self.package)
        order = {part: n for n, part in enumerate(sheets)}

        def key(found: tuple[str, Words]) -> tuple[bool, int, int, list[tuple[int, str]]]:
            name, words = found
            rank = (
                -1
                if name == self.package.main
                else STORIES.get("notes" if "/notesSlides/" in name else words.root, 99)
            )
            return (words.root not in STORIES, rank, order.get(name, 9999), natural(name))

        used: set[int] = set()
        for name, words in sorted(self.words, key=key):
            if words.cells is not None:
                self._pieces.append(self._rows(words, strings, used))
                self._hidden_of(words, sheets.get(name, (name, False))[0])
            if words.root in STORIES:
                self._pieces.append("".join(words.pieces))
            elif words.root != "sst":
                self._put("".join(words.pieces))
        self._pieces += [text for text, _properties in self.embedded]
        known = set(tidy("\n".join(self._pieces)).split("\n"))
        for n, text in enumerate(strings):
            if n not in used:
                self._put(text)
        for _name, words in self.words:
            if words.root == "sst" and words.strings != strings:
                self._put("\n".join(words.strings))
            for text in ("".join(words.beside), *words.aside):
                self._put("\n".join(line for line in text.split("\n") if line.strip() not in known))
        for line in known:
            self.aside.pop(line, None)

    def _shared(self) -> list[str]:
        parts = string_parts(self.package)
        return next((words.strings for name, words in self.words if name in parts), [])

    def _rows(self, words: Words, strings: list[str], used: set[int]) -> str:
        lines = []
        for row in words.cells.rows if words.cells else []:
            for n, value in enumerate(row):
                if isinstance(value, int):
                    used.add(value)
                    text = strings[value] if value < len(strings) else ""
                    row[n] = text if self.room.take(text) else ""
            lines.append("\t".join(map(str, row)))
        return "\n".join(lines) + "\n"

    def _hidden_of(self, words: Words, name: str) -> None:
        cells = words.cells
        if cells is not None and cells.hidden_rows:
            shown = "、".join(map(str, cells.hidden_rows[:MOST_NAMED]))
            self._hide("hidden_rows", f"{name} 第 {shown} 行（共 {len(cells.hidden_rows)} 行）")
        if cells is not None and (columns := cells.hidden_columns()):
            self._hide("hidden_columns", f"{name} {'、'.join(columns[:MOST_NAMED])} 列")

    def _hide(self, key: str, what: str) -> None:
        listed = self.notes.setdefault(key, [])
        if len(listed) < MOST_NAMED and what not in listed:
            listed.append(what[:200])

    # What came of it

    def text(self) -> str:
        """The text in reading order."""
        return tidy("\n".join(self._pieces))

    def metadata(self) -> dict[str, Any]:
        """The metadata, as `Inspection` lists them."""
        found: dict[str, Any] = self._properties()
        authors: dict[str, None] = {}
        for name, words in self.words:
            authors |= words.authors
            found |= {"tracked_changes": True} if words.revised else {}
            found |= {"has_comments": True} if words.root in COMMENTS else {}
            for _relation, sheet, hidden in words.sheets:
                if hidden:
                    self._hide("hidden_sheets", sheet)
            for hidden_text in tidy("".join(words.hidden)).splitlines():
                self._hide("hidden_text", hidden_text)
            for object_name in words.hidden_objects:
                key, shown = (
                    ("hidden_slides", name)
                    if words.root == "sld" and not object_name
                    else ("hidden_objects", object_name)
                )
                self._hide(key, shown)
        if removed := tidy("\n".join("".join(words.struck) for _name, words in self.words)):
            found["struck_text"] = removed
        if authors:
            found["revised_by"] = "、".join(authors)
        found |= self.notes | self._links()
        if self.embedded:
            found["embedded"] = [properties for _text, properties in self.embedded]
        told = {
            line for value in found.values() if isinstance(value, str) for line in re.split("[\n；]", value)
        }
        if left := [line for line in self.aside if line not in told]:
            found["elsewhere"] = "\n".join(left)
        if self.pictures:
            found["pictures"] = self.pictures
        unread = list(self.unread)[:MOST_NAMED] + ([f"图片 {self.pictures} 张"] if self.pictures else [])
        unread += [
            f"{inner['name']}：{why}" for _text, inner in self.embedded for why in inner.get("unread", [])
        ]
        if unread:
            found["unread"] = unread
        found["text_complete"] = not unread
        return found

    def _properties(self) -> dict[str, Any]:
        kinds = ("core-properties", "extended-properties", "custom-properties", "metadata/core-properties")
        related = {found.target for found in self.package.relations if found.kind in kinds}
        properties = Properties()
        for name in self.package.names:
            fits = (
                re.fullmatch(r"(?i)docProps/(?:core|app|custom)\d*\.xml", name) or name.casefold() == OFD_ROOT
            )
            if fits or name in related:
                self.package.stream(name, properties)
        return dict(properties.found)

    def _links(self) -> dict[str, str]:
        """Where links lead, and which other files the document draws on."""
        links, files = dict[str, None](), dict[str, None]()
        for found in self.package.relations:
            if found.external:
                (links if found.kind == "hyperlink" else files)[unquote(found.target)] = None
        told = {"links": _joined(links), "linked_files": _joined(files)}
        return {key: text for key, text in told.items() if text}


def _joined(found: Iterable[str]) -> str:
    return "\n".join(found)[:200_000]


def tidy(text: str) -> str:
    """The text without blank lines and without blanks around lines."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
