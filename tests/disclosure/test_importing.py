"""Old documents come in word for word, with what is blank or odd reported and nothing made up."""

from __future__ import annotations

import contextlib
import hashlib
import io
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from disclosure.importing import Imported, ImportRefused, read_docx, read_portal_page
from foundation.casework.refusals import Invalid
from tests.files import samples
from tests.personas import County

COMPILATION = Path(__file__).parent / "data" / "compilation.txt"

PAGE = """索引号 | wy-nmj/2024-00012 | 效力属性 | 有效 |
发布机构 | 农牧局 | 文 号 | 五农发〔2024〕3号 |
成文日期 | 2024-02-20 | 发布日期 | 2024-02-26 |
春耕备耕工作制度
第一条 为做好春耕备耕工作，制定本制度。
第二条　各镇应当明确专人。

第三条 本制度自印发之日起施行。
"""
BODY = PAGE.split("春耕备耕工作制度\n", 1)[1].rstrip("\n")


def page(text: str, codec: str = "utf-8") -> Imported:
    return read_portal_page(text.encode(codec), "页面.txt")


def kinds(found: Imported) -> list[str]:
    return [oddity.kind for oddity in found.oddities]


def refusal(content: bytes, name: str = "页面.txt") -> str:
    reader = read_docx if name.endswith(".docx") else read_portal_page
    with pytest.raises(ImportRefused) as caught:
        reader(content, name)
    assert str(caught.value) == caught.value.message
    return caught.value.message


def test_a_page_with_every_field() -> None:
    found = page(PAGE)
    assert found.index_number == "wy-nmj/2024-00012"
    assert found.publisher == "农牧局"
    assert found.document_number == "五农发〔2024〕3号"
    assert (found.formed_on, found.published_on) == (date(2024, 2, 20), date(2024, 2, 26))
    assert found.validity == "有效"
    assert found.title == "春耕备耕工作制度"
    assert found.body == BODY
    assert found.source_sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert found.encoding == "UTF-8"
    assert found.oddities == ()


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_encodings(codec: str, encoding: str) -> None:
    found = page(PAGE, codec)
    assert (found.body, found.encoding, found.index_number) == (BODY, encoding, "wy-nmj/2024-00012")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_made_uniform(end: str) -> None:
    assert page(PAGE.replace("\n", end)).body == BODY


def test_the_real_compilation() -> None:
    content = COMPILATION.read_bytes()
    found = read_portal_page(content, COMPILATION.name)
    assert (found.index_number, found.publisher) == ("wy-rfbsc/2023-07692", "荣丰办事处")
    assert (found.formed_on, found.published_on) == (None, date(2023, 11, 13))
    assert (found.document_number, found.validity) == ("", "")
    assert found.title == "政府信息公开制度汇编"
    assert f"{found.header}\n{found.title}\n{found.body}" == content.decode().rstrip("\n")
    messages = [oddity.message for oddity in found.oddities]
    assert messages[:3] == ["效力属性为空。", "文号为空。", "成文日期为空。"]
    assert "政务新媒体运行管理制度：缺“第二十六条”。" in messages
    assert "政务公开培训制度：缺“六、”。" in messages
    assert sum("“第十条”重复" in message for message in messages) == 2


@pytest.mark.parametrize(
    "header",
    [
        "| 索引号 | wy-nmj/2024-00012 | 发布日期 | 2024-02-26 |",
        "索引号｜wy-nmj/2024-00012｜发布日期｜2024年2月26日｜",
        "发布日期 | 2024/2/26 | 索 引 号 | wy-nmj/2024-00012",
        "\n索引号：wy-nmj/2024-00012\n发布日期：2024.02.26\n",
        "索引号：wy-nmj/2024-00012 | 发布日期：2024-02-26 10:22",
        "索　引　号 |wy-nmj/2024-00012| 公开方式 | 主动公开 |\n发布日期|２０２４－０２－２６|",
        "索引号\twy-nmj/2024-00012\t发布日期\t二〇二四年二月二十六日",
    ],
)
def test_headers_of_many_shapes(header: str) -> None:
    found = page(f"{header}\n春耕制度\n第一条 甲。")
    assert found.index_number == "wy-nmj/2024-00012"
    assert found.published_on == date(2024, 2, 26)
    assert (found.title, found.body) == ("春耕制度", "第一条 甲。")
    assert set(kinds(found)) == {"blank_field"}


