"""Celery tasks: end notices and contracts, ask again of accounts that stay silent, have computers declared."""

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
def check_last_month() -> None:
    """Make the check of the month that is over; it may run at any time."""
    from newmedia.clockwork import check_last_month as check

    check(at=timezone.now())
