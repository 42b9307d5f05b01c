"""A cleaned copy opens, and looks as its original does."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import EncodedStreamObject

from foundation.files.inspection import inspect
from foundation.files.telling import metadata_text, taken_out
from foundation.files.workbook import read_sheets
from tests.files import samples
from tests.files.cleaned import cleaned, holds, looked_into, taken, workbook
from tests.files.hiding import (
    CARD,
    VND,
    container,
    drawing,
    image,
    pdf,
    said,
)
from tests.files.hiding import (
    docx as word,
)
from tests.files.test_hiding_places import pictured


def notice() -> bytes:
    """A notice as clerks write them, with all that Word adds to it."""
    document = docx.Document()
    document.add_heading("关于做好春耕备耕工作的通知", 1)
    for n in range(12):
        document.add_paragraph(f"第{n}段：各镇农业办。", style="List Bullet" if n % 3 == 0 else None)
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    table.cell(1, 1).text = "三百亩"
    document.add_picture(io.BytesIO(image("JPEG", exif={0x010F: "Camera"}, place=True)))
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.core_properties.author = "张三"
    document.add_comment(document.paragraphs[1].runs, text="请核", author="李四")
    return samples.saved(document)


@pytest.mark.clause("SR-4")
def test_a_word_file_opens_with_its_words_unchanged() -> None:
    content = notice()
    copy = cleaned(content, "a.docx").content
    before, after = docx.Document(io.BytesIO(content)), docx.Document(io.BytesIO(copy))
    assert [(p.text, p.style.name) for p in after.paragraphs] == [
        (p.text, p.style.name) for p in before.paragraphs
    ]
    assert after.tables[0].cell(1, 1).text == "三百亩"
    assert after.sections[0].header.paragraphs[0].text == "页眉"
    assert len(after.inline_shapes) == 1
    assert taken_out(inspect(content, "a.docx").metadata, inspect(copy, "a.docx").metadata) == [
        "作者", "备注", "批注和修订的作者", "批注", "图片的拍摄信息", "图片的拍摄地点",
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.text("甲乙丙丁 ab12，。①", max_size=6), max_size=4), min_size=1, max_size=4))
def test_whatever_stands_in_paragraphs_stays(paragraphs: list[list[str]]) -> None:
    runs = [
        "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)
        for texts in paragraphs
    ]
    content = word("".join(f"<w:p>{inner}</w:p>" for inner in runs))
    copy = cleaned(content, "a.docx").content
    texts = [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs]
    assert texts == ["公开的话。", *("".join(texts) for texts in paragraphs)]


@pytest.mark.parametrize(
    ("inner", "reads"),
    [
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>", ["甲乙"]),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>{said('乙')}", ["甲乙"]),
        ("<w:p><w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo></w:p>", ["甲"]),
        (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{said('甲')}</w:sdtContent></w:sdt>", ["甲"]),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> REF a </w:instrText><w:fldChar w:fldCharType="separate"/><w:t>甲</w:t><w:fldChar w:fldCharType="end"/><w:t>乙</w:t></w:r></w:p>', ["甲乙"]),
        ('<w:p><w:fldSimple w:instr=" DATE "><w:r><w:t>今天</w:t></w:r></w:fldSimple></w:p>', ["今天"]),
    ],
)  # fmt: skip
def test_what_a_reader_sees_of_changes_and_fields_stays(inner: str, reads: list[str]) -> None:
    copy = cleaned(word(inner), "a.docx").content
    assert [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs][1:] == reads


def test_a_table_stays_whole_where_cells_and_rows_were_emptied() -> None:
    hidden = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"
    gone = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{said('甲')}</w:tc></w:tr></w:tbl>"
    copy = cleaned(
        word(f"{gone}<w:tbl><w:tr><w:tc>{hidden}</w:tc><w:tc>{said('乙')}</w:tc></w:tr></w:tbl>"), "a.docx"
    ).content
    [table] = docx.Document(io.BytesIO(copy)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["", "乙"]


def test_numbers_of_pages_are_still_counted_and_links_still_lead() -> None:
    page = '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE \\* MERGEFORMAT </w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    jump = '<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>一</w:t></w:r></w:hyperlink></w:p><w:p><w:bookmarkStart w:id="1" w:name="_Toc1"/><w:bookmarkEnd w:id="1"/></w:p>'
    web = '<w:p><w:hyperlink r:id="x1"><w:r><w:t>网页</w:t></w:r></w:hyperlink></w:p>'
    link = '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.cn/" TargetMode="External"/>'
    copy = cleaned(word(page + jump + web, links=link), "a.docx").content
    main = zipfile.ZipFile(io.BytesIO(copy)).read("word/document.xml").decode()
    assert "PAGE" in main
    assert 'w:anchor="_b1"' in main
    assert 'w:name="_b1"' in main
    assert inspect(copy, "a.docx").metadata["links"] == "https://example.cn/"


@pytest.mark.clause("SR-4")
def test_a_workbook_opens_with_its_values_unchanged() -> None:
    def fill(book: Any, sheet: Any) -> None:
        for n in range(1, 9):
            sheet.write_row(n, 0, [f"村{n}", n, n * 1.5])
        sheet.write_formula(9, 1, "=SUM(B2:B9)", None, 36)
        sheet.merge_range(10, 0, 10, 2, "合计")
        sheet.insert_image(12, 0, "a.png", {"image_data": io.BytesIO(image())})
        sheet.conditional_format("B2:B9", {"type": "3_color_scale"})
        sheet.set_header("&C页眉")
        sheet.print_area(0, 0, 10, 2)
        sheet.set_row(3, 20, book.add_format({"num_format": '0.0"万元"'}))

    content = workbook(fill)
    copy = cleaned(content, "a.xlsx").content
    [before], [after] = read_sheets(content, (99, 99)), read_sheets(copy, (99, 99))
    assert (after.name, after.rows, after.covered) == (before.name, before.rows, before.covered)
    parts = {
        n: zipfile.ZipFile(io.BytesIO(copy)).read(n).decode("latin-1")
        for n in zipfile.ZipFile(io.BytesIO(copy)).namelist()
    }
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "_xlnm.Print_Area" in parts["xl/workbook.xml"]
    assert "colorScale" in parts["xl/worksheets/sheet1.xml"]
    assert not any(name.startswith("docProps") for name in parts)


def slides() -> bytes:
    """Three slides, the second of them hidden, on a master with a prompt and a line of its own."""
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def shape(text: str, more: str = "") -> str:
        return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="标题 1"/><p:cNvSpPr/><p:nvPr>{more}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'

    def rels(*links: tuple[str, str]) -> str:
        inner = "".join(
            f'<Relationship Id="r{n}" Type="http://x/{kind}" Target="/{to}"/>'
            for n, (kind, to) in enumerate(links, 1)
        )
        return f"<Relationships>{inner}</Relationships>"

    parts: dict[str, tuple[str, str | bytes, str]] = {
        f"ppt/s{n}.xml": (
            f"{VND}.presentationml.slide+xml",
            f"<p:sld {p} {'' if n != 2 else 'show=' + chr(34) + '0' + chr(34)}><p:cSld><p:spTree>{shape(text)}</p:spTree></p:cSld><p:timing/></p:sld>",
            "slide",
        )
        for n, text in ((1, "第一页"), (2, CARD), (3, "第三页"))
    }
    for n in (1, 2, 3):
        parts[f"ppt/_rels/s{n}.xml.rels"] = (
            "",
            rels(("slideLayout", "ppt/l.xml"), ("notesSlide", "ppt/n.xml")),
            "",
        )
    parts["ppt/l.xml"] = (
        f"{VND}.presentationml.slideLayout+xml",
        f"<p:sldLayout {p}><p:cSld><p:spTree>{shape(CARD, '<p:ph/>')}{shape('版式上的字')}</p:spTree></p:cSld></p:sldLayout>",
        "",
    )
    parts["ppt/_rels/l.xml.rels"] = ("", rels(("slideMaster", "ppt/m.xml")), "")
    parts["ppt/m.xml"] = (
        f"{VND}.presentationml.slideMaster+xml",
        f'<p:sldMaster {p}><p:cSld><p:spTree/></p:cSld><p:sldLayoutIdLst><p:sldLayoutId r:id="r1"/><p:sldLayoutId r:id="r2"/></p:sldLayoutIdLst></p:sldMaster>',
        "slideMaster",
    )
    parts["ppt/_rels/m.xml.rels"] = (
        "",
        rels(("slideLayout", "ppt/l.xml"), ("slideLayout", "ppt/l2.xml")),
        "",
    )
    parts["ppt/l2.xml"] = (
        f"{VND}.presentationml.slideLayout+xml",
        f"<p:sldLayout {p}><p:cSld><p:spTree>{shape(CARD)}</p:spTree></p:cSld></p:sldLayout>",
        "",
    )
    parts["ppt/n.xml"] = (
        f"{VND}.presentationml.notesSlide+xml",
        f"<p:notes {p}><a:t>{CARD}</a:t></p:notes>",
        "",
    )
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="p{at}"/>' for n, at in ((1, 0), (2, 1), (3, 2)))
    main = f'<p:presentation {p}><p:sldMasterIdLst><p:sldMasterId r:id="p8"/></p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst><p:custShowLst>{CARD}</p:custShowLst></p:presentation>'
    return container("pptx", main, parts)


@pytest.mark.clause("SR-4")
def test_a_presentation_keeps_the_slides_that_are_shown() -> None:
    copy = cleaned(slides(), "a.pptx")
    found = inspect(copy.content, "a.pptx")
    assert found.text.split() == ["第一页", "第三页"]
    assert not holds(copy.content, CARD)
    assert copy.removed == ["隐藏的幻灯片", "动画和切换"]
    names = zipfile.ZipFile(io.BytesIO(copy.content)).namelist()
    assert [n for n in names if "slideLayout" in n and "_rels" not in n] == [
        "ppt/slideLayouts/slideLayout1.xml"
    ]
    assert "版式上的字" in metadata_text(found.metadata)


def printed() -> bytes:
    """A PDF with headings, a table and links, typeset in the fonts that the house brings: a machine may have none for Chinese."""
    from foundation.papers import render

    page = "<html lang=zh><title>秘密</title><h1>关于春耕的通知</h1><p>各镇：<a href='https://example.cn/x'>链接</a><a href='#b'>下</a></p><h2 id=b>二、要求</h2><table><tr><th>甲<td>乙</table>"
    return render(page, title="秘密")


@pytest.mark.clause("SR-4")
def test_a_pdf_keeps_its_text_links_bookmarks_and_structure() -> None:
    content = printed()
    copy = cleaned(content, "a.pdf").content
    before, after = (PdfReader(io.BytesIO(one)) for one in (content, copy))
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.metadata is None
    assert after.xmp_metadata is None
    assert [mark.title for mark in after.outline if not isinstance(mark, list)] == ["关于春耕的通知"]
    links = [note.get_object() for note in after.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert [str(link["/A"]["/URI"]) if "/A" in link else "page" for link in links] == [
        "https://example.cn/x",
        "page",
    ]
    assert after.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert roles(after.trailer["/Root"]["/StructTreeRoot"]) >= {"/H1", "/H2", "/P", "/TH", "/TD"}  # type: ignore[index]


def roles(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return {role for kid in node for role in roles(kid)}
    if not isinstance(node, dict):
        return set()
    return (
        {str(node["/S"])} * bool("/S" in node)
        if "/K" not in node
        else {str(node.get("/S"))} | roles(node["/K"])
    )


def test_text_that_nobody_sees_stays_on_a_scan() -> None:
    def scanned(writer: Any, page: Any) -> None:
        pictured(writer, page)
        drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 9 Tf 3 Tr (Recognised) Tj ET")(writer, page)

    copy = looked_into(cleaned(pdf(scanned), "a.pdf").content, "a.pdf")
    assert "Recognised" in copy.text
    assert copy.metadata["hidden_text"] is True


def test_a_picture_in_a_pdf_keeps_its_pixels() -> None:
    copy = cleaned(pdf(taken), "a.pdf").content
    [picture] = [
        v
        for n in range(1, 40)
        if isinstance(v := PdfReader(io.BytesIO(copy)).get_object(n), EncodedStreamObject)
        and v.get("/Subtype") == "/Image"
    ]
    with Image.open(io.BytesIO(picture._data)) as shown, Image.open(io.BytesIO(image("JPEG"))) as drawn:
        assert shown.tobytes() == drawn.tobytes()
