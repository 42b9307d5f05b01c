"""A program that reads a PDF from standard input and prints text and metadata as one line of JSON.

A file made to exhaust time or memory ends only this process. Imports nothing of the portal. Every object is looked at, reachable
or not: what is refused is refused wherever it stands, and what no rule here reads is said to be unread.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, DeprecationError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from foundation.files.pdf_rules import at, name_at, names, refused

SECONDS = 20
READING_SECONDS = 12
MEMORY = 1536 * 1024 * 1024
MOST_TEXT = 5_000_000
MOST_OBJECTS = 300_000
MOST_NAMED = 50
MOST_REVISIONS = 5
#: So many strokes with so little text are letters drawn as outlines.
DRAWN, WRITTEN = 500, 50

BROKEN = (
    PyPdfError,
    DependencyError,
    DeprecationError,
    ArithmeticError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
    RuntimeError,
)


INFO = {f"/{key.title()}": key for key in ("title", "author", "subject", "keywords", "company")}
TECHNICAL = frozenset({"/CreationDate", "/ModDate", "/Producer", "/Creator", "/Trapped"})
#: Strings that are not words.
SILENT = names("/ID /Panose /O /U /OE /UE /Perms /Lookup /DocChecksum /Style /Signed")
#: Strings that people write, and readers show.
WRITTEN_KEYS = names(
    """
    /Contents /V /DV /RC /Title /ActualText /Alt /E /Opt /TU /CA /AC /Subj /T /TM /Label /Name /Intent
    """
)
TYPEFACES = frozenset({"/BaseFont", "/FontName", "/Name", "/FontFamily", "/Font", "/Encoding"})
#: By which keys streams are referred to that hold no words of their own.
SILENT_STREAMS = names(
    """
    /FontFile /FontFile2 /FontFile3 /ToUnicode /CIDToGIDMap /CIDSet /Encoding /UseCMap /CharProcs
    /DestOutputProfile /JBIG2Globals /Lookup /SMask /Mask /TR /TR2 /BG /BG2 /UCR /UCR2 /HT
    /Function /Functions
    """
)
#: Those that are texts of programs, or begin with one, in which a remark may stand.
CODED = names(
    "/ToUnicode /Encoding /UseCMap /Function /Functions /TR /TR2 /BG /UCR /FontFile /FontFile2 /FontFile3"
)
#: The role of a stream that draws a page.
PAGE = "page"
APPEARANCES = frozenset({"/N", "/R", "/D", "/AP"})

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u2e80-\u2fdf\U00020000-\U0003ffff]")
_NUMBER = re.compile(
    r"[0-9](?:[\s\-]{0,2}[0-9]){10}|(?<![0-9A-Z])9[0-9][0-9A-HJ-NP-Y]{16}(?![0-9A-Z])|[\w.\-]@[\w\-]+\.\w"
)
_CARD = re.compile(rb"(?<![0-9A-Fa-f])[1-9][0-9]{16}[0-9Xx](?![0-9A-Fa-f])")
_HEX = re.compile(rb"<((?:\s*[0-9A-Fa-f]){40,})\s*>")
_CODES = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DATE = re.compile(r"\(?D:[0-9]{4}")
_LITERAL = re.compile(rb"\(((?:[^()\\]|\\.){4,4000})\)|<((?:[0-9A-Fa-f]\s?){16,8000})>", re.DOTALL)
_REMARK = re.compile(rb"(?:^|[\r\n])%([^\r\n%]{6,500})")
_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
_PAINTING = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"})


def worth(text: str) -> bool:
    """Whether a text that no rule knows holds ideographs, a number of a person or an address of mail."""
    if _HAN.search(text):
        return True
    return _NUMBER.search(text) is not None and not _DATE.match(text)


class Found:
    """What the walk through all objects collects."""

    def __init__(self) -> None:
        self.notes: dict[str, None] = {}
        self.aside: dict[str, None] = {}
        self.unread: dict[str, None] = {}
        self.commented = self.exif = self.gps = self.invisible = False
        self.hidden_annotations = 0
        self.pictures = 0
        self.xmp: dict[str, None] = {}
        #: The names under which pages find their typefaces.
        self.typefaces: set[str] = set()
        self.roles: dict[int, set[str]] = {}
        self.streams: list[tuple[int, StreamObject]] = []
        self.lost_pages: list[tuple[int, DictionaryObject]] = []

    def keep(self, number: int, value: Any) -> None:
        """Keep a stream, or a page, to be read later."""
        if isinstance(value, StreamObject):
            self.streams.append((number, value))
        if at(value, "/Type") == "/Page":
            self.lost_pages.append((number, value))

    def note(self, key: str, value: Any) -> None:
        """Keep a string: what people write among the text, what else has words aside."""
        if isinstance(value, NameObject):
            if worth(str(value)) and not (key in TYPEFACES and len(str(value)) < 14):
                self.aside[str(value)[1:]] = None
            return
        if key in SILENT:
            raw = value.original_bytes if isinstance(value, TextStringObject) else bytes(value)
            self.aside |= dict.fromkeys(hit.decode() for hit in _CARD.findall(raw))
            return
        text = _as_text(value).strip()
        if not text or text in self.notes or _DATE.match(text):
            return
        if (
            key in WRITTEN_KEYS
            and any(map(str.isalnum, text))
            and (text.isprintable() or not _CODES.search(text))
        ):
            (self.aside if key in ("/T", "/TM", "/Name", "/Intent") else self.notes)[text] = None
        elif worth(text):
            self.aside[text] = None


def _as_text(value: Any) -> str:
    """The text of a string, also if its bytes are GB18030 or UTF-8, which no standard allows and many programs write."""
    if isinstance(value, TextStringObject):
        text = str(value)
        raw = value.original_bytes if any("\x80" <= char <= "\xff" for char in text) else b""
    else:
        raw = bytes(value)
        text = raw.decode("latin-1")
    if raw and not raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        for codec in ("utf-8", "gb18030"):
            try:
                guess = raw.decode(codec)
            except UnicodeDecodeError:
                continue
            if len(_HAN.findall(guess)) * 2 > len(guess) / 2 and guess.isprintable():
                return guess
    return text


def read(content: bytes) -> dict[str, Any]:
    """Text and metadata, or `{"refused": reason}`: encrypted, script, attachment, remote, complex or damaged."""
    deadline = time.monotonic() + READING_SECONDS
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return {"refused": "encrypted"}
        found = Found()
        if reason := _examine(reader, found, deadline):
            return {"refused": reason}
        text = _text(reader, found, deadline)
        _read_streams(reader, found, deadline)
        metadata = _metadata(reader, found) | {"pages": len(reader.pages)}
        hidden = _hidden_layers(reader)
    except BROKEN:
        return {"refused": "damaged"}
    metadata |= _earlier(content, text, found, deadline)
    _read_bytes(content, found)
    metadata |= {"hidden_layers": hidden} if hidden else {}
    return _told(text, found, metadata)


def _told(text: str, found: Found, metadata: dict[str, Any]) -> dict[str, Any]:
    known = {line.strip() for line in text.splitlines()}
    notes = [line for note in found.notes for line in note.splitlines() if line.strip() not in known]
    text = "\n".join([text, *dict.fromkeys(notes)]).strip()
    flags = {
        "has_comments": found.commented,
        "exif": found.exif,
        "gps": found.gps,
        "hidden_annotations": found.hidden_annotations,
        "hidden_text": found.invisible,
        "pictures": found.pictures,
    }
    metadata |= {key: value for key, value in flags.items() if value}
    told = {
        line for value in (text, *metadata.values()) if isinstance(value, str) for line in value.splitlines()
    }
    left = "\n".join(line for line in found.aside if line not in told)
    metadata |= {"elsewhere": left[:MOST_TEXT]} if left else {}
    unread = list(found.unread)[:MOST_NAMED]
    if found.pictures:
        unread.append(f"图片 {found.pictures} 张")
    if len(text) > MOST_TEXT or len(left) > MOST_TEXT:
        unread.append("文字过多，没有读完")
    if unread:
        metadata["unread"] = unread
    return {"text": text[:MOST_TEXT], "metadata": metadata | {"text_complete": not unread}}


def _objects(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    yield 0, reader.trailer
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        try:
            yield number, IndirectObject(number, generation, reader).get_object()
        except BROKEN:
            continue  # a dangling reference: readers skip it too


def _examine(reader: PdfReader, found: Found, deadline: float) -> str:
    """The reason for refusing the file, or ""; reads every object, reachable or not, and adds to `found`."""
    seen = 0
    for number, top in _objects(reader):
        stack: list[tuple[str, Any]] = [("", top)]
        found.keep(number, top)
        while stack:
            seen += 1
            if seen > MOST_OBJECTS or time.monotonic() > deadline:
                return "complex"
            key, value = stack.pop()
            if isinstance(value, IndirectObject):
                found.roles.setdefault(value.idnum, set()).add(key)
            elif isinstance(value, ArrayObject):
                stack.extend((key, item) for item in list.__iter__(value))
            elif isinstance(value, DictionaryObject):
                signed = {"/Contents": "/Signed"} if "/ByteRange" in value else {}
                stack.extend((signed.get(str(name), str(name)), item) for name, item in dict.items(value))
                if reason := refused(value):
                    return reason
                _look(value, found)
            elif isinstance(value, NameObject | TextStringObject | ByteStringObject):
                found.note(key, value)
    return ""


def _look(value: DictionaryObject, found: Found) -> None:
    """Note what a dictionary says by its keys: comments, hidden annotations, pages, typefaces that cannot be read."""
    for key in dict.keys(value):
        if worth(str(key)):
            found.aside[str(key)[1:]] = None
    typefaces = at(value, "/Font")
    found.typefaces |= set(map(str, typefaces)) if isinstance(typefaces, DictionaryObject) else set()
    kind, subtype = name_at(value, "/Type"), name_at(value, "/Subtype")
    if "/Contents" in value and subtype and subtype not in ("/Link", "/Widget", "/Popup") and kind != "/Page":
        found.commented = True
    flags = at(value, "/F")
    if (
        subtype
        and "/Rect" in value
        and isinstance(flags, int)
        and flags & 0b100010
        and subtype not in ("/Popup", "/Widget")
    ):
        found.hidden_annotations += 1
    if kind == "/Page":
        for part in _items(
            at(value, "/Contents"), value.raw_get("/Contents") if "/Contents" in value else None
        ):
            found.roles.setdefault(part, set()).add(PAGE)
    if subtype == "/Type3":
        glyphs = at(value, "/CharProcs")
        for part in dict.values(glyphs) if isinstance(glyphs, DictionaryObject) else ():
            if isinstance(part, IndirectObject):
                found.roles.setdefault(part.idnum, set()).add("/CharProcs")
    coded = subtype == "/Type3" or name_at(value, "/Encoding").startswith("/Identity")
    if subtype in ("/Type0", "/Type3") and kind == "/Font" and coded and "/ToUnicode" not in value:
        found.unread["字体没有文字对照，文字可能读错"] = None


def _items(resolved: Any, raw: Any) -> Iterable[int]:
    parts = list.__iter__(resolved) if isinstance(resolved, ArrayObject) else [raw]
    return [part.idnum for part in parts if isinstance(part, IndirectObject)]


class _Watch:
    """What the operators of a page do beside showing text."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.operators = self.drawn = self.pictures = 0

    def __call__(self, operator: Any, operands: Any, _cm: Any, _tm: Any) -> None:
        self.operators += 1
        if operator not in _SHOWING:
            for part in operands:
                self._note("", part)
        if operator in _PAINTING:
            self.drawn += 1
        elif operator == b"INLINE IMAGE" or operator == b"BI":
            self.pictures += 1
        elif operator == b"Tf" and operands and str(operands[0]) not in self.found.typefaces:
            self.found.unread["文字用了文件里没有的字体"] = None
        elif operator == b"Tr" and operands and operands[0] == 3:
            self.found.invisible = True

    def _note(self, key: str, value: Any) -> None:
        """Note names and strings that are shown to nobody, such as those of marked content."""
        if isinstance(value, DictionaryObject):
            for name, part in dict.items(value):
                self._note(str(name), part)
        elif isinstance(value, NameObject | TextStringObject | ByteStringObject):
            self.found.note(key, value)


