"""A year from the scheme to the published grades, by all the people concerned (AP-2 to AP-10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from appraisal.clockwork import compute_all
from appraisal.models import Appraisal, Case, Paper, Rectification
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.figures.computing import value
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Notice
from tests.appraisal.people import ASSESSOR, LEADER, SUPERVISOR, YEAR, Office, looked_again, manual, none

pytestmark = pytest.mark.django_db


@pytest.mark.clause("AP-2", "AP-4", "AP-5")
def test_every_unit_of_every_kind_is_appraised_and_party_bodies_are_not(office: Office) -> None:
    row = office.begun()
    kinds = dict(Case.objects.filter(appraisal=row).values_list("agency__code", "unit_class"))
    assert kinds == {"rfbsc": "township", "lxcz": "township", "xzfb": "department", "gs": "service"}
    row.refresh_from_db()
    assert row.computed_at is not None
    for case in Case.objects.all():
        assert sum(leaf.points for leaf in case.leaves if leaf.kind not in ("bonus", "veto")) == 100


@pytest.mark.clause("PD-10")
def test_the_yearly_appraisal_is_made_in_the_fourth_quarter(office: Office) -> None:
    office.on("2026-09-30")
    row = office.begun()
    with pytest.raises(Refused) as refused:
        office.do("notify", row, SUPERVISOR)
    assert refused.value.clause.id == "PD-10"
    office.on("2026-10-01")
    office.do("notify", row, SUPERVISOR)
    clock = Clock.objects.get(limit="appraisal.yearly")
    assert str(clock.due_on) == "2026-12-31"
    assert clock.ended_at is None


@pytest.mark.clause("AP-9")
def test_the_stages_follow_one_another(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.case()
    due = {c.limit: str(c.due_on) for c in Clock.objects.of(case.kind, case.pk)}
    assert due == {"appraisal.self_assessment": "2026-11-20", "appraisal.field_check": "2026-12-10"}
    for name, by, data in (
        ("give_opinion", ASSESSOR, {"opinion": "好"}),
        ("confirm_grade", LEADER, {}),
        ("serve", SUPERVISOR, {}),
    ):
        with pytest.raises((Refused, NotPermitted)):
            office.do(name, case, by, data)
    with pytest.raises(Refused, match="没有到"):
        office.do("check_in_field", case, ASSESSOR, manual(case))
    office.on("2026-11-16")
    office.assessed()
    office.on("2026-12-01")
    case = office.checked_in_field()
    assert case.state == "field_done"
    assert case.frozen is not None
    office.do("give_opinion", case, ASSESSOR, {"opinion": "综合考核。"})
    with pytest.raises(NotPermitted):
        office.do("confirm_grade", case, ASSESSOR)
    office.do("confirm_grade", case, LEADER)
    office.do("serve", case, SUPERVISOR)
    case = office.case()
    assert case.state == "served"
    assert case.total is not None
    assert case.total <= 100
    kinds = set(Paper.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == {"appraisal_self", "appraisal_sheet", "appraisal_opinion", "appraisal_notice"}
    notice = Paper.objects.get(case=case, kind="appraisal_notice")
    assert "5 个工作日" in notice.content
    clock = Clock.objects.get(limit="appraisal.objection")
    office.county.at = clock.due_at
    sweep(clock.due_at)
    assert office.case().state == "final"


@pytest.mark.clause("AP-9")
def test_without_its_own_assessment_a_unit_is_checked_once_the_day_is_over(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    office.on("2026-12-02")
    case = office.checked_in_field()
    assert case.state == "field_done"
    late = Clock.objects.get(limit="appraisal.self_assessment", agency__code="rfbsc")
    assert late.ended_at is not None
    assert late.ended_at > late.due_at


@pytest.mark.clause("AP-9")
def test_nobody_assesses_their_own_unit(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    office.county.people[ASSESSOR].agency = office.county.agencies["rfbsc"]
    office.county.people[ASSESSOR].save()
    with pytest.raises(Refused, match="自己的单位"):
        office.checked_in_field()
    assert office.checked_in_field("lxcz").state == "field_done"


@pytest.mark.clause("AP-9")
def test_an_objection_is_answered_with_the_rows_and_confirmed_above(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    leaf = next(leaf for leaf in office.case().leaves if leaf.kind == "manual")
    case = office.served(**{f"p{leaf.place}": "0", f"w{leaf.place}": "没有分工文件"})
    before = case.total
    assert before is not None
    data = {"codes": [leaf.code], "objection": "分工文件在会议纪要里。"}
    office.do("object", case, "rfbsc-leader", data)
    answer = {"outcome": "corrected", "answer": "查到了会议纪要。", f"p{leaf.place}": str(leaf.points)}
    with pytest.raises(NoSuchMatter):
        office.do("answer_objection", case, "lxcz-leader", answer)
    with pytest.raises(Invalid, match="更正"):
        office.do("answer_objection", case, SUPERVISOR, {"outcome": "corrected", "answer": "是"})
    office.do("answer_objection", case, SUPERVISOR, answer)
    case = office.case()
    assert case.total is not None
    assert case.total > before
    with pytest.raises(NotPermitted):
        office.do("confirm_answer", case, SUPERVISOR)
    office.do("confirm_answer", case, LEADER)
    assert office.case().state == "final"


@pytest.mark.clause("AP-10")
def test_unqualified_is_put_right_until_qualified_else_the_county_is_told(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    row = office.rectifying()
    assert office.case().grade == "unqualified"
    with pytest.raises(Refused, match="还没有报告"):
        office.do("recheck", row, ASSESSOR, looked_again(office.case(), 6))
    office.do("report_rectification", row, "rfbsc-leader", {"report": "改了一半。"})
    mended = looked_again(office.case(), 7)
    with pytest.raises(Invalid, match="看了什么"):
        office.do("recheck", row, ASSESSOR, {name: mended[name] for name in mended if name[0] != "w"})
    office.do("recheck", row, ASSESSOR, mended)
    row = Rectification.objects.get()
    assert row.state == "failed"
    assert row.points is not None
    assert row.points < 75
    assert {line["code"] for line in row.found} == {
        line["code"] for line in office.case().result if line["kind"] == "manual"
    }
    again = {"demands": "全部补上。", "due_on": "2027-01-31"}
    office.do("circulate", row, LEADER, again)
    row = Rectification.objects.get()
    assert (row.state, row.round) == ("circulated", 2)
    circular = Paper.objects.get(kind="appraisal_circular")
    told = set(
        Notice.objects.filter(created_at=office.county.at).values_list("recipient__username", flat=True)
    )
    assert {"rfbsc-leader", "lxcz-leader", "gs-leader"} <= told, "it is told to the whole county"
    assert row in Rectification.objects.visible_to(office.county.actor("lxcz-leader"))
    assert "评先、评优" in circular.content
    figure = FIGURES["appraisal.circulated"]
    assert figure.clue == 6
    assert value(figure, Span.of_year(YEAR), office.county.agencies["rfbsc"]).number == 1
    office.do("report_rectification", row, "rfbsc-leader", {"report": "都改了。"})
    office.do("recheck", row, ASSESSOR, looked_again(office.case(), 10))
    assert Rectification.objects.get().state == "qualified"


@pytest.mark.clause("AP-10")
def test_only_an_unqualified_unit_rectifies(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.final()
    assert case.grade != "unqualified"
    with pytest.raises(Refused) as refused:
        office.do("order_rectification", case, SUPERVISOR, {"demands": "改。", "due_on": "2026-12-31"})
    assert refused.value.clause.id == "AP-10"
    assert case.converted == (case.total * Decimal("0.04")).quantize(Decimal("0.01"))  # type: ignore[operator]


@pytest.mark.clause("AP-9", "AP-7")
def test_results_are_published_once_everybody_was_heard(office: Office) -> None:
    office.on("2026-11-02")
    row = office.notified()
    for code in ("rfbsc", "lxcz", "xzfb"):
        office.final(code)
    with pytest.raises(Refused, match="供水公司"):
        office.do("publish", row, SUPERVISOR, {"summary": "考核了四个单位。"})
    office.final("gs", **none(office.case("gs")))
    office.do("publish", row, SUPERVISOR, {"summary": "考核了四个单位。"})
    assert Appraisal.objects.get().state == "published"
    assert Case.objects.public().count() == 4
    yearly = Clock.objects.get(limit="appraisal.yearly")
    assert yearly.ended_at is not None
    assert yearly.ended_at < yearly.due_at


def test_the_figures_are_read_each_night_and_what_differs_is_listed(office: Office) -> None:
    office.on("2026-11-02")
    office.begun()
    office.later(1)
    assert compute_all(at=office.county.at) == 1
    assert compute_all(at=office.county.at) == 0
    assert Case.objects.get(agency__code="rfbsc").standings.count() == 1


@pytest.mark.clause("AP-9")
def test_the_office_department_reads_its_own_unit_alone(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.opined()
    for who, reads in (("xzfb-records_office", False), (LEADER, True), (SUPERVISOR, True), (ASSESSOR, True)):
        actor = office.county.actor(who)
        assert (case in Case.objects.visible_to(actor)) is reads, who
    assert office.case("xzfb") in Case.objects.visible_to(office.county.actor("xzfb-records_office"))
    paper = Paper.objects.get(kind="appraisal_opinion")
    assert not paper.open_to(office.county.actor("rfbsc-leader"), office.county.at)


@pytest.mark.clause("AP-9")
def test_whoever_confirms_gives_an_answer_back_and_a_veto_can_be_lifted(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    veto = next(leaf for leaf in office.case().leaves if leaf.kind == "veto")
    case = office.served(**{f"v{veto.place}": "on", f"w{veto.place}": "公开栏是假的。"})
    assert case.grade == "unqualified"
    assert case.vetoes
    office.do("object", case, "rfbsc-leader", {"codes": [veto.code], "objection": "公开栏是真的。"})
    office.do("answer_objection", case, SUPERVISOR, {"outcome": "upheld", "answer": "维持。"})
    office.do("return_answer", case, LEADER, {"reason": "请再到现场看。"})
    assert office.case().state == "objected"
    answer = {"outcome": "corrected", "answer": "现场看了，是真的。", f"p{veto.place}": "on"}
    office.do("answer_objection", case, SUPERVISOR, answer)
    case = office.case()
    assert case.vetoes == []
    assert case.grade != "unqualified"


@pytest.mark.clause("AP-7")
def test_a_veto_never_makes_a_grade_better_in_the_database(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.opined(**none(office.case()))
    assert case.total is not None
    assert case.total < 95
    with pytest.raises(IntegrityError, match="grade_by_points"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(vetoes=["x"], grade="excellent")


@pytest.mark.clause("AP-6")
def test_what_was_given_up_after_its_time_counts_as_late(office: Office) -> None:
    county = office.county
    document = county.draft()
    clock = Clock.objects.get(limit="disclosure.publication", matter_id=document.pk)
    county.at = clock.due_at + timedelta(hours=1)
    sweep(county.at)
    county.do("disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "不发了。"})
    figure = FIGURES["disclosure.in_time"]
    found = value(figure, Span.of_year(county.at.year), county.agencies["rfbsc"])
    assert (found.rows, found.number) == (1, 0)
