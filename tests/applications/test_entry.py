"""What came in time on paper and is entered after the last day counts by its own day; what came too late does not (条例30)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import statute
from applications.models import Application, Consultation
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from tests.applicants import Desk, on

pytestmark = pytest.mark.django_db

AMENDED = {"wanted": "2024 年春光村三社的结果"}


def clock(limit: TimeLimit) -> Clock:
    return Clock.objects.filter(limit=limit.code).latest("pk")


def state(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def unclear(desk: Desk) -> Application:
    """Asked to amend by Tuesday, 10 November."""
    application = desk.registered(on("2026-11-02"))
    asked = {"items": "哪一年", "span": 5}
    desk.clerk("applications.request_amendment", application, on("2026-11-03"), asked)
    for day in ("2026-11-11", "2026-11-13"):
        assert not sweep(at=on(day, 0)).failed
    return application


@pytest.mark.clause("条例30")
def test_a_letter_of_the_last_day_is_entered_three_working_days_later(desk: Desk) -> None:
    application = unclear(desk)
    assert clock(statute.AMENDMENT).breached_at is not None
    entered = {**AMENDED, "received_on": "2026-11-10"}
    desk.clerk("applications.amend", application, on("2026-11-13", 17), entered)
    assert state(application) == "handling"
    amendment = clock(statute.AMENDMENT)
    assert amendment.breached_at is None, "it came in time"
    assert amendment.ended_at is not None
    assert [event.kind for event in amendment.events.all()] == ["started", "breach", "breach_lifted", "met"]
    assert (clock(statute.REPLY).started_on, clock(statute.REPLY).due_on) == (
        date(2026, 11, 10),
        date(2026, 12, 8),
    )
    assert not sweep(at=on("2026-11-20", 0)).failed
    assert state(application) == "handling"


@pytest.mark.clause("条例30")
def test_after_the_last_day_only_a_good_reason_helps(desk: Desk) -> None:
    application = unclear(desk)
    with pytest.raises(Refused, match="补正期限已于 2026-11-10 届满"):
        desk.citizen("applications.amend", application, on("2026-11-11"), AMENDED)
    late: dict[str, Any] = {**AMENDED, "received_on": "2026-11-11"}
    with pytest.raises(Refused, match="正当理由"):
        desk.clerk("applications.amend", application, on("2026-11-12"), late)
    desk.clerk("applications.amend", application, on("2026-11-12"), {**late, "excuse": "大雪，道路中断"})
    assert state(application) == "handling"
    assert clock(statute.AMENDMENT).breached_at is not None, "it came late all the same"
    assert LedgerLine.objects.filter(act="applications.amend").get().reason == "大雪，道路中断"


@pytest.mark.clause("国办函〔2020〕109号")
def test_a_payment_of_the_last_day_counts_and_a_later_one_does_not(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    charge = {"by": "page", "pages": 31, "facts": "超过三十页", "pay_to": "县财政专户"}
    desk.clerk("applications.charge", application, on("2026-11-09"), charge)
    assert clock(statute.PAYMENT).due_on == date(2026, 12, 7)
    assert not sweep(at=on("2026-12-09", 0)).failed
    paid = {"paid_on": "2026-12-08", "receipt": "票1"}
    with pytest.raises(Refused, match="逾期不缴纳的视为放弃"):
        desk.clerk("applications.record_payment", application, on("2026-12-09"), paid)
    paid = {"paid_on": "2026-12-07", "receipt": "票1"}
    desk.clerk("applications.record_payment", application, on("2026-12-09"), paid)
    assert state(application) == "handling"
    assert clock(statute.PAYMENT).breached_at is None
    assert clock(statute.REPLY).started_on == date(2026, 12, 7)


@pytest.mark.clause("OR-6", "条例34")
@pytest.mark.parametrize(("party", "meant"), [("third_party", "视作不同意"), ("coauthor", "视为同意公开")])
def test_an_opinion_of_the_last_day_counts_and_a_later_one_does_not(
    desk: Desk, party: str, meant: str
) -> None:
    application = desk.registered(on("2026-11-02"))
    whom = {"name": "某公司", "address": "五原县"} if party == "third_party" else {"consulted_agency": "lxcz"}
    consult = {"party": party, "concern": "合同第三条的价格", **whom}
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), consult).matter
    receipt = {"received_on": "2026-11-03", "proof": "回证"}
    desk.clerk("applications.record_receipt", asked, on("2026-11-03"), receipt)
    assert not sweep(at=on("2026-11-25", 0)).failed
    late = {"answer": "refuses", "opinion": "影响经营", "answered_on": "2026-11-25"}
    with pytest.raises(Refused, match=f"已于 2026-11-24 届满，{meant}"):
        desk.clerk("applications.give_opinion", asked, on("2026-11-26"), late)
    with pytest.raises(Refused, match=meant):
        desk.citizen("applications.give_opinion", asked, on("2026-11-25"), {"answer": "agrees"})
    desk.clerk("applications.give_opinion", asked, on("2026-11-26"), {**late, "answered_on": "2026-11-24"})
    assert Consultation.objects.get().state == "answered"
    assert state(application) == "handling"
    # 4 to 24 November did not count: nineteen are left, from the 25th on.
    assert clock(statute.REPLY).due_on == date(2026, 12, 21)
