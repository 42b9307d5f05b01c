"""What is taken in and what is refused, and what is read from it."""

from __future__ import annotations

import io
import zipfile

import pytest

from foundation.files import pdf
from foundation.files.inspection import inspect, metadata_text
from foundation.files.names import clean_name
from foundation.files.rejected import Rejected
from tests.files import samples

MZ = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Rejected) as caught:
        inspect(content, name)
    assert caught.value.message.endswith("。")
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.txt", "空的"),
        (MZ, "通知.pdf", "可执行程序"),
        (MZ, "setup.exe", "可执行程序"),
        (b"\x7fELF" + bytes(100), "通知.docx", "可执行程序"),
        (b"#!/bin/sh\nrm -rf /\n", "通知.txt", "可执行程序"),
        (b"@echo off\r\ndel *.*", "通知.txt", "可执行程序"),
        (OLE, "旧文.doc", "另存为 DOCX"),
        (OLE, "旧文.docx", "取消密码"),
        (b"<!DOCTYPE html><html></html>", "页面.txt", "网页"),
        ("\ufeff  <html>页面</html>".encode(), "页面.txt", "网页"),
        (b"<!-- x --><svg onload='alert(1)'/>", "图.png", "网页"),
        (b'<?xml version="1.0"?><a/>', "a.csv", "网页"),
        (b"{\\rtf1 x}", "a.docx", "RTF"),
        (b"Rar!\x1a\x07\x00", "a.rar", "压缩包"),
        (b"GIF89a" + bytes(20), "a.gif", "JPG 或 PNG"),
        (b"\x00\x01\x02\x03" * 30, "a.pdf", "无法识别"),
        ("通知".encode("utf-16"), "a.txt", "UTF-8"),
        ("春耕备耕".encode(), "通知.pdf", ".pdf 结尾，内容却是文本"),
        ("春耕备耕".encode(), "通知.exe", "不能上传扩展名为 .exe"),
        (b"%PDF-1.7\nnothing more", "通知.pdf", "PDF 已损坏"),
        (b"\xff\xd8\xff\xe0 nothing more", "图.jpg", "图片已损坏"),
        (b"PK\x03\x04 nothing more", "通知.docx", "已损坏"),
    ],
)
def test_what_may_not_be_taken_in_is_refused_with_a_reason(content: bytes, name: str, says: str) -> None:
    assert says in refusal(content, name)


def test_a_pdf_named_as_word_is_refused() -> None:
    assert ".docx 结尾，内容却是PDF" in refusal(samples.pdf(), "通知.docx")


def test_an_extension_that_is_missing_is_added() -> None:
    assert inspect(samples.pdf(), "通知").name == "通知.pdf"


def test_capital_extensions_agree() -> None:
    assert inspect(samples.pdf(), "通知.PDF").media_type == "application/pdf"


def test_pdf_text_and_properties_are_read() -> None:
    found = inspect(samples.pdf(title="春耕", author="农牧岗", keywords="春耕,备耕"), "a.pdf")
    assert "Spring ploughing" in found.text
    assert found.metadata["title"] == "春耕"
    assert found.metadata["author"] == "农牧岗"
    assert found.metadata["pages"] == 1
    assert found.metadata["text_complete"] is True


@pytest.mark.parametrize(
    ("extras", "says"),
    [
        ({"javascript": "app.alert(1)"}, "脚本"),
        ({"launch": True}, "脚本"),
        ({"attachment": MZ}, "附件"),
        ({"password": "secret"}, "加密"),
    ],
)
def test_pdf_with_scripts_attachments_or_password_is_refused(extras: dict[str, object], says: str) -> None:
    assert says in refusal(samples.pdf(**extras), "a.pdf")  # type: ignore[arg-type]


