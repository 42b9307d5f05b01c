"""Finding struck passages that survive in the public text, its files or their metadata (SR-7(2)).

Texts are compared by their letters and digits alone: in one width and case, without dots, hyphens, blanks and marks on letters,
radicals and letters of other alphabets as those that they look like. A struck passage leaks in a place if one of its pieces of
eight characters stands there or, for a shorter passage, the whole of it; a number of six digits and more also spelled out.

A piece, or a short passage, is excused if it also stands within one kept stretch of the internal text: it is public by
decision. A passage of eight characters or more that survives whole is never excused: it was struck in one place and forgotten
in another.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from foundation.characters import folded

PIECE = 8
#: The digits of a number that is also looked for as it is spelled out.
NUMBER = 6


@dataclass(frozen=True)
class Leak:
    """A struck passage that survives in a place; `piece` is the surviving part, letters and digits only.

    Neither is in the representation, which might be logged.
    """

    passage: str = field(repr=False)
    piece: str = field(repr=False)
    where: str


class Struck(list[str]):
    """The passages that a public text leaves out of an internal one, and the stretches that were kept."""

    def __init__(self, passages: Iterable[str], kept: Iterable[str]) -> None:
        super().__init__(passages)
        self.kept: tuple[str, ...] = tuple(kept)


def leaks(struck: Iterable[str], places: Mapping[str, str]) -> list[Leak]:
    """Every surviving piece of a struck passage in the texts of `places` by name, in their order.

    Kept stretches excuse pieces only if `struck` comes from `struck_passages`. Linear in the length of all texts.
    """
    kept = struck.kept if isinstance(struck, Struck) else ()
    traces = _Traces(struck, [normalised(stretch) for stretch in kept])
    return [leak for where, text in places.items() for leak in traces.leaks(normalised(text), where)]


#: Letters that look like Latin ones, after folding of case; circles that stand for zero.
_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһԛԝαβεζηικμνορτυχ○◯⭘", "abekmhopctyxijsdhqwabezhikmnoptyx〇〇〇")


#: Numerals in Chinese, as a telephone number may be spelled out.
_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")


def mentions(text: str, value: str) -> bool:
    """Whether a value of two characters or more stands in a text, whatever dots, brackets or numerals it is written with."""
    sought = normalised(value).translate(_DIGITS)
    return len(sought) > 1 and sought in normalised(text).translate(_DIGITS)


def struck_passages(internal: str, public: str) -> Struck:
    """The passages of the internal text that the public text leaves out, in order, without those of punctuation alone.

    The texts are aligned by paragraphs, within those by sentences, by clauses, and at last by characters.
    """
    kept: list[str] = []
    passages: list[str] = []
    for same, stretch in _aligned(internal, public):
        (kept if same else passages).append(stretch)
    return Struck((passage for passage in passages if normalised(passage)), kept)


def marked(internal: str, public: str, mark: str) -> str:
    """The public text with a mark wherever it leaves something out; a text that was rewritten stays as it is."""
    stretches = _aligned(internal, public)
    if "".join(stretch for same, stretch in stretches if same) != public:
        return public
    return "".join(stretch if same or not normalised(stretch) else mark for same, stretch in stretches)


def normalised(text: str) -> str:
    """The letters and digits of a text, in one width and case, radicals and letters of other alphabets as what they look like."""
    plain = unicodedata.normalize("NFKC", folded(text)).casefold().translate(_LOOKALIKES)
    return "".join(map(_digit, filter(_counts, plain)))


def seen_as(text: str) -> str:
    """The text in one width, radicals and letters of other alphabets as what they look like; case, blanks and marks stay."""
    plain = unicodedata.normalize("NFKC", folded(text))
    small = plain.translate(_LOOKALIKES)
    capital = plain.casefold().translate(_LOOKALIKES).upper()
    # Only a capital that looks like another letter is taken from the second reading.
    foreign = len(capital) == len(plain) and not plain.isascii()
    if not foreign:
        return small
    return "".join(
        big if each.isupper() and not each.isascii() and big.isascii() else little
        for each, little, big in zip(plain, small, capital, strict=True)
    )


def _counts(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _digit(char: str) -> str:
    """A digit of any script as the plain one."""
    return char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char))


class _Traces:
    """The pieces of long passages and the short passages to search for."""

    def __init__(self, passages: Iterable[str], kept: Sequence[str]) -> None:
        excused = {piece for stretch in kept for piece in _pieces(stretch, PIECE)}
        self.pieces: dict[str, str] = {}
        self.whole: dict[int, dict[str, str]] = {}
        self.bodies: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        spelled = [stretch.translate(_DIGITS) for stretch in kept]
        for passage in passages:
            body = normalised(passage)
            for number in re.findall(rf"[0-9]{{{NUMBER},}}x?", body.translate(_DIGITS)):
                if not any(number in stretch for stretch in spelled):
                    self.numbers.setdefault(number, passage)
            if len(body) >= PIECE:
                self.bodies.setdefault(body, passage)
                for piece in _pieces(body, PIECE):
                    if piece not in excused:
                        self.pieces.setdefault(piece, passage)
            elif body and not any(body in stretch for stretch in kept):
                self.whole.setdefault(len(body), {}).setdefault(body, passage)

    def leaks(self, text: str, where: str) -> Iterator[Leak]:
        """The leaks in one normalised text, each once."""
        found: dict[tuple[str, str], Leak] = {}
        for passage, piece in (*self._runs(text), *self._short(text), *self._forgotten(text)):
            found.setdefault((passage, piece), Leak(passage, piece, where))
        yield from found.values()
        yield from self._spelled(text, where, found)

    def _spelled(self, text: str, where: str, found: Mapping[tuple[str, str], Leak]) -> Iterator[Leak]:
        """Numbers that stand there in other numerals."""
        if not self.numbers:
            return
        digits = text.translate(_DIGITS)
        for number, passage in self.numbers.items():
            start = digits.find(number)
            if start >= 0 and not any(known == passage for known, _piece in found):
                yield Leak(passage, text[start : start + len(number)], where)

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Passages with their surviving pieces, adjacent ones joined."""
        start = 0
        while start + PIECE <= len(text):
            passage = self.pieces.get(text[start : start + PIECE])
            if passage is None:
                start += 1
                continue
            end = start + PIECE
            while self.pieces.get(text[end - PIECE + 1 : end + 1]) == passage and end < len(text):
                end += 1
            yield passage, text[start:end]
            start = end - PIECE + 1

    def _short(self, text: str) -> Iterator[tuple[str, str]]:
        for length, bodies in self.whole.items():
            for piece in _pieces(text, length):
                if piece in bodies:
                    yield bodies[piece], piece

    def _forgotten(self, text: str) -> Iterator[tuple[str, str]]:
        """Long passages that survive whole although their pieces are excused."""
        present = None
        for body, passage in self.bodies.items():
            if body[:PIECE] in self.pieces:
                continue
            if present is None:
                present = set(_pieces(text, PIECE))
            if body[:PIECE] in present and body[-PIECE:] in present and body in text:
                yield passage, body


