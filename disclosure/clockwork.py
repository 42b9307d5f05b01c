"""What the portal does by itself: begin the yearly re-assessment of what is not published (PD-7(3), 条例18)."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from disclosure.reassessment import Reassessment
from disclosure.statute import REASSESSED_FROM
from disclosure.withheld import withheld_by
from foundation.agencies.models import Agency
from foundation.casework.clockwork import perform_on_each


def open_reassessments(*, at: datetime) -> int:
    """Begin it for every agency that withholds something and has not begun this year's; return how many began."""
    today = localdate(at)
    if (today.month, today.day) < REASSESSED_FROM:
        return 0
    begun = Reassessment.objects.filter(year=today.year).values("agency")
    waiting = Agency.objects.public().exclude(pk__in=begun).order_by("pk")
    due = [agency for agency in waiting if withheld_by(agency, at)]
    return perform_on_each("disclosure.open_reassessment", due, at=at)
