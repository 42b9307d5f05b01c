"""Celery tasks: print what is read aloud."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM


@shared_task
def print_sheets() -> int:
    """Make the sheets that are missing; safe to run at any time, by any number of workers."""
    from interpretation.printing import make_missing

    return make_missing(at=timezone.now(), by=SYSTEM)
