"""Celery entry points: finding and collecting what ended, filing what was signed for."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def sweep() -> None:
    """Find, collect and test what ended; it may run at any time, by any number of workers."""
    from archive.clockwork import sweep as find

    find(at=timezone.now())


@shared_task(ignore_result=True)
def file_signed() -> None:
    """File what keepers signed for, batch by batch; it may be killed and run again."""
    from archive.clockwork import file_signed as file

    file(at=timezone.now())
