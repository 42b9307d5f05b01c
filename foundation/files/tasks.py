"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.files.belonging import check
from foundation.files.kept import forget_old


@shared_task(ignore_result=True)
def forget_kept() -> None:
    """Delete files of forms that were never sent again."""
    forget_old(timezone.now())


@shared_task(ignore_result=True)
def check_files() -> None:
    """Find files that do not belong together with their rows, and erase personal ones that belong to nobody."""
    check(timezone.now())
