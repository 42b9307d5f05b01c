"""The way of a report by acts: opened by the clock, compiled, returned, signed, published, reported upward, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from annual_report.clockwork import open_reports, tell_of_drift
from annual_report.layout import TEXTS
from annual_report.models import AnnualReport
from applications.models import Application
from foundation.agencies.models import RoleGrant
from foundation.casework import ledger
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Notice
from secrecy_review.models import Review
from tests.annual_report.offices import ENTERED, WRITTEN, Office, county_office, entry_of, known_since
from tests.applicants import Desk, on
from tests.personas import OPINION, County

pytestmark = pytest.mark.django_db

State = AnnualReport.State


def withdrawn(county: County, code: str, received: str, closed: str | None = None) -> Application:
    """A case of some year, withdrawn by its applicant or still open."""
    desk = Desk(county, code)
    case = desk.registered(on(received))
    if closed:
        desk.citizen("applications.withdraw", case, on(closed), {"sure": True})
    return case


@pytest.fixture
def office(county: County) -> Office:
    return Office(county)


# The clock


@pytest.mark.clause("PD-9(3)")
@pytest.mark.clause("条例49")
def test_every_report_is_opened_on_the_first_of_january_warned_of_and_breached(county: County) -> None:
    county_office(county)
    first = on("2026-01-01", 0)
    opened = open_reports(at=first)
    assert {(report.agency.code, report.year, report.scope) for report in opened} == {
        ("rfbsc", 2025, "agency"),
        ("lxcz", 2025, "agency"),
        ("bmj", 2025, "county"),
    }
    assert open_reports(at=on("2026-01-02")) == []
    clocks = {clock.agency.code: clock for clock in Clock.objects.filter(matter_kind="annual_report")}
    assert {code: str(clock.due_on) for code, clock in clocks.items()} == {
        "rfbsc": "2026-01-31",  # a Saturday: a date does not move
        "lxcz": "2026-01-31",
        "bmj": "2026-03-31",
    }
    events: dict[str, list[str]] = {}
    day = date(2026, 1, 1)
    while day <= date(2026, 4, 2):
        for event in sweep(on(day, 0)).events:
            events.setdefault(event.clock.agency.code, []).append(
                f"{day:%m-%d} {event.kind.partition(':')[0]}"
            )
        day = date.fromordinal(day.toordinal() + 1)
    assert events["rfbsc"] == ["01-10 warning", "01-20 warning", "01-28 warning", "02-01 breach"]
    assert events["bmj"] == ["03-10 warning", "03-20 warning", "03-28 warning", "04-01 breach"]
    told = set(
        Notice.objects.filter(recipient__agency__code="rfbsc").values_list("recipient__username", flat=True)
    )
    assert told >= {"rfbsc-applications_clerk", "rfbsc-disclosure_head", "rfbsc-leader"}
    assert Notice.objects.filter(recipient__username="bmj-county_leader").exists()


@pytest.mark.clause("条例49")
def test_in_a_leap_year_the_county_has_a_day_more(county: County) -> None:
    county_office(county)
    open_reports(at=on("2028-01-01"))
    assert str(Clock.objects.get(agency__code="bmj").due_on) == "2028-03-31"


@pytest.mark.clause("PD-2")
def test_a_party_body_owes_none_and_a_new_agency_not_the_year_before(county: County) -> None:
    assert {report.agency.code for report in open_reports(at=on("2026-01-01"))} == {"rfbsc", "lxcz"}
    known_since(county.agencies["lxcz"], "2027-01-04")
    assert {report.agency.code for report in open_reports(at=on("2027-01-05"))} == {"rfbsc"}


@pytest.mark.clause("PD-9(3)")
def test_published_and_reported_in_time_meets_the_limit_and_a_day_later_is_a_breach(county: County) -> None:
    for code, day, breached in (("rfbsc", "2026-01-31", False), ("lxcz", "2026-02-01", True)):
        office = Office(county, code).published()
        office.at = on(day)
        office.act("send", sent_to="县政府办公室", sent_on=day)
        clock = Clock.objects.get(agency__code=code, limit="annual_report.report")
        assert (clock.ending, clock.breached_at is not None) == ("met", breached)


@pytest.mark.clause("PD-9(3)")
def test_what_was_sent_in_time_and_entered_later_is_in_time(office: Office) -> None:
    office.published()
    sweep(on("2026-02-01", 0))
    office.at = on("2026-02-02")
    office.act("send", sent_to="县政府办公室", sent_on="2026-01-30")
    clock = Clock.objects.get(limit="annual_report.report")
    assert (clock.state(office.at), str(localdate(clock.ended_at))) == (Clock.State.MET, "2026-01-30")
    assert ClockEvent.objects.filter(clock=clock, kind="breach_lifted").exists()


@pytest.mark.clause("条例49")
def test_the_countys_report_is_in_time_once_it_is_published(county: County) -> None:
    county_office(county)
    office = Office(county, "bmj", day="2026-03-30").published()
    assert Clock.objects.get(limit="annual_report.county_report").ending == "met"
    office.act("send", sent_to="巴彦淖尔市人民政府", sent_on="2026-03-30")
    assert office.report.state == State.SUBMITTED


# The way


@pytest.mark.clause("PD-9(3)")
@pytest.mark.clause("PD-3(4)")
def test_from_compiling_to_the_receipt(office: Office) -> None:
    office.open()
    assert office.report.texts["opening"].startswith("本报告根据")
    assert "2025年1月1日至12月31日" in office.report.opening
    assert "新收政府信息公开申请0件" in office.report.on_request
    office.compiled().with_leader()
    office.act("send_back", "leader", reason="问题写得太简单。")
    assert office.report.state == State.COMPILING
    office.act("write", problems="三件答复引用条款不完整。\n九月已组织学习。")
    office.signed()
    signed = office.report
    assert {s.capacity for s in signed.signatures.filter(digest=signed.digest)} == {"head", "leader"}
    assert localdate(signed.signed_at) == date(2026, 1, 5)
    office.act("publish")
    office.act("send", sent_to="县政府办公室", sent_on="2026-01-05")
    office.act("record_receipt", receipt="收〔2026〕1号", received_on="2026-01-05")
    report = office.report
    assert (report.state, report.receipt, report.digest) == (State.SUBMITTED, "收〔2026〕1号", signed.digest)
    assert ledger.broken_at(report.kind, report.pk) is None
    with pytest.raises(Invalid, match="已经登记过"):
        office.act("record_receipt", receipt="收〔2026〕2号", received_on="2026-01-05")


@pytest.mark.clause("SR-6(2)")
def test_whoever_compiles_neither_reviews_nor_checks_nor_signs(county: County) -> None:
    office = Office(county).compiled()
    clerk = county.people["rfbsc-applications_clerk"]
    for role in ("secrecy_reviewer", "disclosure_head", "leader"):
        RoleGrant.objects.create(staff=clerk, role=role, agency=office.agency)
    office.under_review()
    review = Review.objects.of(office.report).open().get()
    with pytest.raises(Refused, match="不能审查它"):
        office.do("secrecy_review.give_opinion", "applications_clerk", review, OPINION)
    office.do("secrecy_review.give_opinion", "secrecy_reviewer", review, OPINION)
    with pytest.raises(NotPermitted, match="您已办理过"):
        office.act("approve", "applications_clerk")
    head = county.people["rfbsc-disclosure_head"]
    RoleGrant.objects.create(staff=head, role="leader", agency=office.agency)
    office.act("approve", "disclosure_head")
    for username in ("applications_clerk", "disclosure_head"):
        with pytest.raises(NotPermitted, match="您已办理过"):
            office.act("sign", username)
    office.act("sign", "leader")


@pytest.mark.clause("SR-4")
def test_what_the_review_strikes_is_gone_and_the_review_goes_on(office: Office) -> None:
    office.compiled()
    office.act("write", problems="张某（身份证 11010519491231002X）反映答复太慢。")
    office.under_review()
    review = Review.objects.of(office.report).open().get()
    finding = review.findings.get()
    said = {"finding": finding.pk, "resolution": "masked"}
    office.do("secrecy_review.resolve_finding", "secrecy_reviewer", review, said)
    assert "11010519491231002X" not in office.report.problems
    review.refresh_from_db()
    office.do("secrecy_review.give_opinion", "secrecy_reviewer", review, OPINION)
    assert office.report.state == State.CHECKING
    office.act("approve", "disclosure_head")
    office.act("sign", "leader")


@pytest.mark.clause("SR-9")
def test_an_opinion_against_it_sends_it_back(office: Office) -> None:
    office.under_review()
    review = Review.objects.of(office.report).open().get()
    office.do("secrecy_review.give_opinion", "secrecy_reviewer", review, {**OPINION, "opinion": "exempt"})
    assert office.report.state == State.COMPILING


# What refuses


@pytest.mark.clause("条例50")
def test_nothing_is_handed_in_that_is_not_complete(office: Office) -> None:
    office.open()
    for expected, done in (
        (
            "表二还没有填报：行政许可、行政处罚、行政强制、行政事业性收费",
            ("enter", {**ENTERED, "fee_wan": ""}),
        ),
        ("表二还没有填报：行政事业性收费", ("enter", {"source": "台账", "fee_wan": "0"})),
        ("还没有写：“五、存在的主要问题及改进情况”", ("write", WRITTEN)),
    ):
        with pytest.raises(Refused, match=expected) as refused:
            office.act("hand_in")
        assert refused.value.clause.id == "条例50"
        name, data = done
        office.act(name, **data)
    office.act("hand_in")


@pytest.mark.clause("条例50")
@pytest.mark.parametrize(
    ("cell", "value", "rules"),
    [
        ("t3.new.total", 9, "R1、R3"),
        ("t3.done.natural", 9, "R2、R3"),
        ("t3.carry_out.natural", 9, "R3"),
        ("t4.review.total", 9, "R4"),
    ],
)
def test_figures_that_do_not_add_up_block_every_step(
    office: Office, cell: str, value: int, rules: str
) -> None:
    office.compiled()
    office.act("override", cell=cell, value=value, reason="试一试")
    with pytest.raises(Refused, match=f"勾稽关系 {rules} 不成立"):
        office.act("hand_in")
    office.act("lift_override", cell=cell)
    office.act("hand_in")


@pytest.mark.clause("条例50")
def test_what_was_carried_over_must_be_what_last_year_carried_on(county: County) -> None:
    withdrawn(county, "rfbsc", "2024-12-20")
    before = Office(county, year=2024).signed()
    assert before.report.table["t3.carry_out.total"] == 1
    # An application that was entered late, with its true day of receipt, belongs to the year that was signed.
    withdrawn(county, "rfbsc", "2024-12-27")
    this = Office(county).compiled()
    with pytest.raises(Refused, match=r"R5 不成立.*上一年度报告结转 1，本年的上年结转写的是 2"):
        this.act("hand_in")
    this.act(
        "override", cell="t3.carry_in.natural", value=1, reason="另一件在上年报告之后登记，更正版办理中。"
    )
    with pytest.raises(Refused, match="R3"):
        this.act("hand_in")


@pytest.mark.clause("条例50")
def test_whoever_signs_signs_what_is_true_now(county: County) -> None:
    office = Office(county).with_leader()
    withdrawn(county, "rfbsc", "2025-06-03", "2025-06-09")
    office.county.at = office.at
    with pytest.raises(Refused, match=r"取数之后，办件有了变化.*本年新收.*原 0，现 1"):
        office.act("sign", "leader")
    office.act("send_back", "leader", reason="重新取数。")
    done = office.act("count")
    assert done.line.detail["changed"]["t3.new.natural"] == ["0", "1"]
    assert "新收政府信息公开申请1件" in office.report.on_request
    office.signed()


def test_a_sentence_that_somebody_rewrote_does_not_follow_the_figures(county: County) -> None:
    office = Office(county).open()
    office.act("write", on_request="我们自己写的一句话。")
    withdrawn(county, "rfbsc", "2025-06-03", "2025-06-09")
    office.act("count")
    assert office.report.on_request == "我们自己写的一句话。"
    assert office.report.table["t3.new.total"] == 1


@pytest.mark.clause("PD-9(3)")
def test_one_report_for_each_year_and_none_before_the_year_is_over(office: Office) -> None:
    with pytest.raises(Refused, match="2026 年还没有结束"):
        Office(office.county, year=2026, day="2026-12-31").open()
    office.open()
    for name in ("open", "import_report"):
        with pytest.raises(Refused, match="2025 年的报告已经有了"):
            office.act(name, matter=office.agency, year=2025, file=SimpleUploadedFile("a.json", b"{}"))


@pytest.mark.clause("PD-9(3)")
def test_what_the_portal_counts_is_not_taken_over_from_a_file(county: County) -> None:
    """Neither for an agency that owes a report nor for one that may make one."""
    for code in ("rfbsc", "bmj"):
        office = Office(county, code)
        with pytest.raises(Refused, match="应当在本系统编制"):
            office.act("import_report", year=2025, file=SimpleUploadedFile("a.json", entry_of({})))


# Remarks


def test_remarks_stand_at_their_paragraph_until_somebody_attends_to_them(office: Office) -> None:
    office.with_leader()
    office.act("comment", "leader", place="problems", paragraph=2, text="写明是哪一月。")
    office.act("comment", "leader", place="t3", text="无法提供的为什么多了？")
    with pytest.raises(Invalid, match="没有这一段"):
        office.act("comment", "leader", place="problems", paragraph=9, text="？")
    comment = office.report.comments.first()
    assert (comment.quote, comment.by_name) == ("已经组织学习。", "荣丰办事处签发领导")
    office.act("send_back", "leader", reason="见批注。")
    office.act("settle_comment", comment=comment.pk, settled_as="已写明九月。")
    comment.refresh_from_db()
    assert comment.settled_as == "已写明九月。"
    assert office.report.comments.filter(settled_at=None).count() == 1


# After the signature


@pytest.mark.clause("PD-9(3)")
def test_a_late_correction_is_told_and_only_a_new_signed_version_replaces_the_report(county: County) -> None:
    office = Office(county).submitted()
    first = office.report
    assert tell_of_drift(at=office.at) == 0
    withdrawn(county, "rfbsc", "2025-12-30", "2026-01-02")
    county.at = on("2026-04-01")
    assert tell_of_drift(at=county.at) == 1
    assert tell_of_drift(at=on("2026-04-02")) == 1
    told = Notice.objects.filter(key__startswith=f"annual_report:{first.pk}:")
    assert {notice.recipient.username for notice in told} == {
        "rfbsc-applications_clerk",
        "rfbsc-disclosure_head",
    }
    assert "签发 0，现在 1" in told.first().body
    assert AnnualReport.objects.get(pk=first.pk).figures == first.figures
    office.at = on("2026-04-03")
    newer = office.act("revise", reason="补计一件晚登记的申请。").matter
    with pytest.raises(Refused, match="已有更正版在办理"):
        office.act("revise", reason="再来一次。")
    later = Office(county, day="2026-04-03").take(newer)
    later.at = office.at
    assert newer.table["t3.new.total"] == 1
    assert newer.problems == first.problems
    # What was entered came along; the published version stands until the corrected one is out.
    later.signed()
    assert AnnualReport.objects.public(later.at).get().pk == first.pk
    later.act("publish")
    assert AnnualReport.objects.public(later.at).get().pk == newer.pk
    assert AnnualReport.objects.get(pk=first.pk).state == State.SUPERSEDED
    assert tell_of_drift(at=on("2026-04-04")) == 0


def test_a_correction_may_be_given_up_but_what_is_owed_may_not(county: County) -> None:
    office = Office(county).open()
    with pytest.raises(Invalid, match="依法必须编制"):
        office.act("abandon", reason="不想写。")
    office.compiled().submitted()
    newer = office.act("revise", reason="试一试。").matter
    office.take(newer).act("abandon", reason="没有要更正的。")
    office.take(office.county.fresh(newer.supersedes)).act("revise", reason="又有了。")


def test_whoever_signed_can_take_it_back_before_it_is_out(office: Office) -> None:
    office.signed()
    with pytest.raises(NotPermitted):
        office.act("unsign", "applications_clerk", reason="标题写错了。")
    office.act("unsign", "leader", reason="标题写错了。")
    assert (office.report.state, office.report.signed_at) == (State.COMPILING, None)
    office.signed()
    # The same text, but handed in anew: who signs now is said now.
    assert [(s.round, s.capacity) for s in office.report.signatures.all()] == [
        (1, "head"), (1, "leader"), (2, "head"), (2, "leader"),
    ]  # fmt: skip
    office.act("publish")
    with pytest.raises(Refused):
        office.act("unsign", "leader", reason="太晚了。")


def test_the_countys_report_is_taken_back_by_the_countys_leader_alone(county: County) -> None:
    county_office(county)
    office = Office(county, "bmj").signed()
    with pytest.raises(Refused, match="由县政府领导签发"):
        office.act("unsign", "leader", reason="看错了。")
    office.act("unsign", "county_leader", reason="看错了。")


def test_whoever_handed_it_in_takes_it_back_as_long_as_nobody_has_decided(office: Office) -> None:
    office.under_review()
    review = Review.objects.of(office.report).open().get()
    office.act("take_back", reason="还要改一句。")
    review.refresh_from_db()
    assert (office.report.state, review.state) == (State.COMPILING, Review.State.VOID)
    office.checking()
    with pytest.raises(Refused):
        office.act("take_back", reason="又要改。")


@pytest.mark.clause("SR-3")
def test_no_other_reviewer_is_asked_about_the_same_words(office: Office) -> None:
    office.under_review()
    review = Review.objects.of(office.report).open().get()
    office.do("secrecy_review.give_opinion", "secrecy_reviewer", review, {**OPINION, "opinion": "exempt"})
    with pytest.raises(Refused, match="已有“免予公开”的审查意见"):
        office.act("hand_in")
    # Nor by way of another text, and back.
    words = office.report.problems
    office.act("write", problems="改写了。")
    office.act("hand_in")
    office.act("take_back", reason="改回去。")
    office.act("write", problems=words)
    with pytest.raises(Refused, match="已有“免予公开”的审查意见"):
        office.act("hand_in")


@pytest.mark.clause("SR-6(2)")
def test_who_compiled_reviewed_or_signed_a_version_does_not_act_for_another_part_in_the_next(
    county: County,
) -> None:
    office = Office(county).submitted()
    clerk, agency = county.people["rfbsc-applications_clerk"], office.agency
    for role in ("secrecy_reviewer", "leader"):
        RoleGrant.objects.create(staff=clerk, role=role, agency=agency)
    colleague = county.people["rfbsc-drafter"]
    RoleGrant.objects.create(staff=colleague, role="applications_clerk", agency=agency)
    newer = office.act("revise", "rfbsc-drafter", reason="改一句。").matter
    office.take(newer).act("hand_in", "rfbsc-drafter")
    review = Review.objects.of(newer).open().get()
    with pytest.raises(Refused, match="不能审查它"):
        office.do("secrecy_review.give_opinion", "rfbsc-applications_clerk", review, OPINION)
    office.do("secrecy_review.give_opinion", "secrecy_reviewer", review, OPINION)
    office.act("approve", "disclosure_head")
    for username in ("rfbsc-applications_clerk", "rfbsc-drafter"):
        with pytest.raises(NotPermitted):
            office.act("sign", username)


@pytest.mark.clause("条例50")
def test_figures_that_broke_since_it_was_handed_in_are_neither_checked_nor_signed(county: County) -> None:
    """R5 depends on last year's report, which may be corrected meanwhile."""
    before = Office(county, year=2024, day="2025-01-05").submitted()
    this = Office(county).with_leader()
    newer = before.act("revise", reason="补计一件。").matter
    before.at = on("2026-01-06")
    before.take(newer)
    for cell in ("t3.new.natural", "t3.carry_out.natural"):
        before.act("override", cell=cell, value=1, reason="纸质登记簿还有一件。")
    before.signed()
    this.at = before.at
    with pytest.raises(Refused, match="R5 不成立"):
        this.act("sign", "leader")
    this.act("send_back", "leader", reason="上年报告更正了。")
    assert this.report.state == State.COMPILING


