"""How plain an interpretation is: what it copies from its document, and how long its sentences are (PI-5)."""

from __future__ import annotations

import re

from secrecy_review.leaks import PIECE, normalised

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_LETTERS = re.compile(r"\w", re.U)


def copied(text: str, document: str) -> float:
    """The share of the text's pieces of eight characters that stand in the document as well, 0 to 1."""
    ours, theirs = normalised(text), normalised(document)
    pieces = [ours[start : start + PIECE] for start in range(len(ours) - PIECE + 1)]
    there = {theirs[start : start + PIECE] for start in range(len(theirs) - PIECE + 1)}
    return sum(piece in there for piece in pieces) / len(pieces) if pieces else 0.0


def sentence_length(text: str) -> float:
    """The average number of characters of a sentence, without marks."""
    lengths = [len(_LETTERS.findall(sentence)) for sentence in _SENTENCE.findall(text)]
    counted = [length for length in lengths if length]
    return sum(counted) / len(counted) if counted else 0.0
