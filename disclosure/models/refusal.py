"""The written report of a decision not to disclose (PD-7(2))."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from foundation.agencies.models import Agency
from foundation.casework.models import Matter
from foundation.correspondence.models import Letter
from foundation.files.models import Audience


class RefusalReport(Letter):
    """The written report of a decision not to disclose to the superior authority (PD-7(2)), on a document or a reply."""

    kind = "refusal_report"  # type: ignore[assignment]
    audience = Audience.INTERNAL

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机关")
    matter_kind = models.CharField("事项类别", max_length=40)
    matter_id = models.BigIntegerField("事项编号")
    decided_on = models.DateField("决定日期")
    reported_on = models.DateField("报告日期")

    class Meta(Letter.Meta):
        verbose_name = verbose_name_plural = "不予公开报告"
        indexes = [
            *Letter.Meta.indexes,
            models.Index(fields=["matter_kind", "matter_id"], name="refusalreport_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on__gte=F("decided_on")), name="refusalreport_after_decision"
            ),
            models.CheckConstraint(condition=~Q(document_number=""), name="refusalreport_numbered"),
            models.UniqueConstraint(fields=["agency", "document_number"], name="refusalreport_number_once"),
        ]

    def __str__(self) -> str:
        return "不予公开报告"

    @property
    def keeper(self) -> Agency:
        return self.agency

    @property
    def caption(self) -> str:
        return f"{self} {self.document_number}"

    @classmethod
    def of(cls, matter: Matter) -> models.QuerySet[RefusalReport]:
        """The reports on one matter."""
        return cls.objects.filter(matter_kind=matter.kind, matter_id=matter.pk)
