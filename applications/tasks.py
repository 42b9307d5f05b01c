"""What the worker does for applications."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM


@shared_task
def render_letters() -> int:
    """Make PDF of every letter that has none yet; safe to run at any time, by any number of workers."""
    from applications.models import Letter
    from foundation.correspondence.printing import print_waiting

    return print_waiting(Letter, at=timezone.now(), by=SYSTEM)


@shared_task
def erase_due() -> int:
    """Erase the applicants whose term is over; what one run leaves the next takes up."""
    from applications.acts import retention

    return retention.erase_due(at=timezone.now(), by=SYSTEM)
