"""Addresses, navigation and demonstration of the room."""

from __future__ import annotations

from foundation.rooms import Entry, Room

ROOM = Room(
    addresses={"interpretation/": "interpretation.urls"},
    navigation=(Entry(15, "interpretation:list", "政策解读"),),
    demonstration="interpretation.demo",
)
