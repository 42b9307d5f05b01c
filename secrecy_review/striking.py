"""Striking a passage without leaving wreckage: no empty brackets, no doubled marks, no mark at the beginning of a line."""

from __future__ import annotations

_OPENING, _CLOSING = "（(【〔[《〈“‘「『", "）)】〕]》〉”’」』"
_PAIRS = set(zip(_OPENING, _CLOSING, strict=True))
#: Marks within a sentence, and at its end.
_WITHIN, _ENDING = set("，、；：,;:"), set("。！？!?")
_BLANK = set(" \u3000\t")


def widened(text: str, start: int, end: int, low: int = 0, high: int | None = None) -> tuple[int, int]:
    """The stretch to strike, with the brackets and marks that would stand there for nothing; within `low` and `high`."""
    high = len(text) if high is None else high
    while True:
        more_before, more_after = _useless(text, start, end)
        if not (more_before or more_after) or start - more_before < low or end + more_after > high:
            return start, end
        start, end = start - more_before, end + more_after


def _useless(text: str, start: int, end: int) -> tuple[int, int]:
    """How many characters before and after the stretch go with it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    line_begins, line_ends = before in ("", "\n"), after in ("", "\n")
    if (before, after) in _PAIRS:
        return 1, 1
    if before in _BLANK and (after in _BLANK or line_ends or after in _WITHIN | _ENDING):
        return 1, 0
    if line_begins and after in _BLANK - {"\u3000"}:
        return 0, 1
    if before in _WITHIN and (after in _WITHIN | _ENDING or (after and after in _CLOSING)):
        return 1, 0
    if before in _WITHIN - set("：:") and line_ends:
        return 1, 0
    opened = line_begins or before in _ENDING or before in _OPENING
    if opened and (after in _WITHIN or after in _ENDING):
        return 0, 1
    return 0, 0
