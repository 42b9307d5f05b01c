"""Marking the words of a query in a text, as plain segments for the template, never HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from foundation.search.words import UNWRITTEN, fold, parse, runs

#: The characters shown before the first word found.
LEAD = 20


class Segment(NamedTuple):
    """A piece of a text, and whether it is a searched word."""

    text: str
    is_hit: bool


def highlight(text: str, q: str) -> list[Segment]:
    """The whole text in segments, for titles."""
    return _segments(text, _spans(text, q), 0, len(text))


def snippet(text: str, q: str, length: int = 120) -> list[Segment]:
    """The `length` characters of a text with most words of `q`, else its beginning; "…" marks omissions."""
    spans = _spans(text, q)
    start = max(0, _densest(text, spans, length - LEAD) - LEAD)
    end = min(len(text), start + length)
    segments = _segments(text, spans, start, end)
    if start > 0:
        segments.insert(0, Segment("…", False))
    if end < len(text):
        segments.append(Segment("…", False))
    return segments


def _segments(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Segment]:
    segments: list[Segment] = []
    done = start
    for left, right in spans:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if left > done:
            segments.append(Segment(text[done:left], False))
        segments.append(Segment(text[left:right], True))
        done = right
    if done < end:
        segments.append(Segment(text[done:end], False))
    return segments


def _densest(text: str, spans: list[tuple[int, int]], width: int) -> int:
    """The start of the stretch of that width with most different words; 0 without any word."""
    best, most = 0, 0
    for first, (left, _) in enumerate(spans[:500]):
        words = {text[a:b] for a, b in spans[first : first + width] if b <= left + width}
        if len(words) > most:
            best, most = left, len(words)
    return best


def _spans(text: str, q: str) -> list[tuple[int, int]]:
    """Start and end of the words in the text, in order; touching ones are joined."""
    pattern = _pattern(q)
    if pattern is None:
        return []
    folded, back = _aligned(text)
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(folded):
        left, right = match.span()
        if back is not None:
            left, right = back[left], back[right - 1] + 1
        if spans and left <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(right, spans[-1][1]))
        else:
            spans.append((left, right))
    return spans


@lru_cache(maxsize=256)
def _pattern(q: str) -> re.Pattern[str] | None:
    """The pattern to mark: the query as typed and its words; a single character only if nothing else was typed."""
    words = {lexeme for word in parse(q).words for lexeme in word.lexemes}
    wanted = {run for run in runs(q) if words} | {
        word for word in words if len(word) > 1 and word[0] not in UNWRITTEN
    }
    if not wanted:
        return None
    alternatives = []
    for text in sorted(wanted, key=lambda text: (-len(text), text)):
        literal = re.escape(text)
        if text[0].isascii():  # ab is no hit within abc, nor 48 within 2048
            literal = rf"(?<![a-z0-9]){literal}"
        if text[-1].isascii():
            literal = rf"{literal}(?![a-z0-9])"
        alternatives.append(literal)
    return re.compile("|".join(alternatives))


def _aligned(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, if folding moved characters, the original place of each."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, None
    pieces = [fold(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]
