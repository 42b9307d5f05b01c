"""A text as its paragraphs, wherever it is shown: one to a line."""

from __future__ import annotations


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