def _pieces(text: str, length: int) -> Iterator[str]:
    return (text[start : start + length] for start in range(len(text) - length + 1))


# Aligning two texts

Splitter = Callable[[str], list[str]]
#: Functions that split a text into units, from paragraphs to characters.
SPLITTERS: tuple[Splitter, ...] = (
    re.compile(r"[^\n]*\n|[^\n]+").findall,
    re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]|[^。！？!?；;\n]+").findall,
    re.compile(r"[^，,、：:。！？!?；;\n]*[，,、：:。！？!?；;\n]|[^，,、：:。！？!?；;\n]+").findall,
    list,
)
#: The most pairs of equal units in an alignment; above that the next finer unit is tried.
MOST_MATCHES = 60_000


def _aligned(internal: str, public: str) -> list[tuple[bool, str]]:
    """The internal text in alternating stretches, each with whether it was kept."""
    stretches = [
        (same, "".join(stretch for _same, stretch in group))
        for same, group in groupby(
            (part for part in _compare(internal, public, 0) if part[1]), key=lambda part: part[0]
        )
    ]
    return _without_coincidences(stretches)


def _compare(internal: str, public: str, level: int) -> Iterator[tuple[bool, str]]:
    """Stretches of `internal` with whether `public` keeps them, by the units of `SPLITTERS` from that level on."""
    head = _common_prefix(internal, public)
    tail = _common_prefix(internal[head:][::-1], public[head:][::-1])
    yield True, internal[:head]
    yield from _compare_middle(
        internal[head : len(internal) - tail], public[head : len(public) - tail], level
    )
    yield True, internal[len(internal) - tail :]


def _compare_middle(internal: str, public: str, level: int) -> Iterator[tuple[bool, str]]:
    if not internal or not public:
        yield False, internal
        return
    if level == len(SPLITTERS):
        yield from _by_pieces(internal, public)
        return
    ours, theirs = SPLITTERS[level](internal), SPLITTERS[level](public)
    counts = Counter(theirs)
    if sum(counts[unit] for unit in ours) > MOST_MATCHES:
        yield from _compare_middle(internal, public, level + 1)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            yield True, "".join(ours[i1:i2])
        elif tag == "delete" or (tag == "replace" and level + 1 == len(SPLITTERS)):
            yield False, "".join(ours[i1:i2])
        elif tag == "replace":
            yield from _compare("".join(ours[i1:i2]), "".join(theirs[j1:j2]), level + 1)


def _by_pieces(internal: str, public: str) -> Iterator[tuple[bool, str]]:
    """As `_compare`, for texts too repetitive to align: kept is what lies in a piece of eight characters of both."""
    present = set(_pieces(public, PIECE))
    covered = 0
    for index in range(len(internal)):
        if internal[index : index + PIECE] in present:
            covered = index + PIECE
        yield index < covered, internal[index]


def _common_prefix(one: str, other: str) -> int:
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    low, high = 0, length
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _without_coincidences(stretches: Sequence[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Strike single letters between struck stretches, too: two wordings share those by coincidence."""
    merged: list[tuple[bool, str]] = []
    for index, (same, stretch) in enumerate(stretches):
        coincidence = len(stretch) == 1 and stretch.isalnum() and 0 < index < len(stretches) - 1
        kept = same and not coincidence
        if merged and merged[-1][0] == kept:
            merged[-1] = (kept, merged[-1][1] + stretch)
        else:
            merged.append((kept, stretch))
    return merged
