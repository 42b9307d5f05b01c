"""What clock and worker do for annual reports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM
from foundation.worker import soon


def make_papers_soon() -> None:
    """Have the files that are missing made once this is committed."""
    soon(make_papers)


@shared_task(ignore_result=True)
def make_papers() -> None:
    """Make every file of a report that is missing; safe to run at any time, by any number of workers."""
    from annual_report.printing import make_waiting

    make_waiting(at=timezone.now(), by=SYSTEM)


@shared_task(ignore_result=True)
def open_due() -> None:
    """Open last year's report for whoever owes one and has none yet; safe to run on any day, any number of times."""
    from annual_report.clockwork import open_reports

    open_reports(at=timezone.now())


@shared_task(ignore_result=True)
def watch() -> None:
    """Tell whoever compiles of figures that have changed since they were signed."""
    from annual_report.clockwork import tell_of_drift

    tell_of_drift(at=timezone.now())
