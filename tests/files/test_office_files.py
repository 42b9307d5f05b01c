"""Parts of office files and PDFs that neither the leak check (SR-7(2)) nor the personal-data finder reads."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx.oxml import parse_xml
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from foundation.files.inspection import inspect, metadata_text
from tests.personas import OPINION, County

SECRET = "举报人王某某住在春光村三组十二号"
CARD = "11010519491231002X"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def workbook(fill: Callable[[Any, Any], Any] = lambda book, sheet: None) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    sheet.write_row(0, 0, ["村", "户数"])
    fill(book, sheet)
    book.close()
    return kept.getvalue()


def with_parts(content: bytes, parts: dict[str, tuple[str, str]], link: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                added = "".join(
                    f'<Override PartName="/{p}" ContentType="{TYPE}{kind}+xml"/>'
                    for p, (kind, _) in parts.items()
                )
                data = data.replace(b"</Types>", added.encode() + b"</Types>")
            if name == "xl/_rels/workbook.xml.rels" and link:
                data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            new.writestr(name, data)
        for name, (_, text) in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def pivot() -> bytes:
    """A summary whose pivot table keeps the rows it was made of: what spreadsheets leak most."""
    fields = (
        f'<cacheField name="情况"><sharedItems><s v="{SECRET}"/><s v="{CARD}"/></sharedItems></cacheField>'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    cache = f'{head}<pivotCacheDefinition xmlns="{SHEET}"><cacheSource type="worksheet"><worksheetSource ref="A1:A3" sheet="明细"/></cacheSource><cacheFields count="1">{fields}</cacheFields></pivotCacheDefinition>'
    rows = f'{head}<pivotCacheRecords xmlns="{SHEET}" count="1"><r><x v="0"/></r></pivotCacheRecords>'
    link = f'<Relationship Id="rId99" Type="{REL}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>'
    return with_parts(
        workbook(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": ("pivotCacheDefinition", cache),
            "xl/pivotCache/pivotCacheRecords1.xml": ("pivotCacheRecords", rows),
        },
        link,
    )


def external() -> bytes:
    text = f'<externalLink xmlns="{SHEET}"><externalBook><sheetNames><sheetName val="明细"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{SECRET}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    return with_parts(workbook(), {"xl/externalLinks/externalLink1.xml": ("externalLink", text)})


def word(change: Callable[[Any], Any]) -> bytes:
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph("公开的话。")
    change(document)
    document.save(kept)
    return kept.getvalue()


def run(inner: str) -> Any:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return parse_xml(f'<w:r {WORD} xmlns:wp="{drawing}">{inner}</w:r>')


def tagged_pdf(key: str) -> bytes:
    writer, kept = PdfWriter(), io.BytesIO()
    writer.add_blank_page(300, 300)
    element = writer._add_object(
        DictionaryObject({NameObject("/S"): NameObject("/P"), NameObject(key): TextStringObject(SECRET)})
    )
    root = DictionaryObject(
        {NameObject("/Type"): NameObject("/StructTreeRoot"), NameObject("/K"): ArrayObject([element])}
    )
    writer._root_object[NameObject("/StructTreeRoot")] = writer._add_object(root)
    writer.write(kept)
    return kept.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pivot cache": ("a.xlsx", pivot),
    "a defined name": ("a.xlsx", lambda: workbook(lambda b, s: b.define_name("备注", f'="{SECRET}"'))),
    "where a link leads": (
        "a.docx",
        lambda: word(
            lambda d: d.part.relate_to(
                "mailto:a@example.cn?subject=" + SECRET, f"{REL}/hyperlink", is_external=True
            )
        ),
    ),
}


@pytest.mark.parametrize("part", FILES)
def test_whatever_a_reader_of_the_file_could_find_is_read(part: str) -> None:
    name, make = FILES[part]
    found = inspect(make(), name)
    assert "春光村三组" in found.text + metadata_text(found.metadata)


def test_hidden_rows_columns_and_sheets_are_pointed_out() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(1, 0, "甲户患病")
        sheet.set_row(1, None, None, {"hidden": True})
        book.add_worksheet("明细").hide()

    found = inspect(workbook(fill), "a.xlsx")
    assert any("hidden" in key for key in found.metadata), "nobody who opens the file sees them"


@pytest.mark.django_db
def test_what_was_struck_does_not_leave_in_a_pivot_cache(county: County) -> None:
    """From draft to download by the lawful way, with no finding at all."""
    document = county.draft(
        title="关于核查情况的通报",
        body="一、总体安排。\n三、按时完成。",
        internal_body=f"一、总体安排。\n二、{SECRET}，身份证号{CARD}。\n三、按时完成。",
        attribute="declassified",
        declassification="delete",
        attribute_reason="含个人信息",
    )
    upload = SimpleUploadedFile("汇总表.xlsx", pivot())
    county.do(
        "disclosure.attach",
        document.ref,
        "rfbsc-drafter",
        {"title": "附表", "audience": "public"},
        files={"file": upload},
    )
    try:
        county.do("disclosure.submit", document.ref, "rfbsc-drafter")
        county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
        review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
        county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
        county.do("disclosure.confirm_declassification", document.ref, "rfbsc-secrecy_office")
        county.do("disclosure.sign", document.ref, "rfbsc-department_head")
        county.do("disclosure.sign", document.ref, "rfbsc-leader")
        published = county.do("disclosure.publish", document.ref, "rfbsc-records_office").matter
    except Exception:
        return  # somebody was stopped: right
    page = Client().get(f"/documents/{published.index_number}/").content.decode()
    address = re.search(r'href="([^"]*files/[^"]+)"', page)
    assert address
    archive = zipfile.ZipFile(io.BytesIO(b"".join(Client().get(address[1]).streaming_content)))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert SECRET.encode() not in everything
    assert CARD.encode() not in everything
