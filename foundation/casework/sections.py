"""The sections of a matter's page that every kind has: its clocks, its ledger, the history of its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db.models import Model
from simple_history.models import DeletedObject

from foundation.agencies.actors import Actor
from foundation.casework import ledger
from foundation.casework.acts import desk_url
from foundation.casework.clock_faces import account
from foundation.casework.models import LedgerLine
from foundation.deadlines.models import Clock
from foundation.deadlines.moments import to_the_minute

HISTORY_ROWS = 50
#: Characters above which the row history shows only the length of a text.
LONG_VALUE = 80

#: The sections that a room adds to the page of a matter, for whoever reads it at a moment.
Sections = Callable[[Any, Actor, datetime], list[dict[str, Any]]]
_ADDED: dict[type[Model], list[Sections]] = defaultdict(list)


def adds_sections(model: type[Model]) -> Callable[[Sections], Sections]:
    """Declare sections that a room adds to the pages of a kind that stands below it, after the kind's own."""

    def declare(sections: Sections) -> Sections:
        _ADDED[model].append(sections)
        return sections

    return declare


def added_sections(matter: Any, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What the rooms add to the page of this matter."""
    return [each for sections in _ADDED[type(matter)] for each in sections(matter, actor, now)]


def section(title: str, part: str, **shown: Any) -> dict[str, Any]:
    """A section of a matter's page; `part` names its template below `sections/`."""
    return {"title": title, "part": f"casework/desk/sections/{part}.html", **shown}


def facts_section(title: str, pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """A section of labelled values without the blank ones; none where all are blank."""
    facts = [pair for pair in pairs if pair[1]]
    return [section(title, "facts", facts=facts)] if facts else []


def matter_row(matter: Any, text: str) -> dict[str, Any]:
    """A row of a section of links that leads to a matter's page."""
    return {"url": desk_url(matter), "label": matter.title, "text": text}


def clock_sections(every_clock: list[Clock], now: datetime) -> list[dict[str, Any]]:
    if not every_clock:
        return []
    return [section("期限", "clocks", clocks=[account(clock, now) for clock in every_clock])]


def worded_lines(lines: list[LedgerLine], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Ledger lines with their states in words."""
    return [
        {
            **vars(line),
            "from_label": labels.get(line.from_state, line.from_state),
            "to_label": labels.get(line.to_state, line.to_state),
            "door_label": ledger.DOORS.get(line.door, ""),
            "entered_later": line.recorded_at is not None
            and line.recorded_at - line.at > ledger.TOLERANCE
            and line.recorded_at,
        }
        for line in lines
    ]


def history_sections(matter: Any, but: Collection[str] = ()) -> list[dict[str, Any]]:
    """The section of row versions, newest first, each with what it changed; none for a model without history.

    What changed in the fields `but` is left out.
    """
    if not hasattr(matter, "history"):
        return []
    versions = list(
        matter.history.select_related("history_user").order_by("-history_date", "-history_id")[:HISTORY_ROWS]
    )
    rows = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        changes = newer.diff_against(older, foreign_keys_are_objs=True).changes if older is not None else []
        rows.append(
            {
                "at": newer.history_date,
                "who": newer.history_user,
                "what": newer.history_change_reason or "建立",
                "changes": [
                    {
                        "label": matter._meta.get_field(c.field).verbose_name,
                        "before": _worded(matter, c.field, c.old),
                        "after": _worded(matter, c.field, c.new),
                    }
                    for c in changes
                    if c.field not in but
                ],
            }
        )
    return [section("改动记录", "history", rows=rows)]


def _worded(matter: Any, name: str, value: Any) -> Any:
    """A column value as people read it."""
    if isinstance(value, DeletedObject) and value.pk is None:
        return None  # it was empty
    if value == 0 and not isinstance(value, bool):
        return "0"  # which is not nothing
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return to_the_minute(value)
    if isinstance(value, dict | list):
        plain = isinstance(value, list) and all(isinstance(each, str | int) for each in value)
        shown = "、".join(map(str, value)) if plain else f"（一组数据，{len(value)} 项）"
        return shown if value else None
    if isinstance(value, str) and len(value) > LONG_VALUE:
        return f"（{len(value):,} 字）"
    choices = dict(matter._meta.get_field(name).flatchoices)
    return choices.get(value, value) if isinstance(value, str | int) else value


def matter_title(matter: Any) -> str:
    """The title of a matter, an agency or a person."""
    return str(getattr(matter, "title", None) or matter)
