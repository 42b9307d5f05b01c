"""A program that reads a PDF from standard input and prints what is on its pages as one line of JSON.

Like `pdf_reader` it runs within limits of its own and imports nothing of the portal.
"""

from __future__ import annotations

import io
import time
import warnings
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject

from foundation.files.pdf_reader import BROKEN, READING_SECONDS, main
from foundation.files.pdf_rules import at, name_at

MOST_PAGES = 20_000
#: How large a picture is looked at, in pixels; a sheet of A4 at 600 dpi has 35 million.
MOST_PIXELS = 60_000_000
#: To which size it is brought: a letter of 10 points is then two dots wide.
LOOKED_AT = (600, 850)
#: By how much a dot is darker than the paper, of 255, and what part of all is so where nothing is written: dust, a shadow.
DARKER, HARDLY = 48, 0.0004
#: What shows letters, draws, or calls a picture.
_MARKS = frozenset(
    {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"EI"}
)
_INLINE = b"INLINE IMAGE"
#: How deep forms are followed that are drawn within others.
DEEPEST = 8


def read(content: bytes) -> dict[str, Any]:
    """`pages`, `blank`, `faint`, `unread`, or `{"refused": reason}`: encrypted, complex or damaged."""
    deadline = time.monotonic() + READING_SECONDS
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return {"refused": "encrypted"}
        number = len(reader.pages)
    except BROKEN:
        return {"refused": "damaged"}
    if number > MOST_PAGES:
        return {"refused": "complex"}
    found: dict[str, list[int]] = {"blank": [], "faint": [], "unread": []}
    for place in range(number):
        if time.monotonic() > deadline:
            found["unread"] += range(place + 1, number + 1)
            break
        if sort := _looked_at(reader, place):
            found[sort].append(place + 1)
    return {"pages": number, **found}


def _looked_at(reader: PdfReader, place: int) -> str:
    """What is told of a page: "blank", "faint", "unread", or nothing."""
    try:
        page = reader.pages[place]
        pictures: list[Any] = []
        marked = _marked(page.get_contents(), page.get("/Resources"), pictures, 0) or _annotated(page)
        if marked:
            return ""
        if not pictures:
            return "blank"
        return "faint" if all(_is_faint(picture) for picture in pictures) else ""
    except BROKEN:
        return "unread"


def _marked(content: Any, resources: Any, pictures: list[Any], depth: int) -> bool:
    """Whether anything is written or drawn; the pictures that are shown are kept to be looked at."""
    if content is None:
        return False
    resources = resources.get_object() if resources is not None else DictionaryObject()
    for operands, operator in ContentStream(content, None).operations:
        if operator in _MARKS and not _says_nothing(operator, operands):
            return True
        if operator == _INLINE:
            return True
        if operator == b"Do" and operands:
            shown = at(at(resources, "/XObject"), str(operands[0]))
            if not isinstance(shown, StreamObject):
                continue
            if name_at(shown, "/Subtype") == "/Image":
                pictures.append(shown)
            elif depth >= DEEPEST or _marked(
                shown, at(shown, "/Resources") or resources, pictures, depth + 1
            ):
                return True
    return False


def _says_nothing(operator: bytes, operands: Any) -> bool:
    """Whether a text that is shown is of spaces alone."""
    if operator not in (b"Tj", b"TJ", b"'", b'"') or not operands:
        return False
    parts = operands[-1] if isinstance(operands[-1], ArrayObject) else [operands[-1]]
    words = [part for part in parts if isinstance(part, str | bytes)]
    return all(not (word.strip("\0 ") if isinstance(word, str) else word.strip(b"\0 ")) for word in words)


def _annotated(page: Any) -> bool:
    """Whether stamps, fields or notes are drawn over the page."""
    notes = at(page, "/Annots")
    each = [note.get_object() for note in notes] if isinstance(notes, ArrayObject) else []
    return any(isinstance(note, DictionaryObject) and "/AP" in note for note in each)


def _is_faint(picture: StreamObject) -> bool:
    """Whether a picture shows hardly anything: an empty sheet that was scanned."""
    width, height = at(picture, "/Width"), at(picture, "/Height")
    if not isinstance(width, int) or not isinstance(height, int) or width * height > MOST_PIXELS:
        return False
    image = picture.decode_as_image()
    if image is None:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        grey = image.convert("L")
    grey.thumbnail(LOOKED_AT)
    counts = grey.histogram()
    paper = max(range(256), key=lambda shade: counts[shade])
    if paper < 128:
        return False
    dark = sum(counts[: max(paper - DARKER, 0)])
    return bool(dark <= HARDLY * (grey.width * grey.height))


if __name__ == "__main__":
    main(read)
