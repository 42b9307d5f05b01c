"""What the portal does by itself: mark what is in force no longer, begin re-assessments and cleanups (PD-7(3), 条例18, PD-3)."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from disclosure.models import Cleanup, Document, Reassessment
from disclosure.statute import CLEANED_UP_EVERY, CLEANED_UP_FROM, REASSESSED_FROM
from disclosure.withheld import withheld_by_each
from foundation.agencies.models import Agency
from foundation.agencies.queries import answering_for
from foundation.casework.clockwork import perform_on_each


def expire(*, at: datetime) -> int:
    """Mark every published document as void that was in force until a day that is over; return how many."""
    return perform_on_each("disclosure.expire", Document.objects.expired(localdate(at)).order_by("pk"), at=at)


def open_reassessments(*, at: datetime) -> int:
    """Begin it for every agency that withholds something and has not begun this year's; return how many began."""
    today = localdate(at)
    if (today.month, today.day) < REASSESSED_FROM:
        return 0
    begun = Reassessment.objects.filter(year=today.year).values("agency")
    waiting = Agency.objects.public().exclude(pk__in=begun).order_by("pk")
    due = [agency for agency, withheld in withheld_by_each(waiting, at).items() if withheld]
    return perform_on_each("disclosure.open_reassessment", due, at=at)


def open_cleanups(*, at: datetime) -> int:
    """Begin one wherever normative documents are in force and none began within two years; return how many began."""
    today = localdate(at)
    if (today.month, today.day) < CLEANED_UP_FROM:
        return 0
    lately = Cleanup.objects.filter(year__gt=today.year - CLEANED_UP_EVERY).exclude(state=Cleanup.State.VOID)
    owners = Agency.objects.filter(pk__in=Document.objects.public(at).norms_in_force().values("agency"))
    due = {agency.pk for agency in map(answering_for, owners) if agency is not None}
    waiting = Agency.objects.public().filter(pk__in=due).exclude(pk__in=lately.values("agency"))
    return perform_on_each("disclosure.open_cleanup", waiting.order_by("pk"), at=at)