@pytest.mark.clause("PD-9(3)")
def test_a_correction_before_the_report_was_sent_meets_the_limit_of_the_first(county: County) -> None:
    office = Office(county).published()
    newer = office.act("revise", reason="改一句。").matter
    office.take(newer).published()
    office.act("send", sent_to="县政府办公室", sent_on=str(office.at.date()))
    assert Clock.objects.get(limit="annual_report.report").ending == "met"


@pytest.mark.clause("条例50")
@pytest.mark.parametrize("missing", ["考核", "评议", "责任追究"])
def test_a_government_tells_of_appraisal_evaluation_and_accountability(county: County, missing: str) -> None:
    office = Office(county, "lxcz").compiled()
    office.act("write", supervision=WRITTEN["supervision"].replace(missing, "……"))
    with pytest.raises(Refused, match=f"政府的报告还要写明.*{missing}"):
        office.act("hand_in")
    # A department need not.
    office = Office(county, "rfbsc").compiled()
    office.act("write", supervision="培训两次。")
    office.act("hand_in")


# Taken down


@pytest.mark.clause("SR-13")
def test_what_may_not_be_read_is_taken_down_with_the_versions_before_it(county: County) -> None:
    office = Office(county).submitted()
    first = office.report
    newer = office.act("revise", reason="改一句。").matter
    office.take(newer).submitted()
    with pytest.raises(Invalid, match="居民身份证号码"):
        office.act("withdraw", reason="写了张某的身份证 11010519491231002X。")
    office.act("withdraw", reason="文字里有个人信息。")
    assert {county.fresh(report).state for report in (first, newer)} == {State.WITHDRAWN}
    for address in (
        "/annual-reports/rfbsc/2025/",
        "/annual-reports/rfbsc/2025/versions/1/",
        "/annual-reports/rfbsc/2025/versions/2/",
    ):
        page = Client().get(address)
        assert page.status_code == 410
        assert "文字里有个人信息。" in page.content.decode()
        assert "已经组织学习" not in page.content.decode()
    for format in ("pdf", "docx", "xlsx", "json", "csv"):
        assert Client().get(f"/annual-reports/rfbsc/2025/versions/2/report.{format}").status_code == 404
    assert "已撤下，待更正" in Client().get("/annual-reports/?year=2025").content.decode()
    # A corrected version takes its place.
    third = office.act("revise", reason="删去个人信息。").matter
    office.take(third).published()
    assert Client().get("/annual-reports/rfbsc/2025/").status_code == 200
    assert Client().get("/annual-reports/rfbsc/2025/versions/1/").status_code == 410


