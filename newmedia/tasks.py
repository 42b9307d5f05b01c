"""Celery tasks: end notices, ask again of accounts that stay silent, print notices of petitions, erase what was written."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def end_notices() -> None:
    """End the notices whose last day is over; it may run at any time."""
    from newmedia.clockwork import end_notices as end

    end(at=timezone.now())


@shared_task(ignore_result=True)
def ask_again() -> None:
    """Ask anew where a granted silence is over; it may run at any time."""
    from newmedia.clockwork import ask_again as ask

    ask(at=timezone.now())


@shared_task(ignore_result=True)
def render_letters() -> None:
    """Make the PDF of every notice of a petition that has none yet; it may run at any time, by any number of workers."""
    from foundation.agencies.actors import SYSTEM
    from foundation.correspondence.printing import print_waiting
    from newmedia.models import PetitionLetter

    print_waiting(PetitionLetter, at=timezone.now(), by=SYSTEM)


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erase what people wrote whose messages were done with before the retention term."""
    from newmedia.clockwork import erase_due as erase

    erase(at=timezone.now())
