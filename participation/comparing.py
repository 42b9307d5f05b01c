"""What changed between the draft that was open for comment and the text that was decided, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from foundation.texts.structure import Article, parse

#: The most sentences of either text that are compared: with more a page would take too long.
MOST_SENTENCES = 3_000

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


@dataclass(frozen=True)
class Change:
    """A sentence that was taken out, put in or replaced; `article` is where it stood in the draft, or stands now."""

    article: str
    before: str
    after: str


def sentences(text: str) -> list[tuple[str, str]]:
    """The sentences of a text, each with the label of its article; blank before the first."""
    found, label = [], ""
    for block in parse(text):
        if isinstance(block, Article):
            label = block.label.replace(" ", "")
        words = block.rest if isinstance(block, Article) else block.text
        found += [(label, said.strip()) for said in _SENTENCE.findall(words) if said.strip()]
    return found


def changes(draft: str, final: str) -> list[Change] | None:
    """The changes in the order of the text; None where either text is too long to be compared."""
    old, new = sentences(draft), sentences(final)
    if max(len(old), len(new)) > MOST_SENTENCES:
        return None
    return list(_changes(old, new))


def _changes(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [said for _label, said in old], [said for _label, said in new], False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        label = old[a][0] if a < b else new[c][0]
        yield Change(label, "".join(said for _l, said in old[a:b]), "".join(said for _l, said in new[c:d]))
