"""Containers and PDFs made part by part, so that a test can hide something in any place of them."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from tests.files import samples

CARD = "11010519491231002X"
HEAD, TAIL = CARD[:7], CARD[7:]
OFFICE = "http://schemas.openxmlformats.org"
R = f"{OFFICE}/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELS = f"{OFFICE}/package/2006/relationships"
TYPES = f"{OFFICE}/package/2006/content-types"
W = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main"'
S = f'xmlns="{OFFICE}/spreadsheetml/2006/main"'
P = f'xmlns:p="{OFFICE}/presentationml/2006/main"'
A = f'xmlns:a="{OFFICE}/drawingml/2006/main"'
NS = f'{W} {A} xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
VND = "application/vnd.openxmlformats-officedocument"
MAIN = {"docx": samples.WORD, "xlsx": samples.SHEET, "pptx": samples.SLIDES}
#: A part: its content type, what it holds, the kind of the relationship that leads to it ("" for none).
Parts = Mapping[str, tuple[str, str | bytes, str]]


def zipped(entries: Mapping[str, str | bytes], comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name, content)
        container.comment = comment
    return target.getvalue()


def container(
    kind: str,
    main: str,
    parts: Parts,
    links: str = "",
    *,
    name: str = "",
    base: str = R,
    comment: bytes = b"",
) -> bytes:
    """A document of that kind with a main part and other parts; `links` are relationships of the main part as written."""
    name = (
        name or {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind]
    )
    folder, _slash, file = name.rpartition("/")
    overrides = f'<Override PartName="/{quote(name)}" ContentType="{MAIN[kind]}"/>'
    for n, (part, (declared, _content, relation)) in enumerate(parts.items()):
        overrides += f'<Override PartName="/{quote(part)}" ContentType="{declared}"/>' if declared else ""
        links += (
            f'<Relationship Id="p{n}" Type="{base}/{relation}" Target="/{quote(part)}"/>' if relation else ""
        )
    begin = f'<Relationship Id="m" Type="{base}/officeDocument" Target="{quote(name)}"/>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELS}">{begin}</Relationships>',
            name: main,
            f"{folder}/_rels/{file}.rels": f'<Relationships xmlns="{RELS}">{links}</Relationships>',
            **{part: content for part, (_declared, content, _relation) in parts.items()},
        },
        comment,
    )


def body(inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NS}><w:body><w:p><w:r><w:t>公开的话。</w:t></w:r></w:p>{inner}</w:body></w:document>'


def docx(inner: str = "", parts: Parts | None = None, links: str = "", **more: Any) -> bytes:
    return container("docx", body(inner), parts or {}, links, **more)


def part(element: str, inner: str, kind: str = "", relation: str = "") -> Parts:
    """One part of a Word document with that root element."""
    name = kind or element
    return {
        f"word/x/{name}9.xml": (
            f"{VND}.wordprocessingml.{name}+xml",
            f"<w:{element} {NS}>{inner}</w:{element}>",
            relation or name,
        )
    }


def said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(
    cells: str = "",
    book: str = "",
    parts: Parts | None = None,
    links: str = "",
    *,
    strings: str = "",
    sheet: str = "",
    before: str = "",
) -> bytes:
    main = f'<workbook {S} xmlns:r="{R}"><sheets><sheet name="汇总" sheetId="1" r:id="p0"/></sheets>{book}</workbook>'
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>村</t></is></c></row>{cells}'
    first = f'<worksheet {S} xmlns:r="{R}">{before}<sheetData>{rows}</sheetData>{sheet}</worksheet>'
    all_parts: dict[str, tuple[str, str | bytes, str]] = {
        "xl/tables/erste.xml": (f"{VND}.spreadsheetml.worksheet+xml", first, "worksheet")
    }
    if strings:
        all_parts["xl/words.xml"] = (
            f"{VND}.spreadsheetml.sharedStrings+xml",
            f"<sst {S}>{strings}</sst>",
            "sharedStrings",
        )
    return container("xlsx", main, {**all_parts, **(parts or {})}, links)


def book_part(element: str, inner: str, relation: str = "", attributes: str = "") -> Parts:
    """One part of a workbook with that root element."""
    return {
        f"xl/x/{element}9.xml": (
            f"{VND}.spreadsheetml.{element}+xml",
            f"<{element} {S} {attributes}>{inner}</{element}>",
            relation or element,
        )
    }


def pptx(slide: str = "", parts: Parts | None = None, links: str = "", attributes: str = "") -> bytes:
    main = f'<p:presentation {P} xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="p0"/></p:sldIdLst></p:presentation>'
    first = f'<p:sld {P} {A} xmlns:r="{R}" {attributes}><p:cSld><p:spTree><a:p><a:r><a:t>公开的话。</a:t></a:r></a:p>{slide}</p:spTree></p:cSld></p:sld>'
    return container(
        "pptx",
        main,
        {"ppt/a/eins.xml": (f"{VND}.presentationml.slide+xml", first, "slide"), **(parts or {})},
        links,
    )


def slide_part(element: str, inner: str, relation: str = "") -> Parts:
    return {
        f"ppt/x/{element}9.xml": (
            f"{VND}.presentationml.{element}+xml",
            f"<p:{element} {P} {A}><a:p><a:r><a:t>{inner}</a:t></a:r></a:p></p:{element}>",
            relation or element,
        )
    }


def link(target: str, kind: str = "hyperlink", *, base: str = R) -> str:
    return f'<Relationship Id="x1" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'


def ofd(page: str = "", parts: Mapping[str, str | bytes] | None = None, text: str = "公开的话。") -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f'<ofd:Document {ns}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {ns}><ofd:TextObject Boundary="1 1 9 9"><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject>{page}</ofd:Page>',
            **{
                name: content if isinstance(content, bytes) else content.replace("NS", ns)
                for name, content in (parts or {}).items()
            },
        }
    )


def image(
    kind: str = "PNG", *, comment: str = "", exif: dict[int, str] | None = None, place: bool = False
) -> bytes:
    target = io.BytesIO()
    picture = Image.new("RGB", (8, 6), "white")
    tags = picture.getexif()
    for tag, value in (exif or {}).items():
        tags[tag] = value
    if place:
        tags.get_ifd(0x8825)[1] = "N"
    picture.save(target, kind, exif=tags, **({"comment": comment.encode()} if comment else {}))
    return target.getvalue()


def noted_png(text: str) -> bytes:
    """A PNG with a remark behind its pixels."""
    plain = image()
    data = b"Comment\0" + text.encode()
    chunk = struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
    return plain[:-12] + chunk + plain[-12:]


def encoded(text: str) -> str:
    """Base64 of a drawing in a container, as Word keeps it."""
    return base64.b64encode(
        zipped({"drs/shapexml.xml": f"<a><b>{text}</b></a>" + "<!-- -->" * 40, "x": noise(400)})
    ).decode()


def noise(length: int) -> bytes:
    return b"".join(bytes([n * 7 % 251, n * 13 % 241, 255 - n % 250]) for n in range(length // 3))


# PDF

Change = Callable[[PdfWriter, Any], None]


def pdf(change: Change | None = None, text: str = "Spring ploughing") -> bytes:
    """A PDF of one page, changed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf())))
    page = writer.pages[0]
    if text != "Spring ploughing":
        drawing(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET")(writer, page)
    if change is not None:
        change(writer, page)
    return written(writer)


def drawing(content: str | bytes) -> Change:
    """Draw something else on the page, with nothing left of what was there."""

    def change(writer: PdfWriter, page: Any) -> None:
        writer._objects[page.raw_get("/Contents").idnum - 1] = stream(content)

    return change


def written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def stream(data: str | bytes, **keys: Any) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data.encode() if isinstance(data, str) else data)
    for key, value in keys.items():
        made[NameObject(f"/{key}")] = value
    return made


