"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.machines.editions import due, make
from foundation.worker import work_through


@shared_task(ignore_result=True)
def keep_editions() -> None:
    """Make the files of everything public after midnight, and one of them anew after a withdrawal."""
    now = timezone.now()
    work_through(due(now), lambda declared: bool(make(declared, now)), "edition")
