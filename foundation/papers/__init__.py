"""Papers: making a PDF from a composed page, reproducibly."""

from __future__ import annotations

from foundation.papers.typesetting import Enclosed, OutOfReach, render, unprintable

__all__ = ["Enclosed", "OutOfReach", "render", "unprintable"]
