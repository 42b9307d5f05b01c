"""The clock of a document's publication (PD-9)."""

from __future__ import annotations

from disclosure.models import Document
from disclosure.statute import PUBLICATION
from foundation.casework.acts import Step
from foundation.deadlines import clocks


def update_clock(step: Step, document: Document) -> None:
    """Start, restart or cancel the 20 working days of PD-9 after a change of day or attribute.

    They do not run for a document that the old portal has published already; they run for one that was found to be public,
    whatever its attribute says still.
    """
    imported = document.version == 1 and document.first_published_on is not None
    public = document.goes_public or not document.attribute or document.released_on is not None
    wanted = document.clock_day if public and not imported else None
    running = clocks.open_clock(document, PUBLICATION)
    if running is not None and running.started_on != wanted:
        clocks.cancel(PUBLICATION, document, at=step.at)
        running = None
    if wanted is not None and running is None:
        clocks.start(PUBLICATION, document, at=step.at, on=wanted)
