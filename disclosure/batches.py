"""A back catalogue that comes in at once: a workbook with a row for each document, its files in a ZIP or folder (PD-8, PD-9).

Each row becomes a draft that goes the way of every document: what was never reviewed is reviewed now, one by one (SR-3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO
from typing import Any

from django.db.models import QuerySet

from disclosure.models import Batch, BatchRow
from foundation.files.containers import Container, Files

#: The files that whoever works on a batch has at hand: those of its ZIP, or on the command line of a folder.
_AT_HAND: ContextVar[Files | None] = ContextVar("files_at_hand", default=None)


@contextmanager
def files_at_hand(files: Files | None) -> Iterator[None]:
    """Have these files read for the rows that name them."""
    token = _AT_HAND.set(files)
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def at_hand() -> Files | None:
    """The files that are at hand; None where there are none."""
    return _AT_HAND.get()


def files_of(batch: Batch) -> Files | None:
    """The files of the ZIP that came with a batch; None where none did."""
    return Container(BytesIO(batch.container.place.read())) if batch.container else None


def waiting(batch: Batch) -> QuerySet[BatchRow]:
    """The rows that are still to be imported, in their order."""
    return batch.rows.filter(state=BatchRow.State.READY).order_by("line")


def report(batch: Batch) -> list[list[Any]]:
    """Every row with what became of it, for a spreadsheet."""
    rows = batch.rows.select_related("document").order_by("line")
    return [
        [row.line, row.label, row.get_state_display(), row.says, row.document.ref if row.document else ""]
        for row in rows.defer("fields", "document__body", "document__internal_body")
    ]


#: The heads of the report.
REPORTED = ("行号", "标题", "结果", "说明", "事项")
