"""Celery entry points: papers, and erasing what was reported when its term is over."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def render_letters() -> None:
    """Make the PDF of every paper that has none yet; it may run at any time, by any number of workers."""
    from accountability.models import Paper
    from foundation.agencies.actors import SYSTEM
    from foundation.correspondence.printing import print_waiting

    print_waiting(Paper, at=timezone.now(), by=SYSTEM)


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erase what citizens reported whose reports were settled before the retention term."""
    from accountability.acts.reports import erase_due as erase
    from foundation.agencies.actors import SYSTEM

    erase(at=timezone.now(), by=SYSTEM)
