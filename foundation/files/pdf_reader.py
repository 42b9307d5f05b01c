"""A program that reads a PDF from standard input and prints text and metadata as one line of JSON.

A file made to exhaust time or memory ends only this process. Imports nothing of the portal.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

SECONDS = 20
READING_SECONDS = 12
MEMORY = 1536 * 1024 * 1024
MOST_TEXT = 5_000_000
MOST_OBJECTS = 300_000

INFO = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Company": "company",
}
TECHNICAL = frozenset({"/CreationDate", "/ModDate", "/Producer", "/Creator", "/Trapped"})
SCRIPTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
ATTACHMENTS = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/3D"})


@dataclass
class Found:
    """Texts outside the text of the pages, and whether there are comments by people."""

    notes: list[str] = field(default_factory=list)
    commented: bool = False


def read(content: bytes) -> dict[str, Any]:
    """Text and metadata, or `{"refused": reason}`: encrypted, script, attachment, complex or damaged."""
    deadline = time.monotonic() + READING_SECONDS
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return {"refused": "encrypted"}
        found = Found()
        refused = _examine(reader, found, deadline)
        if refused:
            return {"refused": refused}
        text, complete = _text(reader, deadline)
        metadata = _metadata(reader) | {"pages": len(reader.pages), "text_complete": complete}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        return {"refused": "damaged"}
    if found.commented:
        metadata["has_comments"] = True
    if (revisions := len(re.findall(rb"%%EOF", content)) - (b"/Linearized" in content[:2048])) > 1:
        metadata["revisions"] = revisions
    return {"text": "\n".join([text, *found.notes]).strip(), "metadata": metadata}


def _objects(reader: PdfReader) -> Iterator[Any]:
    yield reader.trailer
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        try:
            yield IndirectObject(number, generation, reader).get_object()
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
            continue  # a dangling reference: readers skip it too


def _examine(reader: PdfReader, found: Found, deadline: float) -> str:
    """The reason for refusing the file, or ""; reads every object, reachable or not, and adds to `found`."""
    seen = 0
    for top in _objects(reader):
        stack = [top]
        while stack:
            seen += 1
            if seen > MOST_OBJECTS or time.monotonic() > deadline:
                return "complex"
            value = stack.pop()
            if isinstance(value, ArrayObject):
                stack.extend(item for item in list.__iter__(value) if not isinstance(item, IndirectObject))
            elif isinstance(value, DictionaryObject):
                stack.extend(item for item in dict.values(value) if not isinstance(item, IndirectObject))
                if reason := _dangerous(value):
                    return reason
                _note(value, found.notes)
                found.commented = found.commented or _is_comment(value)
    return ""


def _dangerous(value: DictionaryObject) -> str:
    names = {str(value.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in value}
    if "/JS" in value or "/JavaScript" in value or "/XFA" in value or names & SCRIPTS:
        return "script"
    if "/EmbeddedFiles" in value or names & ATTACHMENTS or ("/EF" in value and "/Filespec" in names):
        return "attachment"
    return ""


def _note(value: DictionaryObject, notes: list[str]) -> None:
    """Add the text of an annotation, the value of a form field or the title of a bookmark to `notes`."""
    if isinstance(value, StreamObject):
        return
    keys: tuple[str, ...] = ()
    if "/Subtype" in value or "/FT" in value:
        keys = ("/Contents", "/V", "/RC")
    elif "/Parent" in value and ("/Dest" in value or "/A" in value):
        keys = ("/Title",)
    notes.extend(str(value[key]) for key in keys if key in value and isinstance(value[key], str))


def _is_comment(value: DictionaryObject) -> bool:
    """Whether this is a note that a person wrote on a page, not a link or form field."""
    return (
        "/Contents" in value
        and "/Subtype" in value
        and str(value["/Subtype"]) not in ("/Link", "/Widget", "/Popup")
    )


def _text(reader: PdfReader, deadline: float) -> tuple[str, bool]:
    """The text of the pages, and whether the limits allowed all of it."""
    pieces: list[str] = []
    room = MOST_TEXT
    for page in reader.pages:
        if time.monotonic() > deadline or room <= 0:
            return "\n".join(pieces), False
        try:
            text = page.extract_text()
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            return "\n".join(pieces), False
        pieces.append(text[:room])
        room -= len(text)
    return "\n".join(pieces), room >= 0


def _metadata(reader: PdfReader) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    custom: list[str] = []
    for key, value in (reader.metadata or {}).items():
        text = str(value).strip()
        if key in INFO and text:
            metadata[INFO[key]] = text[:2000]
        elif text and key not in TECHNICAL:
            custom.append(f"{key[1:]}：{text}"[:2000])
    if custom:
        metadata["custom"] = "；".join(custom)
    packet = reader.root_object.get("/Metadata")
    if packet is not None and isinstance(packet := packet.get_object(), StreamObject):
        xmp = re.sub(r"<[^<>]*>", " ", packet.get_data().decode("utf-8", "replace"))
        if words := " ".join(xmp.split()):
            metadata["xmp"] = words[:20_000]
    return metadata


def main() -> None:
    """Limit this process, read, print."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        result = read(sys.stdin.buffer.read())
    except MemoryError:
        result = {"refused": "complex"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
