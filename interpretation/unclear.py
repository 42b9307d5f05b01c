"""The sentences of a document, of which anybody may mark one as not understood, and how often that was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F

from disclosure.models import Document
from foundation.texts.structure import Article, Heading, Table, parse
from interpretation.models import Unclear

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
#: The sentences of one document that are offered, and the characters of each that are kept.
MOST, LONGEST = 600, 500
#: The fewest characters of a sentence: shorter ones are labels.
SHORTEST = 6


@dataclass(frozen=True)
class Sentence:
    """One sentence, its place counted from 1, and what it stands under."""

    place: int
    text: str
    under: str


def sentences(body: str) -> Iterator[Sentence]:
    """The sentences of a text in their order, without tables and labels."""
    place, under = 0, ""
    for block in parse(body):
        if isinstance(block, Heading):
            under = block.text
            continue
        if isinstance(block, Article) and block.label:
            under = block.label
        if isinstance(block, Table):
            continue
        for found in _SENTENCE.findall(block.rest if isinstance(block, Article) else block.text):
            if len(found.strip()) < SHORTEST:
                continue
            place += 1
            if place > MOST:
                return
            yield Sentence(place, found.strip()[:LONGEST], under)


def count(document: Document, sentence: Sentence) -> None:
    """Count one more reader of this sentence, and nothing of who that is."""
    row, _created = Unclear.objects.get_or_create(
        document=document, place=sentence.place, defaults={"sentence": sentence.text}
    )
    Unclear.objects.filter(pk=row.pk).update(count=F("count") + 1)
