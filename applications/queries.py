"""The reads of applications that other rooms and the desk may use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from applications import statute
from applications.models import Application, PublishedReply
from foundation.agencies.actors import Actor
from foundation.casework import ledger
from foundation.deadlines import clocks
from foundation.deadlines.counting import midnight
from foundation.search.entries import EntryData, index, remove, source


def register() -> None:
    """Let the index be rebuilt from the replies that are published."""
    source(PublishedReply.kind, entries)


def entries() -> Iterator[EntryData]:
    """What the index should hold of published replies."""
    for excerpt in PublishedReply.objects.public().select_related("agency").iterator(chunk_size=200):
        yield entry_of(excerpt)


def entry_of(excerpt: PublishedReply) -> EntryData:
    """What the index holds of one published reply: nothing that its page does not show."""
    assert excerpt.published_at is not None
    return EntryData(
        pk=excerpt.pk,
        title=excerpt.title,
        text=f"{excerpt.question}\n{excerpt.answer}",
        url=reverse("replies:detail", args=[excerpt.pk]),
        agency=excerpt.agency,
        at=excerpt.published_at,
    )


def enter_index(excerpt: PublishedReply) -> None:
    """Have a reply found from now on, in the transaction that publishes it."""
    index(PublishedReply.kind, **vars(entry_of(excerpt)))


def leave_index(excerpt: PublishedReply) -> None:
    """Have it found no more, in the transaction that withdraws it."""
    remove(PublishedReply.kind, excerpt.pk)


def reply_due(application: Application) -> date | None:
    """The last day on which to reply, of the limits that bind now the nearest (OR-5); None while none runs."""
    limits = (statute.REPLY.code, statute.EXTENSION_BOUND.code)
    return min((clock.due_on for clock in clocks.running(application) if clock.limit in limits), default=None)


def revealed(application: Application, actor: Actor, at: datetime) -> bool:
    """Whether this person may read the applicant's particulars, and asked for them today: the ledger line opens them (OR-3)."""
    return (
        actor.staff_id is not None
        and application.part_open_to("applicant", actor)
        and ledger.lines(application.kind, application.pk)
        .filter(
            act="applications.reveal", staff_id=actor.staff_id, at__gte=midnight(localdate(at)), at__lte=at
        )
        .exists()
    )
