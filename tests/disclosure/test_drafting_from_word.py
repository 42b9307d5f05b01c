"""A notice that somebody wrote in Word becomes a draft, and goes public with nothing that must not."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx.oxml import parse_xml
from PIL import Image
from pypdf import PdfReader

from disclosure.models import Document
from disclosure.printouts import make_missing
from foundation.agencies.actors import SYSTEM
from foundation.casework.refusals import Invalid, Refused
from foundation.papers.word import WordPaper
from tests.disclosure.test_word_import import DECLARED
from tests.personas import DRAFT, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9")]

DRAFTER, RECORDS = "rfbsc-drafter", "rfbsc-records_office"
SECRET = ("张秘书", "删去的话", "这一句先别发", "iPhone", "内部模板")


def photograph() -> bytes:
    """A picture with where it was taken, and with what."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "iPhone 15"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 5.0, 12.0), 3: "E", 4: (108.0, 16.0, 3.0)})
    Image.new("RGB", (640, 400), "#557755").save(made, "JPEG", exif=exif)
    return made.getvalue()


def notice(picture: bytes, shows: str = "隆兴昌镇春耕现场", rows: int = 60) -> bytes:
    """A notice with tracked changes, a comment, an author, a table longer than a page and a picture."""
    document = docx.Document()
    document.core_properties.author = "张秘书"
    document.core_properties.comments = "内部模板"
    for words in ("荣丰办事处文件", "荣办发〔2026〕18号", "关于做好2026年春耕备耕工作的通知"):
        document.add_paragraph(words).alignment = 1
    document.add_paragraph("各村民委员会：")
    document.add_paragraph("一、备足农资")
    changed = document.add_paragraph("三月十五日以前备足种子。")._p
    for inner in (
        '<w:del w:id="1" w:author="张秘书"><w:r><w:delText>删去的话</w:delText></w:r></w:del>',
        '<w:ins w:id="2" w:author="张秘书"><w:r><w:t>化肥也要备足。</w:t></w:r></w:ins>',
    ):
        changed.append(parse_xml(inner.replace(" ", f" {DECLARED} ", 1)))
    document.add_comment(document.paragraphs[-1].runs, text="这一句先别发", author="张秘书", initials="张")
    table = document.add_table(rows=rows + 1, cols=3)
    for number, row in enumerate(table.rows):
        cells = (
            ("村", "玉米（亩）", "小麦（亩）") if not number else (f"第{number}村", f"{number * 10}", "30")
        )
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.add_picture(io.BytesIO(picture))
    for shape in document.element.body.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    ):
        shape.set("descr", shows)
    for words in ("特此通知。", "荣丰办事处", "2026年11月2日"):
        document.add_paragraph(words)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def drafted(county: County, content: bytes, name: str = "通知.docx") -> Document:
    files = {"file": SimpleUploadedFile(name, content)}
    done = county.do("disclosure.draft_from_word", "agency:rfbsc", DRAFTER, files=files)
    document: Document = county.fresh(done.matter)
    return document


def finished(county: County, document: Document, **fields: Any) -> None:
    """Fill in what the file does not say: the attribute."""
    known = {
        name: getattr(document, name)
        for name in ("title", "document_number", "genre", "topic", "formed_on", "body")
    }
    given = known | {"attribute": "proactive", "proactive_tests": DRAFT["proactive_tests"], **fields}
    county.do("disclosure.edit", document.ref, DRAFTER, given)
    county.judge(county.fresh(document), DRAFTER)


def test_the_text_says_what_the_form_asks(county: County) -> None:
    document = drafted(county, notice(photograph()))
    assert document.state == Document.State.DRAFT
    assert document.title == "关于做好2026年春耕备耕工作的通知"
    assert document.document_number == "荣办发〔2026〕18号"
    assert document.genre == "通知"
    assert str(document.formed_on) == "2026-11-02"
    assert document.drafter is not None
    lines = document.body.split("\n")
    assert lines[0] == "各村民委员会："
    assert "三月十五日以前备足种子。化肥也要备足。" in lines
    assert "〔图1：隆兴昌镇春耕现场〕" in lines
    told = " ".join(each["message"] for each in document.oddities)
    assert "修订痕迹" in told
    assert "批注" in told
    assert "索引号为空" not in told


