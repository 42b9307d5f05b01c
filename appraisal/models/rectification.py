"""What a unit found unqualified puts right, by a day, until it is qualified; otherwise the county is told (AP-10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import triggers
from appraisal.models.case import Case
from appraisal.models.reading import OfOneUnit
from appraisal.models.scheme import READERS
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Rectification(OfOneUnit, FSMModelMixin, Matter):  # type: ignore[misc]
    """The rectification of one unqualified unit (`agency`), round after round."""

    kind = "appraisal_rectification"
    readers = READERS
    heading = Concat(
        F("case__name"), Value("："), Cast("case__appraisal__year", models.CharField()), Value(" 年考核整改")
    )
    read_with = ("agency", "office", "case__appraisal__scheme")
    listed_as_begun = False

    class State(models.TextChoices):
        RECTIFYING = "rectifying", "限期整改中"
        REPORTED = "reported", "已报告整改，待复核"
        FAILED = "failed", "复核仍不合格，待通报"
        CIRCULATED = "circulated", "已通报全县，继续整改"
        QUALIFIED = "qualified", "复核合格"

    case = models.OneToOneField(Case, models.PROTECT, related_name="rectification", verbose_name="单位考核")
    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="考核工作办公室")
    demands = models.TextField("整改要求")
    due_on = models.DateField("整改期限")
    #: How often it was to be put right.
    round = models.PositiveSmallIntegerField("第几次整改", default=1)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.RECTIFYING, protected=True)
    report = models.TextField("整改报告", blank=True)
    reported_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告的人"
    )
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    points = models.DecimalField("复核得分", max_digits=5, decimal_places=2, null=True, blank=True)
    #: What the recheck found of each line that had cost points: code, points (or whether a veto is lifted) and why.
    found = models.JSONField("逐项复核", default=list, blank=True)
    rechecked = models.TextField("复核意见", blank=True)
    rechecked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核的人"
    )
    rechecked_at = models.DateTimeField("复核时间", null=True, blank=True)
    #: AP-10: told to the whole county, without honours in that year.
    circulated_at = models.DateTimeField("通报全县的时间", null=True, blank=True)
    qualified_at = models.DateTimeField("复核合格的时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核整改"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_rectify_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="circulated") | Q(circulated_at__isnull=False),
                name="appraisal_rectify_circulated",
            ),
            models.CheckConstraint(
                condition=~Q(state="qualified") | Q(points__gte=75, qualified_at__isnull=False),
                name="appraisal_rectify_qualified",
                violation_error_message="复核不满 75 分的不合格，要继续整改（AP-10）。",
            ),
            models.CheckConstraint(
                # Below 75 points, or with a veto that still holds.
                condition=~Q(state="failed") | Q(points__isnull=False),
                name="appraisal_rectify_failed",
            ),
            models.CheckConstraint(
                condition=Q(rechecked_by=None) | ~Q(rechecked_by=F("reported_by")),
                name="appraisal_rectify_by_another",
                violation_error_message="报告整改的人不能复核（AP-10）。",
            ),
        ]
        triggers = triggers.RECTIFICATION

    def __str__(self) -> str:
        return self.title

    @classmethod
    def _own(cls, agencies: Collection[int]) -> Q:
        """Its own, and whatever was circulated in the county (AP-10)."""
        told = Q(circulated_at__isnull=False) if agencies else Q(pk=None)
        return Q(agency_id__in=agencies) | told

    @classmethod
    def acting_field(cls, state: str) -> str:
        """What failed is circulated by the county's leaders, at its office."""
        return "office" if state == "failed" else "agency"

    @property
    def title(self) -> str:
        """Whose, and of which year."""
        return f"{self.case.name}：{self.case.appraisal.year} 年考核整改"

    @property
    def named_outside(self) -> str:
        """What mail says: nothing of the result."""
        return f"{self.case.appraisal.year} 年政务公开考核"

    @transition(field=state, source=[State.RECTIFYING, State.CIRCULATED], target=State.REPORTED)
    def say_done(self, at: datetime, by: Staff | None, report: str) -> None:
        """The unit says what it did."""
        self.reported_at, self.reported_by, self.report = at, by, report

    def look_again(
        self, at: datetime, by: Staff | None, found: list[dict[str, Any]], points: Decimal, words: str
    ) -> None:
        """It is looked at again, line by line; the points are what the lines come to."""
        self.rechecked_at, self.rechecked_by, self.found = at, by, found
        self.points, self.rechecked = points, words

    @transition(
        field=state, source=[State.RECTIFYING, State.CIRCULATED, State.REPORTED], target=State.QUALIFIED
    )
    def qualify(self, at: datetime) -> None:
        """It is qualified now."""
        self.qualified_at = at

    @transition(field=state, source=[State.RECTIFYING, State.CIRCULATED, State.REPORTED], target=State.FAILED)
    def fail(self) -> None:
        """Still not."""

    @transition(field=state, source=State.FAILED, target=State.CIRCULATED)
    def circulate(self, at: datetime, demands: str, due_on: date) -> None:
        """The county is told; the unit goes on putting it right, by a new day."""
        self.circulated_at = self.circulated_at or at
        self.demands, self.due_on, self.round = demands, due_on, self.round + 1
