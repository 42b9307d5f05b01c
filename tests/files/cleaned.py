"""Cleaned copies, and what is in them, for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import xlsxwriter
from pypdf import PdfReader
from pypdf.generic import StreamObject

from foundation.files import pdf_reader
from foundation.files.cleaning import Cleaned, clean
from foundation.files.inspection import Inspection, inspect
from foundation.files.kinds import DOCX, JPEG, OFD, PDF, PNG, PPTX, XLSX
from foundation.files.telling import metadata_text
from foundation.privacy.detectors import Kind, detect
from tests.files.hiding import (
    CARD,
    drawing,
    image,
)
from tests.files.test_hiding_places import photograph

KINDS = {"docx": DOCX, "xlsx": XLSX, "pptx": PPTX, "pdf": PDF, "ofd": OFD, "jpg": JPEG, "png": PNG}


def cleaned(content: bytes, name: str) -> Cleaned:
    return clean(content, KINDS[name.rpartition(".")[2]].media_type)


def looked_into(content: bytes, name: str) -> Inspection:
    """As `inspect`, without a process for every PDF."""
    if not name.endswith(".pdf"):
        return inspect(content, name)
    found = pdf_reader.read(content)
    return Inspection(name, PDF.media_type, found["text"], found["metadata"])


def everything_in(content: bytes) -> Iterator[bytes]:
    """The bytes of a file, and of each of its parts and streams inflated."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            for name in whole.namelist():
                yield name.encode()
                yield whole.read(name)
    elif content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        for number in range(1, int(reader.trailer["/Size"])):
            value = reader.get_object(number)
            if isinstance(value, StreamObject):
                yield value._data if "/DCTDecode" in str(value.get("/Filter")) else value.get_data()


def holds(content: bytes, text: str) -> bool:
    sought = [text.encode(), text.encode("utf-16-be"), text.encode("utf-16-le"), text.encode().hex().encode()]
    return any(form in piece for piece in everything_in(content) for form in sought)


def told_of(found: Inspection) -> str:
    return f"{found.text}\n{metadata_text(found.metadata)}"


def says_the_number(found: Inspection) -> bool:
    return Kind.IDENTITY_CARD in {hit.kind for hit in detect(told_of(found))}


def workbook(fill: Callable[[Any, Any], Any]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("汇总")
    sheet.write(0, 4, "村")
    fill(book, sheet)
    book.close()
    return target.getvalue()


def taken(writer: Any, page: Any) -> None:
    photograph(writer, page, image("JPEG", comment=CARD, exif={0x010F: CARD}, place=True))
    drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 12 Tf (Spring) Tj ET")(writer, page)
