"""The room's addresses, navigation and demonstration."""

from __future__ import annotations

from foundation.rooms import Entry, Room

ROOM = Room(
    addresses={"documents/": "disclosure.urls"},
    navigation=(Entry(10, "documents:list", "法定主动公开内容"),),
    demonstration="disclosure.demo",
)