def _text(reader: PdfReader, found: Found, deadline: float) -> str:
    """The text of the pages; what the limits did not allow is unread."""
    pieces: list[str] = []
    room = MOST_TEXT
    numbers = set()
    for n, page in enumerate(reader.pages, 1):
        if page.indirect_reference is not None:
            numbers.add(page.indirect_reference.idnum)
        if time.monotonic() > deadline or room <= 0:
            found.unread[f"第 {n} 页以后"] = None
            break
        watch = _Watch(found)
        try:
            text = page.extract_text(visitor_operand_before=watch)
        except BROKEN:
            found.unread[f"第 {n} 页"] = None
            continue
        found.pictures += watch.pictures
        if (not text.strip() and (watch.operators > 2 or _has_content(page, watch))) or (
            watch.drawn > DRAWN and len(text) < WRITTEN
        ):
            found.unread[f"第 {n} 页没有文字，是图片或图形"] = None
        pieces.append(text[:room])
        room -= len(text)
    found.lost_pages = [(number, page) for number, page in found.lost_pages if number not in numbers]
    return "\n".join(pieces)


def _has_content(page: Any, watch: _Watch) -> bool:
    """Whether a page whose operators could not be read has any."""
    if watch.operators:
        return False
    contents = page.get_contents()
    return contents is not None and len(contents.get_data().strip()) > 8


