"""Whether a reply says anything of its own, and whether two texts tell of the same: pure Python, without database."""

from __future__ import annotations

from secrecy_review.leaks import normalised

#: How many characters a reply has beside the question before it says something; 您好，您反映的……已收悉，谢谢关注 does not.
OWN_WORDS = 24
#: The share of its pairs of neighbouring characters that the shorter of two texts has in common with the longer.
ALIKE = 0.5


def only_the_question(reply: str, question: str) -> bool:
    """Whether a reply is the question again, or a part of it, with no more than a few polite words around."""
    said, asked = normalised(reply), normalised(question)
    if not said or not asked:
        return False
    return said in asked or (asked in said and len(said) - len(asked) < OWN_WORDS)


def alike(one: str, other: str, share: float = ALIKE) -> bool:
    """Whether two short texts have so much of their words in common, in whatever order; 0 asks for anything at all."""
    first, second = _pairs(one), _pairs(other)
    common, fewest = len(first & second), min(len(first), len(second))
    return common > 0 and common >= share * fewest


def _pairs(text: str) -> set[str]:
    said = normalised(text)
    return {said[n : n + 2] for n in range(len(said) - 1)}
