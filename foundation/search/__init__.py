"""One full-text index over everything public.

The names below are loaded when first used, because models can be imported only once the apps are ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foundation.search.entries import EntryData, Indexed, index, indexed, rebuild, remove, source
    from foundation.search.highlights import Segment, highlight, snippet
    from foundation.search.models import Entry
    from foundation.search.queries import Results, matching, search

__all__ = [
    "Entry",
    "EntryData",
    "Indexed",
    "Results",
    "Segment",
    "highlight",
    "index",
    "indexed",
    "matching",
    "rebuild",
    "remove",
    "search",
    "snippet",
    "source",
]

_ROOMS = {
    "entries": ("EntryData", "Indexed", "index", "indexed", "rebuild", "remove", "source"),
    "highlights": ("Segment", "highlight", "snippet"),
    "models": ("Entry",),
    "queries": ("Results", "matching", "search"),
}
_HOME = {name: module for module, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
