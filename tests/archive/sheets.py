"""PDFs whose pages are written on, drawn on, scanned, or empty."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

#: What a page is drawn with, by a word for it.
CONTENTS = {
    "empty": b"",
    "spaces": b"BT /F1 12 Tf 20 200 Td (   ) Tj [( ) 30 (  )] TJ ET",
    "text": b"BT /F1 12 Tf 20 200 Td (Spring) Tj ET",
    "line": b"10 10 m 100 100 l S",
    "state": b"q 1 0 0 1 0 0 cm Q",
    "form": b"/Fm1 Do",
    "empty form": b"/Fm2 Do",
}


def scan(written: str = "", dust: int = 0) -> bytes:
    """A sheet that was scanned, in grey that is not quite white."""
    sheet = Image.new("L", (1240, 1754), 244)
    pen = ImageDraw.Draw(sheet)
    for number in range(dust):
        pen.point((37 * number % 1240, 91 * number % 1754), 90)
    if written:
        pen.text((200, 200), written, fill=20, font_size=40)
    target = io.BytesIO()
    sheet.convert("RGB").save(target, "PDF", resolution=150)
    return target.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF of these pages: words of `CONTENTS`, or "scan: words", "scan: " of an empty sheet."""
    writer = PdfWriter()
    for kind in pages:
        if kind.startswith("scan:"):
            writer.append(PdfReader(io.BytesIO(scan(kind[5:].strip(), dust=30))))
            continue
        page = writer.add_blank_page(595, 842)
        forms = {
            NameObject("/Fm1"): _form(writer, CONTENTS["text"]),
            NameObject("/Fm2"): _form(writer, CONTENTS["state"]),
        }
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject(forms)})
        if CONTENTS[kind]:
            stream = DecodedStreamObject()
            stream.set_data(CONTENTS[kind])
            page[NameObject("/Contents")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _form(writer: PdfWriter, content: bytes) -> object:
    form = DecodedStreamObject()
    form.set_data(content)
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(NumberObject(edge) for edge in (0, 0, 595, 842))
    return writer._add_object(form)