def test_a_blank_before_another_label_is_blank() -> None:
    found = page("成文日期 | 发布日期 | 2023-11-13 |\n索引号 | | 文 号 | |\n春耕制度\n正文。")
    assert (found.formed_on, found.published_on, found.index_number) == (None, date(2023, 11, 13), "")


def test_a_page_without_header_says_so() -> None:
    found = page("春耕制度\n第一条 甲。")
    assert (found.title, found.index_number) == ("春耕制度", "")
    assert kinds(found) == ["no_header"]


def test_a_page_without_title_takes_the_name_of_the_file() -> None:
    found = page("索引号 | wy-nmj/2024-00012 |\n为做好春耕备耕工作，制定本制度。\n第一条 甲。")
    assert found.title == "页面"
    assert found.body.startswith("为做好")
    assert "no_title" in kinds(found)


@pytest.mark.parametrize("day", ["2024-13-45", "2024-02-30", "去年春天"])
def test_a_day_that_is_none_is_reported_and_left_blank(day: str) -> None:
    found = page(f"成文日期 | {day} |\n春耕制度\n第一条 甲。")
    assert found.formed_on is None
    assert any(oddity.message == f"成文日期“{day}”不是一个日期，没有采用。" for oddity in found.oddities)


def test_contradicting_and_unknown_cells_are_reported() -> None:
    found = page("索引号 | a | 索引号 | b |\n莫名其妙 | 文号 | 五农发〔2024〕3号\n春耕制度\n第一条 甲。")
    assert found.index_number == "a"
    assert {"repeated_field", "unknown_field"} <= set(kinds(found))


def test_bars_in_the_body_are_text() -> None:
    assert page(f"{PAGE}序号 | 事项 |\n索引号 | x |").body.endswith("序号 | 事项 |\n索引号 | x |")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "没有文字"),
        (b" \n\n ", "没有文字"),
        (b"\x00\x01\x02", "UTF-8"),
        ("通知".encode("utf-16-le"), "UTF-8"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "网页"),
        ("索引号 | a |\n春耕制度\n".encode(), "没有正文"),
    ],
)
def test_what_is_no_page_is_refused(content: bytes, says: str) -> None:
    assert says in refusal(content)


def word(*, heading: bool = True) -> docx.document.Document:
    document = docx.Document()
    if heading:
        document.add_heading("春耕备耕工作制度", level=1)
    document.add_paragraph("第一条 为做好春耕备耕工作，制定本制度。")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("事项", "时限"), ("报送", "月底")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("第二条 本制度自印发之日起施行。")
    return document


def test_word_paragraphs_and_tables_in_their_order() -> None:
    content = samples.saved(word())
    found = read_docx(content, "制度.docx")
    assert found.title == "春耕备耕工作制度"
    assert (
        found.body
        == "第一条 为做好春耕备耕工作，制定本制度。\n\n事项｜时限\n报送｜月底\n\n第二条 本制度自印发之日起施行。"
    )
    assert found.source_sha256 == hashlib.sha256(content).hexdigest()
    assert kinds(found) == ["no_header"]


def test_a_centred_paragraph_is_the_title_and_what_stands_above_it_stays() -> None:
    document = docx.Document()
    document.add_paragraph("五农发〔2024〕3号")
    document.add_paragraph("关于做好春耕备耕工作的通知").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("各镇：请认真落实。")
    found = read_docx(samples.saved(document), "a.docx")
    assert found.title == "关于做好春耕备耕工作的通知"
    assert found.body == "五农发〔2024〕3号\n各镇：请认真落实。"


def test_word_without_title_takes_the_name_of_the_file() -> None:
    document = docx.Document()
    document.add_paragraph("为做好春耕备耕工作，请认真落实。")
    found = read_docx(samples.saved(document), "春耕通知.docx")
    assert (found.title, found.body) == ("春耕通知", "为做好春耕备耕工作，请认真落实。")
    assert "no_title" in kinds(found)


