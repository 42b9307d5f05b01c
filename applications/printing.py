"""Making the PDF of letters: once each, from the words that were frozen when they were issued."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applications.models import Letter
from foundation.agencies.actors import Actor
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.papers import render


def print_waiting(*, at: datetime, by: Actor) -> int:
    """Make the PDF of every letter without one, whichever worker comes first; returns how many were made."""
    made = 0
    while _print_next(at, by):
        made += 1
    return made


def _print_next(at: datetime, by: Actor) -> bool:
    with transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "application__agency"
        )
        letter = waiting.filter(file__isnull=True).exclude(content="").order_by("pk").first()
        if letter is None:
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
