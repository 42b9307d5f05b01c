"""An inspection of agencies or of a topic: who looks at what, when and why, and what is told of it (PD-11, SR-13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from inspection import triggers
from inspection.models.base import OfField
from inspection.statute import Source


class Inspection(FSMModelMixin, OfField):  # type: ignore[misc]
    """One inspection, kept by the office in whose name it is made; what concerns an agency stands in its `Part`."""

    kind = "inspection"

    class State(models.TextChoices):
        PLANNED = "planned", "已立项，待开始"
        UNDER_WAY = "under_way", "检查中"
        REPORTED = "reported", "已通报，整改中"
        ENDED = "ended", "已办结"
        CALLED_OFF = "called_off", "已撤销"

    class Telling(models.TextChoices):
        """Whether the public is told."""

        UNDECIDED = "", "还没有决定"
        PUBLISH = "publish", "向社会公布"
        WITHHOLD = "withhold", "不向社会公布"

    OPEN: ClassVar[tuple[str, ...]] = ("planned", "under_way", "reported")

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=100)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    source_words = models.CharField("来源说明", max_length=500, blank=True)
    #: A matter of the portal from which it came.
    source_ref = models.CharField("来源事项", max_length=60, blank=True)
    plan = models.TextField("检查内容和方法")
    planned_on = models.DateField("检查日期")
    unannounced = models.BooleanField("不预先通知", default=False)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.PLANNED, protected=True)
    begun_at = models.DateTimeField("开始时间", null=True, blank=True)
    summary = models.TextField("检查情况", blank=True)
    reported_at = models.DateTimeField("通报时间", null=True, blank=True)
    telling = models.CharField(
        "是否向社会公布", max_length=10, choices=Telling.choices, blank=True, default=""
    )
    telling_reason = models.CharField("公布或者不公布的理由", max_length=500, blank=True)
    publish_by = models.DateField("哪一天以前公布", null=True, blank=True)
    #: The published summary: a document like any other, through its own secrecy review.
    published = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布的文件"
    )
    called_off_because = models.CharField("撤销的原因", max_length=500, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督检查"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["field", "state", "-id"], name="inspection_field_state"),
            models.Index(fields=["agency", "state", "-id"], name="inspection_agency_state"),
            models.Index(fields=["source"], name="inspection_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "ended"]) | ~Q(summary="") & Q(reported_at__isnull=False),
                name="inspection_reported_in_words",
            ),
            models.CheckConstraint(
                condition=Q(telling="") | ~Q(telling_reason=""), name="inspection_telling_why"
            ),
            models.CheckConstraint(
                condition=~Q(telling="publish") | Q(publish_by__isnull=False),
                name="inspection_published_by",
                violation_error_message="要公布的，写明哪一天以前公布。",
            ),
            models.CheckConstraint(
                condition=~Q(field="secrecy") | ~Q(telling="publish"),
                name="inspection_of_secrecy_not_published",
                violation_error_message="保密审查检查的情况不向社会公布（SR-13）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended")
                | ~Q(telling="") & (Q(telling="withhold") | Q(published__isnull=False)),
                name="inspection_ended_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_because=""), name="inspection_called_off_why"
            ),
        ]
        triggers = triggers.INSPECTION

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def named_outside(self) -> str:
        """What mail says: its number, and not what it is about."""
        return f"监督检查 {self.number}"

    @transition(field=state, source=State.PLANNED, target=State.UNDER_WAY)
    def begin(self, at: datetime) -> None:
        """The inspectors look."""
        self.begun_at = at

    @transition(field=state, source=State.UNDER_WAY, target=State.REPORTED)
    def report(self, at: datetime, summary: str) -> None:
        """What was found is reported."""
        self.reported_at, self.summary = at, summary

    def decide_telling(self, telling: str, reason: str, by: date | None) -> None:
        """Whether the public is told, and by when."""
        self.telling, self.telling_reason, self.publish_by = telling, reason, by

    @transition(field=state, source=State.REPORTED, target=State.ENDED)
    def end(self, at: datetime) -> None:
        """Every finding is closed or referred."""
        self.ended_at = at

    @transition(field=state, source=[State.PLANNED, State.UNDER_WAY], target=State.CALLED_OFF)
    def call_off(self, because: str) -> None:
        """There is nothing to inspect."""
        self.called_off_because = because


class Inspector(models.Model):
    """Somebody named to an inspection, from a day until another where they left it."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="inspectors", verbose_name="监督检查"
    )
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="检查人员")
    from_at = models.DateTimeField("从")
    until_at = models.DateTimeField("到", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "staff"], condition=Q(until_at=None), name="inspector_once"
            )
        ]
        triggers = triggers.INSPECTOR

    def __str__(self) -> str:
        return str(self.staff)
