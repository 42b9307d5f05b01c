"""How Chinese words sound: what is typed in pinyin, by initials or with the wrong character is found by that. Pure Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

#: So many words after one another are found by their sound when they are typed as one.
WORDS_TOGETHER = 4
#: What sets these lexemes apart from words: of no text is a piece that begins so.
SPOKEN, INITIALS = "~", "^"


@lru_cache(maxsize=20_000)
def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones."""
    # Its dictionary takes half a second to load: a command that finds no word by its sound does without.
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors="ignore"))


def spoken(word: str) -> str:
    """The lexeme of how a word sounds: ~qunuan."""
    return SPOKEN + "".join(syllables(word))


def sounds(words: Sequence[str]) -> Iterator[str]:
    """The lexemes of how a title sounds: each word of two characters or more, and up to four words together, also by initials."""
    said = [syllables(word) for word in words]
    for first in range(len(said)):
        together: tuple[str, ...] = ()
        for last in range(first, min(first + WORDS_TOGETHER, len(said))):
            together += said[last]
            if len(together) > 1:
                yield SPOKEN + "".join(together)
                yield INITIALS + "".join(one[0] for one in together)
