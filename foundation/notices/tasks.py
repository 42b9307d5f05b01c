"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.notices.delivery import deliver


@shared_task(ignore_result=True)
def deliver_pending() -> None:
    """Send pending messages; any number of workers may run it at any time."""
    deliver(timezone.now())


@shared_task(ignore_result=True)
def forget_contacts() -> None:
    """Drop what waited in vain for the holder of its address, and forget addresses that no message is kept of."""
    from foundation.notices.contacts import forget_old

    forget_old(timezone.now())