def test_comments_and_bookmarks_of_a_pdf_are_read() -> None:
    found = inspect(samples.pdf(note="批注里的话", bookmark="书签里的话"), "a.pdf")
    assert "批注里的话" in found.text
    assert "书签里的话" in found.text
    assert found.metadata["has_comments"] is True
    assert "has_comments" not in inspect(samples.pdf(bookmark="书签"), "a.pdf").metadata


def test_where_this_process_has_no_limits_a_pdf_is_read_in_one_that_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [samples.pdf(note="批注里的话"), samples.pdf()[:200]]
    here = [pdf.read(content) for content in files]
    monkeypatch.setattr("foundation.files.apart.bounded", False)
    assert [pdf.read(content) for content in files] == here
    assert "refused" in here[1]


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.files.apart.bounded", False)
    monkeypatch.setattr("foundation.files.apart.SECONDS", 0.001)
    assert "过于复杂" in refusal(samples.pdf(), "a.pdf")


def test_word_is_read_with_tables_headers_and_comments() -> None:
    found = inspect(samples.word("正文一段。", author="农牧岗", comment="批注里的话"), "通知.docx")
    for words in (
        "关于做好春耕备耕工作的通知",
        "正文一段。",
        "事项",
        "时限",
        "页眉文字",
        "页脚文字",
        "批注里的话",
    ):
        assert words in found.text
    assert found.metadata["author"] == "农牧岗"
    assert found.metadata["last_modified_by"] == "录入岗"
    assert found.metadata["has_comments"] is True
    assert "农牧岗" in metadata_text(found.metadata)


def test_words_struck_by_tracked_changes_are_metadata_not_text() -> None:
    body = (
        f"<w:document {samples.W}><w:body><w:p><w:r><w:t>保留</w:t></w:r>"
        "<w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>移走的话</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins></w:p></w:body></w:document>"
    )
    found = inspect(samples.package({"word/document.xml": body}), "a.docx")
    assert found.text == "保留新增"
    assert "删去的话" in found.metadata["struck_text"]
    assert "移走的话" in found.metadata["struck_text"]
    assert found.metadata["tracked_changes"] is True


def test_sheets_are_read_with_shared_strings_numbers_and_hidden_sheets() -> None:
    strings = "<sst><si><t>姓名</t></si><si><r><t>电</t></r><r><t>话</t></r></si></sst>"
    sheet = (
        '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>42</v></c></row>'
        '<row><c t="inlineStr"><is><t>内联</t></is></c></row></sheetData></worksheet>'
    )
    book = '<workbook><sheets><sheet name="花名册" state="hidden"/></sheets></workbook>'
    parts = {"xl/workbook.xml": book, "xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}
    found = inspect(samples.package(parts, samples.SHEET), "a.xlsx")
    assert found.text == "花名册\n姓名\t电话\t42\n内联"


def test_slides_and_notes_are_read_in_order() -> None:
    def slide(text: str) -> str:
        return f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    parts = {f"ppt/slides/slide{number}.xml": slide(f"第{number}页") for number in (10, 2, 1)}
    parts["ppt/notesSlides/notesSlide1.xml"] = slide("备注")
    found = inspect(samples.package(parts, samples.SLIDES), "a.pptx")
    assert found.text == "第1页\n第2页\n第10页\n备注"


def test_ofd_is_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr(
            "OFD.xml", '<o:OFD xmlns:o="o"><o:Title>标题</o:Title><o:Author>农牧岗</o:Author></o:OFD>'
        )
        page = '<o:Page xmlns:o="o"><o:TextObject><o:TextCode>春耕</o:TextCode></o:TextObject></o:Page>'
        container.writestr("Doc_0/Pages/Page_0/Content.xml", page)
    found = inspect(target.getvalue(), "a.ofd")
    assert (found.text, found.metadata["title"], found.metadata["author"]) == ("春耕", "标题", "农牧岗")


@pytest.mark.parametrize(
    ("parts", "main", "says"),
    [
        ({"word/vbaProject.bin": b"x"}, samples.WORD, "宏"),
        ({"word/document.xml": "<a/>"}, samples.MACRO_WORD, "宏"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, samples.SHEET, "宏"),
        ({"word/activeX/activeX1.bin": b"x"}, samples.WORD, "宏"),
        ({"word/embeddings/oleObject1.bin": b"x"}, samples.WORD, "内嵌"),
        ({"readme.txt": "x"}, "text/plain", "压缩包"),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, samples.WORD, "损坏"),
        ({"word/document.xml": "<a><b></a>"}, samples.WORD, "损坏"),
        (
            {
                "word/_rels/settings.xml.rels": '<R><Relationship TargetMode="External" Target="http://x/t.dotm" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></R>'
            },
            samples.WORD,
            "外部",
        ),
    ],
)
def test_containers_with_macros_or_foreign_objects_are_refused(
    parts: dict[str, str | bytes], main: str, says: str
) -> None:
    assert says in refusal(samples.package(parts, main), "a.docx")


