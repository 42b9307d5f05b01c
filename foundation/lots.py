"""The seed of a lot that anybody may draw again: nobody foresees it. Where time is simulated, a played year brings its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_played: ContextVar[Callable[[], str] | None] = ContextVar("played", default=None)


def seed() -> str:
    """Thirty-two hexadecimal digits."""
    played = _played.get()
    return secrets.token_hex(16) if played is None else played()


@contextmanager
def played_by(given: Callable[[], str]) -> Iterator[None]:
    """Seeds come from there meanwhile. Raises `RuntimeError` where time is not simulated: there no lot is foreseen."""
    if not settings.SIMULATED_TIME:
        raise RuntimeError("lots are played only where time is simulated")
    token = _played.set(given)
    try:
        yield
    finally:
        _played.reset(token)
