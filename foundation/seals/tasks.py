"""Celery entry points."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from foundation.deadlines.counting import midnight
from foundation.seals.nightly import verified_since, verify_and_tell
from foundation.seals.sealing import seal_all, sealed_since

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def seal_and_verify() -> None:
    """Seal what the ledger holds, and verify everything, once a day: at the first call after midnight."""
    now = timezone.now()
    today = midnight(timezone.localdate(now))
    if not sealed_since(today):
        if settings.SEAL_KEY:
            seal_all()
        else:
            logger.error("The ledger is not sealed: SEAL_KEY is not set")
    if not verified_since(today):
        verify_and_tell(now)
