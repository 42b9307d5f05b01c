"""What the portal does by itself: opens and closes rounds, ends terms, erases complaints."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from evaluation.models import Complaint, Round, Supervisor
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Refused
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day

logger = logging.getLogger(__name__)

#: Complaints that are erased in one run at most.
AT_ONCE = 200


def open_and_close(*, at: datetime) -> tuple[int, int]:
    """Open every round whose first day has come, and close those whose last day is over; return how many of each.

    One whose last day is over before the portal could open it stays as it is: nobody was asked, and the office withdraws it.
    """
    today = localdate(at)
    rows = Round.objects.filter(state=Round.State.NOTICED, opens_on__lte=today, closes_on__gte=today)
    rows = rows.order_by("pk")
    opened = [row for row in rows if _done("evaluation.open_round", row, at)]
    running = Round.objects.filter(state=Round.State.OPEN).order_by("pk")
    closed = [row for row in running if row.ends_at <= at and _done("evaluation.close_round", row, at)]
    return len(opened), len(closed)


def expire_terms(*, at: datetime) -> int:
    """End the terms whose last day is over; return how many."""
    over = Supervisor.objects.filter(state=Supervisor.State.APPOINTED, ends_on__lt=localdate(at)).order_by(
        "pk"
    )
    return sum(_done("evaluation.expire", row, at) for row in over)


def erase_due(*, at: datetime) -> int:
    """Erase complaints that were handled before the retention term; return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    due = Complaint.objects.filter(handled_at__lt=end, erased_at=None).order_by("pk")[:AT_ONCE]
    return sum(_done("evaluation.erase_complaint", row, at) for row in due)


def _done(name: str, row: Round | Supervisor | Complaint, at: datetime) -> bool:
    """Whether the act was performed; somebody may have done otherwise meanwhile."""
    try:
        perform(name, on=row, actor=SYSTEM, at=at)
    except Refused:
        logger.info("%s: %s has moved on", name, row.ref)
        return False
    return True
