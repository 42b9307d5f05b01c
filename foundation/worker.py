"""What is left to the worker: soon after a commit, and one thing after the other whatever becomes of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

T = TypeVar("T")


def soon(task: Any) -> None:
    """Have a worker run a Celery task once this transaction is committed.

    Without a broker nothing is lost and nobody waits: the task's own schedule comes to it.
    """

    def send() -> None:
        try:
            task.apply_async(retry=False)
        except (OperationalError, OSError) as error:
            reason = type(error).__name__
            logger.warning("The broker cannot be reached (%s): %s waits for its schedule", reason, task.name)

    transaction.on_commit(send, robust=True)


def work_through(waiting: Iterable[T], do: Callable[[T], bool], what: str) -> int:
    """Do each thing that waits, the rest also when one fails; returns how many were done.

    `do` returns False when another worker came first. What fails is logged as `what` and is there again for the next call.
    Raises `SoftTimeLimitExceeded` when the worker's time is over.
    """
    done = 0
    for one in waiting:
        try:
            done += do(one)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("%s %s cannot be made, it is tried again", what, one)
    return done
