"""The papers of a case: their words and files are encrypted, and opened by the team and by whom they are to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from accountability.models.case import Case
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.correspondence import models as correspondence


class Paper(correspondence.Letter):
    """A paper of one case."""

    class Kind(models.TextChoices):
        FILING = "accountability_filing", "立案决定书"
        NOTICE = "accountability_notice", "责任追究告知书"
        HEARING = "accountability_hearing", "陈述申辩笔录"
        DECISION = "accountability_decision", "责任追究决定书"
        RECOMMENDATION = "accountability_recommendation", "监察建议书"
        NONE = "accountability_none", "不予责任追究决定书"
        WITHDRAWAL = "accountability_withdrawal", "撤销案件决定书"
        UNIT = "accountability_unit", "处分决定告知书"
        RECEIPT = "accountability_receipt", "送达回证"
        REVIEW = "accountability_review", "复审决定书"

    #: Those that whom they are about reads on the page of their own.
    TO_THEM = (Kind.NOTICE, Kind.HEARING, Kind.DECISION, Kind.NONE, Kind.WITHDRAWAL, Kind.REVIEW)

    kind = models.CharField("文书", max_length=40, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", verbose_name="案件")

    class Meta(correspondence.Letter.Meta):
        verbose_name = verbose_name_plural = "责任追究文书"

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def keeper(self) -> Agency:
        """The commission."""
        return self.case.agency

    @property
    def caption(self) -> str:
        """The title of the PDF: of what sort, and nobody's name."""
        return str(self.get_kind_display())

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """The team, and nobody else at the desk."""
        return Case.objects.filter(pk=self.case_id).visible_to(actor).exists()


class PaperDelivery(correspondence.Delivery):
    """What became of such a paper."""

    letter: Any = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries", verbose_name="文书")

    class Meta(correspondence.Delivery.Meta):
        verbose_name = verbose_name_plural = "责任追究文书的送达"