def _read_streams(reader: PdfReader, found: Found, deadline: float) -> None:
    """Read what is drawn beside the pages, XMP and pictures' notes; name the streams that nothing here can read."""
    page = reader.pages[0] if len(reader.pages) else None
    for _number, lost in found.lost_pages:
        _drawn(page, lost, "/Contents", found)
    for number, stream in found.streams:
        if time.monotonic() > deadline:
            found.unread["时间不够，没有读完"] = None
            return
        try:
            _read_stream(page, stream, found.roles.get(number, set()), found)
        except BROKEN:
            found.unread["无法读取的数据"] = None


def _read_stream(page: Any, stream: StreamObject, roles: set[str], found: Found) -> None:
    kind, subtype = name_at(stream, "/Type"), name_at(stream, "/Subtype")
    if kind == "/XRef":
        return
    if PAGE in roles:
        _remarks(stream.get_data(), found)
        return
    if subtype == "/Image" or "/Thumb" in roles:
        if not roles or not roles <= {"/SMask", "/Mask"}:
            found.pictures += 1
        _photograph(stream, found)
    elif kind == "/ObjStm":
        _strings(stream.get_data(), found)
    elif kind == "/Metadata" or subtype == "/XML" or "/Metadata" in roles:
        _packet(stream.get_data(), found)
    elif subtype == "/Form" or "/PatternType" in stream or roles & APPEARANCES:
        _drawn(page, stream, None, found)
    elif roles & WRITTEN_KEYS:
        found.notes[re.sub(r"<[^<>]*>", " ", _decoded(stream.get_data()))] = None
    elif roles & CODED:
        data = stream.get_data()
        coded = [_as_utf16(word) for word in _HEX.findall(data)]
        found.aside |= dict.fromkeys(hit.decode() for hit in _CARD.findall(b" ".join([data, *coded])))
    elif "/CharProcs" in roles:
        _strings(stream.get_data(), found)
    elif not (roles & SILENT_STREAMS or _is_silent(stream)):
        _unknown(stream.get_data(), found)


