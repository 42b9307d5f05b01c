"""What the rest of the house has to know of this room."""

from __future__ import annotations

from foundation.rooms import Entry, Room

ROOM = Room(
    addresses={"regulations/": "foundation.clauses.urls"},
    navigation=(Entry(80, "regulations:list", "公开制度"),),
)
