"""Stored files: digest, sniffed type, extracted text, public or internal.

`store`, `open_file` and `verify` are the room's door; they load with the models, so only when first asked
for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from foundation.files.rejected import Rejected

if TYPE_CHECKING:
    from foundation.files.acts import open_file, store, verify

__all__ = ["Rejected", "open_file", "store", "verify"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("foundation.files.acts"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
