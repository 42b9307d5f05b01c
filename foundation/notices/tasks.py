"""Celery's way in."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.notices.delivery import deliver


@shared_task(ignore_result=True)
def deliver_pending() -> None:
    """Send whatever is pending; safe to run at any time, any number of times, by any number of workers."""
    deliver(timezone.now())
