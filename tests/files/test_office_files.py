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
import weasyprint
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx.oxml import parse_xml
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from foundation.files.inspection import inspect, metadata_text
from foundation.files.rejected import Rejected
from foundation.files.telling import to_be_looked_at
from tests.files import samples
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


def charted(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=汇总!$B$1:$B$5"})
    chart.set_title({"name": SECRET})
    sheet.insert_chart("D2", chart)


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


FILES |= {
    "another workbook's values": ("a.xlsx", external),
    "an alternative text": ("a.docx", lambda: word(lambda d: d.paragraphs[0]._p.append(run(f'<wp:docPr id="1" name="图 1" descr="{SECRET}"/>')))),
    "a field code": ("a.docx", lambda: word(lambda d: d.paragraphs[0]._p.append(run(f'<w:instrText>QUOTE "{SECRET}"</w:instrText>')))),
    **{f"{key} of a PDF": ("a.pdf", lambda key=key: tagged_pdf(key)) for key in ("/ActualText", "/Alt", "/E", "/T")},
    "a header of a sheet": ("a.xlsx", lambda: workbook(lambda b, s: s.set_header(f"&C{SECRET}"))),
    "a choice": ("a.xlsx", lambda: workbook(lambda b, s: s.data_validation("A1", {"validate": "list", "source": [SECRET]}))),
    "a formula": ("a.xlsx", lambda: workbook(lambda b, s: s.write_formula("A9", f'=IF(A1="x","{SECRET}","")', None, ""))),
    "a property": ("a.xlsx", lambda: workbook(lambda b, s: b.set_custom_property("备注", SECRET))),
    "a name of a shape": ("a.xlsx", lambda: workbook(lambda b, s: s.insert_textbox("A1", "好", {"description": SECRET}))),
    "a title of a chart": ("a.xlsx", lambda: workbook(lambda b, s: charted(b, s))),
}  # fmt: skip


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


def test_hidden_things_are_named() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(1, 0, "甲户患病")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        book.add_worksheet("明细").hide()
        book.add_worksheet("底稿").very_hidden()

    found = inspect(workbook(fill), "a.xlsx").metadata
    assert found["hidden_sheets"] == ["明细", "底稿"]
    assert found["hidden_rows"] == ["汇总 第 2 行（共 1 行）"]
    assert found["hidden_columns"] == ["汇总 B 列"]
    vanished = word(
        lambda d: d.paragraphs[0]._p.append(run(f"<w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t>"))
    )
    assert inspect(vanished, "a.docx").metadata["hidden_text"] == [SECRET]


def ordinary() -> dict[str, bytes]:
    """Files as people make them every day."""

    def fill(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True, "num_format": 'yyyy"年"m"月"d"日"', "font_name": "宋体"})
        sheet.write_row(1, 0, ["春光村", 12], bold)
        sheet.write_formula("B3", '=IF(SUM(B2:B2)>1,"多","少")', None, "多")
        long = book.add_worksheet("二〇二六年度项目资金绩效目标申报汇总")
        for row in range(9):
            long.write_formula(row, 1, f"='二〇二六年度项目资金绩效目标申报汇总'!A{row + 1}")
        sheet.write_comment("A1", "数字以统计局公布为准")
        sheet.write_url("A4", "https://www.wuyuan.gov.cn/")
        sheet.data_validation("C1", {"validate": "list", "source": ["是", "否"]})
        sheet.autofilter(0, 0, 2, 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        charted(book, sheet)

    return {
        "a.docx": samples.word("正文一段。", author="农牧岗", comment="批注"),
        "a.xlsx": workbook(fill),
        "a.pdf": weasyprint.HTML(string="<h1>关于春耕的通知</h1><p>各村<a href='https://www.wuyuan.gov.cn/'>网站</a></p>").write_pdf(),
        "b.pdf": samples.pdf(title="春耕", bookmark="第一章", note="批注"),
    }  # fmt: skip


def test_ordinary_files_are_read_completely() -> None:
    for name, content in ordinary().items():
        found = inspect(content, name)
        assert found.metadata["text_complete"] is True
        assert to_be_looked_at(found.metadata) == []
        # Nothing of the technique of the file is mistaken for words.
        assert len(found.metadata.get("elsewhere", "")) < 100


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", '"=HYPERLINK(""\\\\x\\y"",""看"")"', "+WEBSERVICE(1)", "甲,@IMAGE(1)"]
)
def test_a_table_of_text_that_calls_out_is_refused(cell: str) -> None:
    with pytest.raises(Rejected):
        inspect(f"姓名,电话\n{cell}\n".encode(), "a.csv")


def test_an_ordinary_table_of_text_is_taken() -> None:
    assert (
        inspect("项目,数\n净增,-12\n同比,+3%\n合计,=SUM(B2:B3)\n".encode(), "a.csv").metadata["text_complete"]
        is True
    )


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
