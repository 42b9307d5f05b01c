"""An inspection from its opening to its end: who reads it, who does what, what the agency owes, what cannot be (PD-11, SR-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.matters import clocks_in_sight
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.correspondence.printing import print_waiting
from foundation.deadlines.counting import local_date
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.figures.computing import value
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Notice
from inspection.models import Finding, Inspection, Paper, Part
from tests.inspection.people import CORRECTED, INSPECTOR, OTHER, SUPERVISOR, Office, proof

pytestmark = pytest.mark.django_db
RECORDS = "rfbsc-records_office"


def last_day(clock: Clock) -> str:
    """The last day of a limit."""
    return str(local_date(clock.due_at) - timedelta(days=1))


def todo(office: Office, username: str) -> list[tuple[str, str]]:
    """What waits for somebody: the act and the title."""
    rows, _count = my_matters(office.county.actor(username), 50)
    return [(row.act.name, row.title) for row in rows]


@pytest.mark.clause("PD-11")
def test_from_opening_to_end(office: Office) -> None:
    row = office.opened("rfbsc", "lxcz")
    assert row.number == "政检〔2026〕1号"
    assert row.agency.code == "xzfb"
    office.do("announce", row, SUPERVISOR)
    part, other = office.part(row), office.part(row, "lxcz")
    assert (part.state, other.state) == ("announced", "announced")
    office.recorded(part, files=[proof("问题的截图")])
    office.recorded(part, what="留言三个月没有答复", gravity="grave", breaches="国办秘函〔2019〕19号")
    office.do("nothing_found", other, SUPERVISOR)
    office.do("tell_findings", part, SUPERVISOR, {"days": 3, "source": "问题不多"})
    assert {f.state for f in part.findings.all()} == {"told"}
    view = Clock.objects.get(limit="inspection.view")
    assert (view.agency.code, view.span) == ("rfbsc", 3)
    office.do("state_view", part, RECORDS, {"view": "第二个问题已经答复，只是没有登记。"})
    office.do("drop_finding", office.finding(part, 2), SUPERVISOR, {"reason": "核对无误"})
    office.do("order_correction", part, SUPERVISOR, {"demands": "补上。", "correct_by": "2026-11-20"})
    part = office.part(row)
    assert (part.state, part.order_number) == ("ordered", "政检改〔2026〕1号")
    clock = Clock.objects.get(limit="inspection.correct")
    assert (clock.agency.code, last_day(clock)) == ("rfbsc", "2026-11-20")
    office.do("sign_for", part, "rfbsc-leader")
    assert office.part(row).signed_for_by == office.county.people["rfbsc-leader"]
    finding = office.reported(part)
    assert Clock.objects.get(limit="inspection.check").agency.code == "xzfb"
    office.do("close_finding", finding, SUPERVISOR)
    assert office.finding(part).state == "closed"
    assert office.part(row).state == "closed"
    assert set(Clock.objects.values_list("ending", flat=True)) == {"met"}
    office.do("report", row, SUPERVISOR, {"summary": "总的不错。"})
    office.do("decide_telling", row, SUPERVISOR, {"telling": "withhold", "telling_reason": "只涉及一个单位"})
    office.do("end", row, SUPERVISOR)
    assert Inspection.objects.get().state == "ended"
    for kind, pk in (
        ("inspection", row.pk),
        ("inspected_agency", part.pk),
        ("inspection_finding", finding.pk),
    ):
        assert ledger.broken_at(kind, pk) is None


@pytest.mark.clause("PD-11")
def test_nothing_is_found_before_the_agency_may_know(office: Office) -> None:
    row = office.opened()
    part = office.part(row)
    with pytest.raises(Refused, match="还没有开始"):
        office.recorded(part)
    assert not Part.objects.visible_to(office.county.actor(RECORDS)).exists()
    with pytest.raises(NoSuchMatter):
        office.do("state_view", part, RECORDS, {"view": "不同意"})
    office.do("announce", row, SUPERVISOR)
    assert Part.objects.visible_to(office.county.actor(RECORDS)).get() == part
    finding = office.recorded(part)
    # What was recorded and not told, the agency reads nothing of.
    assert not Finding.objects.visible_to(office.county.actor(RECORDS)).exists()
    office.do("tell_findings", part, SUPERVISOR, {"days": 5, "source": "县里定的"})
    assert Finding.objects.visible_to(office.county.actor(RECORDS)).get() == finding
    assert not Finding.objects.visible_to(office.county.actor("lxcz-leader")).exists()
    assert not Inspection.objects.visible_to(office.county.actor(RECORDS)).exists()
    # Whoever leads the office that inspects reads everything.
    assert Inspection.objects.visible_to(office.county.actor("xzfb-leader")).get() == row


@pytest.mark.clause("PD-11")
def test_an_unannounced_inspection_tells_the_agency_nothing_until_its_findings(office: Office) -> None:
    row = office.opened(unannounced=True)
    with pytest.raises(Refused, match="不预先通知"):
        office.do("announce", row, SUPERVISOR)
    office.do("begin_unannounced", row, SUPERVISOR, {"reason": "有人反映临时补材料"})
    part = office.part(row)
    assert part.state == "planned"
    office.recorded(part)
    assert not Part.objects.visible_to(office.county.actor(RECORDS)).exists()
    assert not Notice.objects.filter(recipient__username__startswith="rfbsc").exists()
    office.do("tell_findings", part, SUPERVISOR, {"days": 5, "source": "县里定的"})
    assert Part.objects.visible_to(office.county.actor(RECORDS)).exists()
    assert Notice.objects.filter(recipient__username=RECORDS).exists()


@pytest.mark.clause("SR-13")
def test_a_secrecy_inspection_exists_for_secrecy_people_alone(office: Office) -> None:
    county = office.county
    part = office.ordered(INSPECTOR)
    finding = office.finding(part)
    assert part.inspection.number == "保检〔2026〕1号"
    assert part.inspection.agency.code == "bmj"
    readers = {"rfbsc-secrecy_office", "rfbsc-secrecy_reviewer", "rfbsc-leader", INSPECTOR}
    readers |= {f"bmj-{role}" for role in ("secrecy_office", "secrecy_reviewer", "leader")}
    for matter in (part, finding):
        found = {
            name for name in county.people if type(matter).objects.visible_to(county.actor(name)).exists()
        }
        assert found == readers, matter
    # Nor does the county learn of it by clocks, notices or work lists.
    supervisor = county.actor(SUPERVISOR)
    assert not Clock.objects.filter(clocks_in_sight(supervisor)).exists()
    assert Clock.objects.filter(clocks_in_sight(county.actor(INSPECTOR))).exists()
    assert not Notice.objects.filter(recipient__username__in=[SUPERVISOR, RECORDS]).exists()
    office.reported(part, by="rfbsc-secrecy_office")
    assert ("inspection.close_finding", finding.title) in todo(office, INSPECTOR)
    assert not todo(office, SUPERVISOR)
    assert Clock.objects.get(limit="inspection.secrecy.check").agency.code == "bmj"
    with pytest.raises(NoSuchMatter):
        office.do("close_finding", finding, SUPERVISOR)
    sweep(county.at + timedelta(days=60))
    assert not Notice.objects.filter(recipient__username__in=[SUPERVISOR, RECORDS]).exists()


@pytest.mark.clause("SR-13")
def test_the_secrecy_administration_reads_nothing_of_the_countys_inspections(office: Office) -> None:
    part = office.ordered()
    for model in (Inspection, Part, Finding):
        assert not model.objects.visible_to(office.county.actor(INSPECTOR)).exists()
        assert not model.objects.visible_to(office.county.actor("rfbsc-secrecy_office")).exists()
    office.reported(part)
    assert not todo(office, INSPECTOR)
    assert not Clock.objects.filter(clocks_in_sight(office.county.actor(INSPECTOR))).exists()


@pytest.mark.clause("SR-13")
def test_a_secrecy_inspection_is_not_told_to_the_public(office: Office) -> None:
    part = office.ordered(INSPECTOR)
    office.do("close_finding", office.reported(part, by="rfbsc-secrecy_office"), INSPECTOR)
    office.do("report", part.inspection, INSPECTOR, {"summary": "已经纠正。"})
    publish = {"telling": "publish", "telling_reason": "大家关心", "publish_by": "2026-12-01"}
    with pytest.raises(Invalid):
        office.do("decide_telling", part.inspection, INSPECTOR, publish)
    # Its report stays with the secrecy administration.
    report = Paper.objects.get(kind="inspection_report")
    assert not report.open_to(office.county.actor("rfbsc-leader"), office.county.at)
    assert report.open_to(office.county.actor(INSPECTOR), office.county.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.update(telling="publish", telling_reason="x", publish_by="2026-12-01")


@pytest.mark.clause("PD-11")
def test_whoever_reports_does_not_check(office: Office) -> None:
    county = office.county
    part = office.ordered()
    # The supervisor is a leader of the agency as well, and reports there.
    supervisor = county.people[SUPERVISOR]
    RoleGrant.objects.create(staff=supervisor, role=Role.LEADER, agency=county.agencies["rfbsc"])
    finding = office.reported(part, by=SUPERVISOR)
    for act, data in (
        ("close_finding", {}),
        ("reopen_finding", {"reason": "没改", "correct_by": "2026-12-09"}),
    ):
        with pytest.raises(NotPermitted, match="报告已改正"):
            office.do(act, finding, SUPERVISOR, data)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(checked_by=finding.reported_by)
    with pytest.raises(Refused, match="检查人员是"):
        office.do("close_finding", finding, OTHER)
    office.do(
        "change_inspectors", part.inspection, OTHER, {"inspectors": [office.pk(OTHER)], "reason": "回避"}
    )
    office.do("close_finding", finding, OTHER)
    assert office.finding(part).checked_by == county.people[OTHER]


@pytest.mark.clause("PD-11")
def test_a_failed_check_gives_a_new_day_and_keeps_the_breach(office: Office) -> None:
    part = office.ordered()
    office.on("2026-12-04")
    sweep(office.county.at)
    finding = office.reported(part)
    assert Clock.objects.get(limit="inspection.correct").breached_at is not None
    why = {"reason": "第三份还没有补", "correct_by": "2026-12-11"}
    office.do("reopen_finding", finding, SUPERVISOR, why)
    finding = office.finding(part)
    assert (finding.state, finding.reopened, finding.corrected) == ("ordered", 1, "")
    old, new = Clock.objects.filter(limit="inspection.correct").order_by("pk")
    assert (old.ending, old.breached_at is not None) == ("cancelled", True)
    assert (new.ended_at, last_day(new)) == (None, "2026-12-11")
    assert Paper.objects.get(kind="inspection_recheck").document_number == "政检复〔2026〕1号"
    assert ("inspection.report_correction", finding.title) in todo(office, RECORDS)
    office.on("2026-12-10")
    office.do("close_finding", office.reported(part), SUPERVISOR)
    new.refresh_from_db()
    assert (new.ending, new.breached_at) == ("met", None)


@pytest.mark.clause("PD-11")
def test_what_was_put_right_in_time_and_checked_late_was_in_time(office: Office) -> None:
    part = office.ordered()
    office.on("2026-12-01")
    finding = office.reported(part)
    office.on("2026-12-08")
    sweep(office.county.at)
    office.do("close_finding", finding, SUPERVISOR)
    clock = Clock.objects.get(limit="inspection.correct")
    assert (clock.ending, clock.breached_at) == ("met", None)


@pytest.mark.clause("PD-11")
def test_more_time_is_given_before_the_day_is_over_alone(office: Office) -> None:
    part = office.ordered()
    finding = office.finding(part)
    more = {"reason": "要等上级系统恢复", "correct_by": "2026-12-10"}
    with pytest.raises(Invalid, match="原来期限"):
        office.do("give_more_time", finding, SUPERVISOR, {**more, "correct_by": "2026-12-01"})
    office.do("give_more_time", finding, SUPERVISOR, more)
    assert last_day(Clock.objects.get(limit="inspection.correct")) == "2026-12-10"
    assert str(office.finding(part).correct_by) == "2026-12-10"
    office.on("2026-12-11")
    with pytest.raises(Refused, match="已经过去"):
        office.do("give_more_time", finding, SUPERVISOR, {**more, "correct_by": "2026-12-20"})


@pytest.mark.clause("PD-11")
def test_it_ends_only_when_every_finding_is_closed_or_referred(office: Office) -> None:
    part = office.ordered(findings=2)
    row = part.inspection
    office.do("report", row, SUPERVISOR, {"summary": "有两个问题。"})
    office.do("decide_telling", row, SUPERVISOR, {"telling": "withhold", "telling_reason": "整改以后再说"})
    with pytest.raises(Refused, match="还有 2 个问题"):
        office.do("end", row, SUPERVISOR)
    with pytest.raises(InternalError, match="PD-11"), transaction.atomic():
        Inspection.objects.filter(pk=row.pk).update(state="ended")
    with pytest.raises(InternalError, match="PD-11"), transaction.atomic():
        Part.objects.filter(pk=part.pk).update(state="closed")
    office.do("close_finding", office.reported(part, 1), SUPERVISOR)
    assert office.part(row).state == "ordered"
    onward = {"onward": "accountability", "onward_to": "县纪委监委", "reason": "两次限期都没有改"}
    office.do("refer_finding", office.finding(part, 2), SUPERVISOR, onward)
    assert office.part(row).state == "closed"
    assert [f.number for f in Finding.objects.filter(state="referred")] == [2]
    assert not Clock.objects.open().exists()
    office.do("end", row, SUPERVISOR)


@pytest.mark.clause("PD-11")
def test_silence_counts_as_no_view_once_the_days_are_over(office: Office) -> None:
    part = office.told()
    assert ("inspection.state_view", part.title) in todo(office, RECORDS)
    with pytest.raises(Refused, match="还没有陈述"):
        office.do("drop_finding", office.finding(part), SUPERVISOR, {"reason": "误会"})
    office.on("2026-11-10")
    sweep(office.county.at)
    part = office.part(part.inspection)
    assert (part.state, part.view) == ("stated", "")
    assert ("inspection.order_correction", part.title) in todo(office, SUPERVISOR)


@pytest.mark.clause("PD-11")
def test_where_nothing_holds_the_agency_is_done_with(office: Office) -> None:
    part = office.stated()
    office.do("drop_finding", office.finding(part), SUPERVISOR, {"reason": "单位说明的情况属实"})
    assert office.part(part.inspection).state == "closed"


@pytest.mark.clause("PD-11")
def test_an_agency_may_join_later_and_a_plan_may_be_called_off(office: Office) -> None:
    row = office.begun()
    office.do("add_agency", row, SUPERVISOR, {"agency": office.county.agencies["lxcz"].pk})
    assert office.part(row, "lxcz").state == "announced"
    office.recorded(office.part(row, "lxcz"))
    office.do("call_off", row, SUPERVISOR, {"reason": "和上级的检查重了"})
    assert {part.state for part in row.parts.all()} == {"dropped"}
    assert Finding.objects.get().state == "struck"
    with pytest.raises(Refused):
        office.do("call_off", office.told().inspection, SUPERVISOR, {"reason": "不想查了"})


@pytest.mark.clause("PD-11")
def test_it_is_reported_when_every_agency_knows_what_was_found(office: Office) -> None:
    row = office.begun("rfbsc", "lxcz")
    office.do("nothing_found", office.part(row, "lxcz"), SUPERVISOR)
    with pytest.raises(Refused, match="还没有查完"):
        office.do("report", row, SUPERVISOR, {"summary": "不错"})
    with pytest.raises(InternalError, match="PD-11"), transaction.atomic():
        Inspection.objects.filter(pk=row.pk).update(
            state="reported", summary="x", reported_at=office.county.at
        )


@pytest.mark.clause("PD-11")
def test_what_the_public_is_told_is_a_document_with_its_own_review(office: Office) -> None:
    county = office.county
    row = office.begun("lxcz", by=SUPERVISOR)
    office.do("nothing_found", office.part(row, "lxcz"), SUPERVISOR)
    office.do("report", row, SUPERVISOR, {"summary": "没有发现问题。"})
    publish = {"telling": "publish", "telling_reason": "回应社会关切"}
    with pytest.raises(Invalid, match="哪一天以前公布"):
        office.do("decide_telling", row, SUPERVISOR, publish)
    office.do("decide_telling", row, SUPERVISOR, {**publish, "publish_by": "2026-11-30"})
    with pytest.raises(Refused, match="还没有登记公布的文件"):
        office.do("end", row, SUPERVISOR)
    assert ("inspection.name_published", row.title) in todo(office, SUPERVISOR)
    Inspection.objects.filter(pk=row.pk).update(agency=county.agencies["rfbsc"])
    draft = county.draft()
    with pytest.raises(Invalid):
        office.do("name_published", row, SUPERVISOR, {"document": draft.pk})
    document = county.published(title="关于公开检查情况的通报")
    office.do("name_published", row, SUPERVISOR, {"document": document.pk})
    office.do("end", row, SUPERVISOR)
    assert Inspection.objects.get(pk=row.pk).published == document


@pytest.mark.clause("PD-11")
def test_papers_say_who_ordered_what_by_when(office: Office) -> None:
    part = office.ordered()
    kinds = list(Paper.objects.order_by("pk").values_list("kind", "document_number"))
    assert kinds == [
        ("inspection_announcement", "政检通〔2026〕1号"),
        ("inspection_findings", "政检告〔2026〕1号"),
        ("inspection_order", "政检改〔2026〕1号"),
    ]
    order = Paper.objects.get(kind="inspection_order")
    for said in ("责令", "2026年12月2日", "三份文件没有写明效力", "主动公开工作制度", "公文栏目第一页"):
        assert said in order.content, said
    assert "联系电话：<" not in order.content  # an office that has named no telephone
    assert print_waiting(Paper, at=office.county.at, by=office.county.actor(SUPERVISOR)) == 3
    assert order.open_to(office.county.actor(RECORDS), office.county.at)
    assert not order.open_to(office.county.actor("lxcz-leader"), office.county.at)
    assert order.service == "sent"
    office.do("sign_for", part, RECORDS)
    order.refresh_from_db()
    assert order.service == "arrived"
    with pytest.raises(Refused, match="已经签收"):
        office.do("sign_for", part, RECORDS)


@pytest.mark.clause("PD-11")
def test_what_was_found_and_ordered_is_not_changed(office: Office) -> None:
    part = office.ordered()
    finding = office.finding(part)
    with pytest.raises(InternalError, match="PD-11"), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(what="没有问题")
    with pytest.raises(InternalError, match="PD-11"), transaction.atomic():
        Part.objects.filter(pk=part.pk).update(correct_by="2027-06-01")
    with pytest.raises(InternalError), transaction.atomic():
        Finding.objects.all().delete()


@pytest.mark.clause("PD-11")
def test_correction_is_reported_with_what_shows_it(office: Office) -> None:
    part = office.ordered()
    data = {**CORRECTED, "corrected_on": "2026-11-02"}
    with pytest.raises(Invalid, match="改正的证据"):
        office.do("report_correction", office.finding(part), RECORDS, data)
    with pytest.raises(Invalid, match="责令改正的日期"):
        office.do(
            "report_correction",
            office.finding(part),
            RECORDS,
            {**data, "corrected_on": "2026-10-01"},
            files={"files": [proof()]},
        )


@pytest.mark.clause("PD-11")
def test_a_clue_from_outside_is_told_in_words_and_one_from_within_names_its_matter(office: Office) -> None:
    with pytest.raises(Invalid, match="从外面来的线索"):
        office.opened(source="complaint")
    with pytest.raises(Invalid, match="哪个事项"):
        office.opened(source="matter")
    with pytest.raises(Invalid, match="没有查到"):
        office.opened(source="matter", source_ref="wy-rfbsc/2026-99999")
    document = office.county.published()
    row = office.opened(source="matter", source_ref=document.index_number)
    assert row.source_ref == document.ref
    address = f"/desk/disclosure/document/{document.pk}/change/"
    part = office.part(office.begun(source="complaint", source_words="来电反映"))
    finding = office.recorded(part, place="", place_ref=address)
    assert finding.place_ref == document.ref


@pytest.mark.clause("PD-11")
@pytest.mark.clause("SR-13")
def test_an_order_that_was_wrong_is_withdrawn_in_writing(office: Office) -> None:
    part = office.ordered(findings=2)
    office.on("2026-12-04")
    sweep(office.county.at)
    finding = office.finding(part)
    with pytest.raises(Refused, match="检查人员是"):
        office.do("withdraw_order", finding, OTHER, {"reason": "公开指南早已更新。"})
    office.do("withdraw_order", finding, SUPERVISOR, {"reason": "公开指南早已更新。"})
    finding = office.finding(part)
    assert finding.state == "dropped"
    assert not Clock.objects.filter(limit="inspection.correct", matter_id=finding.pk, ended_at=None).exists()
    figure, agency = FIGURES["inspection.corrected_in_time"], office.county.agencies["rfbsc"]
    counted = value(figure, Span.of_year(2026), agency)
    assert (counted.rows, counted.number) == (1, 0), (
        "late is what stands, not what was withdrawn after its day"
    )
    letter = Paper.objects.get(kind="inspection_withdrawal")
    assert letter.document_number == "政检撤〔2026〕1号"
    assert "公开指南早已更新" in letter.content
    other = office.reported(part, 2)
    assert office.county.fresh(part).state == "ordered"
    office.do("withdraw_order", other, SUPERVISOR, {"reason": "也不属实。"})
    assert office.county.fresh(part).state == "closed", "with the last finding the agency is done with"


@pytest.mark.clause("PD-11")
def test_one_agency_is_left_out_and_not_the_last(office: Office) -> None:
    row = office.begun("rfbsc", "lxcz")
    office.do("leave_out", office.part(row), SUPERVISOR, {"reason": "已经并入隆兴昌镇。"})
    assert office.county.fresh(office.part(row)).state == "dropped"
    with pytest.raises(Refused, match="只剩这一个单位"):
        office.do("leave_out", office.part(row, "lxcz"), SUPERVISOR, {"reason": "不查了。"})
