"""What the portal does by itself to many matters: each an act, whatever becomes of the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused
from foundation.worker import in_order

logger = logging.getLogger(__name__)


def perform_on_each(name: str, rows: Iterable[Model], *, at: datetime, **data: Any) -> int:
    """Perform an act of the portal's own on each of these; one that refuses holds up no other. Returns how many were done."""
    done = 0
    for row in in_order(rows):
        try:
            perform(name, on=row, actor=SYSTEM, at=at, data=data)
        except (Refused, Invalid):  # somebody was there before, or at this very moment
            logger.info("%s: nothing is left to do on %s", name, row.pk)
        else:
            done += 1
    return done
