"""An account that falls silent: two weeks, a month, the explanation, and what the propaganda department says to it (NM-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.consequences import follows
from foundation.casework.fields import ReasonForm
from foundation.deadlines import clocks
from newmedia import forms, gates
from newmedia.models import Account, Post, Watch
from newmedia.statute import MONTH, OFFICES, SILENCE, UNWATCHED

State = Watch.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)
LIMITS = (SILENCE, MONTH)


def _run(watch: Watch, at: datetime, since: datetime) -> None:
    """Have both limits run from a day on."""
    for limit in LIMITS:
        clocks.start(limit, watch, at=at, on=localdate(since))


def _rest(watch: Watch, at: datetime) -> None:
    for limit in LIMITS:
        clocks.cancel(limit, watch, at=at)


@act("newmedia.begin_watch", "开始留意更新", on=Account, creates=Watch, cites=("NM-13",))
def begin_watch(step: Step) -> Watch:
    watch = Watch(agency=step.matter.agency, created_at=step.at, account=step.matter)
    attribute(step, watch).save()
    _run(watch, step.at, step.at)
    return watch


@act("newmedia.wake", "有了新的发布", on=Watch, via="wake", asks=forms.WokenForm, cites=("NM-13",))
def wake(step: Step) -> None:
    """The limits run anew from the day of the post; one that was registered late counts by its own day."""
    watch: Watch = step.matter
    released = step.data["released_at"]
    newest = watch.last_post_at is None or released > watch.last_post_at
    watch.wake(released)
    if not newest and clocks.running(watch):
        return
    for limit in LIMITS:
        clocks.meet(limit, watch, at=step.at, on=localdate(released))
    _run(watch, step.at, released)


@act("newmedia.pause_watch", "暂停留意更新", on=Watch, via="pause", cites=("NM-13",))
def pause_watch(step: Step) -> None:
    step.matter.pause()
    _rest(step.matter, step.at)


@act("newmedia.go_on_watching", "继续留意更新", on=Watch, via="go_on", cites=("NM-13",))
def go_on_watching(step: Step) -> None:
    step.matter.go_on()
    _run(step.matter, step.at, step.at)


@act("newmedia.end_watch", "不再留意更新", on=Watch, via="end", cites=("NM-13",))
def end_watch(step: Step) -> None:
    step.matter.end()
    _rest(step.matter, step.at)


# What becomes of the account


def _watch(account: Account) -> Watch | None:
    return Watch.objects.filter(account=account).first()


@follows("newmedia.go_live")
def _opened(step: Step, account: Account) -> None:
    if account.platform not in UNWATCHED:
        step.also(begin_watch.name, on=account)


@follows("newmedia.release")
def _released(step: Step, post: Post) -> None:
    watch = _watch(post.account)
    if watch is not None and watch.state in Watch.AWAKE:
        step.also(wake.name, on=watch, released_at=post.released_at)


@follows("newmedia.suspend", "newmedia.decide_closing")
def _stopped(step: Step, account: Account) -> None:
    watch = _watch(account)
    if watch is not None and watch.state in Watch.AWAKE:
        step.also(pause_watch.name, on=watch)


@follows("newmedia.resume", "newmedia.call_off_closing", "newmedia.closing_returned")
def _runs_again(step: Step, account: Account) -> None:
    watch = _watch(account)
    if watch is not None and watch.state == State.PAUSED and account.state == Account.State.LIVE:
        step.also(go_on_watching.name, on=watch)


@follows("newmedia.cancel")
def _cancelled(step: Step, account: Account) -> None:
    if (watch := _watch(account)) is not None:
        step.also(end_watch.name, on=watch)


# A month


def _three_offices(watch: Watch) -> Any:
    """Whoever receives filings for the three offices."""
    found = {agency for function in OFFICES if (agency := agency_with(function)) is not None}
    return [person for agency in found for person in holders({*OFFICE}, agency)]


@act(
    "newmedia.ask_explanation",
    "超过一个月没有发布",
    on=Watch,
    via="ask",
    cites=("NM-13",),
    tells=(DRAFTER, RECORDS, HEAD, LEADER),
)
def ask_explanation(step: Step) -> None:
    step.matter.ask()
    step.matter.accepted_until = None


@act(
    "newmedia.explain_silence",
    "说明没有发布的原因",
    on=Watch,
    via="explain",
    role=(HEAD, LEADER),
    asks=forms.ExplainForm,
    cites=("NM-13",),
    gates=[gates.offices_known],
    weight="primary",
    tells=(_three_offices,),
)
def explain_silence(step: Step) -> None:
    """To the three offices; the propaganda department answers."""
    office = agency_with(AgencyFunction.PROPAGANDA)
    assert office is not None, "the gate asked for it"
    step.matter.explain(office, step.reason)


@act(
    "newmedia.accept_silence",
    "同意暂缓更新",
    on=Watch,
    via="accept",
    role={State.EXPLAINED: OFFICE},
    asks=forms.AcceptForm,
    cites=("NM-13",),
    weight="primary",
)
def accept_silence(step: Step) -> None:
    """Until that day; then it is asked anew."""
    step.matter.accept(step.data["accepted_until"])
    _rest(step.matter, step.at)


@act(
    "newmedia.order_closing",
    "要求关停",
    on=Watch,
    via="order",
    role={State.EXPLAINED: OFFICE},
    asks=ReasonForm,
    cites=("NM-13",),
)
def order_closing(step: Step) -> None:
    """The agency's leader has the closing on the work list from now on."""
    step.matter.order()
