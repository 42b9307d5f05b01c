"""The Celery tasks of annual reports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM
from foundation.worker import soon


def make_papers_soon() -> None:
    """Queue the making of missing files after the commit."""
    soon(make_papers)


@shared_task(ignore_result=True)
def make_papers() -> None:
    """Make every missing file; any number of workers may run it at any time."""
    from annual_report.printing import make_missing_papers

    make_missing_papers(at=timezone.now(), by=SYSTEM)


@shared_task(ignore_result=True)
def open_due() -> None:
    """Open last year's report of each agency that owes one and has none; it may run at any time."""
    from annual_report.clockwork import open_reports

    open_reports(at=timezone.now())


@shared_task(ignore_result=True)
def watch() -> None:
    """Tell the disclosure office of cases that have changed since the figures were signed."""
    from annual_report.clockwork import tell_of_drift

    tell_of_drift(at=timezone.now())
