"""What a drafter answered on each kind of papers "not suitable for release" that a document may be (SR-7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosure import statute
from disclosure.models.document import Document
from disclosure.unsuitable import KINDS
from foundation.agencies.models import Staff
from foundation.database import only_while


class KindAnswer(models.Model):
    """Whether a document is of one kind, why, and which ground of 条例14–16 fits it then."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="kind_answers", verbose_name="公文")
    kind = models.PositiveSmallIntegerField("不宜公开的种类", choices=KINDS.items())
    is_one = models.BooleanField("属于这一类")
    why = models.TextField("理由")
    ground = models.CharField("条例上的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答的人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "对照六类的回答"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["document", "kind"], name="kindanswer_once"),
            models.CheckConstraint(condition=~Q(why=""), name="kindanswer_says_why"),
            models.CheckConstraint(
                condition=Q(is_one=True) | Q(ground=""), name="kindanswer_ground_of_a_kind"
            ),
        ]
        triggers = [
            only_while(
                "answered_in_draft",
                "SR-7: the kinds are answered before the document goes on",
                parent="disclosure_document",
                column="document_id",
                states=["draft", "recheck"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{'是' if self.is_one else '不是'}"
