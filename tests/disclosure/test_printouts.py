"""A published document as PDF and Word document: made once, with what its page shows, gone with it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from disclosure.models import Document, IndexNumber
from disclosure.printouts import AT_ONCE, MAKERS, as_pdf, make_missing
from foundation.agencies.actors import SYSTEM
from tests.disclosure.test_drafting_from_word import photograph
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9")]

TABLE = (
    "各村民委员会：\n一、标准\n发放标准如下。\n镇\t户数\t金额（元）\n隆兴昌镇\t120\t3,600\n塔尔湖镇\t80\t2,400\n"
    "荣丰办事处\n2026年11月2日"
)


def printed(county: County, **fields: str) -> Document:
    document = county.published(body=TABLE, **fields)
    assert make_missing(at=county.at, by=SYSTEM) >= 1
    return county.fresh(document)


def taken(document: Document, form: str) -> bytes:
    answer = Client().get(f"/documents/{document.index_number}/versions/{document.version}/text.{form}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_both_files_say_what_the_page_says(county: County) -> None:
    document = printed(county, document_number="荣办发〔2026〕9号")
    page = Client().get(f"/documents/{document.index_number}/").content.decode()
    assert "全文 PDF" in page
    assert "全文 Word" in page
    pdf = PdfReader(BytesIO(taken(document, "pdf")))
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")
    word = docx.Document(BytesIO(taken(document, "docx")))
    written = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for told in (document.title, "荣办发〔2026〕9号", "发放标准如下。"):
        assert told in written
        assert told in text, told
    for told in (document.index_number, document.digest):
        assert told in written
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["镇", "户数", "金额（元）"],
        ["隆兴昌镇", "120", "3,600"],
        ["塔尔湖镇", "80", "2,400"],
    ]
    assert [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 2"] == [
        "一、标准"
    ]
    assert "塔尔湖镇" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"], "read aloud in its order"


def test_they_are_made_once_and_only_of_what_is_public(county: County) -> None:
    draft = county.draft(title="还没有发布的")
    document = printed(county)
    before = (document.pdf_id, document.docx_id)
    assert make_missing(at=county.at + timedelta(minutes=1), by=SYSTEM) == 0
    document = county.fresh(document)
    assert (document.pdf_id, document.docx_id) == before
    assert county.fresh(draft).pdf is None
    assert AT_ONCE >= 40, "a county's day"


def test_a_file_is_not_there_before_it_is_printed(county: County) -> None:
    document = county.published()
    address = f"/documents/{document.index_number}/"
    assert "全文 PDF" not in Client().get(address).content.decode()
    assert Client().get(f"{address}versions/1/text.pdf").status_code == 404


@pytest.mark.clause("SR-13")
def test_they_go_with_the_document_and_come_back_with_it(county: County) -> None:
    document = printed(county)
    address = f"/documents/{document.index_number}/versions/1/text"
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "有误。"})
    assert {Client().get(f"{address}.{form}").status_code for form in ("pdf", "docx")} == {404}
    county.do("disclosure.restore", document.ref, "rfbsc-records_office", {"reason": "撤错了。"})
    assert Client().get(f"{address}.pdf").status_code == 200


def test_a_copy_in_hand_is_recognised(county: County) -> None:
    document = printed(county)
    assert document.pdf is not None
    shown = Client().get("/ledger/file/", {"sha256": document.pdf.sha256}).content.decode()
    assert document.title in shown


@pytest.mark.clause("SR-6(1)")
def test_the_internal_text_is_in_neither(county: County) -> None:
    document = county.published(
        attribute="declassified",
        internal_body=f"{TABLE}\n内部口令寒枝栖尽。",
        body=TABLE,
        declassification="delete",
        proactive_tests=[],
    )
    make_missing(at=county.at, by=SYSTEM)
    document = county.fresh(document)
    pdf = PdfReader(BytesIO(taken(document, "pdf")))
    word = docx.Document(BytesIO(taken(document, "docx")))
    texts = [page.extract_text() for page in pdf.pages] + [each.text for each in word.paragraphs]
    assert "寒枝" not in "".join(texts).replace("\n", "")


def test_those_of_one_run_are_handed_out_together(county: County) -> None:
    """Each change of what is public makes every kept page anew: a back catalogue must not do that by the piece."""
    documents = [county.published(title=f"第 {n} 份", body=TABLE) for n in range(3)]
    with CaptureQueriesContext(connection) as asked:
        assert make_missing(at=county.at, by=SYSTEM) == 3
    assert all(county.fresh(document).pdf for document in documents)
    locks = [query["sql"] for query in asked if "SKIP LOCKED" in query["sql"]]
    assert len(locks) == 1


def test_one_that_cannot_be_printed_holds_up_nobody(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (county.published(title=title, body=TABLE) for title in ("坏的", "好的"))
    as_pdf = MAKERS["pdf"]

    def choosy(document: Document) -> bytes:
        if document.pk == bad.pk:
            raise ValueError("no such glyph")
        return as_pdf(document)

    monkeypatch.setitem(MAKERS, "pdf", choosy)
    assert make_missing(at=county.at, by=SYSTEM) == 1
    assert county.fresh(good).pdf is not None
    assert county.fresh(bad).pdf is None


def test_a_text_that_is_no_official_document_shows_its_pictures_too(county: County) -> None:
    draft = county.draft(body="请看图。\n〔图1：村口的公告栏〕", genre="其他")
    given = {"title": "公告栏", "audience": "public", "figure": "1"}
    files = {"file": SimpleUploadedFile("公告栏.jpg", photograph())}
    county.do("disclosure.attach", draft.ref, "rfbsc-drafter", given, files=files)
    document = county.fresh(draft)
    document.published_at, document.index = county.at, IndexNumber(number="wy-rfbsc/2026-00001")
    pdf = PdfReader(BytesIO(as_pdf(document)))
    assert [image.name for page in pdf.pages for image in page.images]
    assert "〔图1" not in "".join(page.extract_text() for page in pdf.pages)
