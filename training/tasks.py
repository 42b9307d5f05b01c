"""Celery tasks: years, marks that are settled, certificates, cover that ends, the day of the gate."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def keep_years() -> None:
    """Open, warn and close the years of units; it may run at any time."""
    from training import clockwork

    at = timezone.now()
    clockwork.close_years(at=at)
    clockwork.open_years(at=at)
    clockwork.warn_years(at=at)


@shared_task(ignore_result=True)
def keep_marks() -> None:
    """Settle exams and make the entries of the register; it may run at any time."""
    from training import clockwork

    at = timezone.now()
    clockwork.settle_marks(at=at)
    clockwork.certify(at=at)


@shared_task(ignore_result=True)
def print_certificates() -> None:
    """Print certificates that wait for it; it may run at any time, by any number of workers."""
    from training.clockwork import print_certificates as print_them

    print_them(at=timezone.now())


@shared_task(ignore_result=True)
def keep_posts() -> None:
    """End cover, and let the gate hold from its day; it may run at any time."""
    from training import clockwork

    at = timezone.now()
    clockwork.end_cover(at=at)
    clockwork.keep_rule(at=at)


@shared_task(ignore_result=True)
def keep_exams() -> None:
    """Hand in attempts whose time is over, close exams, write their marks; it may run at any time."""
    from training import invigilating

    invigilating.keep_exams(at=timezone.now())


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erase what people told and wrote and whose retention term is over; the next run takes the rest."""
    from training.clockwork import erase_due as erase

    erase(at=timezone.now())
