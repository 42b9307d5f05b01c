"""The declarations of this room for the rest of the portal."""

from __future__ import annotations

from foundation.rooms import Room

ROOM = Room(menu="信息公开", player="secrecy_review.player")
