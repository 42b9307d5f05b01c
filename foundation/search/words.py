"""Cutting texts and queries into words. Pure Python.

Texts and queries are folded alike (NFKC, lower case, one kind of bracket) and cut by one dictionary without guessing. What
the dictionary does not know comes out as single characters; of those, pairs are indexed (王伟国 → 王伟, 伟国), by which a name is
found in any context.

Titles are found by their single characters and by their sound as well (`sounds.py`).

Found whole and by their parts: names of the gazetteer (隆兴昌镇; 隆兴昌), document numbers (五农科发〔2026〕48号;
五农科发; 2026; 48), and codes of letters and digits (wy-rfbsc/2023-07692; wy-rfbsc; 2023-07692; 07692).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from foundation.characters import folded
from foundation.search.gazetteer import NO_NAMES, Gazetteer, places
from foundation.search.sounds import INITIALS, SPOKEN, sounds, spoken
from foundation.texts.cutting import cut, cut_for_search

#: Characters of a text that are indexed.
TEXT_LIMIT = 1_000_000
#: Bytes of a vector; PostgreSQL refuses one of 1 MiB.
VECTOR_LIMIT = 600_000
#: Characters of a word that count, in texts and queries alike; PostgreSQL refuses a lexeme of 2 KiB.
WORD_LIMIT = 64
#: Characters of a query that are read.
QUERY_LIMIT = 200
#: Words of a query that are looked for.
QUERY_WORDS = 16
#: Occurrences of a word, in title and in body each, that count for its rank.
POSITIONS = 8
#: The highest position that a vector can hold.
LAST_POSITION = 16_383

#: With these begin lexemes that stand in no text: sounds, initials, agencies.
UNWRITTEN = frozenset((SPOKEN, INITIALS, "@"))
#: What makes a question of a query and stands in no text that answers it.
QUESTIONS = frozenset((
    "怎么", "怎么办", "怎样", "怎么样", "如何", "为什么", "请问", "什么", "什么样", "多少", "多少钱", "几个", "哪个", "哪些",
    "哪里", "哪儿", "在哪", "在哪里", "我", "我们", "咱", "咱们", "你们", "想", "想要", "需要", "能", "能不能", "可以",
    "可不可以", "是不是", "有没有", "吗", "呢", "啊", "吧", "呀", "电话", "地址",
))  # fmt: skip
STOP_WORDS = frozenset("的了和与及或是在等")

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_HAN}]"
_RUN = re.compile(rf"[{_HAN}]+|{_LETTER}+(?:[-_/.:@]{_LETTER}+)*")
_SEPARATOR = re.compile(r"([-_/.:@])")
_IS_HAN = re.compile(rf"[{_HAN}]")
_NUMBER = re.compile(r"〔\s*(\d{4})\s*〕\s*第?\s*(\d{1,6})(?!\d)(\s*号)?")
#: Document and index numbers as people type them: 隆政发2026-22, wylxcz202600001.
_TYPED_NUMBER = re.compile(
    rf"([{_HAN}])\s*(20\d\d)\s*[-－—–_/年\s]\s*(?:第\s*)?(\d{{1,4}})(?![\d月]|[-./]\d)\s*(?:号)?"
)
_TYPED_INDEX = re.compile(r"\bwy-?([a-z]+(?:-[a-z0-9]+)*)[-/\s]?(20\d\d)-?(\d{5})\b")
_LATIN = re.compile(r"[a-z]+(?:[\s']+[a-z]+)*\Z")
_ISSUER = re.compile(rf"[{_HAN}]{{1,12}}\Z")
_NAME = re.compile(rf"[{_HAN}]{{2,}}")
#: What is left of the brackets after NFKC. To replace each in turn is three times as fast as to translate.
_BRACKETS = tuple(zip("[({【])}】", "〔〔〔〔〕〕〕〕", strict=True))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot hold: NUL and lone surrogates become spaces."""
    return _UNSTORABLE.sub(" ", text)


def fold(text: str) -> str:
    """The text for comparison: NFKC, radicals as characters, lower case, every bracket 〔 or 〕."""
    said = unicodedata.normalize("NFKC", folded(storable(text))).lower()
    for bracket, other in _BRACKETS:
        said = said.replace(bracket, other)
    return said


def runs(q: str) -> list[str]:
    """The pieces of a query as typed, before they are cut into words."""
    return _RUN.findall(fold(q[:QUERY_LIMIT]))


def names_in(titles: Iterable[str]) -> frozenset[str]:
    """Names for a gazetteer: folded, Chinese characters only (县档案馆（党史办） gives two)."""
    return frozenset(name for title in titles for name in _NAME.findall(fold(title)))


