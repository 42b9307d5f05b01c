"""Celery tasks: print the reports of decisions not to disclose, and the documents that are published."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.agencies.actors import SYSTEM


@shared_task
def print_reports() -> int:
    """Make the PDF of every report that has none yet; safe to run at any time, by any number of workers."""
    from disclosure.models import RefusalReport
    from foundation.correspondence.printing import print_waiting

    return print_waiting(RefusalReport, at=timezone.now(), by=SYSTEM)


@shared_task
def print_documents() -> int:
    """Make the files of published documents that have none yet; safe to run at any time, by any number of workers."""
    from disclosure.printouts import make_missing

    return make_missing(at=timezone.now(), by=SYSTEM)


@shared_task
def import_batches() -> int:
    """Import the rows of back catalogues that wait; safe to run at any time, by any number of workers."""
    from disclosure.importing_batches import work

    return work(at=timezone.now())


@shared_task
def expire_documents() -> int:
    """Mark what is in force no longer; safe to run at any time, and after any pause."""
    from disclosure.clockwork import expire

    return expire(at=timezone.now())


@shared_task
def print_rulings() -> int:
    """Make the PDF of every decision on a disagreement that has none yet; safe to run at any time, by any number of workers."""
    from disclosure.models.coordination import DisputeRuling
    from foundation.correspondence.printing import print_waiting

    return print_waiting(DisputeRuling, at=timezone.now(), by=SYSTEM)


@shared_task
def print_reassessments() -> int:
    """Make the PDF of every result of a re-assessment that has none yet; safe to run at any time, by any number of workers."""
    from disclosure.models.reassessment import ReviewResult
    from foundation.correspondence.printing import print_waiting

    return print_waiting(ReviewResult, at=timezone.now(), by=SYSTEM)


@shared_task
def open_reassessments() -> int:
    """Begin this year's re-assessment wherever it is due and has not begun; it may run at any time, and miss a week."""
    from disclosure.clockwork import open_reassessments as begin

    return begin(at=timezone.now())


@shared_task
def open_cleanups() -> int:
    """Begin the cleanup of normative documents wherever it is due; it may run at any time, and miss a week."""
    from disclosure.clockwork import open_cleanups as begin

    return begin(at=timezone.now())
