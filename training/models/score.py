"""The register of scores: an exam that was sat, on paper or online, its marks, objections to them (TR-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.files.models import StoredFile
from training import triggers
from training.models.person import READERS, Trainee
from training.models.plan import Plan
from training.models.session import Session
from training.statute import ATTEMPTS, FULL_MARKS, IN_FORCE, Course, Edition, Sat, Tag

cite("TR-4", by=Citation("constraint", "training.sitting", "笔试成绩由两个人各录一遍，不一致的不能公布"))


class Sitting(FSMModelMixin, Matter):  # type: ignore[misc]
    """One exam, sat once by many: its marks are entered twice from paper, or come from the online exam."""

    kind = "training_sitting"
    readers = READERS
    read_with = ("agency", "plan", "session")

    class State(models.TextChoices):
        OPEN = "open", "待登分"
        COMPARED = "compared", "已核对，待公布"
        PUBLISHED = "published", "已公布，可以申请复核"
        FINAL = "final", "成绩已定"
        DROPPED = "dropped", "不再举行"

    #: Its marks count.
    OUT: ClassVar[tuple[str, ...]] = ("published", "final")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sittings", verbose_name="计划")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="sittings", verbose_name="场次"
    )
    countywide = models.BooleanField("面向全县", default=False)
    title = models.CharField("考试名称", max_length=100)
    course = models.CharField("考什么", max_length=10, choices=Course.choices)
    sat = models.CharField("考试方式", max_length=10, choices=Sat.choices)
    edition = models.CharField("依据的条例版本", max_length=3, choices=Edition.choices, default=IN_FORCE)
    tags = ArrayField(models.CharField(max_length=2, choices=Tag.choices), verbose_name="考试内容")
    held_on = models.DateField("考试日期")
    pass_mark = models.PositiveSmallIntegerField("及格分数")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    #: The sheets of a paper exam, as they were marked.
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="试卷扫描件"
    )
    published_at = models.DateTimeField("公布成绩的时间", null=True, blank=True)
    recheck_until = models.DateField("可以申请复核到", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考试"
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-held_on"], name="training_sitting_agency"),
            models.Index(fields=["state", "recheck_until"], name="training_sitting_state"),
            models.Index(fields=["course"], name="training_sitting_course"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__range=(1, FULL_MARKS)),
                name="training_sitting_pass_mark",
                violation_error_message="及格分数在 1 到 100 之间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "final"])
                | Q(published_at__isnull=False, recheck_until__isnull=False),
                name="training_sitting_published",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["compared", "published", "final"], sat="paper")
                | Q(scan__isnull=False),
                name="training_sitting_scanned",
            ),
        ]
        triggers = triggers.SITTING

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies, and the county's."""
        anybody: Any = Agency.objects.filter(pk__in=agencies)
        return Q(agency_id__in=agencies) | Q(countywide=True) & Q(Exists(anybody))

    @property
    def named_outside(self) -> str:
        """Mail says whose it is."""
        return f"{self.agency.short_name}的一次考试"

    @transition(field=state, source=State.OPEN, target=State.COMPARED)
    def compare(self) -> None:
        """Both entries say the same, or the online exam is marked."""

    @transition(field=state, source=State.COMPARED, target=State.OPEN)
    def reopen(self) -> None:
        """Something is still to be entered."""

    @transition(field=state, source=State.COMPARED, target=State.PUBLISHED)
    def publish(self, at: datetime, until: date) -> None:
        """Everybody who sat it sees the mark, and may object until that day."""
        self.published_at, self.recheck_until = at, until

    @transition(field=state, source=State.PUBLISHED, target=State.FINAL)
    def settle(self) -> None:
        """No objection is open, and the days are over."""

    @transition(field=state, source=State.OPEN, target=State.DROPPED)
    def drop(self) -> None:
        """Nobody sits it."""


