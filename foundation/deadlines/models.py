"""Holiday notices and their days, clocks with their pauses and events."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q

from foundation.database import changes_public_pages
from foundation.deadlines.limits import LIMITS, SHANGHAI, Unit


class HolidayNotice(models.Model):
    """An entered notice on holidays and make-up working days, which overrides the calendar package."""

    class Scope(models.TextChoices):
        NATIONAL = "national", "国务院通知"
        LOCAL = "local", "地方假日"

    year = models.PositiveSmallIntegerField("年份")
    document_number = models.CharField("文号", max_length=100)
    title = models.CharField("标题", max_length=200)
    scope = models.CharField("范围", max_length=10, choices=Scope.choices, default=Scope.NATIONAL)
    entered_at = models.DateTimeField("录入时间")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        ordering = ["-year", "-entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_number"],
                condition=Q(withdrawn_at__isnull=True),
                name="deadlines_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("entered_at")),
                name="deadlines_notice_withdrawn_after_entry",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="facts_are_fixed",
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "year", "document_number", "title", "scope", "entered_at"
                )
                | pgtrigger.Delete,
            ),
            changes_public_pages(),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）"


class HolidayDay(models.Model):
    """One day of a notice, off or working. Never changed: a wrong notice is withdrawn as a whole."""

    notice = models.ForeignKey(HolidayNotice, models.PROTECT, related_name="days", verbose_name="通知")
    date = models.DateField("日期")
    working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "放假和调休日"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "date"], name="deadlines_day_once_per_notice"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            changes_public_pages(),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ClockQuerySet(models.QuerySet["Clock"]):
    """Reads of clocks; the only place that defines what is overdue."""

    def open(self) -> ClockQuerySet:
        """Clocks that still run or are paused."""
        return self.filter(ended_at__isnull=True)

    def overdue(self, at: datetime) -> ClockQuerySet:
        """Open clocks past their due moment, whether a sweep has seen them or not; never paused ones."""
        return self.open().filter(paused_since__isnull=True, due_at__lte=at)

    def breached(self) -> ClockQuerySet:
        """Clocks with a recorded breach, open or ended."""
        return self.filter(breached_at__isnull=False)

    def of(self, kind: str, pk: int) -> ClockQuerySet:
        """The clocks of one matter."""
        return self.filter(matter_kind=kind, matter_id=pk)


class Clock(models.Model):
    """A running time limit on a matter.

    `due_at` is the first moment at which the limit is over: for limits counted in days the midnight, in Shanghai, after the
    last day. Met at `due_at` or later is late. Resuming a paused clock moves it.

    `started_at` is the moment of the event, its midnight if only the day counts; `opened_at` is when the clock was entered.
    Unit and clause are kept as they were at the start. `took` is the time that it took until it ended, pauses left out.
    """

    class Ending(models.TextChoices):
        MET = "met", "已办结"
        CANCELLED = "cancelled", "已终止"

    class State(models.TextChoices):
        RUNNING = "running", "计时中"
        PAUSED = "paused", "暂停计时"
        BREACHED = "breached", "已超期"
        MET = "met", "按时办结"
        LATE = "late", "超期办结"
        CANCELLED = "cancelled", "已终止"

    limit = models.CharField("期限", max_length=80)
    clause = models.CharField("条款", max_length=40)
    span = models.PositiveSmallIntegerField("时长")
    unit = models.CharField("单位", max_length=12, choices=[(unit.value, unit.label) for unit in Unit])
    matter_kind = models.CharField("事项类别", max_length=40)
    matter_id = models.BigIntegerField("事项编号")
    subject = models.CharField("事项", max_length=500)
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="clocks", verbose_name="责任机关"
    )
    started_at = models.DateTimeField("起算时间")
    opened_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField("期限届满")
    provisional = models.BooleanField("暂定", default=False)
    paused_since = models.DateTimeField("暂停于", null=True, blank=True)
    breached_at = models.DateTimeField("超期记录于", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("结束方式", max_length=10, choices=Ending.choices, blank=True)
    took = models.PositiveIntegerField("用时", null=True, editable=False)
    next_event_at = models.DateTimeField("下次提醒", null=True, blank=True, editable=False)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_event_at", "id"],
                name="deadlines_clock_next",
                condition=Q(next_event_at__isnull=False),
            ),
            models.Index(
                fields=["agency", "due_at"], name="deadlines_clock_open", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["matter_kind", "matter_id"], name="deadlines_clock_matter"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter_kind", "matter_id", "limit"],
                condition=Q(ended_at__isnull=True),
                name="deadlines_clock_one_open",
            ),
            models.CheckConstraint(condition=Q(span__gte=1), name="deadlines_clock_span"),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="deadlines_clock_unit"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__gte=F("started_at")), name="deadlines_clock_opened_after_start"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("started_at")), name="deadlines_clock_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False, ended_at__gte=F("started_at"), ending__in=["met", "cancelled"]),
                name="deadlines_clock_ended_after_start",
            ),
            models.CheckConstraint(
                condition=Q(took__isnull=True) | Q(ended_at__isnull=False), name="deadlines_clock_took_at_end"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(paused_since__isnull=True, next_event_at__isnull=True),
                name="deadlines_clock_ended_is_still",
            ),
            models.CheckConstraint(
                condition=Q(paused_since__isnull=True)
                | Q(paused_since__gte=F("started_at"), next_event_at__isnull=True, breached_at__isnull=True),
                name="deadlines_clock_paused_is_still",
            ),
            models.CheckConstraint(
                condition=~Q(ending="met")
                | Q(breached_at__isnull=False, ended_at__gte=F("due_at"))
                | Q(breached_at__isnull=True, ended_at__lt=F("due_at")),
                name="deadlines_clock_late_is_breach",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ended_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.subject}"

    @property
    def label(self) -> str:
        """The name of the limit; its code if it is no longer declared."""
        return LIMITS[self.limit].label if self.limit in LIMITS else self.limit

    @property
    def started_on(self) -> date:
        """The day of the event, in Shanghai."""
        return self.started_at.astimezone(SHANGHAI).date()

    @property
    def due_on(self) -> date:
        """The last day of the limit, in Shanghai."""
        return _last_day(self.due_at)

    @property
    def due_words(self) -> str:
        """The last day in words: 2027-01-07, marked where it may still move; the very minute where hours run."""
        if not Unit(self.unit).by_day:
            return f"{self.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return f"{self.due_on}（暂定）" if self.provisional else str(self.due_on)

    def over_before(self, day: date) -> bool:
        """Whether the limit had surely run out before that day: never while its last day is provisional."""
        return day > self.due_on and not self.provisional

    @property
    def ref(self) -> str:
        """The matter as acts name it: `document:12`."""
        return f"{self.matter_kind}:{self.matter_id}"

    def state(self, at: datetime) -> State:
        """The state of the clock at a moment, whether a sweep has run or not."""
        if self.ending == self.Ending.CANCELLED:
            return self.State.CANCELLED
        if self.ended_at is not None:
            return self.State.MET if self.ended_at < self.due_at else self.State.LATE
        if self.paused_since is not None:
            return self.State.PAUSED
        return self.State.RUNNING if at < self.due_at else self.State.BREACHED


class Pause(models.Model):
    """An interval that does not count, with its reason and clause; `until` is empty while it lasts."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses", verbose_name="期限")
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True, blank=True)
    reason = models.CharField("原因", max_length=200)
    clause = models.CharField("依据条款", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "不计入期限的时间"
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="deadlines_pause_until_after_since",
            ),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(until__isnull=True), name="deadlines_pause_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(clause=""), name="deadlines_pause_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}（{self.clause}）"


