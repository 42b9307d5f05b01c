"""Celery tasks: what the clock has done without anybody's click."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def compute_all() -> None:
    """Read the figures of every appraisal that goes on, once a day; it may run at any time."""
    from appraisal.clockwork import compute_all as compute

    compute(at=timezone.now())


@shared_task(ignore_result=True)
def render_letters() -> None:
    """Make the PDF of every paper that has none yet; it may run at any time, by any number of workers."""
    from appraisal.models import Paper
    from foundation.agencies.actors import SYSTEM
    from foundation.correspondence.printing import print_waiting

    print_waiting(Paper, at=timezone.now(), by=SYSTEM)
