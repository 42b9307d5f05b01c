"""Telling people: an inbox at the desk, e-mail and SMS.

The names below are loaded when first used, because models can be imported only once the apps are ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foundation.notices.acts import mark_read, tell, tell_address
    from foundation.notices.queries import inbox, unread_count

__all__ = ["inbox", "mark_read", "tell", "tell_address", "unread_count"]

_HOME = {
    "inbox": "queries",
    "unread_count": "queries",
    "mark_read": "acts",
    "tell": "acts",
    "tell_address": "acts",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
