"""Reads of applications for the desk and other rooms, and what the search index holds of published replies."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate

from applications import statute
from applications.models import Application, Complaint, PublishedReply, Reply
from applications.remedies import DIRECT_SUIT_MONTHS, RECONSIDERATION_DAYS, LastDay, LastDays
from disclosure.statute import GROUNDS
from disclosure.withheld import Withheld, withholds
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import ledger
from foundation.deadlines import clocks
from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.counting import count, local_date, midnight
from foundation.deadlines.holidays import with_days_off_by_law
from foundation.deadlines.limits import Unit
from foundation.deadlines.models import Clock
from foundation.search.entries import EntryData, indexed


@indexed(PublishedReply.kind, "答复", lambda at: PublishedReply.objects.public().select_related("agency"))
def index(excerpt: PublishedReply) -> EntryData:
    """Index the question and the answer of a published reply."""
    return EntryData.of(
        excerpt,
        text=f"{excerpt.question}\n{excerpt.answer}",
        url=reverse("replies:detail", args=[excerpt.pk]),
    )


def reply_due(application: Application) -> Clock | None:
    """The clock by which to reply: the nearest of the running limits (OR-5), None while none runs."""
    return clocks.open_clock(application, *statute.TO_REPLY)


def without_reply(*, explains: bool) -> Q:
    """The filter for applications with no reply under way or issued, or no statement of reasons."""
    under_way = Reply.objects.under_way(explains=explains).filter(application=OuterRef("pk"))
    return ~Q(Exists(under_way))


def last_days(received: date) -> LastDays:
    """The last days for disputing a letter received on a day (行政复议法20, 行政诉讼法46)."""
    calendar = with_days_off_by_law(Calendar.load(), (received.year, received.year + 1))
    periods = ((Unit.DAYS, RECONSIDERATION_DAYS), (Unit.MONTHS, DIRECT_SUIT_MONTHS))
    counts = (count(unit, span, midnight(received), (), calendar) for unit, span in periods)
    return LastDays(*(LastDay(local_date(one.due_at - ONE_DAY), one.provisional) for one in counts))


#: The outcomes that withhold something which the agency has.
_WITHHOLDING = frozenset(code for code, outcome in statute.OUTCOMES.items() if outcome.refuses)

#: The acts that open to a person, for the day, who applied: by the kind of matter on which they are performed.
REVEALS = {Application.kind: "applications.reveal", Complaint.kind: "applications.reveal_complainant"}


def revealed(matter: Application | Complaint, actor: Actor, at: datetime) -> bool:
    """Whether this person may read who applied, or complained, and performed the act that opens it today (OR-3)."""
    if actor.staff_id is None or not matter.part_open_to("applicant", actor):
        return False
    performed = ledger.lines(matter.kind, matter.pk).filter(act=REVEALS[matter.kind], staff_id=actor.staff_id)
    return performed.filter(at__gte=midnight(localdate(at)), at__lte=at).exists()


@withholds
def refusals(agencies: Collection[Agency], at: datetime) -> Iterator[Withheld]:
    """The replies that stand and withhold something of an agency's, each once, by the first of its grounds (条例18)."""
    issued = Reply.objects.issued().filter(agency__in=agencies, explains=False)
    rows = issued.filter(decisions__outcome__in=_WITHHOLDING).distinct().order_by("pk")
    for reply in rows.select_related("application", "signer").prefetch_related("decisions"):
        outcomes = [decision.kind for decision in reply.decisions.all() if decision.outcome in _WITHHOLDING]
        told = "、".join(outcome.label for outcome in outcomes)
        yield Withheld(
            agency_id=reply.agency_id,
            kind=reply.kind,
            pk=reply.pk,
            title=f"公开申请 {reply.application.number} 的答复：{told}",
            sort="对申请不予公开",
            ground=next((outcome.code for outcome in outcomes if outcome.code in GROUNDS), ""),
            decided_on=localdate(reply.issued_at) if reply.issued_at else None,
            decided_by=str(reply.signer or ""),
        )
