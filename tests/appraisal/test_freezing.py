"""What is frozen stays with its rows; units that are merged or founded in the year; rows decided on once more (AP-4, AP-6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from appraisal.clockwork import compute_all
from appraisal.models import Case, Dispute, Paper
from foundation.agencies.models import Agency
from foundation.casework.refusals import Invalid, NoSuchMatter, Refused
from foundation.deadlines.models import Clock, Pause
from foundation.figures.declared import FIGURES, Span
from foundation.invariants import verdict
from tests.appraisal.many import year_of
from tests.appraisal.people import ASSESSOR, LEADER, SUPERVISOR, Office, none
from tests.personas import FOUNDED

pytestmark = pytest.mark.django_db
IN_TIME = "disclosure.in_time"


def line(case: Case, code: str = "8.1") -> dict[str, Any]:
    """What is known of one indicator of a case."""
    standing = case.last_standing
    assert standing is not None
    return next(one for one in standing.lines if one["code"] == code)


def page_of_rows(office: Office, case: Case, who: str, code: str = "8.1") -> str:
    client = Client()
    client.force_login(office.county.people[who])
    answer = client.get(f"/desk/appraisal/case/{case.pk}/rows/{code}/")
    assert answer.status_code == 200, who
    return answer.content.decode()


def late_rows(case: Case) -> Any:
    figure = FIGURES[IN_TIME]
    return figure.rows(Span.of_year(2026)).filter(agency=case.unit).exclude(figure.part).order_by("pk")


def brought_up(office: Office, case: Case, clock: Clock, **given: Any) -> Dispute:
    data = {"row": f"{IN_TIME}|{clock.pk}|{clock.ref}", "ground": "force", "words": "暴雪断电三天。", **given}
    made: Dispute = office.do("dispute_row", case, f"{case.unit.code}-leader", data).matter
    return made


@pytest.mark.clause("AP-6")
def test_the_rows_behind_a_frozen_point_are_those_that_were_counted(office: Office) -> None:
    """Of the unit and of the one merged into it, whoever looks; what changes afterwards changes neither number nor rows."""
    office.on("2026-11-02")
    gone, heir = office.county.agencies["lxcz"], office.county.agencies["rfbsc"]
    year_of([heir, gone], 60, 0)
    Agency.objects.filter(pk=gone.pk).update(abolished_on="2026-10-02", successor=heir)
    office.notified()
    case = office.checked_in_field()
    counted = line(case)
    own = Clock.objects.filter(limit="disclosure.publication", agency=heir)
    assert counted["rows"] > own.count(), "those of the merged unit are among them"
    # Afterwards some are another agency's.
    moved = Clock.objects.filter(agency__in=(heir, gone)).values_list("pk", flat=True)[::2]
    with pgtrigger.ignore():
        Clock.objects.filter(pk__in=list(moved)).update(agency=office.county.agencies["xzfb"])
    for who in ("rfbsc-leader", SUPERVISOR, ASSESSOR):
        page = page_of_rows(office, office.case(), who)
        listed = page.count("没有达到") + page.count(">达到<")
        hidden = int(page.partition("这一页还有 ")[2].partition(" 件")[0] or 0)
        assert listed + hidden == min(counted["rows"], 50), who
        assert "数据在实地考核时冻结" in page
    assert line(office.case()) == counted


@pytest.mark.clause("AP-6")
def test_what_was_counted_is_not_changed_in_the_database(office: Office) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 20, 0)
    office.notified()
    case = office.checked_in_field()
    assert case.frozen is not None
    rows = case.frozen.counted
    assert rows.filter(figure=IN_TIME).count() == line(case)["rows"]
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(part=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.all().delete()


@pytest.mark.clause("AP-6")
def test_a_row_found_not_to_count_before_is_kept_and_the_number_still_follows_from_the_rows(
    office: Office,
) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 20, 0)
    office.notified()
    row = late_rows(office.case()).first()
    office.do("excuse_row", brought_up(office, office.case(), row), SUPERVISOR, {"why": "供电公司证明属实。"})
    case = office.checked_in_field()
    assert case.frozen is not None
    kept = case.frozen.counted.filter(figure=IN_TIME)
    assert kept.filter(row=row.pk).exists()
    assert kept.count() == line(case)["rows"] + 1
    found = verdict("figures.appraisal", office.county.at)
    assert found.holds, found.findings
    assert found.seen > 0


@pytest.mark.clause("AP-6", "AP-9")
def test_after_an_objection_a_number_is_read_from_the_frozen_rows(office: Office) -> None:
    """Only what the objection found is different: no row that changed meanwhile."""
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 60, 0)
    office.notified()
    case = office.served()
    before = line(case)
    first = late_rows(case).first()
    # All others are made good today: of today's rows the share would be 100.
    others = list(late_rows(case).exclude(pk=first.pk).values_list("pk", flat=True))
    with pgtrigger.ignore():
        for clock in Clock.objects.filter(pk__in=others):
            kept = {"ended_at": clock.started_at, "ending": "met", "breached_at": None, "took": 1}
            Clock.objects.filter(pk=clock.pk).update(**kept)
    office.do("object", case, "rfbsc-leader", {"codes": ["8.1"], "objection": "断电三天。"})
    dispute = brought_up(office, office.case(), first)
    office.do("excuse_row", dispute, SUPERVISOR, {"why": "供电公司证明属实。"})
    office.do("answer_objection", case, SUPERVISOR, {"outcome": "corrected", "answer": "剔除一行。"})
    case = office.case()
    kept = next(one for one in case.result if one["code"] == "8.1")
    part = round(Decimal(before["number"]) * before["rows"] / 100)
    leaf = next(leaf for leaf in case.leaves if leaf.code == "8.1")
    expected = leaf.points * part / (before["rows"] - 1)
    assert abs(Decimal(kept["points"]) - expected) <= Decimal("0.01")
    assert Decimal(kept["points"]) < leaf.points


@pytest.mark.clause("AP-6")
def test_a_row_found_to_count_is_brought_up_once_more_within_the_objection(office: Office) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 60, 0)
    office.notified()
    case = office.case()
    row = late_rows(case).first()
    office.do("count_row", brought_up(office, case, row), SUPERVISOR, {"why": "没有证明。"})
    with pytest.raises(Invalid, match="异议期里可以再提一次"):
        brought_up(office, case, row)
    case = office.served()
    office.do("object", case, "rfbsc-leader", {"codes": ["8.1"], "objection": "补来了证明。"})
    again = brought_up(office, office.case(), row)
    office.do("count_row", again, SUPERVISOR, {"why": "证明的是另一天。"})
    with pytest.raises(Invalid, match="已经提过"):
        brought_up(office, office.case(), row)


@pytest.mark.clause("AP-2", "AP-9")
def test_the_offices_own_rows_and_objection_are_decided_by_the_assessing_group(office: Office) -> None:
    """All supervisors sit in the office's agency: there an assessor from elsewhere decides, and nowhere else."""
    office.on("2026-11-02")
    own = office.county.agencies["xzfb"]
    office.county.people[SUPERVISOR].agency = own
    office.county.people[SUPERVISOR].save()
    year_of([own, office.county.agencies["rfbsc"]], 80, 0)
    office.notified()
    dispute = brought_up(office, office.case("xzfb"), late_rows(office.case("xzfb")).first())
    with pytest.raises(Refused, match="自己的单位"):
        office.do("excuse_row", dispute, SUPERVISOR, {"why": "属实。"})
    office.do("excuse_row", dispute, ASSESSOR, {"why": "属实。"})
    other = brought_up(office, office.case(), late_rows(office.case()).first())
    assessor = office.county.actor(ASSESSOR)
    assert list(Dispute.objects.visible_to(assessor)) == [dispute], "those on which they may decide"
    with pytest.raises(NoSuchMatter):
        office.do("excuse_row", other, ASSESSOR, {"why": "属实。"})
    assert other in Dispute.objects.visible_to(office.county.actor(SUPERVISOR))
    assert other in Dispute.objects.visible_to(office.county.actor("rfbsc-leader"))
    office.do("excuse_row", other, SUPERVISOR, {"why": "属实。"})


