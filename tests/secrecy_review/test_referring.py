"""Referral level by level, also to authorities outside the portal, each with its answer and time (SR-8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from disclosure.models import Document
from foundation.casework.refusals import Invalid, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from secrecy_review.models import OutsideReferral, Review
from secrecy_review.referring import stages
from secrecy_review.statute import OPINION as LIMIT
from tests.personas import OPINION, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SR-8")]
REVIEWER = "rfbsc-secrecy_reviewer"

ASKED: dict[str, Any] = {
    "authority": "巴彦淖尔市国家保密局",
    "level": "city",
    "competence": "《保守国家秘密法》第二十五条",
    "reasons": "是否属于秘密事项，本机关不能确定。",
    "document_number": "荣办报〔2026〕3号",
    "sent_on": "2026-11-02",
}
ANSWER: dict[str, Any] = {
    "answer": "disclose",
    "answer_number": "巴保函〔2026〕8号",
    "answered_on": "2026-11-06",
    "answer_text": "不属于国家秘密，可以公开。",
}


def refused(county: County, name: str, review: Review, data: dict[str, Any], by: str = REVIEWER) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        county.do(name, review.ref, by, data)
    return caught.value


def sent(county: County) -> tuple[Document, Review]:
    document, review = county.under_review()
    county.do("secrecy_review.refer_outside", review.ref, REVIEWER, ASKED)
    return document, county.fresh(review)


def test_a_review_waits_for_an_authority_outside_and_its_time_runs_on(county: County) -> None:
    document, review = sent(county)
    clock = clocks.open_clock(review, LIMIT)
    assert clock is not None
    assert clock.paused_since is None
    assert (review.state, review.acting_agency.code) == ("outside", "rfbsc")
    waits = [(row.matter.ref, row.act.name) for row in my_matters(county.actor(REVIEWER), 50)[0]]
    assert waits == [(review.ref, "secrecy_review.record_answer")]
    client = Client()
    client.force_login(county.people[REVIEWER])
    page = client.get(reverse("desk:secrecy_review_review_change", args=[review.pk])).content.decode()
    assert "等待答复；审查期限照常计算" in page
    assert "巴彦淖尔市国家保密局" in page
    assert refused(county, "secrecy_review.give_opinion", review, OPINION).why.startswith(
        "现在是“已报县外机关"
    )
    person = county.people[REVIEWER]
    complete = {k: v for k, v in OPINION.items() if k != "opinion"}
    with pytest.raises(InternalError, match="SR-8"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(
            state="concluded", opinion="disclose", reviewer=person, concluded_at=county.at, **complete
        )
    assert county.fresh(document).state == Document.State.REVIEW


def test_what_the_authority_answers_is_followed(county: County) -> None:
    document, review = sent(county)
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, "answer": "exempt"})
    review = county.fresh(review)
    assert (review.state, review.authority) == ("pending", None)
    told = refused(county, "secrecy_review.give_opinion", review, OPINION)
    assert (told.clause.id, "巴保函〔2026〕8号" in told.why) == ("SR-8", True)
    assert "已经答复" in refused(county, "secrecy_review.refer_outside", review, ASKED).why
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, {**OPINION, "opinion": "exempt"})
    assert county.fresh(document).state == Document.State.DRAFT
    [stage] = stages(county.fresh(review))
    assert (stage.whom, stage.days, stage.number) == ("巴彦淖尔市国家保密局（市级）", 4, "荣办报〔2026〕3号")


def test_what_nobody_could_determine_goes_up_and_never_sideways(county: County) -> None:
    _document, review = sent(county)
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, "answer": "undetermined"})
    review = county.fresh(review)
    assert "逐级上报" in refused(county, "secrecy_review.give_opinion", review, OPINION).remedy
    again = {**ASKED, "document_number": "荣办报〔2026〕4号", "sent_on": "2026-11-06"}
    for wrong in (again, {**again, "authority": "巴彦淖尔市农牧局"}):
        assert "不比它高" in refused(county, "secrecy_review.refer_outside", review, wrong).why
    higher = {**again, "authority": "自治区国家保密局", "level": "region"}
    county.do("secrecy_review.refer_outside", review.ref, REVIEWER, higher)
    county.at += timedelta(days=6)
    county.do(
        "secrecy_review.record_answer",
        review.ref,
        REVIEWER,
        {**ANSWER, "answered_on": "2026-11-12", "answer_number": "内保函〔2026〕2号"},
    )
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, OPINION)
    assert [(s.whom, s.days) for s in stages(county.fresh(review))] == [
        ("巴彦淖尔市国家保密局（市级）", 4),
        ("自治区国家保密局（自治区级）", 6),
    ]


def test_an_authority_of_the_county_sends_it_on_and_takes_the_answer(county: County) -> None:
    _document, review = county.under_review()
    refer = {**OPINION, "opinion": "refer", "authority": "bmj"}
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, refer)
    assert review.referrals.get().competence == "保密行政管理部门"
    county.do("secrecy_review.refer_outside", review.ref, "bmj-secrecy_reviewer", ASKED)
    review = county.fresh(review)
    assert (review.state, review.acting_agency.code) == ("outside", "bmj")
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", review.ref, "bmj-secrecy_reviewer", ANSWER)
    review = county.fresh(review)
    assert (review.state, review.acting_agency.code) == ("referred", "bmj")
    assert (
        "已经看过"
        in refused(
            county,
            "secrecy_review.give_opinion",
            review,
            {**refer, "authority": "rfbsc"},
            "bmj-secrecy_reviewer",
        ).why
    )
    county.do("secrecy_review.give_opinion", review.ref, "bmj-secrecy_reviewer", OPINION)
    assert county.fresh(review).state == "concluded"
    assert [stage.answer for stage in stages(county.fresh(review))] == ["仍不能确定，再上报", "可以公开"]


def test_it_goes_to_an_authority_that_may_determine_it(county: County) -> None:
    _document, review = county.under_review()
    refer = {**OPINION, "opinion": "refer", "authority": "lxcz"}
    assert "没有写明为什么由它确定" in refused(county, "secrecy_review.give_opinion", review, refer).why
    agency = county.agencies["rfbsc"]
    agency.parent = county.agencies["lxcz"]
    agency.save()
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, refer)
    assert review.referrals.get().competence == "上级主管部门"


def test_an_answer_in_part_needs_another_text(county: County) -> None:
    _document, review = sent(county)
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, "answer": "partly"})
    assert "还是报去的那一稿" in refused(county, "secrecy_review.give_opinion", review, OPINION).why


def test_an_answer_has_number_day_and_text_and_stays_as_it_came(county: County) -> None:
    _document, review = sent(county)
    county.at += timedelta(days=5)
    for name in ("answer", "answer_number", "answered_on", "answer_text"):
        with pytest.raises(Invalid):
            county.do("secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, name: ""})
    with pytest.raises(Invalid, match="报送日期"):
        county.do(
            "secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, "answered_on": "2026-11-01"}
        )
    file = SimpleUploadedFile("答复.txt", "不属于国家秘密。".encode())
    county.do("secrecy_review.record_answer", review.ref, REVIEWER, ANSWER, files={"answer_file": file})
    one = OutsideReferral.objects.get()
    address = reverse("desk:secrecy_review_answer", args=[review.pk, one.pk])
    own, other = Client(), Client()
    own.force_login(county.people[REVIEWER])
    other.force_login(county.people["lxcz-secrecy_reviewer"])
    assert "不属于国家秘密" in b"".join(own.get(address)).decode()
    assert other.get(address).status_code == 404
    with pytest.raises(InternalError, match="SR-8"), transaction.atomic():
        OutsideReferral.objects.update(answer="exempt")
    with pytest.raises(IntegrityError, match="in_writing"), transaction.atomic():
        OutsideReferral.objects.create(
            **{
                **ASKED,
                "review": review,
                "from_agency": review.agency,
                "digest": "",
                "at": county.at,
                "answer": "exempt",
            }
        )


def test_a_changed_text_voids_what_was_sent(county: County) -> None:
    document, review = sent(county)
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": "先改稿。"})
    assert county.fresh(review).state == "void"


def test_an_answer_binds_the_same_text_under_a_later_review(county: County) -> None:
    document, review = sent(county)
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", review.ref, REVIEWER, {**ANSWER, "answer": "exempt"})
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": "再看看。"})
    for name, role in (("submit", "drafter"), ("recheck", "records_office")):
        county.do(f"disclosure.{name}", document.ref, f"rfbsc-{role}")
    later = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    assert (later.pk == review.pk, later.digest) == (False, review.digest)
    told = refused(county, "secrecy_review.give_opinion", later, OPINION)
    assert (told.clause.id, "巴保函〔2026〕8号" in told.why) == ("SR-8", True)


def test_nothing_is_let_out_while_any_text_of_it_waits_for_an_answer(county: County) -> None:
    document, review = sent(county)
    county.do(
        "disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": "改几个字再报。"}
    )
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"body": "改过的正文。"})
    for name, role in (("submit", "drafter"), ("recheck", "records_office")):
        county.do(f"disclosure.{name}", document.ref, f"rfbsc-{role}")
    later = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    assert later.pk != review.pk
    told = refused(county, "secrecy_review.give_opinion", later, OPINION)
    assert (told.clause.id, "还没有答复" in told.why) == ("SR-8", True)
    county.do("secrecy_review.refer_outside", later.ref, REVIEWER, ASKED)
    county.at += timedelta(days=5)
    county.do("secrecy_review.record_answer", later.ref, REVIEWER, ANSWER)
    county.do("secrecy_review.give_opinion", later.ref, REVIEWER, OPINION)