def _as_utf16(coded: bytes) -> bytes:
    """What a code of a table of characters stands for."""
    return bytes.fromhex(_even(coded)).decode("utf-16-be", "ignore").encode("utf-8", "ignore")


def _is_silent(stream: StreamObject) -> bool:
    """Whether the stream is a function, a shading, a colour profile, a typeface or the like."""
    if any(
        key in stream for key in ("/FunctionType", "/ShadingType", "/HalftoneType", "/Length1", "/CMapName")
    ):
        return True
    return "/N" in stream and stream.get_data()[36:40] == b"acsp"


def _drawn(page: Any, drawing: DictionaryObject, content_key: str | None, found: Found) -> None:
    """Note the text of a form, a pattern or a page that no page tree holds."""
    watch = _Watch(found)
    text = (
        page._extract_text(drawing, page.pdf, content_key=content_key, visitor_operand_before=watch)
        if page
        else ""
    )
    if text.strip():
        found.notes[text.strip()] = None
    elif watch.operators == 0 and content_key is None and isinstance(drawing, StreamObject):
        data = drawing.get_data()
        if re.search(rb"\bT[jJ]\b", data):
            _unknown(data, found)
    found.pictures += watch.pictures


def _unknown(data: bytes, found: Found) -> None:
    """Read the strings of a stream that is nothing known, and say that it is unread."""
    if not data.strip(b"\x00 \r\n\t"):
        return
    _strings(data, found)
    if b"begincmap" in data[:2000]:  # a table of characters
        return
    for line in re.split(r"[\x00-\x1f<>]+", _decoded(data)[:MOST_TEXT]):
        if worth(line):
            found.aside[line.strip()[:5000]] = None
    found.unread["不属于页面的数据"] = None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _packet(data: bytes, found: Found) -> None:
    """Keep the texts of an XMP packet, those in attributes too."""
    packet = _decoded(data)
    values = [value for value in re.findall(r"=\s*[\"']([^\"'<>]*)[\"']", packet) if worth(value)]
    if words := " ".join([*re.sub(r"<[^<>]*>", " ", packet).split(), *values]):
        found.xmp[words[:20_000]] = None


def _photograph(stream: StreamObject, found: Found) -> None:
    """Keep what the camera wrote into a picture: author, place, remarks."""
    raw = stream._data if isinstance(stream._data, bytes) else b""
    if not raw.startswith(b"\xff\xd8") or b"Exif\x00" not in raw[:200_000]:
        return
    from PIL import ExifTags, Image

    try:
        exif = Image.open(io.BytesIO(raw), formats=("JPEG",)).getexif()
        found.exif = True
        found.gps = found.gps or bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
        for value in [*exif.values(), *exif.get_ifd(ExifTags.IFD.Exif).values()]:
            text = value.decode("utf-8", "ignore") if isinstance(value, bytes) else value
            if isinstance(text, str) and worth(text := text.replace("\x00", "").strip()):
                found.aside[text[:2000]] = None
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        found.exif = True


