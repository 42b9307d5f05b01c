"""What should not have been registered is struck out; what should not have been closed goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.utils import InternalError

from annual_report import counting
from applications import statute
from applications.models import Application
from foundation.casework.refusals import Invalid
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from tests.applicants import CITIZEN, OBSTACLE, Desk, on, scan

pytestmark = pytest.mark.django_db

ASKED = {"items": "哪一年", "guidance": "", "span": 5}
CHARGE = {"by": "page", "pages": 44, "facts": "超过三十页", "pay_to": "县财政专户"}
HEAD = "disclosure_head"


def now(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def open_days(application: Application) -> dict[str, str]:
    """The last day of each open clock, by the code of its limit."""
    clocks = Clock.objects.of(Application.kind, application.pk).open()
    return {clock.limit.partition(".")[2]: str(clock.due_on) for clock in clocks}


@pytest.mark.clause("OR-4", "条例45")
def test_a_second_registration_is_struck_out_and_no_report_counts_it(desk: Desk) -> None:
    first, second = desk.registered(on("2026-11-02")), desk.registered(on("2026-11-03"))
    said = {"kept": first.number, "reason": "来信和网上各登记了一次"}
    desk.by(HEAD, "applications.strike_out", second, on("2026-11-04"), said)
    struck = now(second)
    assert (struck.state, struck.report_row, str(struck.closed_on)) == ("struck", "", "2026-11-04")
    assert open_days(second) == {}
    assert first.number in second.letters.get(kind="struck_notice").content
    cells = counting.table3([desk.agency], 2026)
    assert cells["t3.new.natural"] == 1
    assert counting.applications([desk.agency], 2026, "new").count() == 1


@pytest.mark.clause("OR-4")
@pytest.mark.parametrize("kept", ["own", "nobody's", "another's"])
def test_only_the_same_persons_other_registration_can_stay(desk: Desk, kept: str) -> None:
    application = desk.registered(on("2026-11-02"))
    other = desk.registered(on("2026-11-03"), identity_number="110105194912310011")
    number = {"own": application.number, "nobody's": "2026-9999", "another's": other.number}[kept]
    with pytest.raises(Invalid, match=r"不是同一个人的|没有这个登记号"):
        desk.by(
            HEAD, "applications.strike_out", application, on("2026-11-04"), {"kept": number, "reason": "重复"}
        )


@pytest.mark.clause("OR-4")
@pytest.mark.parametrize(("name", "same"), [("测试人", True), ("另一人", False)])
def test_who_gave_no_number_is_told_by_the_name(desk: Desk, name: str, same: bool) -> None:
    first, second = (
        desk.enter(on("2026-11-02"), "registered_post", "2026-11-02", identity_number="", name=who)
        for who in ("测试人", name)
    )
    said = {"kept": first.number, "reason": "重复"}
    if same:
        desk.by(HEAD, "applications.strike_out", second, on("2026-11-04"), said)
        assert now(second).state == "struck"
    else:
        with pytest.raises(Invalid, match="不是同一个人的"):
            desk.by(HEAD, "applications.strike_out", second, on("2026-11-04"), said)


@pytest.mark.clause("OR-4")
def test_an_application_ends_with_its_applicant(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    said = {"evidence": "死亡证明", "reason": "近亲属来电告知"}
    desk.by(HEAD, "applications.end_with_applicant", application, on("2026-11-04"), said)
    assert (now(application).state, now(application).report_row) == ("deceased", "o3")
    assert [letter.kind for letter in application.letters.all()] == ["receipt"]


@pytest.mark.clause("OR-4")
def test_a_clerk_enters_a_withdrawal_by_the_applicants_own_paper_alone(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Invalid, match="本人的书面材料"):
        desk.clerk("applications.withdraw", application, on("2026-11-04"), {"sure": "on"})
    paper = {"paper": [scan()]}
    desk.clerk("applications.withdraw", application, on("2026-11-04"), {"sure": "on"}, files=paper)
    assert now(application).state == "withdrawn"
    assert application.enclosures.count() == 1


@pytest.mark.clause("条例30", "条例33")
def test_what_was_closed_unamended_by_mistake_gets_its_whole_time_anew(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), ASKED)
    sweep(on("2026-11-20"))
    assert now(application).state == "lapsed_unamended"
    desk.by(HEAD, "applications.reopen", application, on("2026-11-23"), {"reason": "补正的信已经收到"})
    again = now(application)
    assert (again.state, again.report_row, again.closed_on) == ("amending", "", None)
    assert open_days(application) == {"amendment": "2026-11-30"}
    told = application.letters.get(kind="reopening_notice").content
    assert "补正的信已经收到" in told
    assert "2026年11月30日" in told
    # The letter had come in time: the time to reply runs from the day on which it came.
    came = {"wanted": "2024 年的结果", "received_on": "2026-11-09"}
    desk.clerk("applications.amend", application, on("2026-11-23", 10), came)
    assert open_days(application) == {"reply": "2026-12-07"}


@pytest.mark.clause("国办函〔2020〕109号")
def test_what_was_closed_unpaid_by_mistake_goes_on(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.charge", application, on("2026-11-03"), CHARGE)
    sweep(on("2026-12-15"))
    assert now(application).state == "lapsed_unpaid"
    desk.by(HEAD, "applications.reopen", application, on("2026-12-16"), {"reason": "款项已经到账"})
    assert now(application).state == "paying"
    paid = {"paid_on": "2026-11-20", "receipt": "票据1"}
    desk.clerk("applications.record_payment", application, on("2026-12-16", 10), paid)
    assert open_days(application) == {"reply": "2026-12-18"}


@pytest.mark.clause("条例33", "OR-5(2)")
def test_what_was_withdrawn_by_mistake_goes_on_as_it_was_counted(desk: Desk) -> None:
    """Twenty days from 2 November end on the 30th; 5 and 6 November did not count, the time in between does."""
    application = desk.registered(on("2026-11-02"))
    desk.by(HEAD, "applications.suspend", application, on("2026-11-04"), OBSTACLE)
    desk.by(HEAD, "applications.resume", application, on("2026-11-06"), {"reason": "电力恢复"})
    desk.citizen("applications.withdraw", application, on("2026-11-09"), {"sure": "on"})
    desk.by(HEAD, "applications.reopen", application, on("2026-11-12"), {"reason": "不是本人撤回的"})
    assert now(application).state == "handling"
    assert open_days(application) == {"reply": "2026-12-02"}
    assert "2026年12月2日" in application.letters.get(kind="reopening_notice").content


@pytest.mark.clause("OR-4")
@pytest.mark.parametrize("change", ["report_row = 'a'", "closed_on = '2026-01-01'", "state = 'answered'"])
def test_the_database_lets_a_closed_application_go_on_and_nothing_else(desk: Desk, change: str) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.citizen("applications.withdraw", application, on("2026-11-03"), {"sure": "on"})
    column, _, value = change.partition(" = ")
    changed: dict[str, Any] = {column: value.strip("'")}
    with pytest.raises(InternalError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**changed)


@pytest.mark.clause("条例30")
def test_only_the_head_goes_on_with_what_was_closed(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.citizen("applications.withdraw", application, on("2026-11-03"), {"sure": "on"})
    assert CITIZEN.kind == "citizen"
    with pytest.raises(Exception, match="没有这个角色"):
        desk.clerk("applications.reopen", application, on("2026-11-04"), {"reason": "弄错了"})
    assert statute.CLOSING_ROWS["deceased"] == "o3"


@pytest.mark.clause("条例30")
def test_what_was_withdrawn_while_the_applicant_was_waited_for_waits_again(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), ASKED)
    desk.citizen("applications.withdraw", application, on("2026-11-04"), {"sure": "on"})
    desk.by(HEAD, "applications.reopen", application, on("2026-11-05"), {"reason": "不是本人撤回的"})
    assert now(application).state == "amending"
    assert open_days(application) == {"amendment": "2026-11-12"}


@pytest.mark.clause("OR-4")
def test_nothing_is_struck_out_in_favour_of_what_has_ended(desk: Desk) -> None:
    first, second = desk.registered(on("2026-11-02")), desk.registered(on("2026-11-03"))
    desk.citizen("applications.withdraw", first, on("2026-11-04"), {"sure": "on"})
    said = {"kept": first.number, "reason": "重复"}
    with pytest.raises(Invalid, match="没有在办理"):
        desk.by(HEAD, "applications.strike_out", second, on("2026-11-04"), said)
