"""What the portal does by itself: opens and closes rounds, ends terms, erases complaints."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from evaluation.models import Complaint, Round, Supervisor
from foundation.casework.clockwork import perform_on_each
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day

#: Complaints that are erased in one run at most.
AT_ONCE = 200


def open_and_close(*, at: datetime) -> tuple[int, int]:
    """Open every round whose first day has come, and close those whose last day is over; return how many of each.

    One whose last day is over before the portal could open it stays as it is: nobody was asked, and the office withdraws it.
    """
    today = localdate(at)
    rows = Round.objects.filter(state=Round.State.NOTICED, opens_on__lte=today, closes_on__gte=today)
    rows = rows.order_by("pk")
    opened = perform_on_each("evaluation.open_round", rows, at=at)
    running = Round.objects.filter(state=Round.State.OPEN).order_by("pk")
    over = [row for row in running if row.ends_at <= at]
    return opened, perform_on_each("evaluation.close_round", over, at=at)


def expire_terms(*, at: datetime) -> int:
    """End the terms whose last day is over; return how many."""
    over = Supervisor.objects.filter(state=Supervisor.State.APPOINTED, ends_on__lt=localdate(at)).order_by(
        "pk"
    )
    return perform_on_each("evaluation.expire", over, at=at)


def erase_due(*, at: datetime) -> int:
    """Erase complaints that were handled before the retention term; return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    due = Complaint.objects.filter(handled_at__lt=end, erased_at=None).order_by("pk")[:AT_ONCE]
    return perform_on_each("evaluation.erase_complaint", due, at=at)
