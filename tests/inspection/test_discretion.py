"""What the inspected learn no sooner and no more than they may, and in whose name it is inspected (PD-11, SR-13)."""

from __future__ import annotations

import pytest

from foundation.agencies.models import Agency, RoleGrant
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.refusals import Refused
from foundation.deadlines.models import Clock
from foundation.notices.models import Notice
from inspection.models import Finding, Paper, Part, Urging
from inspection.papers import where
from tests.doors import Doors
from tests.inspection.people import CORRECTED, FOUND, INSPECTOR, OTHER, SUPERVISOR, Office, proof

pytestmark = pytest.mark.django_db
RECORDS = "rfbsc-records_office"


def told_in_agency(label: str) -> bool:
    """Whether anybody in the inspected agency was told of an act."""
    return Notice.objects.filter(
        recipient__username__startswith="rfbsc", subject__startswith=f"{label}："
    ).exists()


def urge(office: Office, ref: str, **given: str) -> None:
    name = "agencies.urge" if ref.startswith("agency:") else "casework.urge"
    office.county.do(name, ref, SUPERVISOR, {"reason": "请抓紧", **given})


@pytest.mark.clause("SR-13")
def test_who_merges_or_closes_an_agency_reads_no_title_of_what_they_may_not_see(
    office: Office, doors: Doors
) -> None:
    row = office.stated(INSPECTOR, title="涉密文件误发").inspection
    office.county.draft(title="关于冬季防火的通知")
    page = doors.desk(SUPERVISOR).get("/desk/act/agencies.merge/agency:rfbsc/").content.decode()
    assert "关于冬季防火的通知" in page
    assert "，另有 " in page
    with pytest.raises(Refused, match="另有") as refused:
        office.county.do("agencies.close", "agency:rfbsc", SUPERVISOR, {"reason": "五编发〔2026〕3号"})
    for said in (page, str(refused.value)):
        assert row.title not in said
        assert row.number not in said


@pytest.mark.clause("PD-11", "SR-13")
def test_nobody_inspects_in_the_name_of_the_inspected(office: Office) -> None:
    agencies = Agency.objects.exclude(functions=[])
    for agency in agencies:
        agency.functions = []
        agency.save()
    with pytest.raises(Refused, match="县政务公开工作机构"):
        office.opened()
    with pytest.raises(Refused, match="保密行政管理部门"):
        office.opened(by=INSPECTOR)
    asked = {
        "title": "集中更新",
        "body": "逐个核对。",
        "basis": "PD-9",
        "due_on": "2026-11-20",
        "agencies": [office.county.agencies["rfbsc"].pk],
    }
    with pytest.raises(Refused, match="县政务公开工作机构"):
        office.do("deploy", "agency:rfbsc", SUPERVISOR, asked)


@pytest.mark.clause("PD-11")
def test_what_the_agency_does_not_know_of_is_not_urged(office: Office) -> None:
    row = office.opened(unannounced=True)
    with pytest.raises(Refused, match="还不知道"):
        urge(office, row.ref)
    office.do("begin_unannounced", row, SUPERVISOR, {"reason": "防止临时补材料"})
    finding = office.recorded(office.part(row))
    for ref in (row.ref, office.part(row).ref, finding.ref):
        with pytest.raises(Refused, match="还不知道"):
            urge(office, ref, by="2026-11-10")
    assert not Notice.objects.filter(recipient__username__startswith="rfbsc").exists()
    office.do("tell_findings", office.part(row), SUPERVISOR, {"days": 5, "source": "县里定的"})
    urge(office, office.part(row).ref)
    assert told_in_agency("督办")


@pytest.mark.clause("SR-13")
def test_an_inspection_of_reviews_is_never_urged(office: Office) -> None:
    part = office.ordered(INSPECTOR)
    RoleGrant.objects.create(staff=office.county.people[INSPECTOR], role=Role.COUNTY_SUPERVISOR, agency=None)
    for ref in (part.ref, office.finding(part).ref):
        with pytest.raises(Refused, match="只由保密行政管理部门办理"):
            office.county.do("casework.urge", ref, INSPECTOR, {"reason": "请抓紧"})


@pytest.mark.clause("PD-11")
def test_of_a_referral_to_discipline_the_agency_reads_that_it_was_made_alone(
    office: Office, doors: Doors
) -> None:
    part = office.ordered(findings=2)
    given = {"onward": "discipline", "onward_to": "县纪委监委", "reason": "领导授意补假材料"}
    finding = office.finding(part)
    office.do("refer_finding", finding, SUPERVISOR, given)
    assert not told_in_agency("移送处理")
    assert Finding.objects.get(pk=finding.pk).onward_because == given["reason"]
    assert ledger.lines("inspection_finding", finding.pk).last().reason == ""
    at = f"/desk/inspection/finding/{finding.pk}/change/"
    page = doors.desk("rfbsc-leader").get(at).content.decode()
    assert "已移送处理" in page
    for kept in ("纪", given["reason"]):
        assert kept not in page
    assert given["reason"] in doors.desk(SUPERVISOR).get(at).content.decode()
    other = {"onward": "accountability", "onward_to": "县政府", "reason": "一直不改"}
    office.do("refer_finding", office.finding(part, 2), SUPERVISOR, other)
    assert told_in_agency("移送处理")


