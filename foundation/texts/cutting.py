"""Cutting Chinese text into the words of a dictionary, without guessing others.

The dictionary takes a moment to load, which many processes never need: it is loaded with the first text that is cut.
"""

from __future__ import annotations


def cut(text: str) -> list[str]:
    """The words of a text, one after the other; characters that are in no word of the dictionary stand alone."""
    import rjieba

    return rjieba.cut(text, False)


def cut_for_search(text: str) -> list[str]:
    """The words of a text, and before each long one those within it."""
    import rjieba

    return rjieba.cut_for_search(text, False)
