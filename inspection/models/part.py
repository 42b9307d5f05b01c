"""What an inspection has to do with one agency: notice, findings, its view, the order to correct, the end (PD-11, SR-13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from inspection import triggers
from inspection.models.base import OfField
from inspection.models.inspection import Inspection


class Part(FSMModelMixin, OfField):  # type: ignore[misc]
    """One inspected agency (`agency`): it reads of the inspection this alone, and nothing before it is told."""

    kind = "inspected_agency"
    heading = Concat(
        F("inspection__title"), Value("："), F("agency__short_name"), output_field=models.CharField()
    )
    read_with = ("agency", "inspection__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        PLANNED = "planned", "未通知"
        ANNOUNCED = "announced", "已通知检查"
        TOLD = "told", "已告知问题，待陈述意见"
        STATED = "stated", "待责令改正"
        ORDERED = "ordered", "已责令改正"
        CLOSED = "closed", "问题全部办结"
        CLEAR = "clear", "没有发现问题"
        DROPPED = "dropped", "不再检查"

    #: The inspectors are still looking.
    LOOKED_AT: ClassVar[tuple[str, ...]] = ("planned", "announced")
    OVER: ClassVar[tuple[str, ...]] = ("closed", "clear", "dropped")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="parts", verbose_name="监督检查")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.PLANNED, protected=True)
    announced_at = models.DateTimeField("通知检查的时间", null=True, blank=True)
    told_at = models.DateTimeField("告知问题的时间", null=True, blank=True)
    view_days = models.PositiveSmallIntegerField("陈述意见的工作日数", null=True, blank=True)
    view = models.TextField("本单位的意见", blank=True)
    view_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="陈述意见的人"
    )
    view_at = models.DateTimeField("陈述意见的时间", null=True, blank=True)
    demands = models.TextField("责令改正的要求", blank=True)
    order_number = models.CharField("责令改正通知书文号", max_length=60, blank=True)
    ordered_at = models.DateTimeField("责令改正的时间", null=True, blank=True)
    correct_by = models.DateField("改正期限", null=True, blank=True)
    signed_for_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_for_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受检单位"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["field", "state", "-id"], name="inspection_part_field"),
            models.Index(fields=["agency", "state", "-id"], name="inspection_part_agency"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "agency"],
                name="inspection_agency_once",
                violation_error_message="这个单位已经在这次检查里。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["told", "stated", "ordered"]) | Q(told_at__isnull=False),
                name="inspection_part_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered")
                | ~Q(demands="")
                & ~Q(order_number="")
                & Q(ordered_at__isnull=False, correct_by__isnull=False),
                name="inspection_ordered_what_by_when",
                violation_error_message="责令改正要写明改正什么、哪一天以前改正（PD-11）。",
            ),
            models.UniqueConstraint(
                fields=["order_number"], condition=~Q(order_number=""), name="inspection_order_number_once"
            ),
            models.CheckConstraint(
                condition=Q(view="") | Q(view_at__isnull=False, view_by__isnull=False),
                name="inspection_view_by_somebody",
            ),
        ]
        triggers = triggers.PART

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The inspection, and whom it is about."""
        return f"{self.inspection.title}：{self.agency.short_name}"

    @property
    def announced_as(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: the number, and not what it is about."""
        return f"监督检查 {self.inspection.number}"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The agency's own once it has been told of it, called off or not, and all of the office that inspects."""
        known = ~Q(state__in=["planned", "dropped"]) | Q(state="dropped", announced_at__isnull=False)
        return Q(agency_id__in=agencies) & known | Q(inspection__agency_id__in=agencies)

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Inspection, self.inspection_id)]

    @transition(field=state, source=State.PLANNED, target=State.ANNOUNCED)
    def announce(self, at: datetime) -> None:
        """The agency is told that it is inspected."""
        self.announced_at = at

    @transition(field=state, source=[State.PLANNED, State.ANNOUNCED], target=State.TOLD)
    def tell(self, at: datetime, days: int) -> None:
        """The agency is told what was found, and may state its view."""
        self.told_at, self.view_days = at, days

    @transition(field=state, source=[State.PLANNED, State.ANNOUNCED], target=State.CLEAR)
    def find_nothing(self, at: datetime) -> None:
        """Nothing was found."""
        self.closed_at = at

    @transition(field=state, source=State.TOLD, target=State.STATED)
    def state_view(self, at: datetime, by: Staff | None, view: str) -> None:
        """The agency says what it thinks of it."""
        self.view, self.view_by, self.view_at = view, by, at

    @transition(field=state, source=State.TOLD, target=State.STATED)
    def let_lapse(self) -> None:
        """It said nothing in its days."""

    @transition(field=state, source=State.STATED, target=State.ORDERED)
    def order(self, at: datetime, number: str, demands: str, by: date) -> None:
        """It is ordered to put it right."""
        self.ordered_at, self.order_number, self.demands, self.correct_by = at, number, demands, by

    def sign_for(self, at: datetime, by: Staff | None) -> None:
        """It acknowledges the order."""
        self.signed_for_at, self.signed_for_by = at, by

    @transition(field=state, source=[State.STATED, State.ORDERED], target=State.CLOSED)
    def close(self, at: datetime) -> None:
        """Everything is put right, referred, or turned out not to be so."""
        self.closed_at = at

    @transition(field=state, source=[State.PLANNED, State.ANNOUNCED], target=State.DROPPED)
    def drop(self) -> None:
        """The inspection was called off."""
