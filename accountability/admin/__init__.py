"""The room's pages at the desk."""

from __future__ import annotations

from accountability.admin import case, others

__all__ = ["case", "others"]
