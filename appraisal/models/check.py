"""Routine checks: units drawn by a recorded seed, looked at, told, corrected (AP-8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import triggers
from appraisal.models.reading import AT_THE_OFFICE, OfOneUnit
from appraisal.models.scheme import READERS
from appraisal.models.year import Appraisal
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Draw(FSMModelMixin, Matter):  # type: ignore[misc]
    """A draw: out of which units how many, and the seed by which anybody draws the same ones again."""

    kind = "appraisal_draw"
    readers = AT_THE_OFFICE
    heading = F("topic")
    read_with = ("agency", "appraisal")
    listed_as_begun = False

    class State(models.TextChoices):
        DRAWN = "drawn", "已抽取，检查中"
        OVER = "over", "已全部检查"

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="draws", verbose_name="年度考核")
    number = models.PositiveSmallIntegerField("第几次")
    topic = models.CharField("检查什么", max_length=200)
    seed = models.CharField("种子", max_length=64)
    many = models.PositiveSmallIntegerField("抽取几个")
    pool = ArrayField(models.CharField(max_length=30), verbose_name="参加抽取的单位")
    drawn = ArrayField(models.CharField(max_length=30), verbose_name="抽中的单位")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAWN, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "平时考核抽取"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_draw_state")]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="appraisal_draw_number"),
            models.CheckConstraint(condition=Q(many__gte=1) & ~Q(seed=""), name="appraisal_draw_seeded"),
        ]
        triggers = triggers.DRAW

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is checked."""
        return self.topic

    @property
    def named_outside(self) -> str:
        """What mail says."""
        return f"{self.appraisal.year} 年平时考核"

    @transition(field=state, source=State.DRAWN, target=State.OVER)
    def end(self) -> None:
        """Every unit drawn was looked at and told."""


class Check(OfOneUnit, FSMModelMixin, Matter):  # type: ignore[misc]
    """The routine check of one unit (`agency`) that was drawn."""

    kind = "appraisal_check"
    readers = READERS
    office_path = "draw__agency"
    heading = Concat(F("agency__short_name"), Value("："), F("draw__topic"))
    read_with = ("agency", "draw__appraisal", "draw__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        DRAWN = "drawn", "已抽中，待检查"
        DONE = "done", "已检查，待反馈"
        FED_BACK = "fed_back", "已反馈，待整改"
        CORRECTED = "corrected", "已整改"
        CLEAR = "clear", "没有发现问题"

    #: The unit knows nothing before it is told: a routine check comes unannounced.
    UNTOLD: ClassVar[tuple[str, ...]] = ("drawn", "done")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="checks", verbose_name="抽取")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAWN, protected=True)
    looked_on = models.DateField("检查日期", null=True, blank=True)
    found = models.TextField("检查情况", blank=True)
    problems = models.PositiveSmallIntegerField("问题个数", default=0)
    looked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查的人"
    )
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    corrected = models.TextField("怎样整改的", blank=True)
    corrected_at = models.DateTimeField("整改时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "平时考核"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_check_agency")]
        constraints = [
            models.UniqueConstraint(fields=["draw", "agency"], name="appraisal_check_once"),
            models.CheckConstraint(
                condition=Q(state="drawn") | ~Q(found="") & Q(looked_on__isnull=False),
                name="appraisal_check_looked",
            ),
            models.CheckConstraint(condition=~Q(state="clear") | Q(problems=0), name="appraisal_check_clear"),
        ]
        triggers = triggers.CHECK

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Whose, and what."""
        return f"{self.agency.short_name}：{self.draw.topic}"

    @property
    def named_outside(self) -> str:
        """What mail says."""
        return f"{self.draw.appraisal.year} 年平时考核"

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Draw, self.draw_id)]

    @transition(field=state, source=State.DRAWN, target=State.DONE)
    def look(self, by: Staff | None, on: date, found: str, problems: int) -> None:
        """The assessor looked."""
        self.looked_by, self.looked_on, self.found, self.problems = by, on, found, problems

    @transition(field=state, source=State.DONE, target=State.FED_BACK)
    def feed_back(self, at: datetime) -> None:
        """The unit is told, and puts it right."""
        self.fed_back_at = at

    @transition(field=state, source=State.DONE, target=State.CLEAR)
    def clear(self, at: datetime) -> None:
        """Nothing was found; the unit is told that."""
        self.fed_back_at = at

    @transition(field=state, source=State.FED_BACK, target=State.CORRECTED)
    def correct(self, at: datetime, corrected: str) -> None:
        """It is put right."""
        self.corrected_at, self.corrected = at, corrected
