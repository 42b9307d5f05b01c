"""Micro-surveys, interviews and online sessions: announced, held, and what came of them (NM-17)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.questionnaires.models import Questionnaire
from newmedia import triggers
from newmedia.models.account import READERS, Account
from newmedia.statute import Exchange as Sort


class ExchangeQuerySet(MatterQuerySet):
    """Reads of exchanges."""

    def public(self) -> Self:
        """Those that were announced, held or called off."""
        return self.filter(state__in=Exchange.OUT)


class Exchange(FSMModelMixin, Matter):  # type: ignore[misc]
    """One survey, interview or session of an account."""

    kind = "media_exchange"
    readers = READERS
    read_with = ("agency", "account__agency", "questionnaire")
    keeper = None

    class State(models.TextChoices):
        DRAFT = "draft", "拟办"
        ANNOUNCED = "announced", "已预告"
        REPORTED = "reported", "已公布结果"
        CALLED_OFF = "called_off", "已取消"
        ABANDONED = "abandoned", "已放弃"

    #: What everybody reads.
    OUT: ClassVar[tuple[str, ...]] = ("announced", "reported", "called_off")

    account = models.ForeignKey(Account, models.PROTECT, related_name="exchanges", verbose_name="账号")
    sort = models.CharField("形式", max_length=10, choices=Sort.choices)
    title = models.CharField("题目", max_length=100)
    topic = models.TextField("说什么")
    guests = models.CharField("谁来答", max_length=200, blank=True)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    address = models.URLField("在平台上的网址", max_length=500, blank=True)
    #: Of a survey: as `foundation.questionnaires.wording` reads it, fixed when it is announced.
    wording = models.TextField("题目", blank=True)
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="问卷"
    )
    state = StateField("状态", max_length=12, choices=State.choices, default=State.DRAFT, protected=True)
    announced_at = models.DateTimeField("预告时间", null=True, blank=True)
    summary = models.TextField("结果", blank=True)
    #: What is done about what people said.
    uses = models.TextField("怎么采用", blank=True)
    reported_at = models.DateTimeField("公布结果的时间", null=True, blank=True)
    called_off_because = models.CharField("取消的原因", max_length=300, blank=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟办的人")

    history = HistoricalRecords()
    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "微调查、微访谈、微在线"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_exchange_agency_state"),
            models.Index(
                fields=["-starts_at", "-id"],
                condition=Q(announced_at__isnull=False),
                name="media_exchange_public",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="newmedia_exchange_ends_later",
                violation_error_message="结束的时间要晚于开始的时间。",
            ),
            models.CheckConstraint(
                condition=Q(sort="survey") & ~Q(wording="")
                | ~Q(sort="survey") & Q(wording="") & ~Q(guests=""),
                name="newmedia_exchange_says_what",
                violation_error_message="微调查要有题目，微访谈、微在线要写明谁来答。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "reported"], sort="survey")
                | Q(questionnaire__isnull=False),
                name="newmedia_survey_with_questionnaire",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported") | ~Q(summary="") & ~Q(uses="") & Q(reported_at__isnull=False),
                name="newmedia_exchange_reported",
                violation_error_message="公布结果要写明怎么采用（NM-17）。",
            ),
        ]
        triggers = triggers.EXCHANGE

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is announced."""
        return (
            self.title if self.state in self.OUT else f"{self.agency.short_name}的{self.get_sort_display()}"
        )

    @property
    def is_survey(self) -> bool:
        """Whether people answer here, and not at the platform."""
        return self.sort == Sort.SURVEY

    def takes(self, at: datetime) -> bool:
        """Whether an answer that comes at this moment is taken."""
        return self.is_survey and self.state == self.State.ANNOUNCED and self.starts_at <= at < self.ends_at

    @transition(field=state, source=State.DRAFT, target=State.ANNOUNCED)
    def announce(self, at: datetime) -> None:
        """Everybody reads when and how; the questions of a survey do not change any more."""
        self.announced_at = at
        if self.is_survey:
            self.questionnaire = Questionnaire.objects.create(
                title=self.title,
                wording=self.wording,
                open_web=True,
                opened_at=at.replace(microsecond=0),
                closes_at=self.ends_at,
            )

    @transition(field=state, source=State.ANNOUNCED, target=State.REPORTED)
    def report(self, at: datetime, summary: str, uses: str) -> None:
        """Everybody reads what came of it."""
        self.reported_at, self.summary, self.uses = at, summary, uses

    @transition(field=state, source=State.ANNOUNCED, target=State.CALLED_OFF)
    def call_off(self, because: str) -> None:
        """It does not take place; why stands there."""
        self.called_off_because = because

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """Nothing comes of it."""
