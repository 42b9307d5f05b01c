"""What people enter by mistake, or try: a clear sentence at the field, and everything typed is still there."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from disclosure.models import Document
from foundation.casework.refusals import Invalid
from foundation.files.models import StoredFile
from tests.doors import Doors, kept, unchanged
from tests.personas import DRAFT, County

#: A draft with something typed into every field that takes words.
TYPED: dict[str, Any] = {
    **DRAFT,
    "document_number": "荣办发〔2026〕12号",
    "summary": "部署冬季取暖。",
    "genre": "通知",
    "topic": "综合政务/政务公开",
}


def draft(doors: Doors, **changed: Any) -> HttpResponse:
    """Send a draft at the desk."""
    return doors.post("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", {**TYPED, **changed})


def assert_told(page: HttpResponse, field: str, said: str) -> None:
    """Assert that the page says so at that field and nowhere else, in plain Chinese."""
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert list(errors) == [field], errors
    [sentence] = errors[field]
    assert said in sentence, sentence
    assert sentence.endswith("。")
    for never in ("系统错误", "非法", "参数", "Error", "ASCII", "None"):
        assert never not in sentence
    html = page.content.decode()
    assert "已经填写的都还在" in html
    assert 'class="field-error"' in html


@pytest.mark.clause("PD-9")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-11-03", "成文日期 2026-11-03 还没有到"),
        ("2626-11-02", "还没有到"),
        ("1926-11-02", "早于 1949 年"),
        ("2026-02-30", "请按 2026-11-20 的格式填写"),
        ("十一月二日", "请按 2026-11-20 的格式填写"),
    ],
)
def test_a_day_of_formation_that_cannot_be(doors: Doors, given: str, said: str) -> None:
    page = draft(doors, formed_on=given)
    assert_told(page, "formed_on", said)
    kept(page, {**TYPED, "formed_on": given})
    assert not Document.objects.exists()


def test_today_is_a_day_of_formation(doors: Doors) -> None:
    assert draft(doors, formed_on="2026-11-02").status_code == 302


def test_a_title_of_a_million_characters_is_returned_whole(doors: Doors) -> None:
    title = "取暖" * 500_000
    page = draft(doors, title=title)
    assert_told(page, "title", "超过 300 个字")
    kept(page, {**TYPED, "title": title})
    assert not Document.objects.exists()


def test_a_body_that_is_longer_than_any_is_returned_whole(doors: Doors) -> None:
    body = "取" * 2_000_001
    page = draft(doors, body=body)
    assert_told(page, "body", "超过 2,000,000 个字")
    kept(page, {**TYPED, "body": body})


@pytest.mark.parametrize(
    "code",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=//x.example>",
        "<img src=x onerror=alert(1)>",
        "<p>取暖</p>",
        '<a href="javascript:alert(1)">取暖</a>',
        "<svg/onload=alert(1)>",
    ],
)
@pytest.mark.parametrize("field", ["title", "body", "summary"])
def test_web_code_is_named_and_never_runs(doors: Doors, field: str, code: str) -> None:
    text = f"取暖通知{code}请遵照执行"
    page = draft(doors, **{field: text})
    assert_told(page, field, "里面有网页代码")
    kept(page, {**TYPED, field: text})
    assert code not in page.content.decode()
    assert not Document.objects.exists()


def test_angle_brackets_that_are_no_code_are_text(doors: Doors) -> None:
    body = "气温 <-10℃ 的，按 a<b 的标准；见《<附表>》。"
    assert draft(doors, body=body).status_code == 302
    assert Document.objects.get().body == body


@pytest.mark.parametrize("junk", ["\x00", "\x07", "\ud800", "\u202e", "\x7f"])
def test_characters_that_cannot_be_seen_are_dropped(county: County, junk: str) -> None:
    document = county.draft(title=f"关于{junk}取暖的通知", body=f"各村：{junk}\n按时完成。")
    assert (document.title, document.body) == ("关于取暖的通知", "各村：\n按时完成。")


def test_a_title_of_nothing_that_can_be_seen_is_no_title(county: County) -> None:
    with unchanged(), pytest.raises(Invalid, match="请填写标题"):
        county.draft(title="\x00\ud800")


@pytest.mark.parametrize("junk", ["\x00", "\ud800"])
def test_nor_do_they_break_a_reason(county: County, junk: str) -> None:
    """A reason goes into the ledger, which PostgreSQL could not write with them."""
    document = county.draft()
    edited = county.do("disclosure.edit", document.ref, "rfbsc-drafter", {**TYPED, "note": f"改{junk}概述"})
    assert edited.line.reason == "改概述"
    county.do("disclosure.submit", document.ref, "rfbsc-drafter", {"reason": f"请{junk}复核"})
    returned = county.do(
        "disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": f"缺{junk}附件"}
    )
    assert returned.line.reason == "缺附件"


def test_emoji_and_rare_characters_are_text(doors: Doors) -> None:
    title = "关于𠮷林路🌨供暖的通知"
    assert draft(doors, title=title).status_code == 302
    assert Document.objects.get().title == title


def test_what_is_missing_is_asked_for_all_at_once(doors: Doors) -> None:
    page = draft(doors, title="", body="\n \n")
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert errors["title"] == ["请填写标题。"]
    kept(page, {**TYPED, "title": "", "body": "\n \n"})


@pytest.mark.parametrize(
    ("field", "value"), [("attribute", "secret"), ("proactive_tests", ["9"]), ("genre", "檄文")]
)
def test_a_choice_that_is_not_offered(doors: Doors, field: str, value: Any) -> None:
    page = draft(doors, **{field: value})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    kept(page, {name: given for name, given in TYPED.items() if name != field})


# Files


def docx(**parts: bytes) -> bytes:
    """A small Word document, with further parts."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    content = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        ).encode(),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": (
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>取暖补贴明细</w:t></w:r></w:p></w:body></w:document>"
        ).encode(),
        **{name.replace("__", "/").replace("_bin", ".bin"): part for name, part in parts.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(name, part)
    return made.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    """An archive with one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return made.getvalue()


def attach(doors: Doors, document: Document, name: str, content: bytes, title: str = "附表") -> HttpResponse:
    """Upload an attachment at the desk."""
    data = {"title": title, "audience": "public", "file": SimpleUploadedFile(name, content)}
    return doors.post("disclosure.attach", document.ref, "rfbsc-drafter", data)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("说明.pdf", b"MZ\x90\x00\x03" + bytes(200), "这是可执行程序或脚本"),
        ("说明.pdf", b"\x7fELF\x02\x01\x01" + bytes(200), "这是可执行程序或脚本"),
        ("说明.pdf", "只是文字".encode(), "文件名以 .pdf 结尾，内容却是"),
        ("说明.docx", docx(word__vbaProject_bin=b"\xd0\xcf\x11\xe0"), "文件含有宏"),
        ("说明.docx", docx(word__bomb=bytes(64 * 1024 * 1024)), "文件解压后过大"),
        ("全部.zip", zipped("a.txt", b"a"), "不能上传压缩包"),
        ("页面.txt", b"<script>alert(1)</script>", "这是网页或脚本"),
        ("空.txt", b"", "这个文件是空的"),
        ("照片.exe", "取暖".encode(), "不能上传扩展名为 .exe 的文件"),
    ],
)
def test_a_file_that_is_not_what_it_says(doors: Doors, name: str, content: bytes, said: str) -> None:
    document = doors.county.draft()
    with unchanged():
        page = attach(doors, document, name, content)
    assert_told(page, "file", said)
    kept(page, {"title": "附表", "audience": "public"})
    assert not StoredFile.objects.exists()
    assert not document.attachments.exists()


def test_a_docx_without_any_of_that_is_taken_in(doors: Doors) -> None:
    document = doors.county.draft()
    assert attach(doors, document, "明细.docx", docx()).status_code == 302
    assert document.attachments.get().file.text.strip() == "取暖补贴明细"
    assert doors.county.fresh(document).digest != document.digest


def test_a_text_in_gb18030_is_read(doors: Doors) -> None:
    document = doors.county.draft()
    text = "隆兴昌镇取暖补贴发放名单（𠮷）"
    assert attach(doors, document, "名单.txt", text.encode("gb18030")).status_code == 302
    file = document.attachments.get().file
    assert (file.text, file.media_type, file.metadata["encoding"].lower()) == (text, "text/plain", "gb18030")


def test_the_same_file_is_not_attached_twice(doors: Doors) -> None:
    document = doors.county.draft()
    assert attach(doors, document, "名单.txt", "取暖".encode()).status_code == 302
    page = attach(doors, document, "名单.txt", "取暖".encode(), title="又一份")
    assert_told(page, "file", "这份公文已经有这个文件")
    kept(page, {"title": "又一份"})


def test_what_is_wrong_with_fields_and_file_is_said_together(doors: Doors) -> None:
    document = doors.county.draft()
    data = {"title": "", "audience": "everybody", "file": SimpleUploadedFile("空.txt", b"")}
    page = doors.post("disclosure.attach", document.ref, "rfbsc-drafter", data)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"title", "audience", "file"}


def test_an_attachment_can_be_taken_away_again(doors: Doors) -> None:
    document = doors.county.draft()
    attach(doors, document, "名单.txt", "取暖".encode())
    attachment = document.attachments.get()
    for wrong in ("", "999999", "abc"):
        page = doors.post("disclosure.detach", document.ref, "rfbsc-drafter", {"attachment": wrong})
        assert page.status_code == 422
    data = {"attachment": str(attachment.pk)}
    assert doors.post("disclosure.detach", document.ref, "rfbsc-drafter", data).status_code == 302
    assert doors.county.fresh(document).digest == document.digest
