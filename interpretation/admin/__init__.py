"""The pages of the room at the desk."""

from __future__ import annotations

from interpretation.admin import explaining, opinion

__all__ = ["explaining", "opinion"]
