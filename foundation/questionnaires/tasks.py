"""Celery tasks: every night the rows of answers and codes are written again in random order."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def shuffle_open() -> None:
    """Take in the sheets that agree, and write the rows of everything open again; it may run at any time."""
    from foundation.questionnaires.counting import shuffle_all

    shuffle_all(at=timezone.now())
