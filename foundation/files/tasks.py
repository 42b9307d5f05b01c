"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from foundation.files.kept import forget_old


@shared_task(ignore_result=True)
def forget_kept() -> None:
    """Delete files of forms that were never sent again."""
    forget_old(timezone.now())
