"""What a room declares in its `room.py` for settings, addresses, schedule and pages of the whole portal.

It is plain data and names, so that it can be read before any model is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import AppConfig


@dataclass(frozen=True)
class Entry:
    """An entry of the public navigation, or of the foot of public pages, sorted by `place`."""

    place: int
    url_name: str
    label: str


@dataclass(frozen=True)
class Task:
    """A Celery task and how often the beat sends it, in seconds."""

    name: str
    every: float
    #: What a simulated year leaves aside: `upkeep` sends, looks outside or tidies up; `papers` makes files, if they are not asked
    #: for; what is `weekly` or `monthly` sees the next time what it did not see, and runs once a week or month.
    aside: Literal["", "weekly", "monthly", "papers", "upkeep"] = ""

    def beat(self) -> dict[str, Any]:
        """The task's entry in the schedule; a call that repeats each minute expires rather than queue behind a busy worker."""
        often = {"options": {"expires": self.every - 5}} if self.every <= MINUTE else {}
        return {"task": self.name, "schedule": self.every, **often}


#: The menus of the desk, in their order.
Menu = Literal["信息公开", "公众参与", "监督保障", "管理"]
MINUTE, HOUR, DAY = 60.0, 3600.0, 24 * 3600.0


@dataclass(frozen=True)
class Part:
    """What a room adds to a page of the portal: a template and its context `shown`."""

    template: str
    shown: Any
    #: Where it stands among the others; those of one place as the rooms stand, from the ground up.
    place: int = 50


@dataclass(frozen=True)
class Room:
    """Everything that the rest of the portal needs to know of a room."""

    #: Public addresses: the path below the root, and the module of its patterns.
    addresses: Mapping[str, str] = field(default_factory=dict)
    navigation: tuple[Entry, ...] = ()
    #: Further links at the foot of public pages.
    footer: tuple[Entry, ...] = ()
    #: The menu of the desk that leads to its lists.
    menu: Menu = "管理"
    schedule: tuple[Task, ...] = ()
    #: The dotted name of a function from an agency and a moment to a `Part` of that agency's page, or None.
    on_agency_page: str = ""
    #: The module of the room's part in the demonstration county: `play(now)`, and `told()`, lines for the visitor.
    demonstration: str = ""
    #: The module of its player, who does in a simulated year what people do in this room.
    player: str = ""


@cache
def said(name: str) -> Room:
    """What the room of this name says of itself; one without a `room.py` says nothing."""
    room: Room = import_module(f"{name}.room").ROOM if find_spec(f"{name}.room") else Room()
    return room


class RoomConfig(AppConfig):
    """The Django app of a room: it loads what declares itself by being imported."""

    def ready(self) -> None:
        """Load what the room has of these, once all models are there."""
        for part in ("acts", "queries", "records", "figures", "findings", "invariants", "clockwork"):
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")