def merged(office: Office, gone: str, into: str) -> None:
    """One unit goes into another; everybody is read anew."""
    with pgtrigger.ignore():
        # What is generated without a matter cannot be passed on.
        Pause.objects.filter(clock__matter_kind="generated").delete()
        Clock.objects.filter(matter_kind="generated").delete()
    given = {"reason": "五编发〔2026〕3号", "successor": office.county.agencies[into].pk}
    office.county.do("agencies.merge", f"agency:{gone}", SUPERVISOR, given)
    for person in office.county.people.values():
        person.refresh_from_db()


@pytest.mark.clause("AP-4")
@pytest.mark.parametrize("until", ["notified", "assessed"])
def test_a_unit_merged_before_the_field_check_counts_for_its_successor(office: Office, until: str) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["lxcz"], office.county.agencies["rfbsc"]], 60, 0)
    row = office.notified()
    if until == "assessed":
        office.assessed("lxcz")
    rows = {code: line(office.case(code))["rows"] for code in ("lxcz", "rfbsc")}
    merged(office, "lxcz", "rfbsc")
    assert Case.objects.get(unit__code="lxcz").state == "merged"
    assert not Clock.objects.open().filter(matter_kind="appraisal_case", agency__code="lxcz").exists()
    case = office.checked_in_field()
    assert line(case)["rows"] == rows["lxcz"] + rows["rfbsc"]
    assert row.cases.going_on().count() == 3


