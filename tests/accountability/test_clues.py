"""Clues: pulled from what other rooms' rows show, kept as they stood, nothing written where they come from (AC-5, AC-9)."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import localdate

from accountability import clues
from accountability.acts.reports import erase_due
from accountability.models import Case, Report
from accountability.queries import totals
from foundation.accesses.models import Access
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import ACTS
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.database import server_time
from foundation.deadlines.models import Clock
from foundation.figures.declared import FIGURES, Span
from foundation.visitors.codes import new_token
from tests.accountability.people import CLERK, FILED, LEADER, REPORTER, Commission
from tests.doors import Doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(commission: Commission) -> Clock:
    """The limit of a document's publication that ran out."""
    commission.county.determined()
    clock = Clock.objects.open().filter(limit="disclosure.publish").first() or Clock.objects.open().first()
    assert clock is not None
    commission.county.at = clock.due_at + timedelta(days=1)
    return clock


@pytest.mark.clause("AC-5")
def test_a_limit_that_was_not_kept_is_a_clue_with_its_ledger_as_it_stood(
    commission: Commission, late: Clock
) -> None:
    at = commission.county.at
    found = clues.found(f"clock:{late.pk}", at)
    assert found is not None
    assert (found.agency, found.clause, found.ref) == (late.agency, late.clause, late.ref)
    before = LedgerLine.objects.filter(matter_kind=late.matter_kind, matter_id=late.matter_id).count()
    case = commission.clue(source=f"clock:{late.pk}", unit="")
    told = clues.told(case.evidence)
    assert len(told["lines"]) == before
    assert told["lines"][0]["hash"]
    assert case.evidence_digest
    assert case.unit == late.agency
    after = LedgerLine.objects.filter(matter_kind=late.matter_kind, matter_id=late.matter_id).count()
    assert after == before
    # What is done there later changes nothing of it.
    commission.do("disclosure.publish", late.ref, "rfbsc-records_office")
    assert clues.told(commission.fresh(case).evidence) == told


@pytest.mark.clause("AC-5")
@pytest.mark.clause("SE-8")
@pytest.mark.clause("NM-23")
def test_every_figure_that_is_a_clue_is_offered_and_says_of_which_kind(commission: Commission) -> None:
    offered = {figure.id: figure.clue for figure in clues.clue_figures()}
    assert offered == {id: figure.clue for id, figure in FIGURES.items() if figure.clue}
    declared = ("evaluation.accountability", "inspection.referred", "applications.complaints_upheld")
    assert {*declared, "newmedia.put_right", "appraisal.circulated"} <= set(offered)
    assert all(clue in range(1, 7) for clue in offered.values())


@pytest.mark.clause("AC-5")
@pytest.mark.parametrize(
    "key",
    [
        "clock:0",
        "clock:x",
        "clock:" + "9" * 30,
        "figure:no.such:1",
        "x",
        "figure::",
        "figure:inspection.referred:1",
    ],
)
def test_what_is_no_clue_is_not_taken(commission: Commission, key: str) -> None:
    with pytest.raises(Invalid, match="没有查到这条线索"):
        commission.clue(source=key)


@pytest.mark.clause("AC-3")
def test_the_page_of_clues_is_the_commissions_alone(commission: Commission, late: Clock) -> None:
    doors = Doors(commission.county)
    at = "/desk/accountability/case/clues/"
    for outsider in (
        "county_supervisor",
        "xzfb-head",
        "rfbsc-agency_admin",
        "rfbsc-discipline_clerk",
        "jw-trier",
    ):
        assert doors.desk(outsider).get(at).status_code == 404
    page = doors.desk(CLERK).get(at)
    assert page.status_code == 200
    assert f"公文 {late.matter_id} 号" in page.text
    assert late.ref not in page.text
    for figure in clues.clue_figures():
        assert doors.desk(LEADER).get(f"{at}?of={figure.id}").status_code == 200
    assert doors.desk(CLERK).get(f"{at}?of=nothing").status_code == 404


