"""What the acts of a document keep true beside its own row: the clock, the reviews, who is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosure.models import Document
from disclosure.statute import PUBLICATION
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders, superior_of
from foundation.agencies.roles import Role
from foundation.casework.acts import Step
from foundation.deadlines import clocks
from secrecy_review.followed import void
from secrecy_review.models import Review


def drafter(document: Document) -> list[Any]:
    return [document.drafter] if document.drafter else []


def superior(document: Document) -> Iterable[Staff]:
    """PD-7(2): the written report goes to the superior authority of the disclosure office."""
    superior = superior_of(document.agency)
    return holders(Role.RECORDS_OFFICE, superior) if superior else ()


def keep_clock(step: Step, document: Document) -> None:
    """PD-9: 20 working days from formation, for what will be published; kept true whenever day or attribute change.

    What the old portal published long ago was in time or late there: moving it here is no second publication.
    """
    moved = document.version == 1 and document.first_published_on is not None
    wanted = document.clock_day if not moved and (document.goes_public or not document.attribute) else None
    running = next((clock for clock in clocks.running(document) if clock.limit == PUBLICATION.code), None)
    if running is not None and running.started_on != wanted:
        clocks.cancel(PUBLICATION, document, at=step.at)
        running = None
    if wanted is not None and running is None:
        clocks.start(PUBLICATION, document, at=step.at, on=wanted)


def void_reviews(step: Step, document: Document, why: str) -> None:
    """SR-3: a review of a text that is no more the text is void."""
    void(step, Review.objects.of(document).valid().exclude(digest=document.content_digest()), why)
