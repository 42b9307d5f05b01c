"""The year of a unit and of each of its people, and the list of those who may not be assessed as excellent (TR-4, TR-5)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.files.models import StoredFile
from training import triggers
from training.models.person import READERS, Trainee
from training.statute import Establishment, Post, hours

cite(
    "TR-7",
    by=Citation(
        "constraint", "training_short_is_a_breach_of_duty", "参照执行的单位不算违反，不进不得评优名单"
    ),
)


class Year(FSMModelMixin, Matter):  # type: ignore[misc]
    """One year of one unit: warned in the fourth quarter, closed at its end."""

    kind = "training_year"
    readers = READERS
    heading = Concat(
        F("agency__short_name"),
        models.Value(" "),
        F("year"),
        models.Value(" 年培训学时"),
        output_field=models.CharField(),
    )
    listed_as_begun = False

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        WARNED = "warned", "已提醒"
        CLOSED = "closed", "已结账"

    year = models.PositiveSmallIntegerField("年度")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    warned_on = models.DateField("提醒日期", null=True, blank=True)
    closed_on = models.DateField("结账日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度培训账"
        ordering = ["-year", "agency__code"]
        indexes = [models.Index(fields=["state", "year"], name="training_year_state")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="training_one_year"),
        ]
        triggers = triggers.YEAR

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The unit and the year."""
        return f"{self.agency.short_name} {self.year} 年培训学时"

    @transition(field=state, source=State.OPEN, target=State.WARNED)
    def warn(self, on: date) -> None:
        """The head knows who has too few hours."""
        self.warned_on = on

    @transition(field=state, source=(State.OPEN, State.WARNED), target=State.CLOSED)
    def close(self, on: date) -> None:
        """The year is over."""
        self.closed_on = on


class Account(models.Model):
    """One year of one person: minutes, exams, and what came of it; it moves with the person while the year runs."""

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        WARNED = "warned", "已提醒"
        MET = "met", "已达到"
        SHORT = "short", "未达到"
        BELOW = "below", "不足，只作提示"

    #: The year is over.
    OVER: ClassVar[tuple[str, ...]] = ("met", "short", "below")

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="accounts", verbose_name="人员")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    #: As they stand; fixed at the end of the year.
    post = models.CharField("岗位", max_length=10, choices=Post.choices)
    establishment = models.CharField("编制类型", max_length=12, choices=Establishment.choices)
    duty = models.BooleanField("按义务执行")
    required = models.PositiveSmallIntegerField("应有的分钟数")
    minutes = models.PositiveIntegerField("分钟", default=0)
    #: Since taking post, beside the whole year; the text pro-rates nothing.
    minutes_in_post = models.PositiveIntegerField("到岗以来的分钟", default=0)
    exams_passed = models.PositiveSmallIntegerField("及格的考试", default=0)
    exams_failed = models.PositiveSmallIntegerField("没有及格的考试", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    #: TR-4: may not be assessed as excellent for this year.
    barred = models.BooleanField("当年不得评优", default=False)
    barred_because = models.CharField("原因", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人年度培训账"
        ordering = ["-year", "agency__code", "trainee__full_name", "pk"]
        indexes = [
            models.Index(fields=["agency", "year", "state"], name="training_account_agency"),
            models.Index(fields=["year", "state"], name="training_account_year"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["trainee", "year"], name="training_one_account"),
            models.CheckConstraint(
                condition=~Q(state="short") & Q(barred=False) | Q(duty=True),
                name="training_short_is_a_breach_of_duty",
                violation_error_message="参照执行的，只作提示（TR-7）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="met") | Q(minutes__gte=F("required")), name="training_met_has_hours"
            ),
            models.CheckConstraint(
                condition=Q(barred=False, barred_because="") | Q(barred=True) & ~Q(barred_because=""),
                name="training_barred_because",
            ),
            models.CheckConstraint(
                condition=Q(barred=False) | Q(establishment__in=["civil", "analogy"]),
                name="training_barred_are_assessed",
            ),
        ]
        triggers = triggers.ACCOUNT

    def __str__(self) -> str:
        return f"{self.trainee} {self.year}"

    @property
    def ref(self) -> str:
        """The person: it has no page of its own."""
        return f"{Trainee.kind}:{self.trainee_id}"

    @property
    def hours(self) -> str:
        """学时 of the whole year, with one decimal."""
        return hours(self.minutes)

    @property
    def hours_in_post(self) -> str:
        """学时 since taking post."""
        return hours(self.minutes_in_post)

    @property
    def lacking(self) -> int:
        """The minutes that are still missing."""
        return max(0, self.required - self.minutes)


class BarredList(FSMModelMixin, Matter):  # type: ignore[misc]
    """不得评优名单 of one unit and year, as it was handed over; a later correction makes another edition."""

    kind = "training_barred_list"
    readers = READERS
    read_with = ("agency", "of")
    heading = Concat(
        F("agency__short_name"),
        models.Value(" "),
        F("year"),
        models.Value(" 年不得评优名单"),
        output_field=models.CharField(),
    )

    class State(models.TextChoices):
        MADE = "made", "待移交"
        HANDED = "handed", "待组织人事签收"
        ACKNOWLEDGED = "acknowledged", "已签收"

    of = models.ForeignKey(Year, models.PROTECT, related_name="lists", verbose_name="年度")
    year = models.PositiveSmallIntegerField("年度")
    edition = models.PositiveSmallIntegerField("第几份")
    #: Name, last digits of the number, post, hours, exam and why, of each.
    rows = models.JSONField("名单")
    people = models.PositiveIntegerField("人数")
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名单（PDF）"
    )
    state = StateField("状态", max_length=12, choices=State.choices, default=State.MADE, protected=True)
    handed_on = models.DateField("移交日期", null=True, blank=True)
    acknowledged_on = models.DateField("签收日期", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["rows"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不得评优名单"
        ordering = ["-year", "agency__code", "-edition"]
        indexes = [models.Index(fields=["agency", "state", "-year"], name="training_list_agency")]
        constraints = [
            models.UniqueConstraint(fields=["of", "edition"], name="training_list_edition"),
            models.CheckConstraint(
                condition=Q(state="made") | Q(handed_on__isnull=False, paper__isnull=False),
                name="training_list_handed",
            ),
        ]
        triggers = triggers.BARRED_LIST

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The unit, the year, which edition."""
        more = f"（第 {self.edition} 份）" if self.edition > 1 else ""
        return f"{self.agency.short_name} {self.year} 年不得评优名单{more}"

    @transition(field=state, source=State.MADE, target=State.HANDED)
    def hand_over(self, on: date) -> None:
        """The personnel office has it."""
        self.handed_on = on

    @transition(field=state, source=State.HANDED, target=State.ACKNOWLEDGED)
    def acknowledge(self, on: date) -> None:
        """The personnel office says that it has it."""
        self.acknowledged_on = on
