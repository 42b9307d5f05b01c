"""Celery tasks: print letters, erase applicants whose retention term is over."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM


@shared_task
def render_letters() -> int:
    """Make the PDF of every letter that has none yet; safe to run at any time, by any number of workers."""
    from applications.models import Letter
    from foundation.correspondence.printing import print_waiting

    return print_waiting(Letter, at=timezone.now(), by=SYSTEM)


@shared_task
def erase_due() -> int:
    """Erase applicants whose retention term is over; a run takes a limited number, the next run the rest."""
    from applications.acts import retention

    return retention.erase_due(at=timezone.now(), by=SYSTEM)


@shared_task
def find_topics() -> int:
    """Gather what several people asked each agency for; it may run at any time, and miss a week."""
    from applications.clockwork import find_topics as find

    return find(at=timezone.now())
