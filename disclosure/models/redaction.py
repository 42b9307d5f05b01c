"""Passages of an internal text that its public text leaves out, rewrites or is made of, each with its ground (SR-7(2), SR-11)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from disclosure import statute
from disclosure.models.document import Document
from foundation.database import alone, touches


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
