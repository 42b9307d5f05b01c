"""What every process of the portal does before it serves: it asks whether its keys read its data, and settles down."""

from __future__ import annotations

import gc
import time

from django.db import connection
from django.db.utils import OperationalError

#: How long a start waits for a database that is away.
PATIENCE = 30.0


def require_fit() -> None:
    """Raise `Unfit` for keys that do not read the data, or data that are not whole; wait a while for the database."""
    from foundation.backups.standing import require_fit as check

    until = time.monotonic() + PATIENCE
    while True:
        try:
            check()
            return
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(1)
        finally:
            connection.close()  # no fork inherits it


def settle() -> None:
    """Let the collector of garbage pass over what was loaded, which stays, and come less often: it took an eighth of all work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 10)
