"""A row behind a figure that a unit disputes: marked and decided on, never deleted (AP-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import triggers
from appraisal.models.case import Case
from appraisal.models.reading import FOR_THE_COUNTY, OfOneUnit
from appraisal.models.scheme import READERS
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Dispute(OfOneUnit, FSMModelMixin, Matter):  # type: ignore[misc]
    """One row of one figure that the unit (`agency`) says should not count."""

    kind = "appraisal_dispute"
    readers = READERS
    office_path = "case__office"
    heading = Concat(F("case__name"), Value("："), F("subject"))
    read_with = ("agency", "case__appraisal", "case__office")

    class State(models.TextChoices):
        OPEN = "open", "待认定"
        EXCUSED = "excused", "认定不计"
        COUNTED = "counted", "照计"

    class Ground(models.TextChoices):
        FORCE = "force", "不可抗力"
        MISTAKE = "mistake", "登记有误"
        OTHER_UNIT = "other_unit", "不是本单位的责任"

    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes", verbose_name="单位考核")
    figure = models.CharField("数字", max_length=80)
    #: The number of the row behind the figure, and the matter that it is about.
    row = models.BigIntegerField("背后的行")
    row_ref = models.CharField("事项", max_length=60)
    subject = models.CharField("哪一件", max_length=300)
    ground = models.CharField("理由", max_length=12, choices=Ground.choices)
    words = models.TextField("说明")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    why = models.TextField("认定的理由", blank=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定的人"
    )
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "有争议的行"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_dispute_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "figure", "row"],
                # One that was found to count may be brought up once more within the objection.
                condition=~Q(state="counted"),
                name="appraisal_dispute_once",
                violation_error_message="这一件已经提过。",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(why="") & Q(decided_at__isnull=False),
                name="appraisal_dispute_decided_why",
            ),
        ]
        triggers = triggers.DISPUTE

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The appraisal of its unit, whose time runs while the row is disputed."""
        return {Case.kind: F("case_id")}

    def __str__(self) -> str:
        return self.title

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """An assessor reads those of units of their own, and of the office's unit: on others the office decides."""
        if READERS.everywhere(actor) and not FOR_THE_COUNTY.everywhere(actor):
            own = Q(agency_id__in=READERS.agencies(actor))
            return own | Q(agency_id=F("case__office_id")) & ~Q(agency_id=actor.agency_id)
        return super().narrowed(actor)

    @property
    def office(self) -> Agency:
        """The agency of the office that appraises."""
        found: Agency = self.case.office
        return found

    @property
    def title(self) -> str:
        """Whose, and which row."""
        return f"{self.case.name}：{self.subject}"

    @property
    def named_outside(self) -> str:
        """What mail says: nothing of the row."""
        return f"{self.case.appraisal.year} 年考核数据"

    @transition(field=state, source=State.OPEN, target=State.EXCUSED)
    def excuse(self, at: datetime, by: Staff | None, why: str) -> None:
        """It does not count; it stays listed, and marked."""
        self.decided_at, self.decided_by, self.why = at, by, why

    @transition(field=state, source=State.OPEN, target=State.COUNTED)
    def count(self, at: datetime, by: Staff | None, why: str) -> None:
        """It counts as it stands."""
        self.decided_at, self.decided_by, self.why = at, by, why