class ClockEvent(models.Model):
    """Something that happened to a clock; never changed or deleted.

    Kinds: `started`, `warning:<what is left>`, `breach`, `breach_lifted`, `entry_over` (the days of `TimeLimit.entry` are
    over), `paused`, `resumed`, `extended`, `recomputed`, `met`, `cancelled`. `due_at` is the due moment after the event; a
    breach is recorded once for each due moment.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events", verbose_name="期限")
    kind = models.CharField("事件", max_length=20)
    at = models.DateTimeField("时间")
    due_at = models.DateTimeField("届时的期限")
    detail = models.JSONField("详情", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "期限事件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind", "due_at"],
                condition=Q(kind__startswith="warning:"),
                name="deadlines_warning_once",
            ),
            models.UniqueConstraint(
                fields=["clock", "due_at"], condition=Q(kind="breach"), name="deadlines_breach_once"
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="deadlines_event_has_kind"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind}"

    @property
    def is_breach(self) -> bool:
        """Whether the limit ran out."""
        return self.kind == "breach"

    @property
    def due_before(self) -> date | None:
        """The last day before the clock was counted again, extended or resumed; None for other events."""
        before = self.detail.get("due_before")
        return _last_day(datetime.fromisoformat(before)) if before else None

    @property
    def remaining(self) -> int | None:
        """For a warning, what was left of the limit at its warning point; otherwise None."""
        return int(self.kind.removeprefix("warning:")) if self.kind.startswith("warning:") else None


class CountedDay(models.Model):
    """How the public limits stood at the first moment of a day, as `punctuality.Counted` has it. Numbers alone, of no matter."""

    day = models.DateField("日期", unique=True)
    rows = models.JSONField("各期限的数目")
    oldest = models.JSONField("最久的一件")

    class Meta:
        verbose_name = verbose_name_plural = "办理时限统计"
        ordering = ["-day"]
        triggers = [
            pgtrigger.Protect(name="counted_once", operation=pgtrigger.Update),
            changes_public_pages(),
        ]

    def __str__(self) -> str:
        return str(self.day)


def _last_day(due_at: datetime) -> date:
    """The day, in Shanghai, that a due moment ends."""
    return (due_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