class Entry(models.Model):
    """What one of two people read from a sheet."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="entries", verbose_name="考试")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="+", verbose_name="人员")
    #: 1 or 2.
    turn = models.PositiveSmallIntegerField("第几遍")
    points = models.PositiveSmallIntegerField("分数")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="录入的人")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "登分"
        ordering = ["sitting", "trainee", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "trainee", "turn"], name="training_entry_once"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="training_entry_turn"),
            models.CheckConstraint(condition=Q(points__lte=FULL_MARKS), name="training_entry_points"),
        ]
        triggers = triggers.ENTRY

    def __str__(self) -> str:
        return f"{self.sitting} {self.trainee}：{self.points}"


class MarkQuerySet(models.QuerySet["Mark"]):
    """Reads of marks."""

    def counting(self) -> MarkQuerySet:
        """Those of exams whose marks were published."""
        return self.filter(sitting__state__in=Sitting.OUT)

    def years_of(self, session: Session) -> set[int]:
        """The years in which the exams of a session were sat."""
        rows = self.counting().filter(sitting__session=session).order_by()
        return set(rows.values_list("year", flat=True).distinct())


class Mark(models.Model):
    """What one person has in one exam; of several attempts the best counts, which the register says."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="marks", verbose_name="考试")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="marks", verbose_name="人员")
    #: Where they worked on that day.
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    points = models.PositiveSmallIntegerField("分数")
    passed = models.BooleanField("及格")
    year = models.PositiveSmallIntegerField("年度")
    taken_on = models.DateField("考试日期")
    #: Why it is another than the one that was published.
    corrected = models.CharField("改分的原因", max_length=300, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考试成绩"
        ordering = ["sitting", "trainee", "attempt"]
        indexes = [
            models.Index(fields=["trainee", "year"], name="training_mark_year"),
            models.Index(fields=["agency", "year"], name="training_mark_agency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "trainee", "attempt"], name="training_mark_once"),
            models.CheckConstraint(condition=Q(points__lte=FULL_MARKS), name="training_mark_points"),
            models.CheckConstraint(condition=Q(attempt__range=(1, ATTEMPTS)), name="training_mark_attempts"),
        ]
        triggers = triggers.MARK

    def __str__(self) -> str:
        return f"{self.trainee}：{self.points}"


class Objection(FSMModelMixin, Matter):  # type: ignore[misc]
    """Somebody does not agree with a mark; it is looked at again within five working days."""

    kind = "training_objection"
    readers = READERS
    read_with = ("agency", "mark__sitting", "mark__trainee")
    heading = F("mark__sitting__title")

    class State(models.TextChoices):
        FILED = "filed", "待复核"
        UPHELD = "upheld", "已改分"
        DISMISSED = "dismissed", "维持原分"

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="objections", verbose_name="成绩")
    grounds = models.CharField("理由", max_length=500)
    filed_on = models.DateField("申请日期")
    points_before = models.PositiveSmallIntegerField("原来的分数")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.FILED, protected=True)
    decision = models.CharField("复核意见", max_length=500, blank=True)
    decided_on = models.DateField("复核日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成绩复核"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="training_objection_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"],
                condition=Q(state="filed"),
                name="training_one_objection",
                violation_error_message="这个成绩正在复核。",
            ),
            models.CheckConstraint(
                condition=Q(state="filed") | ~Q(decision="") & Q(decided_on__isnull=False),
                name="training_objection_decided",
            ),
        ]
        triggers = triggers.OBJECTION

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The exam that it is about."""
        return self.mark.sitting.title

    @property
    def named_outside(self) -> str:
        """Mail names nobody."""
        return f"{self.agency.short_name}的一件成绩复核"

    @transition(field=state, source=State.FILED, target=State.UPHELD)
    def uphold(self, on: date, decision: str) -> None:
        """The mark was wrong."""
        self.decided_on, self.decision = on, decision

    @transition(field=state, source=State.FILED, target=State.DISMISSED)
    def dismiss(self, on: date, decision: str) -> None:
        """The mark stands."""
        self.decided_on, self.decision = on, decision