@pytest.mark.clause("AP-4", "AP-9")
def test_a_unit_merged_after_the_field_check_keeps_its_result_and_its_successor_answers(
    office: Office,
) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["lxcz"], office.county.agencies["rfbsc"]], 60, 0)
    row = office.notified()
    gone = office.served("lxcz", **none(office.case("lxcz")))
    merged(office, "lxcz", "rfbsc")
    case = Case.objects.get(pk=gone.pk)
    assert (case.state, case.agency.code, case.unit.code, case.total) == (
        "served",
        "rfbsc",
        "lxcz",
        gone.total,
    )
    with pytest.raises(Invalid, match="只有 3 个单位"):
        office.do(
            "draw",
            row,
            SUPERVISOR,
            {"topic": "看公开栏", "many": 4, "classes": ["township", "department", "service"]},
        )
    own = line(office.checked_in_field())
    assert (
        own["rows"]
        == Clock.objects.filter(
            pk__in=FIGURES[IN_TIME].rows(Span.of_year(2026)).filter(agency__code="rfbsc").values("pk")
        ).count()
    ), "what was frozen for the other counts there alone"
    for code in ("rfbsc", "xzfb", "gs"):
        if code != "rfbsc":
            office.checked_in_field(code)
        office.do("give_opinion", office.case(code), ASSESSOR, {"opinion": "综合考核。"})
        office.do("confirm_grade", office.case(code), LEADER)
        office.do("serve", office.case(code), SUPERVISOR)
        office.do("accept", office.case(code), f"{code}-leader")
    office.do("accept", case, "rfbsc-leader")
    office.do("publish", row, SUPERVISOR, {"summary": "考核了四个单位。"})
    page = Client().get("/appraisal/2026/").content.decode()
    assert gone.name in page
    assert "荣丰办事处" in page


@pytest.mark.clause("AP-4")
def test_a_unit_founded_in_the_year_is_appraised_on_its_months(office: Office) -> None:
    office.on("2026-06-15")
    row = office.begun()
    new = Agency(code="xsj", name="五原县新设局", short_name="新设局", kind="department")
    new._history_date = FOUNDED  # type: ignore[attr-defined]
    new.save()
    office.later(1)
    compute_all(at=office.county.at)
    case = row.cases.get(unit=new)
    assert (case.state, str(case.counts_from)) == ("open", "2026-06-16")
    assert case.share == Decimal(6) / Decimal(11)
    assert case.standings.exists()
    office.on("2026-11-25")
    office.do("notify", row, SUPERVISOR)
    later = Agency(code="xsz", name="五原县新设中心", short_name="新设中心", kind="department")
    later._history_date = FOUNDED  # type: ignore[attr-defined]
    later.save()
    office.later(1)
    compute_all(at=office.county.at)
    case = row.cases.get(unit=later)
    assert case.state == "notified"
    limits = set(Clock.objects.of(case.kind, case.pk).values_list("limit", flat=True))
    assert limits == {"appraisal.field_check"}, "it owed nothing on 20 November"
    office.on("2026-12-01")
    last = Agency(code="xsy", name="五原县新设院", short_name="新设院", kind="department")
    last._history_date = FOUNDED  # type: ignore[attr-defined]
    last.save()
    compute_all(at=office.county.at)
    assert not row.cases.filter(unit=last).exists(), "it is appraised from the next year on"


@pytest.mark.clause("AP-9")
def test_a_corrected_field_sheet_is_issued_anew(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.checked_in_field()
    leaf = next(leaf for leaf in case.leaves if leaf.kind == "manual")
    data = {**none(case), f"p{leaf.place}": str(leaf.points), "reason": "补看了会议纪要。"}
    office.do("mark_again", case, ASSESSOR, data)
    old, new = Paper.objects.filter(case=case, kind="appraisal_sheet").order_by("pk")
    assert "补看了会议纪要" in new.content
    assert "代替以前的实地考核表" in new.content
    assert "补看了会议纪要" not in old.content
    assert old.document_number != new.document_number


@pytest.mark.clause("AP-9")
def test_whoever_assesses_itself_before_its_days_is_told(office: Office) -> None:
    office.on("2026-10-12")
    office.notified()
    client = Client()
    client.force_login(office.county.people["rfbsc-leader"])
    page = client.get(f"/desk/act/appraisal.assess_itself/{office.case().ref}/").content.decode()
    assert "2026-11-11 至 2026-11-20" in page
    assert "建议到时再报" in page
