"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.notices.delivery import deliver


@shared_task(ignore_result=True)
def deliver_pending() -> None:
    """Send pending messages; any number of workers may run it at any time."""
    deliver(timezone.now())