def test_a_document_inside_a_document_is_read_too() -> None:
    inner = samples.word("图表里的数据。", author="统计岗")
    found = inspect(samples.package({"word/document.xml": "<a/>", "word/embeddings/a.docx": inner}), "a.docx")
    assert "图表里的数据。" in found.text
    assert "统计岗" in metadata_text(found.metadata)


def test_a_macro_document_inside_a_document_is_refused() -> None:
    inner = samples.package({"word/vbaProject.bin": b"x"}, samples.MACRO_WORD)
    assert "宏" in refusal(
        samples.package({"word/document.xml": "<a/>", "word/embeddings/a.docx": inner}), "a.docx"
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = samples.package({"word/document.xml": b"<a>" + bytes(200 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    unpacked: list[int] = []
    read = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        content = read(self, n)
        unpacked.append(len(content))
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert "解压后过大" in refusal(bomb, "通知.docx")
    assert sum(unpacked) < 1024 * 1024


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = samples.package({"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    lying = honest.replace((5_000_007).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != honest
    assert refusal(lying, "通知.docx")


def test_too_many_entries_are_refused() -> None:
    assert "解压后过大" in refusal(samples.package({f"word/{n}.xml": "" for n in range(5_001)}), "a.docx")


@pytest.mark.parametrize(
    ("codec", "encoding"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
)
def test_text_is_read_in_both_encodings(codec: str, encoding: str) -> None:
    found = inspect("春耕备耕，不误农时。\n".encode(codec), "通知.txt")
    assert found.text == "春耕备耕，不误农时。\n"
    assert found.metadata["encoding"] == encoding
    assert found.media_type == "text/plain"


def test_a_table_text_is_told_by_its_extension() -> None:
    assert inspect("姓名,电话\n".encode("gb18030"), "a.csv").media_type == "text/csv"


def test_what_a_photograph_gives_away_is_told() -> None:
    found = inspect(samples.picture("JPEG", exif={0x013B: "photographer", 0x010E: "field"}), "图.jpg")
    assert found.metadata["exif"] is True
    assert found.metadata["author"] == "photographer"
    assert found.metadata["width"] == 8
    plain = inspect(samples.picture("PNG"), "图.png")
    assert "exif" not in plain.metadata


def test_nul_and_lone_surrogates_do_not_reach_the_database() -> None:
    found = inspect(samples.pdf(title="a\x00b"), "a.pdf")
    assert "\x00" not in found.metadata["title"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("通知.pdf", "通知.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\公文\\通知.pdf", "通知.pdf"),
        ("通知\u202efdp.exe", "通知fdp.exe"),
        ("通\x00知\r\n\u200b.pdf", "通知.pdf"),
        ("  .通知..pdf ", "通知.pdf"),
        ('a<b>"c.pdf', "a_b__c.pdf"),
        ("", "未命名"),
        ("///", "未命名"),
        (".pdf", "pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean
