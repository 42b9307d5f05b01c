"""Work through the batches that are being imported: every row an act of its own, so that whoever stops it loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded

from disclosure.batches import files_at_hand, files_of, waiting
from disclosure.models import Batch
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused

logger = logging.getLogger(__name__)

#: Rows of one run at most: a task is no longer than the worker's patience.
AT_ONCE = 1500


def work(*, at: datetime) -> int:
    """Import the rows that wait in every batch that runs; return how many were. Many workers may run it at once."""
    done = 0
    running = Batch.objects.filter(state=Batch.State.RUNNING, files_at_hand=False)
    for batch in running.select_related("container").order_by("pk"):
        with files_at_hand(files_of(batch)):
            done += import_rows(batch, at=lambda: at, most=AT_ONCE)
    return done


def import_rows(
    batch: Batch,
    *,
    at: Callable[[], datetime],
    most: int | None = None,
    tell: Callable[[], object] = lambda: None,
) -> int:
    """Import the waiting rows of one batch, `most` of them, and finish it with the last; `tell` is called after each."""
    done = 0
    for line in list(waiting(batch).values_list("line", flat=True)[:most]):
        try:
            perform("disclosure.import_row", on=batch, actor=SYSTEM, at=at(), data={"line": line})
            done += 1
        except Invalid as invalid:
            _failed(batch, line, str(invalid), at())
        except Refused:
            break  # the batch was dropped meanwhile
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            # One row of a file that nobody foresaw holds up no other, nor another batch.
            logger.exception("row %s of batch %s cannot be imported", line, batch.pk)
            _failed(batch, line, "这一行读不出来，请检查它的文件，或者单独导入。", at())
        tell()
    if not waiting(batch).exists():
        with suppress(Refused, Invalid):  # another worker was first, or it was dropped
            perform("disclosure.finish_batch", on=batch, actor=SYSTEM, at=at())
    return done


def _failed(batch: Batch, line: int, says: str, at: datetime) -> None:
    """Say of a row why it was not imported, unless another worker imported it."""
    with suppress(Refused, Invalid):  # another worker was first
        perform(
            "disclosure.row_failed", on=batch, actor=SYSTEM, at=at, data={"line": line, "why": says[:500]}
        )
