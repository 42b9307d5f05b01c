"""Celery entry points."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from foundation.casework.deadlines import remind_of_notices, tell_of_the_clock
from foundation.casework.drafts import forget_old
from foundation.condition.models import beat
from foundation.database import server_time
from foundation.deadlines.clocks import recompute
from foundation.deadlines.sweep import sweep as sweep_clocks
from foundation.deadlines.timekeeping import Timekeeper

logger = logging.getLogger(__name__)

_TIMEKEEPER = Timekeeper()


@shared_task(ignore_result=True)
def sweep() -> None:
    """Record and tell due warnings and breaches; any number of workers may run it at any time.

    It stands still, and says so, while the clock cannot be trusted: what it records cannot be taken back.
    """
    now = timezone.now()
    if wrong := _wrong_with_the_clock(now):
        logger.error("The sweep of time limits stands still: %s", wrong)
        tell_of_the_clock(wrong, now)
        return
    sweep_clocks(now)
    beat("sweep", now)


def _wrong_with_the_clock(now: datetime) -> str:
    if settings.SIMULATED_TIME:
        return ""
    # Counts on while the machine sleeps, and is never set.
    return _TIMEKEEPER.objection(now, time.clock_gettime(time.CLOCK_BOOTTIME), server_time())


@shared_task(ignore_result=True)
def recount() -> None:
    """Count the open clocks again by what is known of working days now, and remind of the holiday notice that is missing.

    A new release of the calendar may know more.
    """
    now = timezone.now()
    recompute(at=now, since=timezone.localdate(now))
    remind_of_notices(now)


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Delete expired sessions of the desk, and what was typed there and never sent."""
    forget_old(timezone.now())
    call_command("clearsessions")