@pytest.mark.clause("AC-9", "AC-5")
def test_anybody_reports_in_the_open_and_reads_what_became_of_it(commission: Commission) -> None:
    browser = Client()
    page = browser.get("/accountability/report/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    given = {
        "about": "rfbsc",
        "item": "3",
        "text": "不收我的申请",
        "name": REPORTER,
        "contact": "",
        "who": "",
        "token": token,
    }
    opened = page.split('name="opened" value="')[1].split('"')[0]
    answer = browser.post("/accountability/report/", {**given, "opened": opened})
    assert answer.status_code == 429, "too quick for a person without a solved challenge"
    row = commission.reported(token=token, text="不收我的申请", item="3")
    sent = browser.post("/accountability/report/", given).content.decode()
    assert row.number in sent
    code = sent.split('name="code" value="')[1].split('"')[0]
    wrong = browser.post("/accountability/track/", {"number": row.number, "code": "2222-2222-2222"})
    assert wrong.status_code == 422
    assert browser.post("/accountability/track/", {"number": row.number, "code": code}).status_code == 303
    shown = browser.get("/accountability/track/").content.decode()
    assert "待处理" in shown
    assert REPORTER not in shown
    assert "不收我的申请" not in shown
    commission.do("set_report_aside", row, CLERK, {"answer": "不属于责任追究，请写留言投诉。"})
    assert "请写留言投诉" in browser.get("/accountability/track/").content.decode()


@pytest.mark.clause("AC-9")
def test_the_reporter_is_sealed_even_inside(commission: Commission) -> None:
    row = commission.reported()
    case: Case = commission.do("take_report", row, CLERK, {"leader": commission.pk(LEADER)}).matter
    doors = Doors(commission.county)
    for who in (CLERK, LEADER):
        for at in (
            f"/desk/accountability/report/{row.pk}/change/",
            f"/desk/accountability/case/{case.pk}/change/",
            f"/desk/act/accountability.unseal_reporter/{row.ref}/",
        ):
            page = doors.desk(who).get(at)
            assert page.status_code == 200, at
            assert REPORTER not in page.content.decode(), at
    with pytest.raises(NotPermitted):
        commission.do("unseal_reporter", row, CLERK, {"why": "contact"})
    with pytest.raises(NoSuchMatter):
        commission.do("unseal_reporter", row, "jw-other-leader", {"why": "contact"})
    done = commission.do("unseal_reporter", row, LEADER, {"why": "protect"})
    assert any(REPORTER in said for said in done.shown)
    assert REPORTER not in str(vars(done.line))


@pytest.mark.clause("AC-9")
def test_one_form_sent_twice_is_one_report(commission: Commission) -> None:
    token = new_token()
    commission.reported(token=token)
    with pytest.raises(Invalid, match="没有再登记"):
        commission.reported(token=token)
    assert Report.objects.count() == 1


@pytest.mark.clause("AC-9")
def test_what_was_reported_goes_when_its_term_is_over(commission: Commission) -> None:
    row = commission.reported()
    commission.do("set_report_aside", row, CLERK, {"answer": "不受理。"})
    assert erase_due(at=commission.county.at, by=SYSTEM) == 0
    commission.on("2037-01-05")
    assert erase_due(at=commission.county.at, by=SYSTEM) == 1
    row.refresh_from_db()
    assert (row.name, row.text, row.answer) == ("", "", "")


@pytest.mark.clause("条例50")
def test_the_public_reads_how_many_of_each_level_in_years_that_are_over(commission: Commission) -> None:
    case = commission.closed()
    year = localdate(commission.county.at).year
    assert all(row["all"] == 0 for row in totals(year))
    assert totals(year + 1)[0] == {"year": year, "levels": [0, 0, 1, 0], "all": 1}
    page = Client().get("/accountability/").content.decode()
    assert case.number not in page
    assert "荣丰" not in page.split("历年办结")[1]


@pytest.mark.clause("AC-9")
def test_of_an_erased_report_no_case_that_is_done_with_repeats_the_words(commission: Commission) -> None:
    row = commission.reported()
    case: Case = commission.do("take_report", row, CLERK, {"leader": commission.pk(LEADER)}).matter
    commission.do("drop_clue", case, LEADER, {"how": "untrue", "because": "查无此事。"})
    with pytest.raises(Refused, match="已经办结"):
        commission.do("unseal_reporter", row, LEADER, {"why": "contact"})
    commission.on("2037-01-05")
    assert erase_due(at=commission.county.at, by=SYSTEM) == 1
    assert (Report.objects.get().text, commission.fresh(case).clue) == ("", "")


