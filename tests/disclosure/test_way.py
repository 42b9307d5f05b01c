"""The way of a document from draft to the public page, and back: SR-6."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from disclosure.models import Document, RefusalReport
from disclosure.statute import PUBLICATION, REFUSAL_REPORT
from disclosure.tasks import print_reports
from foundation.casework import ledger
from foundation.casework.acts import desk_url
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from interpretation.models import Duty
from secrecy_review.models import Review
from tests.disclosure.texts import DECLASSIFIED, STRUCK, WITHHELD
from tests.doors import Doors
from tests.personas import DRAFT, NOT_DUE, OPINION, SHANGHAI, TEXT, County

State = Document.State
RECORDS, REVIEWER, HEAD, LEADER = (
    f"rfbsc-{role}" for role in ("records_office", "secrecy_reviewer", "department_head", "leader")
)


def acts_of(document: Document) -> list[str]:
    """The names of what was done with a document, in order."""
    return [line.act.partition(".")[2] for line in ledger.lines("document", document.pk)]


def clock_of(document: Document, limit: str) -> Clock:
    """The newest clock of a limit on a document."""
    return Clock.objects.of("document", document.pk).filter(limit=limit).latest("pk")


def review_again(county: County, document: Document) -> None:
    """Have the present text reviewed, and disclosed."""
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, OPINION)


def sign(county: County, document: Document) -> None:
    """Have both levels sign."""
    county.do("disclosure.sign", document.ref, HEAD)
    county.do("disclosure.sign", document.ref, LEADER)


@pytest.mark.clause("SR-6(2)")
@pytest.mark.clause("PD-9")
def test_a_document_goes_from_draft_to_the_public_page(county: County) -> None:
    document = county.published()
    assert document.state == State.PUBLISHED
    assert document.index_number == "wy-rfbsc/2026-00001"
    assert acts_of(document) == [
        "draft",
        "submit",
        "recheck",
        "enter_review",
        "conclude_review",
        "sign",
        "sign",
        "publish",
    ]
    assert ledger.broken_at("document", document.pk) is None
    assert Document.objects.public(county.at).get() == document
    page = Client().get(reverse("documents:detail", args=[document.index_number]))
    assert page.status_code == 200
    assert "认真组织，按时完成。" in page.content.decode()


@pytest.mark.clause("SR-6(2)")
def test_where_one_level_signs_the_leader_does(county: County) -> None:
    document = county.published("lxcz")
    assert acts_of(document)[-3:] == ["conclude_review", "sign", "publish"]
    assert document.index_number == "wy-lxcz/2026-00001"


@pytest.mark.clause("SR-6(1)")
@pytest.mark.clause("SR-6(2)")
def test_the_whole_way_at_the_desk(doors: Doors) -> None:
    """Each step by who has it, through the forms, each landing on the page of what came of it."""

    def step(name: str, ref: str, role: str, data: dict[str, Any] | None = None) -> str:
        doors.county.at = doors.county.at.replace(minute=doors.county.at.minute + 1)
        answer = doors.post(name, ref, f"rfbsc-{role}", data)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    home = step("disclosure.draft", "agency:rfbsc", "drafter", DRAFT)
    document = Document.objects.get()
    assert home == f"/desk/disclosure/document/{document.pk}/change/"
    step("interpretation.judge", document.ref, "drafter", NOT_DUE)
    step("disclosure.submit", document.ref, "drafter")
    step("interpretation.agree_not_due", Duty.objects.get().ref, "records_office")
    step("disclosure.recheck", document.ref, "records_office")
    step("secrecy_review.request", document.ref, "records_office")
    step("secrecy_review.give_opinion", Review.objects.get().ref, "secrecy_reviewer", OPINION)
    step("disclosure.sign", document.ref, "department_head")
    step("disclosure.sign", document.ref, "leader")
    home = step("disclosure.publish", document.ref, "records_office")
    assert doors.county.fresh(document).state == State.PUBLISHED
    page = doors.desk("rfbsc-records_office").get(home).content.decode()
    for said in ("已办理“发布”", "荣丰办事处签发领导", "wy-rfbsc/2026-00001"):
        assert said in page


@pytest.mark.clause("SR-6(2)")
def test_the_whole_way_on_the_command_line(doors: Doors) -> None:
    def step(name: str, ref: str, role: str, data: dict[str, Any] | None = None) -> None:
        doors.county.at = doors.county.at.replace(minute=doors.county.at.minute + 1)
        told = doors.command(name, ref, f"rfbsc-{role}", data)
        assert told.code == 0, told.err

    step("disclosure.draft", "agency:rfbsc", "drafter", DRAFT)
    document = Document.objects.get()
    step("interpretation.judge", document.ref, "drafter", NOT_DUE)
    step("disclosure.submit", document.ref, "drafter")
    step("interpretation.agree_not_due", Duty.objects.get().ref, "records_office")
    step("disclosure.recheck", document.ref, "records_office")
    step("secrecy_review.request", document.ref, "records_office")
    step("secrecy_review.give_opinion", Review.objects.get().ref, "secrecy_reviewer", OPINION)
    step("disclosure.sign", document.ref, "department_head")
    step("disclosure.sign", document.ref, "leader")
    step("disclosure.publish", document.ref, "records_office")
    step("disclosure.withdraw", "document:wy-rfbsc/2026-00001", "records_office", {"reason": "内容有误"})
    assert doors.county.fresh(document).state == State.WITHDRAWN


# Returns


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize(
    ("to", "by"),
    [
        (State.RECHECK, RECORDS),
        (State.RECHECKED, RECORDS),
        (State.REVIEW, REVIEWER),
        (State.SIGNING, HEAD),
        (State.COUNTERSIGNING, LEADER),
        (State.DETERMINED, RECORDS),
    ],
)
def test_every_step_can_return_it_with_a_reason_and_the_drafter_is_told(
    county: County, to: str, by: str
) -> None:
    document = as_far_as(county, to)
    assert document.state == to
    done = county.do("disclosure.return_to_drafter", document.ref, by, {"reason": "报送时间写错了"})
    assert done.matter.state == State.DRAFT
    assert done.line.reason == "报送时间写错了"
    told = county.people["rfbsc-drafter"].notices.get(key=f"ledger:{done.line.pk}")
    assert "报送时间写错了" in told.body
    assert not Review.objects.of(document).filter(state__in=["pending", "referred"]).exists()


def as_far_as(county: County, state: str) -> Document:
    """A document in a state of its way."""
    if state == State.RECHECK:
        return county.do("disclosure.submit", county.draft().ref, "rfbsc-drafter").matter
    if state == State.RECHECKED:
        return county.rechecked()
    if state == State.REVIEW:
        return county.under_review()[0]
    if state == State.SIGNING:
        return county.reviewed()
    if state == State.COUNTERSIGNING:
        return county.do("disclosure.sign", county.reviewed().ref, HEAD).matter
    return county.determined()


@pytest.mark.clause("SR-6(2)")
@pytest.mark.clause("SR-3")
def test_returned_and_resubmitted_unchanged_it_goes_the_whole_way_again(county: County) -> None:
    document = county.determined()
    signatures = set(document.signatures.values_list("pk", flat=True))
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "再想一想"})
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    assert set(Review.objects.of(document).values_list("state", flat=True)) == {"void"}
    county.do("disclosure.recheck", document.ref, RECORDS)
    review_again(county, document)
    assert county.fresh(document).state == State.SIGNING
    sign(county, document)
    published = county.do("disclosure.publish", document.ref, RECORDS).matter
    assert published.state == State.PUBLISHED
    assert set(document.signatures.values_list("pk", flat=True)) == signatures
    assert ledger.broken_at("document", document.pk) is None


# Corrections


@pytest.mark.clause("SR-3")
def test_a_correction_during_the_review_voids_it_and_a_new_one_can_be_requested(county: County) -> None:
    document, review = county.under_review()
    change = {"title": "关于做好今冬清洁取暖工作的通知", "note": "改标题"}
    corrected = county.do("disclosure.correct", document.ref, RECORDS, change)
    assert corrected.line.detail["before"] == document.digest
    assert corrected.line.digest == corrected.matter.digest != document.digest
    old = county.fresh(review)
    assert (old.state, old.void_reason) == ("void", "审查之后文本有改动")
    assert [clock.ending for clock in Clock.objects.of("review", review.pk)] == ["cancelled"]
    review_again(county, document)
    sign(county, document)
    assert county.do("disclosure.publish", document.ref, RECORDS).matter.state == State.PUBLISHED


@pytest.mark.clause("SR-3")
def test_a_correction_after_the_signatures_needs_review_and_signatures_anew(county: County) -> None:
    document = county.determined()
    county.do("disclosure.correct", document.ref, RECORDS, {"body": TEXT + "\n特此通知。", "note": "补结语"})
    review_again(county, document)
    assert county.fresh(document).state == State.SIGNING
    assert county.fresh(document).signed_by() == set()
    sign(county, document)
    county.do("disclosure.publish", document.ref, RECORDS)
    assert county.fresh(document).signed_by() == {"department_head", "leader"}


@pytest.mark.clause("SR-3")
def test_a_correction_that_leaves_the_text_alone_leaves_the_review_alone(county: County) -> None:
    document = county.reviewed()
    county.do("disclosure.correct", document.ref, RECORDS, {"validity": "in_force", "note": "标效力"})
    assert Review.objects.approving(county.fresh(document)).exists()


# The opinion and the attribute


@pytest.mark.clause("SR-9")
def test_exempt_on_a_proactive_document_returns_it_to_the_drafter(county: County) -> None:
    document = county.reviewed(opinion="exempt")
    assert document.state == State.DRAFT
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert (line.act, line.reason) == ("disclosure.take_exemption", OPINION["reasons"])
    assert line.detail["cause"] == "secrecy_review.give_opinion"
    assert county.people["rfbsc-drafter"].notices.filter(key=f"ledger:{line.pk}").exists()


@pytest.mark.clause("SR-9")
def test_disclose_on_a_withheld_document_returns_it_as_well(county: County) -> None:
    assert county.reviewed(opinion="disclose", **WITHHELD).state == State.DRAFT


@pytest.mark.clause("SR-6(1)")
def test_on_request_is_signed_and_kept_and_never_on_the_public_page(county: County) -> None:
    document = county.determined(opinion="disclose", **{**WITHHELD, "attribute": "on_request"})
    assert document.state == State.KEPT
    assert not Document.objects.readable(county.at).exists()
    assert not Clock.objects.of("document", document.pk).filter(ended_at=None).exists()


# Declassified


@pytest.mark.clause("SR-7(2)")
@pytest.mark.clause("SR-6(1)(2)")
def test_the_declassified_text_is_published_and_the_internal_one_is_not(county: County) -> None:
    document = county.published(**DECLASSIFIED)
    assert "secrecy_office" in document.signed_by()
    page = Client().get(reverse("documents:detail", args=[document.index_number])).content.decode()
    assert "认真组织" in page
    assert STRUCK not in page
    assert "列支" not in page
    assert STRUCK not in Client().get("/documents/?q=专项经费").content.decode()
    assert STRUCK not in str(list(document.history.values()))
    assert STRUCK not in str(list(Review.objects.values_list("places", flat=True)))


# Withheld


@pytest.mark.clause("PD-7(2)")
def test_a_decision_to_withhold_is_reported_within_five_working_days(county: County) -> None:
    document = county.determined(opinion="exempt", **WITHHELD)
    assert document.state == State.REPORTING
    clock = clock_of(document, REFUSAL_REPORT.code)
    # Signed on Monday the 2nd; the five days are the 3rd to the 9th.
    assert (clock.started_on, clock.due_on, clock.clause) == (
        date(2026, 11, 2),
        date(2026, 11, 9),
        "PD-7(2)",
    )
    county.at = datetime(2026, 11, 5, 10, tzinfo=SHANGHAI)
    report = {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-05"}
    kept = county.do("disclosure.report_refusal", document.ref, RECORDS, report).matter
    assert (kept.state, kept.refusal_report_number) == (State.KEPT, "荣办发〔2026〕7号")
    assert clock_of(document, REFUSAL_REPORT.code).ending == "met"


@pytest.mark.clause("PD-7(2)")
def test_two_reports_of_an_agency_do_not_bear_one_number(county: County) -> None:
    first, second = (county.determined(opinion="exempt", **WITHHELD) for _ in range(2))
    county.at = datetime(2026, 11, 5, 10, tzinfo=SHANGHAI)
    report = {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-05"}
    county.do("disclosure.report_refusal", first.ref, RECORDS, report)
    with pytest.raises(Invalid, match="已有一份报告用了"):
        county.do("disclosure.report_refusal", second.ref, RECORDS, report)
    county.do(
        "disclosure.report_refusal", second.ref, RECORDS, {**report, "report_number": "荣办发〔2026〕8号"}
    )
    again = RefusalReport.objects.get(document_number="荣办发〔2026〕8号")
    again.pk, again.matter_id = None, 0
    with pytest.raises(IntegrityError, match="refusalreport_number_once"):
        again.save(force_insert=True)


@pytest.mark.clause("PD-7(2)")
def test_the_report_is_a_paper_and_done_on_the_day_reported(county: County) -> None:
    document = county.determined(opinion="exempt", **WITHHELD)
    # Entered on the eleventh, two days late; reported in time on the sixth.
    county.at = datetime(2026, 11, 11, 10, tzinfo=SHANGHAI)
    sweep(at=county.at)
    report = {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-06"}
    kept = county.do("disclosure.report_refusal", document.ref, RECORDS, report).matter
    clock = clock_of(document, REFUSAL_REPORT.code)
    assert clock.ended_at is not None
    assert (clock.ending, clock.ended_at < clock.due_at, clock.breached_at) == ("met", True, None)
    paper = RefusalReport.of(kept).get()
    assert (paper.decided_on, paper.reported_on) == (date(2026, 11, 2), date(2026, 11, 6))
    for said in ("荣办发〔2026〕7号", "2026年11月2日", "2026年11月6日", document.title, "条例第", "特此报告"):
        assert said in paper.content
    client = Client()
    client.force_login(county.people[RECORDS])
    url = f"/desk/disclosure/document/{kept.pk}/refusal-reports/{paper.pk}/"
    assert client.get(url).status_code == 404
    assert print_reports() == 1
    pdf = client.get(url)
    assert pdf.status_code == 200
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert url in client.get(f"/desk/disclosure/document/{kept.pk}/change/").content.decode()
    client.force_login(county.people["lxcz-records_office"])
    assert client.get(url).status_code == 404


@pytest.mark.clause("PD-7(2)")
def test_nobody_reports_before_the_decision(county: County) -> None:
    document = county.determined(opinion="exempt", **WITHHELD)
    county.at = datetime(2026, 11, 5, 10, tzinfo=SHANGHAI)
    report = {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-01"}
    with pytest.raises(Refused, match="决定是 2026-11-02 作出的"):
        county.do("disclosure.report_refusal", document.ref, RECORDS, report)
    assert not RefusalReport.objects.exists()
    given = {
        "agency": document.agency,
        "matter_kind": "document",
        "matter_id": document.pk,
        "document_number": "荣办发〔2026〕7号",
        "content": "<p>x</p>",
        "issued_at": county.at,
        "reported_on": date(2026, 11, 1),
    }
    with pytest.raises(IntegrityError, match="refusalreport_after_decision"), transaction.atomic():
        RefusalReport.objects.create(**given, decided_on=date(2026, 11, 2))
    # Nor by a script that says the decision was earlier than the signature, or writes no report at all.
    by_hand = "UPDATE disclosure_document SET state = 'kept', refusal_report_number = %s, refusal_reported_on = %s WHERE id = %s"
    for number, says in (
        ("荣办发〔2026〕7号", "not reported before it is decided"),
        ("无", "by a written report"),
    ):
        if number != "无":
            RefusalReport.objects.create(**given, decided_on=date(2026, 11, 1))
        with (
            pytest.raises(DatabaseError, match=says),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(by_hand, [number, "2026-11-01", document.pk])


@pytest.mark.clause("PD-7(3)")
def test_what_is_kept_is_looked_at_anew_and_may_be_published_after_all(county: County) -> None:
    document = county.determined(opinion="exempt", **WITHHELD)
    report = {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-02"}
    county.do("disclosure.report_refusal", document.ref, RECORDS, report)
    done = county.do("disclosure.redetermine", document.ref, RECORDS, {"reason": "申请较多，事项已办结"})
    assert done.matter.state == State.DRAFT
    assert county.people["rfbsc-drafter"].notices.filter(key=f"ledger:{done.line.pk}").exists()
    change = {"attribute": "proactive", "ground": "", "attribute_reason": ""}
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", change)
    assert clock_of(document, PUBLICATION.code).ended_at is None
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review_again(county, document)
    sign(county, document)
    assert county.do("disclosure.publish", document.ref, RECORDS).matter.state == State.PUBLISHED


# The clock


@pytest.mark.clause("PD-9")
def test_the_clock_runs_from_formation_and_stops_at_publication(county: County) -> None:
    draft = county.draft(formed_on="2026-10-30")
    clock = clock_of(draft, PUBLICATION.code)
    assert (clock.started_on, clock.due_on, clock.ended_at) == (date(2026, 10, 30), date(2026, 11, 27), None)
    document = county.published()
    clock = clock_of(document, PUBLICATION.code)
    assert (clock.ending, clock.ended_at) == ("met", document.published_at)


@pytest.mark.clause("PD-9")
def test_the_clock_follows_the_day_of_formation_and_the_attribute(county: County) -> None:
    document = county.draft(formed_on="")
    clocks = Clock.objects.of("document", document.pk)
    assert not clocks.exists()
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"formed_on": "2026-10-28"})
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"formed_on": "2026-10-30"})
    assert [(c.started_on.day, c.ending) for c in clocks.order_by("pk")] == [(28, "cancelled"), (30, "")]
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", WITHHELD)
    assert not clocks.filter(ended_at=None).exists()


@pytest.mark.clause("PD-3")
def test_the_records_office_notes_what_is_no_longer_in_force(county: County) -> None:
    document = county.published()
    data = {"validity": "repealed", "reason": "五政发〔2026〕1号废止"}
    ahead = "失效日期不能早于成文日期，也不能晚于今天"
    for day, said in (("", "请填写自哪一天起失效"), ("2026-11-01", ahead), ("2026-11-03", ahead)):
        with pytest.raises(Invalid, match=said):
            county.do("disclosure.set_validity", document.ref, RECORDS, {**data, "lapsed_on": day})
    still = {**data, "validity": "in_force", "lapsed_on": "2026-11-02"}
    with pytest.raises(Invalid, match="不填失效日期"):
        county.do("disclosure.set_validity", document.ref, RECORDS, still)
    data["lapsed_on"] = "2026-11-02"
    done = county.do("disclosure.set_validity", document.ref, RECORDS, data)
    assert (done.matter.state, done.matter.validity, done.line.reason) == (
        State.PUBLISHED,
        "repealed",
        data["reason"],
    )
    page = Client().get(reverse("documents:detail", args=[document.index_number])).content.decode()
    assert "废止" in page


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(("username", "opens"), [("rfbsc-drafter", True), ("rfbsc-archivist", False)])
def test_its_reviews_are_opened_by_their_readers_alone(doors: Doors, username: str, opens: bool) -> None:
    """Others read what came of them on the document's page."""
    document = doors.county.published()
    review = Review.objects.of(document).get()
    desk = doors.desk(username)
    page = desk.get(desk_url(document)).content.decode()
    assert review.get_opinion_display() in page
    assert ("打开这次审查" in page) is opens
    assert desk.get(desk_url(review)).status_code == (200 if opens else 404)
