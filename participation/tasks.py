"""Celery tasks: close what is over, keep digests, suggest groups."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def suggest_groups() -> None:
    """Suggest which opinions say nearly the same; it may run at any time."""
    from participation.clockwork import suggest_groups as suggest

    suggest(at=timezone.now())


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erase what citizens told of themselves when the retention term is over."""
    from participation.clockwork import erase_due as erase

    erase(at=timezone.now())


@shared_task(ignore_result=True)
def keep_digests() -> None:
    """Keep yesterday's digest of the opinions of every call; it may run at any time."""
    from participation.clockwork import keep_digests as keep

    keep(at=timezone.now())


@shared_task(ignore_result=True)
def close_due() -> None:
    """Close the calls and polls whose last day is over; it may run at any time."""
    from participation.clockwork import close_due as close
    from participation.clockwork import close_polls_due

    now = timezone.now()
    close(at=now)
    close_polls_due(at=now)
