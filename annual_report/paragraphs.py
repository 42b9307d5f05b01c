"""The paragraphs of a text, one to a line."""

from __future__ import annotations


def paragraphs(text: str) -> list[str]:
    """Split a text into its paragraphs, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