def test_a_header_table_in_word_is_read() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(
        table.rows[0].cells, ("索引号", "wy-nmj/2024-00012", "成文日期", "2024-02-20"), strict=True
    ):
        cell.text = text
    document.add_heading("春耕制度", level=1)
    document.add_paragraph("第一条 甲。")
    found = read_docx(samples.saved(document), "a.docx")
    assert (found.index_number, found.formed_on) == ("wy-nmj/2024-00012", date(2024, 2, 20))
    assert (found.title, found.body) == ("春耕制度", "第一条 甲。")


def test_automatic_numbers_and_comments_are_reported() -> None:
    document = word()
    assert {"automatic_numbering", "comments"}.isdisjoint(kinds(read_docx(samples.saved(document), "a.docx")))
    document.add_paragraph("自动编号的一段。", style="List Number")
    paragraph = document.add_paragraph("有批注的一段。")
    document.add_comment(paragraph.runs, text="请核对", author="审核岗")
    found = read_docx(samples.saved(document), "a.docx")
    assert {"automatic_numbering", "comments"} <= set(kinds(found))
    assert "请核对" not in found.body


def test_tracked_changes_come_in_as_accepted_and_are_reported() -> None:
    document = word()
    paragraph = document.add_paragraph("原有")
    paragraph._p.append(parse_xml(f"<w:ins {samples.W}><w:r><w:t>新增</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {samples.W}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    found = read_docx(samples.saved(document), "a.docx")
    assert found.body.endswith("原有新增")
    assert "tracked_changes" in kinds(found)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (samples.package({"word/vbaProject.bin": b"x"}, samples.MACRO_WORD), "宏"),
        (samples.package({"word/document.xml": b"<a>" + bytes(50_000_000)}), "解压后过大"),
        (b"MZ" + bytes(100), "可执行程序"),
        (b"PK\x03\x04broken", "损坏"),
        (samples.package({"word/document.xml": "<a/>"}), "损坏"),
        (samples.saved(docx.Document()), "没有文字"),
    ],
)
def test_word_files_that_may_not_come_in(content: bytes, says: str) -> None:
    assert says in refusal(content, "通知.docx")


def test_another_kind_of_file_is_no_word_document() -> None:
    with pytest.raises(ImportRefused, match="不是 Word 文档"):
        read_docx(samples.pdf(), "a.pdf")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_body_comes_in_word_for_word(text: str) -> None:
    if not text.strip():
        return
    assert page(f"索引号 | a |\n春耕制度\n第一条 甲。{text}乙。").body == f"第一条 甲。{text}乙。"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ImportRefused):
        assert read_portal_page(content, "a.txt").body.strip()


def word_file() -> SimpleUploadedFile:
    """A notice with a hidden passage behind a long line."""
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph("关于做好秋季防火工作的通知").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("各镇人民政府：")
    line = document.add_paragraph("请各镇把责任落实到村、组、户和地块，并于月底前报告。")
    line.add_run("（内部掌握）").font.hidden = True
    document.save(kept)
    return SimpleUploadedFile("通知.docx", kept.getvalue())


def test_the_clerk_finds_what_is_to_be_checked_where_it_is_mended(county: County) -> None:
    """By the words of the line, also when the lines have moved; nothing is told of a header that a file does not have."""
    done = county.do(
        "disclosure.import_document", "agency:rfbsc", "rfbsc-drafter", files={"file": word_file()}
    )
    drafter = Client()
    drafter.force_login(county.people["rfbsc-drafter"])
    for page_ in (
        f"/desk/act/disclosure.edit/{done.matter.ref}/",
        f"/desk/disclosure/document/{done.matter.pk}/change/",
    ):
        shown = " ".join(drafter.get(page_).content.decode().split())
        assert "导入时有几处，请对照原件核对" in shown
        assert "第 2 行“请各镇把责任落实到村、组、户和地……”：原件把" in shown
        assert "来源的表头还写着" not in shown


def test_whoever_imports_a_file_again_is_told_the_title_and_no_number_of_the_machine(county: County) -> None:
    file = word_file()
    county.do("disclosure.import_document", "agency:rfbsc", "rfbsc-drafter", files={"file": file})
    file.seek(0)
    with pytest.raises(Invalid) as told:
        county.do("disclosure.import_document", "agency:rfbsc", "rfbsc-drafter", files={"file": file})
    assert "关于做好秋季防火工作的通知" in str(told.value)
    assert "document:" not in str(told.value)
