"""The papers of supervision: notices, findings, orders to correct, the report, what is deployed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.correspondence import models as correspondence
from inspection.models.deployment import Deployment, Task
from inspection.models.inspection import Inspection
from inspection.models.part import Part
from inspection.statute import Field


class Paper(correspondence.Letter):
    """A paper to one agency (`part`), or of a whole inspection or deployment."""

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "inspection_announcement", "检查通知书"
        FINDINGS = "inspection_findings", "检查问题告知书"
        ORDER = "inspection_order", "责令改正通知书"
        RECHECK = "inspection_recheck", "复查意见书"
        WITHDRAWAL = "inspection_withdrawal", "撤回改正要求通知书"
        REPORT = "inspection_report", "检查情况通报"
        DEPLOYMENT = "deployment_notice", "工作部署通知"

    kind = models.CharField("文书", max_length=30, choices=Kind.choices)
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="受检单位"
    )
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="监督检查"
    )
    deployment = models.ForeignKey(
        Deployment, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="工作部署"
    )

    class Meta(correspondence.Letter.Meta):
        verbose_name = verbose_name_plural = "检查文书"
        constraints = [
            models.CheckConstraint(
                condition=Q(part__isnull=False, inspection__isnull=True, deployment__isnull=True)
                | Q(part__isnull=True, inspection__isnull=False, deployment__isnull=True)
                | Q(part__isnull=True, inspection__isnull=True, deployment__isnull=False),
                name="inspection_letter_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def keeper(self) -> Agency:
        """The office that wrote it."""
        matter = self.part.inspection if self.part else self.inspection or self.deployment
        assert matter is not None, "it is of one of the three"
        return matter.agency

    @property
    def caption(self) -> str:
        """The title of the PDF."""
        to = f"（{self.part.agency.short_name}）" if self.part else ""
        return f"{self.get_kind_display()}{to}"

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person reads it: whoever reads what it is about; a report also those inspected, but not of reviews."""
        if self.part_id is not None:
            return Part.objects.filter(pk=self.part_id).visible_to(actor).exists()
        if self.deployment_id is not None:
            own = Deployment.objects.filter(pk=self.deployment_id).visible_to(actor).exists()
            return own or Task.objects.filter(deployment=self.deployment_id).visible_to(actor).exists()
        assert self.inspection_id is not None, "it is of one of the three"
        if Inspection.objects.filter(pk=self.inspection_id).visible_to(actor).exists():
            return True
        parts = Part.objects.filter(inspection=self.inspection_id, field=Field.OPENNESS)
        return parts.visible_to(actor).exists()


class PaperDelivery(correspondence.Delivery):
    """What became of such a paper."""

    letter: Any = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries", verbose_name="文书")

    class Meta(correspondence.Delivery.Meta):
        verbose_name = verbose_name_plural = "检查文书的送达"
