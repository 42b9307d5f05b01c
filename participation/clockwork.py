"""What the portal does by itself: close calls, and keep the digest of every day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day
from participation.gates import unanswered
from participation.likeness import suggestions
from participation.models import (
    Attendee,
    Call,
    Digest,
    Enclosure,
    Hearing,
    Invitee,
    Objection,
    Opinion,
    Poll,
    Proposal,
    Registration,
    Representative,
    Sender,
    Suggestion,
)
from participation.receipts import root
from participation.statute import end_of
from participation.submissions import erase_enclosures

#: How long after midnight the digest of a day is made: what was being written then is there.
SETTLED = timedelta(minutes=10)


def close_due(*, at: datetime) -> int:
    """Close every call and every registration for a hearing whose last day is over; return how many."""
    over = Hearing.objects.filter(state=Hearing.State.ANNOUNCED, registration_until__lt=localdate(at))
    calls = Call.objects.filter(state=Call.State.OPEN, closes_at__lte=at)
    return perform_on_each("participation.close_registration", over.order_by("pk"), at=at) + perform_on_each(
        "participation.close_call", calls.order_by("pk"), at=at
    )


def close_polls_due(*, at: datetime) -> int:
    """Close every poll whose last day is over; return how many."""
    due = Poll.objects.filter(state=Poll.State.OPEN, closes_at__lte=at).order_by("pk")
    return perform_on_each("participation.close_poll", due, at=at)


def suggest_groups(*, at: datetime) -> int:
    """Compare what nobody has grouped or answered yet, of every call in which more came since; return how many suggestions."""
    found = 0
    for call in Call.objects.filter(state__in=[Call.State.OPEN, Call.State.CLOSED]).order_by("pk"):
        rows = unanswered(call).filter(membership=None).order_by("pk")
        newest = rows.order_by("-pk").values_list("recorded_at", flat=True).first()
        before = Suggestion.objects.filter(call=call)
        last = before.order_by("-made_at").values_list("made_at", flat=True).first()
        if newest is None or (last is not None and newest < last):
            continue
        made = [
            Suggestion(
                call=call,
                sample_id=each.sample,
                campaign=each.kind == "campaign",
                members=list(each.members),
                made_at=at,
            )
            for each in suggestions(rows.values_list("pk", "text").iterator())
        ]
        with transaction.atomic():
            before.delete()
            Suggestion.objects.bulk_create(made)
        found += len(made)
    return found


def erase_due(*, at: datetime) -> int:
    """Empty name, contact and masked words of those whose call was answered before the retention term; return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    over = Q(opinion__call__fed_back_at__lt=end) | Q(opinion__call__withdrawn_at__lt=end)
    kept = Sender.objects.filter(over).exclude(name="", contact="", original="")
    count = kept.update(name="", contact="", original="")
    with_opinions = Enclosure.objects.filter(over).exclude(name="").select_related("file")
    count += erase_enclosures(with_opinions[:AT_ONCE], at)
    return count + _erase_of_hearings(end) + _erase_submissions(end, at)


#: Proposals and objections, and files of opinions, that are erased in one run at most.
AT_ONCE = 200


def _erase_submissions(end: datetime, at: datetime) -> int:
    """The same of proposals and objections that were answered, set aside or withdrawn, with their files."""
    count = 0
    for model in (Proposal, Objection):
        unanswered = Q(state__in=["set_aside", "withdrawn"], created_at__lt=end)
        due = model.objects.filter(unanswered | Q(answered_at__lt=end), erased_at=None).order_by("pk")
        for one in due[:AT_ONCE]:
            perform(f"participation.erase_{one.kind}", on=one, actor=SYSTEM, at=at)
            erase_enclosures(one.enclosures.exclude(name="").select_related("file"), at)
            count += 1
    return count


def _erase_of_hearings(end: datetime) -> int:
    """The same of whoever registered for a hearing, sat there, came to a symposium or to the meeting that decided.

    The record of a hearing, with its signatures and their notes, belongs to the file of the decision and stays.
    """
    done = Q(hearing__reported_at__lt=end) | Q(hearing__withdrawn_at__lt=end)
    erased = Registration.objects.filter(done).exclude(name="", telephone="", details="")
    count = erased.update(name="", telephone="", details="")
    sat = Representative.objects.filter(done).exclude(name="", telephone="")
    count += sat.update(name="", telephone="")
    # Of a symposium that was cancelled, or that nobody reported, the term runs from its day.
    over = Q(symposium__reported_at__lt=end) | Q(symposium__begins_at__lt=end)
    count += (
        Invitee.objects.filter(over)
        .exclude(name="", unit="", contact="")
        .update(name="", unit="", contact="")
    )
    met = Attendee.objects.filter(at__lt=end).exclude(name="", said="")
    return count + met.update(name="", said="")


def opinions_by(call: Call, day: date) -> QuerySet[Opinion]:
    """The opinions of a call that were recorded by the end of a day."""
    return Opinion.objects.filter(call=call, recorded_at__lt=end_of(day))


def keep_digests(*, at: datetime) -> int:
    """Make yesterday's digest of every call whose opinions may have changed since the last; return how many were made."""
    yesterday = localdate(at) - timedelta(days=1)
    if at < midnight(localdate(at)) + SETTLED:
        return 0
    made = 0
    watched = Call.objects.public().filter(opened_at__lt=midnight(localdate(at)))
    # The day on which it ends, fed back or withdrawn, has a digest too.
    over = Q(fed_back_at__lt=midnight(yesterday)) | Q(withdrawn_at__lt=midnight(yesterday))
    for call in watched.exclude(over).exclude(digests__day__gte=yesterday):
        rows = opinions_by(call, yesterday)
        counted = Counter(
            dict(rows.order_by().values_list("article").annotate(n=Count("pk")).values_list("article", "n"))
        )
        leaves = rows.order_by("digest").values_list("digest", flat=True)
        Digest.objects.create(
            call=call,
            day=yesterday,
            total=sum(counted.values()),
            by_article=dict(counted),
            root=root(leaves.iterator()),
        )
        made += 1
    return made
