"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.deadlines.punctuality import count_day


@shared_task(ignore_result=True)
def count_time_limits() -> None:
    """Count how the time limits were kept, once a day: at the first call after midnight."""
    count_day(timezone.now())