@pytest.mark.clause("PD-9(3)")
def test_where_it_was_sent_is_read_by_everybody_and_so_reviewed(office: Office) -> None:
    office.published()
    with pytest.raises(Refused, match="里面有不能公开的内容"):
        office.act("send", sent_to="张某 11010519491231002X", sent_on="2026-01-05")


def test_only_a_report_that_may_not_be_owed_is_found_so(county: County) -> None:
    office = Office(county).submitted()
    newer = office.act("revise", reason="改一句。").matter
    with pytest.raises(Invalid, match="更正版和导入的报告不认定"):
        county.do("annual_report.exempt", newer.ref, "county_supervisor", {"reason": "试一试"})


@pytest.mark.clause("PD-1")
def test_the_county_may_find_that_none_is_owed_and_take_that_back(county: County) -> None:
    office = Office(county).open()
    reason = {"reason": "2026 年 1 月才设立。"}
    county.do("annual_report.exempt", office.report.ref, "county_supervisor", reason)
    assert office.report.state == State.EXEMPT
    assert Clock.objects.get(limit="annual_report.report").ending == "cancelled"
    assert "rfbsc" not in {report.agency.code for report in open_reports(at=on("2026-01-06"))}
    county.do("annual_report.require", office.report.ref, "county_supervisor", reason)
    assert Clock.objects.open().filter(limit="annual_report.report", agency__code="rfbsc").count() == 1


