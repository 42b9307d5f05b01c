"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from foundation.casework.deadlines import remind_of_notices
from foundation.casework.drafts import forget_old
from foundation.deadlines.clocks import recompute
from foundation.deadlines.sweep import sweep as sweep_clocks


@shared_task(ignore_result=True)
def sweep() -> None:
    """Record and tell due warnings and breaches; any number of workers may run it at any time."""
    sweep_clocks(timezone.now())


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