@dataclass(frozen=True)
class Word:
    """One word of a query, and its alternatives: an entry needs all lexemes of one of the `ways`."""

    text: str
    ways: tuple[tuple[str, ...], ...]

    @property
    def lexemes(self) -> frozenset[str]:
        """All lexemes of the alternatives."""
        return frozenset(lexeme for way in self.ways for lexeme in way)


@dataclass(frozen=True)
class Query:
    """A query of words that must all be found; falsy without any."""

    words: tuple[Word, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    def tsquery(self) -> str:
        """The query as a `tsquery`, every lexeme quoted, so that nothing acts as an operator."""
        return " & ".join(
            "(" + " | ".join("(" + " & ".join(map(_quote, way)) + ")" for way in word.ways) + ")"
            for word in self.words
        )


def lexemes(text: str, agencies: Gazetteer = NO_NAMES) -> Iterator[str]:
    """Every word by which a text can be found, in order, with repetitions."""
    folded = fold(text[:TEXT_LIMIT])
    for match in _NUMBER.finditer(folded):
        issuer = _issuer(folded, match)
        number = f"〔{match[1]}〕{match[2]}"
        for start in range(len(issuer) + 1):
            yield issuer[start:] + number
    for match in _RUN.finditer(folded):
        run = match[0]
        if not _IS_HAN.match(run):
            yield from _code(run)
            continue
        yield from agencies.find(run)
        for piece, is_place in places().split(run):
            if is_place:
                yield piece
                yield from places().inside(piece)
            yield from _words_and_pairs(piece)


def in_form(folded: str) -> str:
    """A folded query with document and index numbers in the form in which they are given."""
    return _TYPED_INDEX.sub(r"wy-\1/\2-\3", _TYPED_NUMBER.sub(r"\1〔\2〕\3号", folded))


def title_lexemes(title: str) -> Iterator[str]:
    """By what a title is found beside its words: its single characters, and its sound."""
    for run in re.findall(rf"[{_HAN}]+", fold(title[:500])):
        yield from run
        yield from sounds(cut(run))


def of_agency(pk: int) -> str:
    """The lexeme of what an agency published."""
    return f"@{pk}"


def vector(title: str, text: str, agencies: Gazetteer = NO_NAMES, agency: int | None = None) -> str:
    """A `tsvector` literal: words of the title with weight A, then of the body with weight B, up to `VECTOR_LIMIT`.

    What more a title is found by has no place in it and the least weight; `agency` is the key of the agency that published it.
    """
    positions: dict[str, list[str]] = defaultdict(list)
    room = VECTOR_LIMIT
    at = 0
    more = [*([of_agency(agency)] if agency is not None else []), *title_lexemes(title)]
    for lexeme in dict.fromkeys(lexeme[:WORD_LIMIT] for lexeme in more):
        positions[lexeme] = []
        room -= len(lexeme.encode()) + 8
    for part, weight in ((title, "A"), (text, "B")):
        counts: dict[str, int] = defaultdict(int)
        for lexeme in lexemes(part, agencies):
            word = lexeme[:WORD_LIMIT]
            at = min(at + 1, LAST_POSITION)
            if counts[word] >= POSITIONS:
                continue
            cost = 2 if word in positions else len(word.encode()) + 8
            if cost > room:
                continue
            room -= cost
            counts[word] += 1
            positions[word].append(f"{at}{weight}")
    return " ".join(
        f"{_quote(word)}:{','.join(where)}" if where else _quote(word) for word, where in positions.items()
    )


@dataclass(frozen=True, eq=False)
class Names:
    """What a query may call by its name: agencies, by name the lexemes of what they published, and everyday words.

    `meant` holds, for an everyday word, the official words that say the same.
    """

    agencies: Gazetteer = NO_NAMES
    published: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everyday: Gazetteer = NO_NAMES
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING_NAMED = Names()


@lru_cache(maxsize=256)
def parse(q: str, names: Names = NOTHING_NAMED) -> Query:
    """The words of a typed query; signs, operators and what is too long are ignored."""
    folded = in_form(fold(q[:QUERY_LIMIT]))
    if _LATIN.match(folded.strip()):
        return _in_letters(folded)
    found: list[Word] = []
    end = 0
    for match in _NUMBER.finditer(folded):
        issuer = _issuer(folded[end:], match, end)
        found += _query_words(folded[end : match.start() - len(issuer)], names)
        number = f"{issuer}〔{match[1]}〕{match[2]}"
        found.append(Word(number, ((number,),)))
        end = match.end()
    found += _query_words(folded[end:], names)
    said = [word for word in dict.fromkeys(found) if word.text not in QUESTIONS]
    return Query(tuple(said or dict.fromkeys(found))[:QUERY_WORDS])


def _in_letters(folded: str) -> Query:
    """A query in Latin letters alone: words, or the sound or the initials of a title."""
    runs_of_letters = tuple(run[:WORD_LIMIT] for run in _RUN.findall(folded))
    together = "".join(re.findall("[a-z]+", folded))[: WORD_LIMIT - 1]
    ways = (runs_of_letters, (SPOKEN + together,), (INITIALS + together,))
    return (
        Query((Word(folded.strip(), ways),))
        if len(together) > 1
        else Query((Word(together, (runs_of_letters,)),))
    )


def by_sound(query: Query) -> Query:
    """A query whose Chinese words are also found by how they sound: 补帖 finds 补贴; none where it has no such word."""
    words = []
    for word in query.words:
        heard = _IS_HAN.match(word.text) and 1 < len(word.text) <= WORD_LIMIT // 8
        words.append(replace(word, ways=(*word.ways, (spoken(word.text),))) if heard else word)
    return Query(tuple(words)) if words != list(query.words) else Query(())


def without_one(q: str) -> Query:
    """A query for titles that hold every Chinese character of `q` but one; none where it has fewer than three or too many."""
    characters = tuple(
        dict.fromkeys(c for c in fold(q[:QUERY_LIMIT]) if _IS_HAN.match(c) and c not in STOP_WORDS)
    )
    if not 3 <= len(characters) <= QUERY_WORDS:
        return Query(())
    ways = tuple(tuple(c for c in characters if c != left_out) for left_out in characters)
    return Query((Word("".join(characters), ways),))


def _query_words(folded: str, names: Names) -> Iterator[Word]:
    """The words of a piece of a query without a document number."""
    for match in _RUN.finditer(folded):
        run = match[0]
        if not _IS_HAN.match(run):
            code = run[:WORD_LIMIT]
            yield Word(code, ((code,),))
            continue
        for piece, is_agency in names.agencies.split(run):
            if not is_agency:
                yield from _everyday_words(piece, names)
                continue
            # Texts that were indexed before the agency got this name do not hold it as one word.
            whole, parts = (piece[:WORD_LIMIT],), _parts(piece)
            published = tuple((lexeme,) for lexeme in names.published.get(piece, ()))
            yield Word(piece, (whole, *([parts] if parts else []), *published))


def _everyday_words(run: str, names: Names) -> Iterator[Word]:
    for piece, is_everyday in names.everyday.split(run):
        if not is_everyday:
            yield from _query_words_in_chinese(piece)
            continue
        ways = tuple(parts for one in (piece, *names.meant[piece]) if (parts := _parts(one)))
        yield Word(piece, ways or ((piece,),))  # one of stop words alone has no parts


def _parts(phrase: str) -> tuple[str, ...]:
    """The lexemes of all words of a phrase."""
    return tuple(lexeme for word in _query_words_in_chinese(phrase) for lexeme in word.ways[0])


def _query_words_in_chinese(run: str) -> Iterator[Word]:
    for piece, is_place in places().split(run):
        if is_place:
            yield Word(piece, ((piece,),))
            continue
        single = ""
        for word in (*cut(piece), ""):
            if len(word) == 1 and word not in STOP_WORDS:
                single += word
                continue
            if single:
                pairs = tuple(single[i : i + 2] for i in range(len(single) - 1))
                yield Word(single, (pairs or (single,),))
                single = ""
            if len(word) > 1:
                yield Word(word, ((word,),))


def _words_and_pairs(run: str) -> Iterator[str]:
    """The dictionary's words in a run of Chinese characters, and pairs of characters that it does not know."""
    yield from (word for word in cut_for_search(run) if word not in STOP_WORDS)
    before = ""
    for word in cut(run):
        if word in STOP_WORDS:
            before = ""
            continue
        if before and (len(before) == 1 or len(word) == 1):
            yield before[-1] + word[0]
        before = word


def _code(run: str) -> Iterator[str]:
    """A code of letters and digits, whole and by every run of its parts: a-b/c gives a, b, c, a-b, b/c."""
    pieces = _SEPARATOR.split(run)
    yield run
    if len(pieces) > 13:
        yield from pieces[::2]
        return
    for start in range(0, len(pieces), 2):
        for end in range(start + 1, len(pieces) + 1, 2):
            if end - start < len(pieces):
                yield "".join(pieces[start:end])


def _issuer(folded: str, match: re.Match[str], offset: int = 0) -> str:
    """The Chinese characters right before the year of a document number."""
    before = folded[max(0, match.start() - offset - 12) : match.start() - offset]
    issuer = _ISSUER.search(before)
    return issuer[0] if issuer else ""


def _quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
