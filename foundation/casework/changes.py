"""What changed between two texts: side by side, sentence by sentence, and within a sentence by characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

_SENTENCE = re.compile(r"[^。；！？\n]*(?:[。；！？]+\n*|\n+)|[^。；！？\n]+$")
#: A changed stretch longer than this is marked whole; a text longer than that is not compared.
MOST_CHARACTERS, LONGEST = 2_000, 300_000
#: Of unchanged text, what is shown before and after a change.
AROUND = 60

Piece = dict[str, str]


def compared(label: str, before: str, after: str) -> dict[str, Any] | None:
    """A text in two columns with its changes marked; None where nothing changed."""
    if before == after:
        return None
    if max(len(before), len(after)) > LONGEST:
        return {"label": label, "rows": [], "too_long": True}
    return {"label": label, "rows": list(_rows(before, after)), "too_long": False}


def compared_places(pairs: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The texts that changed, of labels with what stood there before and after."""
    return [found for pair in pairs if (found := compared(*pair)) is not None]


def _rows(before: str, after: str) -> Iterator[dict[str, Any]]:
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            shown = _shortened(left)
            yield {"same": True, "left": [_piece("same", shown)], "right": [_piece("same", shown)]}
        else:
            yield {"same": False, **_within(left, right)}


def _within(left: str, right: str) -> dict[str, list[Piece]]:
    """Both sides of a changed stretch, in pieces."""
    if not left or not right or max(len(left), len(right)) > MOST_CHARACTERS:
        return {"left": _only("gone", left), "right": _only("new", right)}
    sides: dict[str, list[Piece]] = {"left": [], "right": []}
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = tag == "equal"
        sides["left"] += _only("same" if same else "gone", left[a:b])
        sides["right"] += _only("same" if same else "new", right[c:d])
    return sides


def _only(kind: str, text: str) -> list[Piece]:
    return [_piece(kind, text)] if text else []


def _piece(kind: str, text: str) -> Piece:
    return {"kind": kind, "text": text}


def _shortened(text: str) -> str:
    """Unchanged text without its middle."""
    left_out = len(text) - 2 * AROUND
    if left_out <= AROUND:
        return text
    return f"{text[:AROUND]}……（中间 {left_out} 字没有改动）……{text[-AROUND:]}"
