"""The papers of the appraisal: scheme, self-assessment, field sheet, opinion, notice, answer, rectification, circular."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from appraisal.models.case import Case
from appraisal.models.reading import FOR_THE_COUNTY
from appraisal.models.rectification import Rectification
from appraisal.models.scheme import Scheme
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.correspondence import models as correspondence


class Paper(correspondence.Letter):
    """A paper of a scheme, of a unit's case, or of its rectification."""

    class Kind(models.TextChoices):
        SCHEME = "appraisal_scheme", "考核方案"
        SELF = "appraisal_self", "自查自评报告"
        SHEET = "appraisal_sheet", "实地考核表"
        OPINION = "appraisal_opinion", "考核意见"
        NOTICE = "appraisal_notice", "考核结果通知书"
        ANSWER = "appraisal_answer", "考核异议答复书"
        RECTIFY = "appraisal_rectify", "限期整改通知书"
        RECHECK = "appraisal_recheck", "整改复核意见书"
        CIRCULAR = "appraisal_circular", "考核不合格情况通报"

    #: What passes between the group and those who confirm: the unit reads the notice instead.
    INSIDE = (Kind.OPINION,)

    kind = models.CharField("文书", max_length=30, choices=Kind.choices)
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="考核方案"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="单位考核"
    )
    rectification = models.ForeignKey(
        Rectification, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="考核整改"
    )

    class Meta(correspondence.Letter.Meta):
        verbose_name = verbose_name_plural = "考核文书"
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme__isnull=False, case__isnull=True, rectification__isnull=True)
                | Q(scheme__isnull=True, case__isnull=False, rectification__isnull=True)
                | Q(scheme__isnull=True, case__isnull=True, rectification__isnull=False),
                name="appraisal_letter_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def about(self) -> Scheme | Case | Rectification:
        """What it is about."""
        matter = self.scheme or self.case or self.rectification
        assert matter is not None, "it is of one of the three"
        return matter

    @property
    def keeper(self) -> Agency:
        """The office; of a unit's own assessment the unit."""
        matter = self.about
        if isinstance(matter, Scheme) or self.kind == self.Kind.SELF:
            return matter.agency
        return matter.office

    @property
    def caption(self) -> str:
        """The title of the PDF."""
        matter = self.about
        to = "" if isinstance(matter, Scheme) else f"（{matter.agency.short_name}）"
        return f"{self.get_kind_display()}{to}"

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person reads it: whoever reads what it is about; the opinion at the office alone."""
        matter = self.about
        if not type(matter)._default_manager.filter(pk=matter.pk).visible_to(actor).exists():  # type: ignore[attr-defined]
            return False
        return self.kind not in self.INSIDE or reads_opinions(actor, matter)


def reads_opinions(actor: Actor, matter: Any) -> bool:
    """Whether this person works for the county in the appraisal; of an assessor's own unit not."""
    if FOR_THE_COUNTY.everywhere(actor) or matter.office_id in FOR_THE_COUNTY.agencies(actor):
        return True
    own: bool = actor.agency_id == matter.agency_id
    return type(matter).readers.everywhere(actor) and not own


class PaperDelivery(correspondence.Delivery):
    """What became of such a paper."""

    letter: Any = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries", verbose_name="文书")

    class Meta(correspondence.Delivery.Meta):
        verbose_name = verbose_name_plural = "考核文书的送达"
