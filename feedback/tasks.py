"""Celery tasks: erase what citizens told when the retention term is over."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM


@shared_task
def erase_due() -> int:
    """Erase messages whose retention term is over; a run takes a limited number, the next run the rest."""
    from feedback import acts

    return acts.erase_due(at=timezone.now(), by=SYSTEM)