@pytest.mark.clause("PD-11")
def test_who_reports_too_late_undoes_no_breach_by_naming_an_earlier_day(office: Office) -> None:
    part = office.ordered()
    office.on("2026-12-07")
    late = {**CORRECTED, "corrected_on": "2026-12-01"}
    office.do("report_correction", office.finding(part), RECORDS, late, files={"files": [proof()]})
    office.do("close_finding", office.finding(part), SUPERVISOR)
    clock = Clock.objects.get(limit="inspection.correct")
    assert (clock.ending, clock.breached_at is not None) == ("met", True)


@pytest.mark.clause("PD-11")
def test_who_was_told_of_an_inspection_is_told_that_it_is_called_off(office: Office) -> None:
    row = office.begun()
    office.do("call_off", row, SUPERVISOR, {"reason": "并入年底检查"})
    assert told_in_agency("检查已撤销")
    assert Part.objects.visible_to(office.county.actor(RECORDS)).get().state == "dropped"


@pytest.mark.clause("PD-11")
def test_who_was_told_nothing_is_not_told_that_it_is_called_off(office: Office) -> None:
    row = office.opened()
    office.do("call_off", row, SUPERVISOR, {"reason": "并入年底检查"})
    assert not told_in_agency("检查已撤销")
    assert not Part.objects.visible_to(office.county.actor(RECORDS)).exists()


@pytest.mark.clause("SR-13")
def test_an_order_of_the_secrecy_administration_rests_on_its_own_law(office: Office) -> None:
    office.ordered(INSPECTOR)
    text = str(Paper.objects.get(kind=Paper.Kind.ORDER).content)
    assert "保守国家秘密法" in text
    assert "第四十七条" not in text


@pytest.mark.clause("PD-11")
def test_an_order_of_the_county_rests_on_the_regulations(office: Office) -> None:
    office.ordered()
    text = str(Paper.objects.get(kind=Paper.Kind.ORDER).content)
    assert "第四十七条" in text
    assert "保守国家秘密法" not in text


@pytest.mark.clause("PD-11")
def test_a_pasted_address_of_the_desk_is_taken_and_an_agency_is_printed_by_its_name(office: Office) -> None:
    row = office.begun()
    agency, document = office.county.agencies["rfbsc"], office.county.published()
    address = (
        f"https://www.wuyuan.test/desk/disclosure/document/{document.pk}/change/?_changelist_filters=q%3D1"
    )
    for pasted, printed in (
        (address, f"公文 {document.index_number}"),
        ("agency:rfbsc", str(agency)),
    ):
        given = {**FOUND, "place": "", "place_ref": pasted}
        made: Finding = office.do("record_finding", office.part(row), SUPERVISOR, given).matter
        assert where(made) == printed


@pytest.mark.clause("PD-1")
def test_what_was_urged_of_an_agency_with_a_day_ends_when_it_is_met(office: Office) -> None:
    urge(office, "agency:rfbsc", by="2026-11-06")
    urge(office, "agency:lxcz", by="2026-11-06")
    office.county.do("agencies.urging_met", "agency:rfbsc", SUPERVISOR)
    assert dict(Urging.objects.values_list("agency__code", "state")) == {"rfbsc": "settled", "lxcz": "open"}
    assert Clock.objects.filter(limit="inspection.urged").open().get().agency.code == "lxcz"


@pytest.mark.clause("PD-1")
def test_who_answered_an_urging_does_not_confirm_it(office: Office) -> None:
    urge(office, "agency:rfbsc", by="2026-11-06")
    supervisor = office.county.people[SUPERVISOR]
    RoleGrant.objects.create(staff=supervisor, role="leader", agency=office.county.agencies["rfbsc"])
    row = Urging.objects.get()
    office.do("answer_urging", row, SUPERVISOR, {"answer": "办完了"})
    with pytest.raises(Refused, match="反馈"):
        office.do("settle_urging", row, SUPERVISOR)
    with pytest.raises(Refused, match="反馈"):
        office.county.do("agencies.urging_met", "agency:rfbsc", SUPERVISOR)
    office.do("settle_urging", row, OTHER)
    assert Urging.objects.get().state == "settled"
