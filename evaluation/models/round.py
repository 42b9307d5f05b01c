"""A round: the yearly evaluation from its plan to the announcement of its result (SE-5, SE-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from evaluation import plan, statute, triggers
from evaluation.arithmetic import Rules
from evaluation.statute import Head, Way
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.deadlines.counting import midnight
from foundation.questionnaires.models import Questionnaire
from secrecy_review.models import Place, Reviewable

READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.APPLICATIONS_CLERK,
)


class RoundQuerySet(MatterQuerySet):
    """Rounds in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those whose plan anybody may read."""
        return self.filter(state__in=Round.SHOWN)

    def told(self) -> Self:
        """Those whose result anybody may read."""
        return self.filter(state__in=Round.TOLD)


class Round(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """One year's round at the county's disclosure office; its plan is public before it opens, and fixed with that."""

    kind = "evaluation_round"
    readers = READERS
    read_with = ("agency", "questionnaire")
    #: Nobody requests its review: that begins when the plan is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟定方案"
        UNDER_REVIEW = "under_review", "保密审查中"
        READY = "ready", "待公示方案"
        NOTICED = "noticed", "方案公示中"
        OPEN = "open", "正在评议"
        CLOSED = "closed", "已截止，正在核对"
        COUNTED = "counted", "已统计"
        GRADED = "graded", "已定等次"
        FED_BACK = "fed_back", "已书面反馈"
        ANNOUNCED = "announced", "已通报，正在整改"
        FILED = "filed", "已归档"
        WITHDRAWN = "withdrawn", "已撤回"
        ABANDONED = "abandoned", "已放弃"

    #: What anybody reads.
    SHOWN: ClassVar[tuple[str, ...]] = (
        "noticed",
        "open",
        "closed",
        "counted",
        "graded",
        "fed_back",
        "announced",
        "filed",
        "withdrawn",
    )
    #: Whose result anybody reads.
    TOLD: ClassVar[tuple[str, ...]] = ("announced", "filed")
    #: In which nothing more is done.
    OVER: ClassVar[tuple[str, ...]] = ("filed", "withdrawn", "abandoned")
    #: What must stand in the plan, by field.
    ITEMS: ClassVar[dict[str, str]] = {
        "title": "名称",
        "purpose": "为什么评议",
        "manner": "怎样发问卷、怎样评议",
        "questions": "题目",
        "telephone": "咨询电话",
    }

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=200)
    purpose = models.TextField("为什么评议", blank=True)
    manner = models.TextField("怎样发问卷、怎样评议", blank=True)
    #: As `evaluation.plan` reads them: a head, a question.
    questions = models.TextField("题目", blank=True, default=plan.STANDARD)
    #: As `foundation.questionnaires.wording` reads it: what is asked of everybody once.
    once = models.TextField("最后问一次的题目", blank=True, default=plan.ONCE)
    telephone = models.CharField("咨询电话", max_length=60, blank=True)
    #: Points for 满意, 基本满意 and 不满意.
    points = ArrayField(
        models.PositiveSmallIntegerField(), size=3, default=list, verbose_name="每个回答的分值"
    )
    #: Weights in percent in the order of `Way`, and of `Head`.
    ways = ArrayField(models.PositiveSmallIntegerField(), size=3, default=list, verbose_name="各种方式的权重")
    heads = ArrayField(
        models.PositiveSmallIntegerField(), size=6, default=list, verbose_name="六个方面的权重"
    )
    #: From this index on 满意, and from this one on 基本满意.
    well = models.PositiveSmallIntegerField("满意的起点", default=statute.THRESHOLDS[0])
    rather = models.PositiveSmallIntegerField("基本满意的起点", default=statute.THRESHOLDS[1])
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    #: How the questions were tried on a few people before, and who read them for words that push an answer.
    pilot = models.TextField("试填和审读情况", blank=True)

    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    noticed_at = models.DateTimeField("公示方案的时间", null=True, blank=True)
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="问卷"
    )
    #: The last day after it was put off, once; and why.
    extended_to = models.DateField("延长到", null=True, blank=True)
    extended_because = models.CharField("延长的原因", max_length=500, blank=True)
    #: Sheets and slips: printed, handed out, come back, of them void, and why.
    printed = models.PositiveIntegerField("印制", null=True, blank=True)
    issued = models.PositiveIntegerField("发出", null=True, blank=True)
    returned = models.PositiveIntegerField("收回", null=True, blank=True)
    void = models.PositiveIntegerField("作废", null=True, blank=True)
    void_because = models.TextField("作废的原因", blank=True)
    graded_at = models.DateTimeField("定等次的时间", null=True, blank=True)
    #: What stands at the head of the announcement: the result in words.
    summary = models.TextField("结果概述", blank=True)
    announced_at = models.DateTimeField("通报时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回的原因", max_length=500, blank=True)

    history = HistoricalRecords()
    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会评议"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="evalround_agency_state"),
            models.Index(fields=["state", "opens_on"], name="evalround_opens"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=~Q(state__in=["withdrawn", "abandoned"]),
                name="evalround_once_a_year",
                violation_error_message="这一年已经有一次社会评议（SE-6）。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")),
                name="evalround_lasts",
                violation_error_message="截止日期要晚于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(well__lte=100, rather__gte=1) & Q(well__gt=F("rather")),
                name="evalround_thresholds",
                violation_error_message="满意的起点要高于基本满意的起点。",
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None, extended_because="")
                | Q(extended_to__gt=F("closes_on")) & ~Q(extended_because=""),
                name="evalround_extended_why",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["open", "closed", "counted", "graded", "fed_back", "announced", "filed"]
                )
                | Q(questionnaire__isnull=False, noticed_at__isnull=False),
                name="evalround_open_with_questionnaire",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "filed"])
                | Q(announced_at__isnull=False, graded_at__isnull=False) & ~Q(summary=""),
                name="evalround_announced_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="evalround_withdrawn_why",
            ),
        ]
        triggers = triggers.ROUND

    def __str__(self) -> str:
        return self.title

    def leaving(self) -> Iterator[Place]:
        """Everything that the public reads of the plan."""
        for name, label in {**self.ITEMS, "once": "最后问一次的题目", "pilot": "试填和审读情况"}.items():
            yield Place(name, label, getattr(self, name), True)

    @property
    def named_outside(self) -> str:
        """What mail says: its title once the plan is public."""
        return self.title if self.state in self.SHOWN else f"{self.year} 年社会评议"

    @property
    def asked(self) -> tuple[plan.Asked, ...]:
        """The questions on each unit."""
        return plan.asked(self.questions)

    @property
    def rules(self) -> Rules:
        """The arithmetic of the plan."""
        well, rather, badly = self.points
        return Rules(
            points=(well, rather, badly),
            ways=dict(zip(Way, self.ways, strict=True)),
            heads=dict(zip(Head, self.heads, strict=True)),
            well=self.well,
            rather=self.rather,
        )

    @property
    def last_day(self) -> date:
        """The last day on which anybody answers."""
        return self.extended_to or self.closes_on

    @property
    def ends_at(self) -> datetime:
        """The moment after its last second."""
        return midnight(self.last_day + timedelta(days=1))

    def takes(self, at: datetime) -> bool:
        """Whether an answer that comes at this moment is taken."""
        return self.state == self.State.OPEN and at < self.ends_at

    @property
    def outstanding(self) -> int:
        """The slips and sheets that were handed out and did not come back."""
        return (self.issued or 0) - (self.returned or 0)

    @transition(field=state, source=State.DRAFTING, target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The drafter hands the plan in to be reviewed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.READY)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that it may be disclosed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.DRAFTING)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that it may not be disclosed."""

    @transition(field=state, source=State.READY, target=State.DRAFTING)
    def rework(self) -> None:
        """It goes back to the drafter."""

    @transition(field=state, source=[State.DRAFTING, State.READY], target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up before anybody read of it."""

    @transition(field=state, source=State.READY, target=State.NOTICED)
    def notice(self, at: datetime) -> None:
        """Everybody reads the plan, and nobody changes it any more."""
        self.noticed_at = at

    @transition(field=state, source=State.NOTICED, target=State.OPEN)
    def open(self, at: datetime, units: list[str]) -> None:
        """Its day has come: the questionnaire is made of the plan, word for word."""
        opened = at.replace(microsecond=0)
        self.questionnaire = Questionnaire.objects.create(
            title=self.title,
            wording=self.once,
            each=plan.of_each(self.questions),
            subjects=units,
            open_web=True,
            opened_at=opened,
            closes_at=self.ends_at,
        )

    def extend(self, to: date, because: str) -> None:
        """Its last day is put off, once."""
        self.extended_to, self.extended_because = to, because

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """Its last day is over; sheets that came back are still entered."""

    @transition(field=state, source=State.CLOSED, target=State.COUNTED)
    def count(self) -> None:
        """Sheets add up, and the answers are counted once and for all."""

    @transition(field=state, source=State.COUNTED, target=State.GRADED)
    def grade(self, at: datetime) -> None:
        """Every unit has its result, by the arithmetic of the plan."""
        self.graded_at = at

    @transition(field=state, source=State.GRADED, target=State.FED_BACK)
    def feed_back(self) -> None:
        """Every unit has it in writing (SE-6)."""

    @transition(field=state, source=State.FED_BACK, target=State.ANNOUNCED)
    def announce(self, at: datetime, summary: str) -> None:
        """Everybody reads the result (SE-6)."""
        self.announced_at, self.summary = at, summary

    @transition(field=state, source=State.ANNOUNCED, target=State.FILED)
    def file(self) -> None:
        """What was suggested is dealt with; the round is closed."""

    @transition(field=state, source=[State.NOTICED, State.OPEN, State.CLOSED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It should not have been asked like that: no answer is counted, and why stands at its address."""
        self.withdrawn_at, self.withdrawal_reason = at, reason


class Unit(models.Model):
    """One evaluated agency of a round (SE-3), under its name at that time; `place` is its place in the questionnaire."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="units", verbose_name="社会评议")
    place = models.PositiveSmallIntegerField("序号")
    evaluated = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "被评议单位"
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="evalunit_place"),
            models.UniqueConstraint(
                fields=["round", "evaluated"],
                name="evalunit_once",
                violation_error_message="同一个单位在一次评议里只列一次。",
            ),
        ]
        triggers = triggers.UNIT

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> int:
        """Its number on sheets, from 1."""
        return self.place + 1
