"""The six kinds of papers that are not suitable for release: answered one by one, and no ground by themselves (SR-7)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from disclosure.models.kinds import KindAnswer
from disclosure.statute import GROUNDS, UNSUITABLE_FITS
from disclosure.unsuitable import KINDS, hinted
from foundation.casework.refusals import Invalid, Refused
from tests.personas import County

pytestmark = pytest.mark.clause("SR-7(3)")
PENDING: dict[str, Any] = {
    "title": "关于调整供暖补贴标准的请示",
    "attribute": "withheld",
    "ground": "deliberative",
    "attribute_reason": "未决事项。",
}


@pytest.mark.parametrize(
    ("title", "genre", "expected"),
    [
        ("中共五原县委关于换届工作的意见", "", [1]),
        ("中共五原县委关于领导分工的通知", "", []),
        ("关于2026年冬季供暖工作情况的报告", "", [3]),
        ("关于取暖的函", "报告", [3]),
        ("五原县2025年政府信息公开工作年度报告", "报告", []),
        ("关于追加经费的请示", "", [4]),
        ("居民用水价格调整办法（送审稿）", "", [4]),
        ("居民用水价格调整办法（征求意见稿）", "", []),
        ("关于转发《自治区清洁取暖实施意见》的通知", "", [5]),
        ("国庆节值班安排", "", [6]),
        ("关于做好冬季清洁取暖工作的通知", "通知", []),
    ],
)
def test_title_and_genre_hint_at_a_kind(title: str, genre: str, expected: list[int]) -> None:
    assert hinted(title, genre) == expected


def test_a_commercial_secret_in_a_single_case_and_a_reason_that_names_a_kind_hint_too() -> None:
    assert hinted("关于某企业用水问题的批复", body="其中商业秘密部分从略。") == [2]
    assert hinted("关于取暖的通知", reason="属于单纯转发上级文件的文件。") == [5]
    assert hinted("关于取暖的通知", of_party=True) == [1]


def test_the_law_has_grounds_for_every_kind_and_none_is_invented() -> None:
    assert set(UNSUITABLE_FITS) == set(KINDS) == set(range(1, 7))
    assert all(allowed <= set(GROUNDS) for allowed in UNSUITABLE_FITS.values())


def refused(county: County, document: Any) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    return caught.value


def answer(county: County, document: Any, **more: Any) -> None:
    said = {"is_4": "yes", "why_4": "还没有批复，事项未定。", "ground_4": "deliberative", **more}
    county.do("disclosure.answer_kinds", document.ref, "rfbsc-drafter", said)


@pytest.mark.django_db
def test_what_looks_like_one_is_answered_before_it_is_handed_in(county: County) -> None:
    document = county.draft(**PENDING)
    told = refused(county, document)
    assert (told.clause.id, "请示或涉及未决事项" in told.why) == ("SR-7(3)", True)
    with pytest.raises(Invalid):
        answer(county, document, why_4="")
    answer(county, document)
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    client = Client()
    client.force_login(county.people["rfbsc-records_office"])
    page = client.get(reverse("desk:disclosure_document_change", args=[document.pk])).content.decode()
    assert "还没有批复，事项未定。" in page
    with pytest.raises(InternalError, match="SR-7"), transaction.atomic():
        KindAnswer.objects.update(why="别的")


@pytest.mark.django_db
def test_a_kind_of_the_county_is_no_ground(county: County) -> None:
    document = county.draft(**PENDING)
    answer(county, document, ground_4="")
    assert "不是不公开的依据" in refused(county, document).why
    with pytest.raises(Invalid):
        answer(county, document, ground_4="internal_affairs")  # not offered for a request


@pytest.mark.django_db
def test_the_ground_of_the_kind_is_that_of_the_document(county: County) -> None:
    document = county.draft(**{**PENDING, "ground": "internal_affairs"})
    answer(county, document)
    assert "请改成一致" in refused(county, document).remedy


@pytest.mark.django_db
def test_what_is_no_such_paper_or_is_published_anyway_needs_no_ground(county: County) -> None:
    for said in ({"is_4": "no", "ground_4": "deliberative"}, {"is_4": "yes", "ground_4": ""}):
        document = county.draft(title=f"关于供暖的请示{said['is_4']}", genre="请示")
        answer(county, document, **said)
        assert document.kind_answers.get().ground == ""
        county.do("disclosure.submit", document.ref, "rfbsc-drafter")


def test_what_the_regulation_protects_may_stand_in_a_paper_of_any_kind() -> None:
    assert all("third_party" in allowed for allowed in UNSUITABLE_FITS.values())
    assert [kind for kind, allowed in UNSUITABLE_FITS.items() if "enforcement_file" in allowed] == [2, 3, 4]


@pytest.mark.django_db
def test_of_what_is_to_be_published_no_answers_are_demanded(county: County) -> None:
    document = county.draft(title="关于调整供暖补贴标准的请示")
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    assert county.fresh(document).state == "recheck"
