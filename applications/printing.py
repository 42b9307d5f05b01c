"""Making the PDF of letters: once each, from the words that were frozen when they were issued."""

from __future__ import annotations

import logging
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, QuerySet

from applications.models import Letter
from foundation.agencies.actors import Actor
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.papers import render

logger = logging.getLogger(__name__)


def print_waiting(*, at: datetime, by: Actor) -> int:
    """Make the PDF of every letter without one, whichever worker comes first; returns how many were made.

    A letter that cannot be made is reported and waits behind the others; each call tries it once.
    """
    made, tried = 0, set[int]()
    while (letter := _waiting().exclude(pk__in=tried).order_by("tries", "pk").first()) is not None:
        tried.add(letter.pk)
        # Counted beforehand, in a transaction of its own: also what takes all the time there is was tried.
        Letter.objects.filter(pk=letter.pk).update(tries=F("tries") + 1)
        try:
            made += _print(letter.pk, at, by)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("letter %s cannot be printed, it is tried again", letter.pk)
    return made


def _waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(file__isnull=True).exclude(content="")


def _print(pk: int, at: datetime, by: Actor) -> bool:
    with transaction.atomic():
        free = _waiting().select_for_update(skip_locked=True, of=("self",))
        letter = free.select_related("application__agency").filter(pk=pk).first()
        if letter is None:  # another worker has it
            return False
        paper = render(letter.content, title=f"{letter} {letter.application.number}")
        letter.file = store(
            paper,
            name=f"{letter.kind}-{letter.pk}.pdf",
            agency=letter.application.agency,
            audience=Audience.PERSONAL,
            by=by,
            at=at,
        )
        letter.save(update_fields=["file"])
    return True
