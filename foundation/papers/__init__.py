"""Papers: making a PDF from a composed page, reproducibly."""

from __future__ import annotations

from foundation.papers.typesetting import OutOfReach, render, unprintable

__all__ = ["OutOfReach", "render", "unprintable"]