def test_nothing_goes_public_that_must_not(county: County, client: Client) -> None:
    document = drafted(county, notice(photograph()))
    finished(county, document)
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    for finding in review.findings.all():
        data = {"finding": finding.pk, "resolution": "justified", "justification": "现场照片，没有人像。"}
        county.do("secrecy_review.resolve_finding", review.ref, "rfbsc-secrecy_reviewer", data)
    from tests.personas import OPINION

    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for who in ("department_head", "leader"):
        county.do("disclosure.sign", document.ref, f"rfbsc-{who}")
    county.do("disclosure.publish", document.ref, RECORDS)
    make_missing(at=county.at, by=SYSTEM)
    document = county.fresh(document)

    page = client.get(f"/documents/{document.index_number}/").text
    assert 'alt="隆兴昌镇春耕现场"' in page
    address = page.partition('<figure class="picture">')[2].partition('src="')[2].partition('"')[0]
    shown = b"".join(client.get(address).streaming_content)
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (640, 400)
        assert not image.getexif()
    paper = b"".join(client.get(f"/documents/{document.index_number}/versions/1/text.pdf").streaming_content)
    reader = PdfReader(io.BytesIO(paper))
    said = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    assert "第60村" in said
    assert "（此件主动公开）" in said.replace("\n", "")
    assert sum("玉米（亩）" in page.extract_text() for page in reader.pages) >= 2  # its head on each page
    assert [image.name for page in reader.pages for image in page.images]
    word = client.get(f"/documents/{document.index_number}/versions/1/text.docx")
    whole = page + said + docx_text(b"".join(word.streaming_content))
    for secret in SECRET:
        assert secret not in whole, secret
        assert secret.encode() not in shown


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "\n".join(p.text for p in document.paragraphs) + str(document.core_properties.author)


def test_a_picture_without_words_is_refused(county: County) -> None:
    document = drafted(county, notice(photograph(), shows=""))
    assert "〔图1〕" in document.body
    finished(county, document)
    with pytest.raises(Refused, match="没有写画的是什么") as refused:
        county.do("disclosure.submit", document.ref, DRAFTER)
    assert "〔图1：画的是什么〕" in str(refused.value)


def test_a_picture_that_is_not_there_and_one_that_stands_nowhere(county: County) -> None:
    document = drafted(county, notice(photograph()))
    finished(county, document, body=document.body + "\n〔图2：另一张〕")
    with pytest.raises(Refused, match="却没有上传"):
        county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.edit", document.ref, DRAFTER, edited(county, document, "没有图。"))
    with pytest.raises(Refused, match="没有写它放在哪里"):
        county.do("disclosure.submit", document.ref, DRAFTER)


def edited(county: County, document: Document, body: str) -> dict[str, Any]:
    fresh = county.fresh(document)
    return {
        "title": fresh.title,
        "formed_on": fresh.formed_on,
        "body": body,
        "attribute": "proactive",
        "proactive_tests": ["1"],
    }


def test_a_picture_may_be_attached_by_hand(county: County) -> None:
    document = county.draft(body="请看图。\n〔图1：村口的公告栏〕")
    given = {"title": "公告栏", "audience": "public", "figure": "1"}
    files = {"file": SimpleUploadedFile("公告栏.jpg", photograph())}
    county.do("disclosure.attach", document.ref, DRAFTER, given, files=files)
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "再看看"})
    with pytest.raises(Invalid, match="已经有图1"):
        county.do("disclosure.attach", document.ref, DRAFTER, given, files=files)
    text = {"file": SimpleUploadedFile("说明.txt", "说明".encode())}
    with pytest.raises(Invalid, match="不是图片"):
        county.do("disclosure.attach", document.ref, DRAFTER, given | {"figure": "2"}, files=text)
    inside = given | {"figure": "2", "audience": "internal"}
    with pytest.raises(Invalid, match="仅供内部"):
        county.do("disclosure.attach", document.ref, DRAFTER, inside, files=files)


def test_what_cannot_be_shown_is_told_and_not_taken(county: County) -> None:
    metafile = b"\xd7\xcd\xc6\x9a" + bytes(60)
    document = docx.Document()
    document.add_paragraph("关于值班的通知").alignment = 1
    document.add_paragraph("请看下图。")
    document.add_picture(io.BytesIO(photograph()))
    document.part.package.iter_parts  # noqa: B018
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith("/word/media/"):
            part._blob = metafile
    kept = io.BytesIO()
    document.save(kept)
    made = drafted(county, kept.getvalue())
    assert "〔图" not in made.body
    assert any("此处有图片" in each["message"] for each in made.oddities)


def test_the_same_file_may_be_begun_with_twice_and_another_kind_not_at_all(county: County) -> None:
    content = notice(photograph(), rows=2)
    first, second = drafted(county, content), drafted(county, content)
    assert first.pk != second.pk
    with pytest.raises(Invalid, match="不是 Word 文档"):
        drafted(county, "一段文字".encode(), "通知.txt")


def test_a_photograph_of_a_telephone_is_printed_in_both_files(county: County) -> None:
    """Its cleaned copy has neither the head of JFIF nor that of Exif, which python-docx asks for."""
    made = io.BytesIO()
    Image.new("CMYK", (40, 40)).save(made, "JPEG")
    paper = WordPaper("标题", "机关", datetime(2026, 11, 2))
    paper.picture(made.getvalue(), "一张图")
    assert docx.Document(io.BytesIO(paper.content())).inline_shapes


def test_pictures_that_nobody_sees_stay_behind(county: County) -> None:
    document = docx.Document()
    document.add_paragraph("关于值班的通知").alignment = 1
    document.add_paragraph("照此办理。")
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "格"
    table.rows[1].cells[0].paragraphs[0].add_run().add_picture(io.BytesIO(photograph()))
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {DECLARED}/>"))
    kept = io.BytesIO()
    document.save(kept)
    made = drafted(county, kept.getvalue())
    assert "〔图" not in made.body
    assert not made.attachments.exists()
