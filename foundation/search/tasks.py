"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.search import counts, vain


@shared_task(ignore_result=True)
def add_up_counts() -> None:
    """Add up the counts of entries, so that their sums stay cheap to read."""
    counts.add_up()


@shared_task(ignore_result=True)
def forget_vain_searches() -> None:
    """Delete the counts of searches in vain that are old, or too small to be shown."""
    vain.forget_old(timezone.now())
