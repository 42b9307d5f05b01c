"""Celery entry points."""

from __future__ import annotations

from celery import shared_task

from foundation.search import counts


@shared_task(ignore_result=True)
def add_up_counts() -> None:
    """Add up the counts of entries, so that their sums stay cheap to read."""
    counts.add_up()