def test_a_receipt_as_a_file_is_kept_for_the_agency_alone(office: Office) -> None:
    office.published()
    office.act("send", sent_to="县政府办公室", sent_on="2026-01-05")
    scan = SimpleUploadedFile("回执.txt", "已收到。".encode())
    with pytest.raises(Invalid, match="不能早于报送日期"):
        office.act("record_receipt", receipt="收1号", received_on="2026-01-04")
    office.act("record_receipt", receipt="收1号", received_on="2026-01-05", receipt_file=scan)
    kept = office.report.receipt_file
    assert (kept.audience, kept.agency, office.report.received_on) == (
        "internal",
        office.agency,
        date(2026, 1, 5),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"sent_on": "2026-01-06"}, "还没有到"),
        ({"sent_on": "2026-01-04"}, "早于签发日期"),
        ({"sent_to": ""}, "请填写报送机关"),
    ],
)
def test_what_is_said_of_sending_must_be_possible(office: Office, data: dict[str, Any], said: str) -> None:
    office.published()
    with pytest.raises(Invalid, match=said):
        office.act("send", **{"sent_to": "县政府办公室", "sent_on": "2026-01-05", **data})


def test_every_text_can_be_written_and_none_is_lost(office: Office) -> None:
    office.open()
    office.act("write", **{code: f"{label}的一段。" for code, label in TEXTS.items()})
    office.act("write", problems="只改这一处。")
    assert office.report.texts == {
        **{code: f"{label}的一段。" for code, label in TEXTS.items()},
        "problems": "只改这一处。",
    }


def test_the_portal_itself_opens_but_nobody_else_does(county: County) -> None:
    with pytest.raises(NotPermitted):
        perform(
            "annual_report.open",
            on=county.agencies["rfbsc"],
            actor=county.actor("rfbsc-drafter"),
            at=on("2026-01-05"),
            data={"year": 2025},
        )
