"""The plan of a year, of the county and of each unit (TR-1, TR-2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from training import triggers
from training.models.person import READERS
from training.statute import PASS_MARK, Tag


class PlanQuerySet(MatterQuerySet):
    """Reads of plans."""

    def public(self) -> Self:
        """Those that were approved."""
        return self.filter(state__in=Plan.OUT)


class Plan(FSMModelMixin, Matter):  # type: ignore[misc]
    """What is trained in one year; the county's counts for every unit."""

    kind = "training_plan"
    readers = READERS

    class State(models.TextChoices):
        DRAFT = "draft", "拟订中"
        APPROVED = "approved", "已批准"
        RUNNING = "running", "执行中"
        CLOSED = "closed", "已总结"

    #: What everybody reads.
    OUT: ClassVar[tuple[str, ...]] = ("approved", "running", "closed")
    #: In which sessions are planned.
    STANDS: ClassVar[tuple[str, ...]] = ("approved", "running")

    title = models.CharField("名称", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    countywide = models.BooleanField("全县计划", default=False)
    aims = models.TextField("目标和安排")
    attendance_rule = models.TextField("考勤要求")
    tags = ArrayField(models.CharField(max_length=2, choices=Tag.choices), verbose_name="培训内容")
    hours_planned = models.PositiveSmallIntegerField("计划学时")
    sessions_planned = models.PositiveSmallIntegerField("计划次数")
    pass_mark = models.PositiveSmallIntegerField("及格分数", default=PASS_MARK)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    report = models.TextField("总结", blank=True)
    closed_at = models.DateTimeField("总结时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训计划"
        ordering = ["-year", "-countywide", "agency__code"]
        indexes = [
            models.Index(fields=["agency", "state", "-year"], name="training_plan_agency_state"),
            models.Index(fields=["-year", "state"], name="training_plan_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "countywide"],
                name="training_one_plan",
                violation_error_message="这一年的计划已经有了。",
            ),
            models.CheckConstraint(condition=Q(pass_mark__range=(1, 100)), name="training_plan_pass_mark"),
            models.CheckConstraint(condition=Q(year__range=(2020, 2100)), name="training_plan_in_years"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(report="") & Q(closed_at__isnull=False),
                name="training_plan_reported",
            ),
        ]
        triggers = triggers.PLAN

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies, and the county's."""
        anybody: Any = Agency.objects.filter(pk__in=agencies)
        return Q(agency_id__in=agencies) | Q(countywide=True) & Q(Exists(anybody))

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is approved."""
        return self.title if self.state in self.OUT else f"{self.agency.short_name}的培训计划"

    @transition(field=state, source=State.DRAFT, target=State.APPROVED)
    def approve(self, at: datetime) -> None:
        """Everybody reads it."""
        self.approved_at = at

    @transition(field=state, source=State.APPROVED, target=State.RUNNING)
    def begin(self) -> None:
        """The first session was announced."""

    @transition(field=state, source=(State.APPROVED, State.RUNNING), target=State.CLOSED)
    def close(self, at: datetime, report: str) -> None:
        """What came of it, if it is only that nothing was announced."""
        self.report, self.closed_at = report, at
