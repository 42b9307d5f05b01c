"""Sending tasks to the worker after a commit, and working through many things of which some may fail."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

T = TypeVar("T")

_by_hand: ContextVar[bool] = ContextVar("by_hand", default=False)


@contextmanager
def by_hand() -> Iterator[None]:
    """Nothing is sent to the worker in here: whoever plays another time runs the tasks of the schedule itself."""
    token = _by_hand.set(True)
    try:
        yield
    finally:
        _by_hand.reset(token)


def soon(task: Any) -> None:
    """Send a Celery task to the worker once this transaction is committed; without a broker its schedule runs it later."""
    if _by_hand.get():
        return

    def send() -> None:
        try:
            task.apply_async(retry=False)
        except (OperationalError, OSError) as error:
            reason = type(error).__name__
            logger.warning("The broker cannot be reached (%s): %s waits for its schedule", reason, task.name)

    transaction.on_commit(send, robust=True)


def in_order(waiting: Iterable[T]) -> Iterable[T]:
    """What waits, as it is given. Raises `TypeError` where the order of rows is not total.

    Numbers and dates follow from that order, and two runs must agree.
    """
    if isinstance(waiting, QuerySet) and not _is_total(waiting):
        raise TypeError(f"{waiting.model.__name__}: the order needs a unique column in the end, such as pk")
    return waiting


def _is_total(rows: QuerySet[Any, Any]) -> bool:
    """Whether rows are ordered by their key, or by columns that are unique together and never null."""
    if not rows.ordered:
        return False
    asked = rows.query.order_by or rows.model._meta.ordering
    names = {name.lstrip("-") for name in asked if isinstance(name, str)}
    columns = {field.name: field for field in rows.model._meta.fields if not field.null}
    plain = {name for name in names & columns.keys() if not columns[name].is_relation}
    together = [{*one.fields} for one in rows.model._meta.total_unique_constraints if one.fields]
    return bool(
        {"pk", "id"} & names
        or any(columns[name].unique for name in plain)
        or any(one <= plain for one in together)
    )


def work_through(waiting: Iterable[T], do: Callable[[T], bool], what: str) -> int:
    """Call `do` for each item, also after one has failed; returns how many were done.

    `do` returns False if another worker came first. A failure is logged with the noun `what`; the next call tries again.
    Raises `SoftTimeLimitExceeded` when the worker's time is over.
    """
    done = 0
    for one in in_order(waiting):
        try:
            done += do(one)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("%s %s cannot be made, it is tried again", what, one)
    return done
