"""Whether two texts tell of the same: pure Python, without database."""

from __future__ import annotations

from secrecy_review.leaks import normalised

#: The share of its pairs of neighbouring characters that the shorter of two texts has in common with the longer.
ALIKE = 0.5


def alike(one: str, other: str, share: float = ALIKE) -> bool:
    """Whether two short texts have so much of their words in common, in whatever order; 0 asks for anything at all."""
    return pairs_alike(pairs(one), pairs(other), share)


def pairs_alike(first: frozenset[str], second: frozenset[str], share: float = ALIKE) -> bool:
    """As `alike`, of texts whose pairs of characters are known: many are compared with many."""
    common, fewest = len(first & second), min(len(first), len(second))
    return common > 0 and common >= share * fewest


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, whatever its marks and blanks."""
    said = normalised(text)
    return frozenset(said[n : n + 2] for n in range(len(said) - 1))