def d(**keys: Any) -> DictionaryObject:
    """A dictionary: a string with a slash is a name, other strings are texts."""
    return DictionaryObject({NameObject(f"/{key}"): value_of(value) for key, value in keys.items()})


def value_of(value: Any) -> Any:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, list):
        return ArrayObject([value_of(item) for item in value])
    if isinstance(value, int):
        return NumberObject(value)
    return value


def annotated(**keys: Any) -> Change:
    def change(writer: PdfWriter, page: Any) -> None:
        note = d(Type="/Annot", Rect=[1, 1, 50, 50], **keys)
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


def rooted(key: str, make: Callable[[PdfWriter], Any]) -> Change:
    def change(writer: PdfWriter, page: Any) -> None:
        writer._root_object[NameObject(key)] = writer._add_object(make(writer))

    return change


def fonts() -> DictionaryObject:
    return d(Font=d(F1=d(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica")))


def form(writer: PdfWriter, text: str = CARD) -> Any:
    """A drawing that says the number."""
    drawing = stream(
        f"BT /F1 9 Tf ({text}) Tj ET",
        Subtype=NameObject("/Form"),
        Resources=fonts(),
        BBox=value_of([0, 0, 9, 9]),
    )
    return writer._add_object(drawing)


def revised(old: bytes, new: str = "Autumn harvest") -> bytes:
    """A PDF saved once more with another text on its page, the old one still in the file."""
    reader = PdfReader(io.BytesIO(old))
    number = reader.pages[0].raw_get("/Contents").idnum  # type: ignore[attr-defined]
    data = f"BT /F1 12 Tf 20 200 Td ({new}) Tj ET".encode()
    start = len(old) + 1
    added = b"\n%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(data), data)
    table = len(old) + len(added)
    last = old.rpartition(b"startxref")[2].split()[0]
    root = reader.trailer.raw_get("/Root").idnum  # type: ignore[attr-defined]
    size = int(reader.trailer["/Size"])
    return (
        old
        + added
        + (
            b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
            % (number, start, size, root, last, table)
        )
    )
