"""Celery entry points: finding and collecting what ended, filing what was signed for, the work of every night, papers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def sweep() -> None:
    """Find, collect and test what ended; it may run at any time, by any number of workers."""
    from archive.clockwork import sweep as find

    find(at=timezone.now())


@shared_task(ignore_result=True)
def file_signed() -> None:
    """File what keepers signed for, batch by batch; it may be killed and run again."""
    from archive.clockwork import file_signed as file

    file(at=timezone.now())


@shared_task(ignore_result=True)
def nightly() -> None:
    """What is done once a night: what changed, whether everything kept is sound, checks that begin; it may run at any time."""
    from archive.clockwork import nightly as work

    work(at=timezone.now())


@shared_task(ignore_result=True)
def pack_transfers() -> None:
    """Make the bag of every case that was filed and of every transfer that is to go; it may be killed and run again."""
    from archive.clockwork import pack_sealed
    from archive.clockwork import pack_transfers as pack

    pack_sealed(at=timezone.now())
    pack(at=timezone.now())


@shared_task(ignore_result=True)
def print_papers() -> None:
    """Make the PDF of every paper that has none yet; it may run at any time, by any number of workers."""
    from archive.printing import print_waiting

    print_waiting(at=timezone.now())