def _strings(data: bytes, found: Found) -> None:
    """Keep the strings in bytes that no table of objects lists: what was replaced or deleted."""
    for literal, coded in _LITERAL.findall(data):
        raw = re.sub(rb"\\([()\\])", rb"\1", literal) if literal else bytes.fromhex(_even(coded))
        if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
            text = raw.decode("utf-16", "replace")
        else:
            text = raw.decode("utf-8", "replace") if not raw.isascii() else raw.decode()
        printable = "\ufffd" not in text and all(char.isprintable() or char.isspace() for char in text)
        if printable and worth(text):
            found.aside[text.strip()[:5000]] = None


def _even(coded: bytes) -> str:
    digits = re.sub(rb"\s", b"", coded).decode()
    return digits if len(digits) % 2 == 0 else f"{digits}0"


def _remarks(data: bytes, found: Found) -> None:
    """Keep the remarks that stand behind a percent sign."""
    for remark in _REMARK.findall(data) if b"%" in data else ():
        text = remark.decode("utf-8", "ignore").strip()
        if worth(text) and text.isprintable():
            found.aside[text] = None


def _read_bytes(content: bytes, found: Found) -> None:
    """Read the bytes of the file outside of its objects: remarks, strings that were replaced, what follows its end."""
    outside = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    _strings(outside, found)
    _remarks(outside, found)
    tail = content.rpartition(b"%%EOF")[2].strip(b"\x00\r\n\t ")
    if len(tail) > 16 and b"%%EOF" in content:
        found.unread["文件末尾另有数据"] = None
        if worth(text := tail[:MOST_TEXT].decode("utf-8", "ignore")):
            found.aside[text[:5000]] = None


def _earlier(content: bytes, text: str, found: Found, deadline: float) -> dict[str, Any]:
    """How often the file was saved, and what earlier revisions said that the last one does not say."""
    ends = [match.end() for match in re.finditer(rb"%%EOF", content)]
    if b"/Linearized" in content[:2048]:
        ends = ends[1:]
    if len(ends) < 2:
        return {}
    found.unread[f"早先的版本（共 {len(ends)} 版）"] = None
    known = {line.strip() for line in text.splitlines()}
    gone: dict[str, None] = {}
    for end in ends[:-1][-MOST_REVISIONS:]:
        try:
            for page in PdfReader(io.BytesIO(content[:end]), strict=False).pages:
                if time.monotonic() > deadline:
                    break
                gone |= dict.fromkeys(line.strip() for line in page.extract_text().splitlines())
        except BROKEN:
            continue
    told: dict[str, Any] = {"revisions": len(ends)}
    if lost := "\n".join(line for line in gone if line and line not in known):
        told["earlier_text"] = lost[:MOST_TEXT]
    return told


def _hidden_layers(reader: PdfReader) -> list[str]:
    """The names of the layers that are switched off."""
    layers = at(reader.root_object, "/OCProperties")
    shown = at(layers, "/D")
    off = list(at(shown, "/OFF") or [])
    if at(shown, "/BaseState") == "/OFF":
        on = {id(layer.get_object()) for layer in at(shown, "/ON") or []}
        off += [layer for layer in at(layers, "/OCGs") or [] if id(layer.get_object()) not in on]
    return [name_at(layer.get_object(), "/Name")[:200] for layer in off][:MOST_NAMED]


def _metadata(reader: PdfReader, found: Found) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    custom: list[str] = []
    for key, value in (reader.metadata or {}).items():
        text = (
            _as_text(value) if isinstance(value, TextStringObject | ByteStringObject) else str(value)
        ).strip()
        if key in INFO and text:
            metadata[INFO[key]] = text[:2000]
        elif text and (key not in TECHNICAL or worth(text)):
            custom.append(f"{key[1:]}：{text}"[:2000])
    metadata |= {"custom": "；".join(custom)} if custom else {}
    return metadata | ({"xmp": "\n".join(found.xmp)[:200_000]} if found.xmp else {})


def main(reading: Callable[[bytes], dict[str, Any]]) -> None:
    """Limit this process, read standard input in this way, print what was read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        result = reading(sys.stdin.buffer.read())
    except MemoryError:
        result = {"refused": "complex"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(read)
