"""A year's appraisal at the county's office: from the scheme to the published grades (AP-2, AP-8, AP-9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import triggers
from appraisal.models.reading import AT_THE_OFFICE
from appraisal.models.scheme import Scheme
from appraisal.statute import FIELD_DUE, FIELD_FROM, SELF_DUE, YEAR_ENDS
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class AppraisalQuerySet(MatterQuerySet):
    """Appraisals in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those whose result anybody may read."""
        return self.filter(state=Appraisal.State.PUBLISHED)


class Appraisal(FSMModelMixin, Matter):  # type: ignore[misc]
    """One year's appraisal, kept by the county's office (`agency`); what concerns a unit stands in its `Case`."""

    kind = "appraisal"
    readers = AT_THE_OFFICE
    heading = Concat(Cast("year", models.CharField()), Value(" 年政务公开考核"))
    read_with = ("agency", "scheme")

    class State(models.TextChoices):
        RUNNING = "running", "平时考核中"
        UNDER_WAY = "under_way", "年度考核中"
        PUBLISHED = "published", "已公布结果"

    OPEN: ClassVar[tuple[str, ...]] = ("running", "under_way")

    year = models.PositiveSmallIntegerField(
        "年度", unique=True, error_messages={"unique": "这一年的考核已经有了。"}
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="appraisals", verbose_name="考核方案")
    state = StateField("状态", max_length=12, choices=State.choices, default=State.RUNNING, protected=True)
    #: When the figures were read last, and to which day.
    computed_at = models.DateTimeField("最近计算", null=True, blank=True)
    computed_to = models.DateField("算到哪一天", null=True, blank=True)
    #: What the last reading changed: unit, indicator, before and after, as `computing.differences` writes it.
    changes = models.JSONField("与上次不同", default=list, blank=True)
    notified_at = models.DateTimeField("部署年度考核的时间", null=True, blank=True)
    summary = models.TextField("结果概述", blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["changes"])
    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度考核"
        ordering = ["-year"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False) & ~Q(summary=""),
                name="appraisal_published_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state="running") | Q(notified_at__isnull=False), name="appraisal_notified"
            ),
        ]
        triggers = triggers.APPRAISAL

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The year."""
        return f"{self.year} 年政务公开考核"

    @property
    def named_outside(self) -> str:
        """What mail says."""
        return self.title

    def day(self, month_and_day: tuple[int, int]) -> date:
        """A day of its year."""
        return date(self.year, *month_and_day)

    @property
    def self_due(self) -> date:
        """By when units assess themselves (AP-9)."""
        return self.day(SELF_DUE)

    @property
    def field_days(self) -> tuple[date, date]:
        """Between which days they are checked in the field (AP-9)."""
        return self.day(FIELD_FROM), self.day(FIELD_DUE)

    @property
    def ends_on(self) -> date:
        """The last day of the quarter in which it is made (PD-10)."""
        return self.day(YEAR_ENDS)

    def compute(self, at: datetime, to: date, changes: list[dict[str, str]]) -> None:
        """The figures were read."""
        self.computed_at, self.computed_to, self.changes = at, to, changes

    @transition(field=state, source=State.RUNNING, target=State.UNDER_WAY)
    def notify(self, at: datetime) -> None:
        """The yearly appraisal begins: units assess themselves."""
        self.notified_at = at

    @transition(field=state, source=State.UNDER_WAY, target=State.PUBLISHED)
    def publish(self, at: datetime, summary: str) -> None:
        """Everybody reads the grades and how they came about."""
        self.published_at, self.summary = at, summary