@pytest.mark.clause("AC-3")
def test_a_preview_of_a_letter_and_a_taken_report_are_readings_too(commission: Commission) -> None:
    row = commission.reported()
    case: Case = commission.do("take_report", row, CLERK, {"leader": commission.pk(LEADER)}).matter
    doors = Doors(commission.county)
    doors.desk(CLERK).get(f"/desk/accountability/report/{row.pk}/change/")
    assert case.readings.count() == 1  # type: ignore[attr-defined]
    commission.do("verify", case, CLERK)
    given = {**FILED, "preview": "1"}
    page = doors.desk(LEADER).post(f"/desk/act/accountability.file/{case.ref}/", given)
    assert page.status_code == 200
    assert commission.fresh(case).state == "verifying"
    assert case.readings.filter(staff__username=LEADER).count() == 1  # type: ignore[attr-defined]


@pytest.mark.clause("AC-3")
def test_nobody_urges_what_is_sealed(commission: Commission) -> None:
    case = commission.told()
    assert not ACTS["casework.urge"].when(case)


@pytest.mark.clause("AC-3")
def test_the_figures_count_cases_of_years_that_are_over(commission: Commission) -> None:
    case = commission.closed()
    figure = FIGURES["accountability.level_3"]
    this_year = localdate(server_time()).year
    for year, shown in ((this_year, False), (this_year - 1, True)):
        with pgtrigger.ignore():
            Case.objects.filter(pk=case.pk).update(closed_at=server_time().replace(year=year, month=6, day=1))
        assert figure.rows(Span.of_year(year)).exists() == shown


@pytest.mark.clause("AC-3")
def test_each_reading_is_logged_for_whoever_leads_the_case(commission: Commission) -> None:
    case = commission.told()
    doors = Doors(commission.county)
    at = f"/desk/accountability/case/{case.pk}/change/"
    doors.desk(CLERK).get(at)
    doors.desk("jw-trier").get(f"/desk/act/accountability.try_case/{case.ref}/")
    assert list(case.readings.order_by("pk").values_list("staff__username", flat=True)) == [CLERK, "jw-trier"]  # type: ignore[attr-defined]
    assert "谁看过" not in doors.desk(CLERK).get(at).content.decode()
    assert "谁看过" in doors.desk(LEADER).get(at).content.decode()
    assert not Access.objects.filter(of__startswith="accountability").exists()


@pytest.mark.clause("AC-3", "AC-9")
def test_each_reading_of_a_report_that_nobody_has_taken_is_logged(commission: Commission) -> None:
    report = commission.reported()
    doors = Doors(commission.county)
    at = f"/desk/accountability/report/{report.pk}/change/"
    doors.desk(CLERK).get(at)
    doors.desk("jw-other-clerk").get(f"/desk/act/accountability.take_report/{report.ref}/")
    read = report.readings.order_by("pk").values_list("staff__username", flat=True)  # type: ignore[attr-defined]
    assert list(read) == [CLERK, "jw-other-clerk"]
    assert "谁看过" not in doors.desk(CLERK).get(at).content.decode()
    assert "谁看过" in doors.desk(LEADER).get(at).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        report.readings.all().delete()  # type: ignore[attr-defined]


@pytest.mark.clause("AC-3")
def test_the_commission_is_neither_merged_nor_closed(commission: Commission) -> None:
    """Whether it has a case is not told by it."""
    given = {"successor": commission.county.agencies["rfbsc"].pk, "reason": "机构改革"}
    for _with_case in (False, True):
        for name, data in (("merge", given), ("close", {"reason": "机构改革"})):
            with pytest.raises(Refused, match="责任追究由纪委监委独自办理") as refused:
                commission.do(f"agencies.{name}", "agency:jw", "county_supervisor", data)
            assert refused.value.clause.id == "AC-3"
        commission.clue()


@pytest.mark.clause("AC-3")
def test_the_roles_of_the_commission_are_granted_there_alone(commission: Commission) -> None:
    county = commission.county
    with pytest.raises(Refused, match="不是纪委监委"):
        county.do(
            "agencies.grant_role", "staff:rfbsc-drafter", "rfbsc-agency_admin", {"role": "discipline_leader"}
        )
    with pytest.raises(Refused, match="由纪委监委自己的管理员提请"):
        county.do("agencies.grant_role", "staff:jw-clerk", "county_supervisor", {"role": "discipline_trial"})
