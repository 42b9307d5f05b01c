"""The clock of a simulated county: whoever asks what time it is is told the moment that is played, or has made a mistake."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from unittest import mock

from django.utils import timezone

#: It asks for the time whether it needs it or not: a row is dated by `_history_date` where that is set.
ASKS_IN_VAIN = "simple_history.models"


class WallClockRead(RuntimeError):
    """Something below the doors asked what time it is, in place of the moment it was given."""


class Clock:
    """The moment that the doors see, and the moment of the act that is performed; outside the doors nobody may ask."""

    def __init__(self) -> None:
        self._door: datetime | None = None
        self._act: datetime | None = None

    def now(self) -> datetime:
        """The moment that the doors see. Raises `WallClockRead` where no door is open."""
        if self._door is not None:
            return self._door
        if self._act is not None and sys._getframe(1).f_globals["__name__"] == ASKS_IN_VAIN:
            return self._act
        raise WallClockRead("an act takes its moment from its caller and never asks for the time")

    def at(self, moment: datetime) -> AbstractContextManager[None]:
        """The doors in here read this moment."""
        return self._meanwhile("_door", moment)

    def acting(self, moment: datetime) -> AbstractContextManager[None]:
        """An act is performed in here."""
        return self._meanwhile("_act", moment)

    @contextmanager
    def _meanwhile(self, name: str, moment: datetime) -> Iterator[None]:
        before = getattr(self, name)
        setattr(self, name, moment)
        try:
            yield
        finally:
            setattr(self, name, before)


@contextmanager
def in_place_of_the_wall_clock(clock: Clock) -> Iterator[None]:
    """Django's own clock is this one meanwhile, in the whole process."""
    with mock.patch.object(timezone, "now", clock.now):
        yield
