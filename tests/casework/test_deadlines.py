"""What happens when a clock speaks: who is told, and what the portal does by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.template.loader import render_to_string

from disclosure.models import Document
from disclosure.statute import PUBLICATION, REFUSAL_REPORT
from foundation.casework import ledger
from foundation.deadlines.limits import LIMITS, TimeLimit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Notice
from tests.disclosure.texts import WITHHELD
from tests.personas import SHANGHAI, County


def at(month: int, day: int) -> datetime:
    """Noon of a day in 2026."""
    return datetime(2026, month, day, 12, tzinfo=SHANGHAI)


def told(subject: str) -> dict[str, Notice]:
    """The notices that begin so, by who has them."""
    return {n.recipient.username: n for n in Notice.objects.filter(subject__startswith=subject)}


@pytest.mark.clause("PD-9")
def test_the_roles_of_the_limit_are_warned_and_then_told_each_once(county: County) -> None:
    document = county.draft()
    # From 2 November the twentieth working day is the 30th; five before is the 23rd.
    assert sweep(at(11, 20)).events == []
    sweep(at(11, 24))
    sweep(at(11, 24))
    warned = told("即将到期：最迟发布")
    assert set(warned) == {"rfbsc-records_office", "rfbsc-leader"}
    notice = warned["rfbsc-leader"]
    assert document.title in notice.subject
    assert (notice.clause, notice.url) == ("PD-9", f"/desk/disclosure/document/{document.pk}/change/")
    assert "依据 PD-9。请及时办理。" in notice.body
    sweep(at(12, 1))
    sweep(at(12, 2))
    breached = told("已超期：最迟发布")
    assert set(breached) == {"rfbsc-records_office", "rfbsc-leader"}
    assert "超期已如实记录" in breached["rfbsc-leader"].body
    assert Notice.objects.filter(recipient__username="rfbsc-leader", clause="PD-9").count() == 2


@pytest.mark.clause("PD-9")
def test_what_is_published_late_says_so(county: County) -> None:
    document = county.determined()
    sweep(at(12, 1))
    county.at = at(12, 2)
    published = county.do("disclosure.publish", document.ref, "rfbsc-records_office").matter
    clock = Clock.objects.of("document", published.pk).get(limit=PUBLICATION.code)
    assert clock.ending == "met"
    assert clock.state(county.at) == Clock.State.LATE
    assert sweep(at(12, 10)).events == []


@pytest.mark.clause("PD-7(2)")
def test_a_report_that_is_not_made_in_five_days_is_told(county: County) -> None:
    county.determined(opinion="exempt", **WITHHELD)
    sweep(at(11, 10))
    assert set(told(f"已超期：{REFUSAL_REPORT.label}")) == {"rfbsc-records_office"}


@pytest.mark.clause("PD-9")
def test_nobody_is_told_of_what_is_done(county: County) -> None:
    county.published()
    Notice.objects.all().delete()
    assert sweep(at(12, 20)).events == []
    assert not Notice.objects.exists()


def test_a_limit_may_have_the_portal_act_when_it_runs_out(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = county.draft()
    ending = TimeLimit(**{**_fields(PUBLICATION), "code": "test.ending", "at_end": "disclosure.submit"})
    monkeypatch.setitem(LIMITS, PUBLICATION.code, ending)
    try:
        swept = sweep(at(12, 1))
        assert swept.failed == []
    finally:
        LIMITS.pop("test.ending", None)
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert (line.act, line.actor_kind, line.actor_name, line.to_state) == (
        "disclosure.submit",
        "system",
        "系统",
        "recheck",
    )


def test_a_clock_whose_limit_is_gone_still_speaks(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    county.draft()
    monkeypatch.delitem(LIMITS, PUBLICATION.code)
    swept = sweep(at(12, 1))
    assert (len(swept.failed), swept.breaches) == (0, 1)
    assert not Notice.objects.filter(subject__contains="最迟发布").exists()


def test_what_cannot_be_told_is_tried_again(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    document = county.draft()

    def unplugged(*_args: Any, **_more: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("foundation.casework.deadlines.tell", unplugged)
        assert len(sweep(at(12, 1)).failed) == 1
        assert Clock.objects.of(Document.kind, document.pk).get().breached_at is None
    assert sweep(at(12, 1)).breaches == 1
    assert told("已超期")


def _fields(limit: TimeLimit) -> dict[str, Any]:
    names = ("clause", "label", "span", "unit", "warn", "tells")
    return {name: getattr(limit, name) for name in names}


@pytest.mark.parametrize(("state", "said"), [("按时办结", 1), ("计时中", 2)])
def test_how_a_clock_ended_is_said_once(state: str, said: int) -> None:
    clock = {
        "label": "答复",
        "clause": "OR-5(1)",
        "state": state,
        "due": {"words": "按时办结", "level": "main"},
    }
    html = render_to_string("casework/desk/sections/clocks.html", {"section": {"clocks": [clock]}})
    assert html.count("按时办结") + html.count("计时中") == said
