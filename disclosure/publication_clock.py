"""The clock of a document's publication (PD-9), kept true by the acts that change what it hangs on."""

from __future__ import annotations

from disclosure.models import Document
from disclosure.statute import PUBLICATION
from foundation.casework.acts import Step
from foundation.deadlines import clocks


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
