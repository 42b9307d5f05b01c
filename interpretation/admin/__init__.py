"""The pages of the room at the desk."""

from __future__ import annotations

from interpretation.admin import directory, explaining, opinion

__all__ = ["directory", "explaining", "opinion"]
