"""The clockwork's Celery entry point."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.deadlines.sweep import sweep as sweep_clocks


@shared_task(ignore_result=True)
def sweep() -> None:
    """Fire whatever is due; safe to run at any time, any number of times, by any number of workers."""
    sweep_clocks(timezone.now())
