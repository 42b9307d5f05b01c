"""Passages of an internal text that its public text leaves out, rewrites or is made of, each with its ground (SR-7(2), SR-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import Q

from disclosure import statute
from disclosure.models import Document
from foundation.database import alone, touches
from secrecy_review.striking import widened


class How(models.TextChoices):
    """What becomes of a passage (SR-7(2))."""

    STRIKE = "strike", "删除"
    REPLACE = "replace", "改写"
    EXCERPT = "excerpt", "摘录"


class Redaction(models.Model):
    """One marked passage of the internal text of a declassified document."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="redactions", verbose_name="公文")
    #: From its first character to the one behind it, counted in the internal text.
    stretch = IntegerRangeField("位置")
    how = models.CharField("处理方式", max_length=10, choices=How.choices)
    passage = models.TextField("内部文稿里的文字")
    replacement = models.TextField("改写成", blank=True)
    ground = models.CharField("依据", max_length=30, choices=statute.GROUNDS.items())
    reason = models.CharField("理由", max_length=500)

    #: What a newer version of its document takes over with it.
    KEPT = ("stretch", "how", "passage", "replacement", "ground", "reason")

    class Meta:
        verbose_name = verbose_name_plural = "脱密处理"
        ordering = ["stretch"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how=How.REPLACE) & ~Q(replacement="") | ~Q(how=How.REPLACE) & Q(replacement=""),
                name="redaction_replaced_by_words",
            ),
            models.CheckConstraint(condition=~Q(passage=""), name="redaction_of_words"),
            *(
                ExclusionConstraint(
                    name=name,
                    expressions=[
                        (alone("document_id"), RangeOperators.OVERLAPS),
                        ("stretch", RangeOperators.OVERLAPS),
                    ],
                    condition=condition,
                    violation_error_message="这一处和已经标出的重叠。",
                )
                for name, condition in (
                    ("redaction_cuts_apart", ~Q(how=How.EXCERPT)),
                    ("redaction_excerpts_apart", Q(how=How.EXCERPT)),
                )
            ),
        ]
        triggers = [touches("disclosure_document", "document_id")]

    def __str__(self) -> str:
        return f"第 {self.start + 1} 字起{self.get_how_display()} {self.end - self.start} 字"

    @property
    def said(self) -> str:
        """The mark in a sentence, for those who read the internal text."""
        to = f"为“{self.replacement}”" if self.replacement else ""
        words = f"{self.get_how_display()}“{self.passage}”{to}"
        return f"{words}——{self.get_ground_display()}：{self.reason}"

    @property
    def start(self) -> int:
        return int(self.stretch.lower)

    @property
    def end(self) -> int:
        return int(self.stretch.upper)


@dataclass(frozen=True)
class Piece:
    """A piece of the internal text as it is shown beside the public one: its words, its number, what became of it."""

    text: str
    number: int = 0
    how: str = ""
    replacement: str = ""


def occurrences(text: str, passage: str) -> list[int]:
    """Where a passage begins, from the first to the last; none within another."""
    found: list[int] = []
    start = text.find(passage) if passage else -1
    while start >= 0:
        found.append(start)
        start = text.find(passage, start + len(passage))
    return found


def stretch_of(start: int, passage: str) -> NumericRange:
    """The place of a passage that begins there."""
    return NumericRange(start, start + len(passage), "[)")


def public_text(internal: str, marks: Iterable[Redaction]) -> str:
    """The public text: the excerpts, or else the whole, with what is struck and rewritten in it."""
    known = sorted(marks, key=lambda mark: mark.start)
    cuts = [mark for mark in known if mark.how != How.EXCERPT]
    excerpts = [mark for mark in known if mark.how == How.EXCERPT]
    if not excerpts:
        return _cut(internal, 0, len(internal), cuts)
    return "\n".join(_cut(internal, mark.start, mark.end, cuts).strip("\n") for mark in excerpts)


def _cut(text: str, start: int, end: int, cuts: Sequence[Redaction]) -> str:
    """A stretch of a text without what is struck in it, and what would stand there for nothing."""
    said, at = "", start
    for cut in cuts:
        if cut.end <= start or cut.start >= end:
            continue
        low, high = max(cut.start, start), min(cut.end, end)
        if cut.how == How.STRIKE:
            low, high = widened(text, low, high, at, end)
        said += text[at:low] + cut.replacement
        at = high
    return said + text[at:end]


def pieces(internal: str, marks: Iterable[Redaction]) -> Iterator[Piece]:
    """The internal text in pieces, each with the number of its mark; what is cut out of an excerpt is a cut."""
    known = list(enumerate(sorted(marks, key=lambda mark: mark.start), 1))
    known.sort(key=lambda numbered: numbered[1].how == How.EXCERPT)
    edges = sorted({0, len(internal)} | {edge for _n, mark in known for edge in (mark.start, mark.end)})
    for start, end in pairwise(edges):
        for number, mark in known:
            if mark.start <= start and end <= mark.end:
                yield Piece(internal[start:end], number, mark.how, mark.replacement)
                break
        else:
            yield Piece(internal[start:end])


def moved(marks: Iterable[Redaction], internal: str) -> list[Redaction]:
    """Take the marks to where their passages stand in an internal text that was changed; returns those whose passage is gone.

    Each goes to the place nearest to where it stood that no other has taken.
    """
    lost: list[Redaction] = []
    taken: set[int] = set()
    for mark in marks:
        free = [start for start in occurrences(internal, mark.passage) if start not in taken]
        if not free:
            lost.append(mark)
            continue
        start = min(free, key=lambda place: abs(place - mark.start))
        taken.add(start)
        mark.stretch = stretch_of(start, mark.passage)
    return lost
