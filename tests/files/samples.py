"""Real files made for the tests: documents, pictures, and what must not be taken in."""

from __future__ import annotations

import io
import zipfile

import docx
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*paragraphs: str, author: str = "", comment: str = "") -> bytes:
    """A Word document with a heading, paragraphs, a table, header and footer."""
    document = docx.Document()
    document.add_heading("关于做好春耕备耕工作的通知", level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "事项", "时限"
    document.sections[0].header.paragraphs[0].text = "页眉文字"
    document.sections[0].footer.paragraphs[0].text = "页脚文字"
    document.core_properties.author = author
    document.core_properties.last_modified_by = "录入岗"
    if comment:
        document.add_comment(document.paragraphs[1].runs, text=comment, author="审核岗")
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """The bytes of a Word document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def package(parts: dict[str, str | bytes], main: str = WORD, *, declare: str = "") -> bytes:
    """A container with the given parts and the content type of its main part."""
    target = io.BytesIO()
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{declare}</Types>'
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", types)
        for name, content in parts.items():
            container.writestr(name, content)
    return target.getvalue()


def pdf(
    *,
    javascript: str = "",
    password: str = "",
    attachment: bytes = b"",
    launch: bool = False,
    note: str = "",
    bookmark: str = "",
    **info: str,
) -> bytes:
    """A PDF of one page that says Spring, with the extras asked for."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 20 200 Td (Spring ploughing) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({f"/{key.title()}": value for key, value in info.items()})
    if javascript:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(javascript)}
        )
        names = DictionaryObject(
            {NameObject("/Names"): ArrayObject([TextStringObject("0"), writer._add_object(script)])}
        )
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    if note:
        marks = DictionaryObject(
            {NameObject("/Subtype"): NameObject("/Text"), NameObject("/Contents"): TextStringObject(note)}
        )
        page[NameObject("/Annots")] = ArrayObject([marks])
    if bookmark:
        writer.add_outline_item(title=bookmark, page_number=0)
    if attachment:
        writer.add_attachment("hidden.bin", attachment)
    if launch:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/Type"): NameObject("/Action")}
        )
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def picture(kind: str, *, exif: dict[int, str] | None = None) -> bytes:
    """A small picture, with the EXIF tags asked for."""
    target = io.BytesIO()
    image = Image.new("RGB", (8, 6), "white")
    tags = image.getexif()
    for tag, value in (exif or {}).items():
        tags[tag] = value
    image.save(target, kind, exif=tags)
    return target.getvalue()
