"""What the clock does with online exams: hands in what is overdue, closes exams, writes their marks into the register (TR-4)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from foundation.casework.clockwork import perform_on_each
from training.models import Attempt, Exam

#: Attempts handed in, in one run at most.
AT_ONCE = 500


def keep_exams(*, at: datetime) -> tuple[int, int, int]:
    """Hand in, close, write marks; return how many of each."""
    overdue = perform_on_each(
        "training.attempt_expired", Attempt.objects.overdue(at).order_by("ends_at", "pk")[:AT_ONCE], at=at
    )
    sat = Attempt.objects.filter(exam=OuterRef("pk"))
    ending = Exam.objects.filter(state=Exam.State.OPEN, closes_at__lte=at)
    ending = ending.exclude(Exists(sat.filter(state=Attempt.State.STARTED)))
    closed = perform_on_each("training.exam_closed", ending.order_by("pk"), at=at)
    done = Exam.objects.filter(state=Exam.State.CLOSED).exclude(
        Exists(sat.exclude(state=Attempt.State.SCORED))
    )
    return overdue, closed, perform_on_each("training.exam_marked", done.order_by("pk"), at=at)
