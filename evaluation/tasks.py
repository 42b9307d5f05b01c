"""Celery tasks: what the clock has done without anybody's click."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def open_and_close() -> None:
    """Open and close rounds whose day has come; it may run at any time."""
    from evaluation.clockwork import open_and_close as go

    go(at=timezone.now())


@shared_task(ignore_result=True)
def expire_terms() -> None:
    """End the terms of supervisors that are over; it may run at any time."""
    from evaluation.clockwork import expire_terms as expire

    expire(at=timezone.now())


@shared_task(ignore_result=True)
def render_letters() -> None:
    """Make the PDF of every feedback that has none yet; it may run at any time, by any number of workers."""
    from evaluation.models import ResultLetter
    from foundation.agencies.actors import SYSTEM
    from foundation.correspondence.printing import print_waiting

    print_waiting(ResultLetter, at=timezone.now(), by=SYSTEM)


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erase what people wrote in complaints that were handled before the retention term."""
    from evaluation.clockwork import erase_due as erase

    erase(at=timezone.now())
