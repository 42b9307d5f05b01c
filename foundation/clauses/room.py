"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import Entry, Room

ROOM = Room(
    addresses={"regulations/": "foundation.clauses.urls"},
    navigation=(Entry(80, "regulations:list", "公开制度"),),
)
