"""What a paper says to whoever copies its words out."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject, StreamObject


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, as a reader of PDF hands them out."""
    reader = PdfReader(BytesIO(pdf))
    for page in reader.pages:
        for reference in page["/Resources"].get("/Font", DictionaryObject()).values():  # type: ignore[union-attr]
            font = reference.get_object()
            # Where a machine has no font with a rare character, the codes of the others come in a stream, one for one, which
            # this library does not read; ToUnicode, by which words are copied, stands as it is.
            if isinstance(font["/Encoding"], StreamObject):
                font[NameObject("/Encoding")] = NameObject("/Identity-H")
    return [page.extract_text() for page in reader.pages]
