"""An account that falls silent: two weeks, a month, the explanation, closing or time (NM-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from foundation.casework.refusals import Invalid, NotPermitted
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.sweep import sweep
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from newmedia.clockwork import ask_again
from newmedia.models import Account, Watch
from newmedia.statute import MONTH, SILENCE
from tests.newmedia.people import Office
from tests.newmedia.test_accounts import waits


def open_clocks(watch: Watch) -> set[str]:
    """The limits that run on it."""
    return set(Clock.objects.of(watch.kind, watch.pk).open().values_list("limit", flat=True))


def days(office: Office, number: int) -> None:
    office.county.at += timedelta(days=number)
    sweep(office.county.at)


def silent(office: Office, account: Account | None = None, days: int = 33) -> Watch:
    """Nothing is published for so many days, and the sweep goes over it."""
    account = account or office.live()
    office.county.at += timedelta(days=days)
    sweep(office.county.at)
    return Watch.objects.get(account=account)


@pytest.mark.clause("NM-13")
def test_warned_at_ten_days_breached_at_fourteen(office: Office) -> None:
    watch = silent(office, days=10)
    assert watch.state == "running"
    clock = Clock.objects.of(watch.kind, watch.pk).get(limit=SILENCE.code)
    assert localdate(clock.due_at) - localdate(clock.started_at) == timedelta(days=15)
    assert not ClockEvent.objects.filter(clock=clock, kind__startswith="warn").exists()
    silent(office, watch.account, days=1)
    assert ClockEvent.objects.filter(clock=clock, kind__startswith="warn").exists()
    silent(office, watch.account, days=4)
    assert ClockEvent.objects.filter(clock=clock, kind="breach").exists()
    assert office.county.fresh(watch).state == "running", "a month is not over"


@pytest.mark.clause("NM-13")
def test_a_post_has_both_limits_run_anew(office: Office) -> None:
    account = office.live()
    office.county.at += timedelta(days=9)
    office.released(office.written(account))
    watch = Watch.objects.get(account=account)
    assert open_clocks(watch) == {SILENCE.code, MONTH.code}
    clock = Clock.objects.of(watch.kind, watch.pk).open().get(limit=SILENCE.code)
    assert localdate(clock.started_at) == localdate(office.county.at)
    assert watch.last_post_at is not None
    assert Clock.objects.of(watch.kind, watch.pk).filter(ending="met").count() == 2


@pytest.mark.clause("NM-13")
def test_a_post_dated_back_does_not_beat_the_sweep(office: Office) -> None:
    """Nothing stands at the platform before its approval, and the account stays over its days."""
    watch = silent(office, days=16)
    post = office.approved(office.written(watch.account))
    with pytest.raises(Invalid, match="早于审定时间"):
        office.release(post, **office.minutes_ago(60 * 24 * 5, "released_at"))
    clock = Clock.objects.of(watch.kind, watch.pk).open().get(limit=SILENCE.code)
    office.release(post)
    clock.refresh_from_db()
    assert (clock.ending, clock.breached_at is not None) == ("met", True)


@pytest.mark.clause("NM-13")
def test_after_a_month_it_is_explained_and_answered(office: Office) -> None:
    watch = silent(office)
    assert watch.state == "asked"
    assert (watch.ref, "newmedia.explain_silence") in waits(office.county, "rfbsc-leader")
    with pytest.raises(Invalid):
        office.do("explain_silence", watch, "leader", {"reason": ""})
    watch = office.do("explain_silence", watch, "leader", {"reason": "管理员生育，没有人接替。"}).matter
    assert (watch.ref, "newmedia.accept_silence") in waits(office.county, "bmj-records_office")
    until = str(localdate(office.county.at) + timedelta(days=20))
    with pytest.raises(NotPermitted):
        office.do("accept_silence", watch, "records_office", {"accepted_until": until})
    far = str(localdate(office.county.at) + timedelta(days=200))
    with pytest.raises(Invalid, match="更久的请关停"):
        office.county.do("newmedia.accept_silence", watch, "bmj-records_office", {"accepted_until": far})
    watch = office.county.do(
        "newmedia.accept_silence", watch, "bmj-records_office", {"accepted_until": until}
    ).matter
    assert (watch.state, open_clocks(watch)) == ("accepted", set())
    office.county.at += timedelta(days=20)
    assert ask_again(at=office.county.at) == 0
    office.county.at += timedelta(days=1)
    assert ask_again(at=office.county.at) == 1
    assert office.county.fresh(watch).state == "asked"


@pytest.mark.clause("NM-13")
def test_a_post_ends_the_silence_whatever_was_said(office: Office) -> None:
    watch = silent(office)
    watch = office.do("explain_silence", watch, "leader", {"reason": "没有人手。"}).matter
    office.released(office.written(watch.account))
    watch = office.county.fresh(watch)
    assert (watch.state, watch.reason, open_clocks(watch)) == ("running", "", {SILENCE.code, MONTH.code})


@pytest.mark.clause("NM-13")
def test_what_cannot_go_on_is_closed(office: Office) -> None:
    watch = silent(office)
    watch = office.do("explain_silence", watch, "leader", {"reason": "没有人手，也不会有。"}).matter
    office.county.do("newmedia.order_closing", watch, "bmj-records_office", {"reason": "请关停。"})
    account = office.county.fresh(watch.account)
    assert (account.ref, "newmedia.decide_closing") in waits(office.county, "rfbsc-leader")
    office.closing(account)
    watch = office.county.fresh(watch)
    assert (watch.state, open_clocks(watch)) == ("paused", set())
    assert (account.ref, "newmedia.decide_closing") not in waits(office.county, "rfbsc-leader")


@pytest.mark.clause("NM-13")
def test_a_suspended_account_is_not_counted_and_a_cancelled_one_no_more(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "leader", {"because": "platform", "reason": "平台维护。"})
    watch = silent(office, account)
    assert (watch.state, open_clocks(watch)) == ("paused", set())
    office.do("resume", office.county.fresh(account), "leader", {"reason": "找回来了。"})
    assert open_clocks(watch) == {SILENCE.code, MONTH.code}
    office.closed(office.county.fresh(account))
    assert office.county.fresh(watch).state == "ended"


def test_what_has_nothing_to_update_is_not_watched(office: Office) -> None:
    office.live(platform="app")
    assert not Watch.objects.exists()


@pytest.mark.clause("NM-13")
def test_the_longest_silence_and_the_accounts_over_two_weeks_are_counted(office: Office) -> None:
    account, county = office.live(), office.county
    agency, span = account.agency_id, Span.of_year(2026)
    longest, over = FIGURES["newmedia.longest_silence"], FIGURES["newmedia.silent_over_14"]
    days(office, 5)
    office.released(office.written(account))
    assert (values(longest, span).of(agency).rows, values(over, span).of(agency).number) == (2, 0)
    days(office, 16)
    office.released(office.written(account, title="又一条"))
    until_today = Span(span.first, localdate(county.at))
    assert values(longest, until_today).of(agency).number == 16
    assert values(over, span).of(agency).number == 1
    days(office, 20)
    assert values(over, span).of(agency).number == 1, "each account once"
    # What still runs counts as well.
    assert values(longest, Span(span.first, localdate(county.at))).of(agency).number == 20
    before = Span(span.first, localdate(account.live_at))
    assert values(over, before).of(agency).number == 0
