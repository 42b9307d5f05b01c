"""The acts of the room: the decision, its drafts for comment, opinions and their answers; polls."""

from __future__ import annotations

from participation.acts import answering, calling, deciding, polling

__all__ = ["answering", "calling", "deciding", "polling"]
