"""Papers: from a composed page to a PDF that is the same wherever and whenever it is made."""

from __future__ import annotations

from foundation.papers.typesetting import OutOfReach, render, unprintable

__all__ = ["OutOfReach", "render", "unprintable"]
