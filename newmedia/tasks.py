"""Celery tasks: what ends, what is asked again, the month's check, notices of petitions, what is erased."""

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
def end_contracts() -> None:
    """Let the people of third parties out whose contract is over; it may run at any time."""
    from newmedia.clockwork import end_contracts as end

    end(at=timezone.now())


@shared_task(ignore_result=True)
def open_declarations() -> None:
    """Have the computers of this half-year declared; it may run at any time."""
    from newmedia.clockwork import open_declarations as ask

    ask(at=timezone.now())


@shared_task(ignore_result=True)
def check_months() -> None:
    """Make the checks of months that are over; it may run at any time."""
    from newmedia.clockwork import check_months as check

    check(at=timezone.now())


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
