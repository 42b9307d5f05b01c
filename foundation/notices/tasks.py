"""Celery's way in."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from foundation.notices.delivery import deliver

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def deliver_pending() -> None:
    """Send whatever is pending; safe to run at any time, any number of times, by any number of workers."""
    deliver(timezone.now())


def deliver_soon() -> None:
    """Ask a worker to deliver now. Without a broker nothing is lost: the schedule asks again every minute."""
    try:
        deliver_pending.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("The broker cannot be reached (%s): notices wait for the schedule", type(error).__name__)
