"""Celery entry points: the nightly self-check, links, papers."""

from __future__ import annotations

from time import sleep

from celery import shared_task
from django.utils import timezone

#: Seconds between two requests to one host.
PAUSE = 2.0


@shared_task(ignore_result=True)
def check_all() -> None:
    """Check every agency against the indicators, once a night; it may run at any time."""
    from inspection.clockwork import check_all as check

    check(at=timezone.now())


@shared_task(ignore_result=True)
def check_links() -> None:
    """Ask for the links of public texts that are due; it may run at any time."""
    from inspection.clockwork import check_links as check

    check(at=timezone.now(), pause=lambda: sleep(PAUSE))


@shared_task(ignore_result=True)
def render_letters() -> None:
    """Make the PDF of every paper that has none yet; it may run at any time, by any number of workers."""
    from foundation.agencies.actors import SYSTEM
    from foundation.correspondence.printing import print_waiting
    from inspection.models import Paper

    print_waiting(Paper, at=timezone.now(), by=SYSTEM)
