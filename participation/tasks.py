"""Celery tasks: close what is over."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def close_due() -> None:
    """Close the calls whose last day is over; it may run at any time."""
    from participation.clockwork import close_due as close

    close(at=timezone.now())
