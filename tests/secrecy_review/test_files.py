"""What the review sees of files: what stands beside their text, what is hidden in them, what was not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.models import Document
from foundation.casework.acts import desk_url
from foundation.casework.refusals import Refused
from secrecy_review.models import Finding, Review
from tests.doors import Doors
from tests.files.hiding import (
    CARD,
    annotated,
    body,
    book_part,
    container,
    docx,
    image,
    link,
    noted_png,
    pdf,
    revised,
    said,
    xlsx,
)
from tests.personas import OPINION, County

pytestmark = pytest.mark.django_db

REVIEWER, RECORDS, DRAFTER = "rfbsc-secrecy_reviewer", "rfbsc-records_office", "rfbsc-drafter"
Make = Callable[[], bytes]


AS_IT_IS = {"audience": "as_it_is", "why_original": "带有电子签名。"}


def reviewed(county: County, name: str, content: bytes, **how: str) -> tuple[Document, Review]:
    """A document with that file attached, under review."""
    document = county.draft()
    upload = SimpleUploadedFile(name, content)
    county.do(
        "disclosure.attach",
        document.ref,
        DRAFTER,
        {"title": "附表", "audience": "public"} | how,
        files={"file": upload},
    )
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    return county.fresh(document), review


def pivot() -> bytes:
    return xlsx(
        parts=book_part(
            "pivotCacheDefinition",
            f'<cacheField name="a"><sharedItems><s v="{CARD}"/></sharedItems></cacheField>',
        )
    )


PLACES: dict[str, tuple[str, Make]] = {
    "main part of another name": (
        "a.docx",
        lambda: container("docx", body(said(CARD)), {}, name="word/x.xml"),
    ),
    "pivot cache": ("a.xlsx", pivot),
    "header of a sheet": (
        "a.xlsx",
        lambda: xlsx(sheet=f"<headerFooter><oddHeader>{CARD}</oddHeader></headerFooter>"),
    ),
    "formula": ("a.xlsx", lambda: xlsx(f'<row r="2"><c r="A2"><f>IF(1,"{CARD}")</f></c></row>')),
    "link": ("a.docx", lambda: docx(links=link(f"mailto:a@example.cn?subject={CARD}"))),
    "remark of a picture": (
        "a.docx",
        lambda: docx(parts={"word/a.png": ("image/png", noted_png(CARD), "image")}),
    ),
    "hint of a form": ("a.pdf", lambda: pdf(annotated(Subtype="/Widget", FT="/Tx", TU=CARD))),
    "earlier revision": ("a.pdf", lambda: revised(pdf(text=CARD))),
}


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", PLACES)
def test_a_number_in_any_place_of_a_file_stops_the_opinion(county: County, place: str) -> None:
    name, make = PLACES[place]
    document, review = reviewed(county, name, make(), **AS_IT_IS)
    assert review.findings.filter(rule="identity_card").exists()
    with pytest.raises(Refused, match="居民身份证号码"):
        county.do("secrecy_review.give_opinion", review.ref, REVIEWER, OPINION)
    assert county.fresh(document).state == "review"


LOOKED: dict[str, tuple[str, Make, str]] = {
    "picture": ("a.docx", lambda: docx(parts={"word/a.bin": ("", image("JPEG"), "image")}), "图片 1 张"),
    "earlier revision": ("a.pdf", lambda: revised(pdf()), "早先的版本"),
    "hidden rows": ("a.xlsx", lambda: xlsx('<row r="2" hidden="1"><c r="A2" t="str"><v>甲户</v></c></row>'), "隐藏的行"),
    "photograph": ("a.jpg", lambda: image("JPEG", place=True), "GPS"),
    "text that is empty": ("a.docx", lambda: container("docx", "<a/>", {}), "没有文字"),
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("what", LOOKED)
def test_a_person_looks_at_what_is_unread_or_hidden(county: County, what: str) -> None:
    name, make, says = LOOKED[what]
    _document, review = reviewed(county, name, make(), **AS_IT_IS)
    finding: Finding = review.findings.get(rule="unread")
    assert says in finding.excerpt
    with pytest.raises(Refused, match="须人工看过"):
        county.do("secrecy_review.give_opinion", review.ref, REVIEWER, OPINION)
    data = {"finding": finding.pk, "resolution": "justified", "justification": "已逐项看过原件。"}
    county.do("secrecy_review.resolve_finding", review.ref, REVIEWER, data)
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, OPINION)
    assert county.fresh(review).state == "concluded"


def test_an_ordinary_file_has_no_finding(county: County) -> None:
    _document, review = reviewed(county, "a.docx", docx(said("按时完成。")))
    assert not review.findings.exists()


def test_the_reviewer_reads_in_words_what_the_file_says_of_itself(county: County, doors: Doors) -> None:
    hidden = '<row r="2" hidden="1"><c r="A2" t="str"><v>甲户</v></c></row>'
    parts = {"xl/a.bin": ("", image("JPEG", place=True, exif={0x013B: "photographer"}), "image")}
    _document, review = reviewed(county, "a.xlsx", xlsx(hidden, parts=parts), **AS_IT_IS)
    page = doors.desk(REVIEWER).get(desk_url(review)).content.decode()
    for words in ("拍摄地点（GPS）", "photographer", "隐藏的行：汇总 第 2 行", "系统没有读的：图片 1 张"):
        assert words in page
    assert "按原件提供，没有清理：带有电子签名。" in page


@pytest.mark.clause("SR-4")
def test_the_reviewer_reads_what_was_taken_out_and_what_the_original_said(
    county: County, doors: Doors
) -> None:
    """Author, place and hidden rows reach the reviewer, and are no finding: nobody outside gets them."""
    hidden = f'<row r="2" hidden="1"><c r="A2" t="str"><v>{CARD}</v></c></row>'
    parts = {"xl/a.bin": ("", image("JPEG", place=True, exif={0x013B: "photographer"}), "image")}
    _document, review = reviewed(county, "a.xlsx", xlsx(hidden, parts=parts))
    assert not review.findings.exists()
    page = doors.desk(REVIEWER).get(desk_url(review)).content.decode()
    for words in (
        "对外提供的是清理后的副本，已去掉",
        "隐藏的行：汇总 第 2 行",
        "拍摄地点（GPS）",
        "photographer",
    ):
        assert words in page
    assert CARD not in page
