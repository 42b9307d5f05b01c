"""Celery entry points."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from foundation.accesses.models import Access
from foundation.accesses.statute import LEAST_MONTHS
from foundation.database import before_months


@shared_task(ignore_result=True)
def clear_old() -> None:
    """Delete the accesses older than ACCESSES_KEPT_MONTHS, six months at least; nothing else deletes any."""
    months = max(LEAST_MONTHS, settings.ACCESSES_KEPT_MONTHS)
    Access.objects.filter(at__lt=before_months(months)).delete()
