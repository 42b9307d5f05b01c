"""Reads of messages: what the search index holds, the part of an agency's page, the counts, what happened to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from feedback.models import Message, PublishedMessage, Sort
from feedback.statute import COMPLAINT, ERROR, WHY
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import ledger
from foundation.deadlines.counting import midnight
from foundation.deadlines.limits import TimeLimit
from foundation.rooms import Part
from foundation.search.entries import EntryData, indexed

State = Message.State
#: The limit that a visitor is told, by sort.
PROMISED: dict[str, TimeLimit] = {Sort.ERROR: ERROR, Sort.COMPLAINT: COMPLAINT, Sort.WHY: WHY}


@indexed(PublishedMessage.kind, "留言", lambda at: PublishedMessage.objects.public().select_related("agency"))
def index(published: PublishedMessage) -> EntryData:
    """Index what was said and answered, as it is published."""
    return EntryData.of(
        published,
        text=f"{published.question}\n{published.answer}",
        url=reverse("feedback:detail", args=[published.number]),
    )


def on_agency_page(agency: Agency, at: datetime) -> Part | None:
    """Show on an agency's page where to complain of it, to report an error, to ask why; None of one that is closed."""
    return Part("feedback/parts/of_agency.html", agency) if agency.abolished_on is None else None


@dataclass(frozen=True)
class Counted:
    """The messages of one sort in twelve months: received, answered, and of the answered those in time."""

    label: str
    promise: TimeLimit
    received: int
    answered: int
    in_time: int


def counts(today: date) -> list[Counted]:
    """What came in the twelve months before today and was answered, by sort; what was set aside does not count."""
    since = midnight(today - timedelta(days=365))
    rows = (
        Message.objects.filter(created_at__gte=since, created_at__lt=midnight(today))
        .exclude(state=State.SET_ASIDE)
        .order_by()
    )
    found = {
        row.pop("sort"): row
        for row in rows.values("sort").annotate(
            received=Count("pk"),
            answered=Count("pk", filter=Q(state=State.ANSWERED)),
            in_time=Count("pk", filter=Q(in_time=True)),
        )
    }
    nothing = {"received": 0, "answered": 0, "in_time": 0}
    return [
        Counted(label=str(sort.label), promise=PROMISED[sort], **found.get(sort.value, nothing))
        for sort in Sort
    ]


#: What its sender reads of each act.
_SAID = {
    "feedback.report_error": "收到",
    "feedback.complain": "收到",
    "feedback.ask_why": "收到",
    "feedback.go_up": "收到",
    "feedback.receive": "受理",
    "feedback.pass_on": "转办",
    "feedback.confirm_answer": "答复",
    "feedback.set_aside": "不予处理",
}


@dataclass(frozen=True)
class Event:
    """Something that happened to a message, in words for its sender."""

    on: date
    label: str
    text: str = ""


def course(message: Message) -> Iterator[Event]:
    """What happened to a message, the oldest first; names of people are left out."""
    for line in ledger.lines(message.kind, message.pk).order_by("sequence"):
        on = localdate(line.at)
        if line.act == "feedback.pass_on":
            yield Event(on, "转办", f"转给{line.detail.get('to_name', '')}：{line.reason}")
        elif line.act == "feedback.answer":
            waits = line.to_state == State.CONFIRMING
            yield Event(on, *(("答复写好", "由保密审查员确认后给您") if waits else ("答复", "")))
        elif line.act == "feedback.return_answer":
            yield Event(on, "答复退回重写")
        elif line.act in _SAID:
            yield Event(on, _SAID[line.act])


def revealed(message: Message, actor: Actor, at: datetime) -> bool:
    """Whether this person may read who said it, and performed the act that opens it today."""
    if actor.staff_id is None or not message.part_open_to("sender", actor):
        return False
    performed = ledger.lines(message.kind, message.pk).filter(act="feedback.reveal", staff_id=actor.staff_id)
    return performed.filter(at__gte=midnight(localdate(at)), at__lte=at).exists()
