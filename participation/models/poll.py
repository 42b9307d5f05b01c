"""A poll on a decision (民意调查, PP-6): its design, its run, its report with what is adopted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.questionnaires.models import Questionnaire
from participation import statute, triggers
from participation.models.decision import READERS, Decision
from secrecy_review.models import Place, Reviewable


class PollQuerySet(MatterQuerySet):
    """Polls in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those that anybody may read."""
        return self.filter(state__in=Poll.SHOWN)

    def unfinished(self) -> Self:
        """Those that are neither reported nor withdrawn nor given up."""
        return self.exclude(state__in=Poll.OVER)

    def standing(self) -> Self:
        """Those that were opened and not withdrawn: they are reported before their decision is announced (PP-6)."""
        return self.exclude(opened_at=None).exclude(state=Poll.State.WITHDRAWN)


class Poll(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """One poll on a decision; what is asked is reviewed word for word, and fixed as a questionnaire when it is opened."""

    kind = "poll"
    readers = READERS
    read_with = ("agency", "decision")
    #: Nobody requests its review: that begins when the design is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFTING = "drafting", "设计"
        UNDER_REVIEW = "under_review", "保密审查中"
        READY = "ready", "待开始"
        OPEN = "open", "正在调查"
        CLOSED = "closed", "已截止"
        COUNTED = "counted", "已统计"
        REPORTED = "reported", "已公布报告"
        WITHDRAWN = "withdrawn", "已撤回"
        ABANDONED = "abandoned", "已放弃"

    #: What anybody reads.
    SHOWN: ClassVar[tuple[str, ...]] = (
        State.OPEN,
        State.CLOSED,
        State.COUNTED,
        State.REPORTED,
        State.WITHDRAWN,
    )
    #: In which nothing more is done.
    OVER: ClassVar[tuple[str, ...]] = (State.REPORTED, State.WITHDRAWN, State.ABANDONED)
    #: What must stand in the design, by field.
    ITEMS: ClassVar[dict[str, str]] = {
        "title": "名称",
        "purpose": "为什么调查",
        "whom": "调查哪些人",
        "manner": "怎样调查",
        "wording": "题目",
        "telephone": "咨询电话",
    }

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="polls", verbose_name="决策事项")
    title = models.CharField("名称", max_length=200)
    purpose = models.TextField("为什么调查", blank=True)
    whom = models.TextField("调查哪些人", blank=True)
    manner = models.TextField("怎样调查", blank=True)
    #: As `foundation.questionnaires.wording` reads it.
    wording = models.TextField("题目", blank=True)
    telephone = models.CharField("咨询电话", max_length=60, blank=True)
    open_web = models.BooleanField("没有问卷码的人也可以在网上填", default=False)
    channels = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="还在哪里调查"
    )
    days = models.PositiveSmallIntegerField("调查的天数", default=statute.LEAST_DAYS)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="问卷"
    )
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closes_at = models.DateTimeField("截止时间", null=True, blank=True)
    #: Sheets and slips: printed, handed out, come back, of them void, and why.
    printed = models.PositiveIntegerField("印制", null=True, blank=True)
    issued = models.PositiveIntegerField("发出", null=True, blank=True)
    returned = models.PositiveIntegerField("收回", null=True, blank=True)
    void = models.PositiveIntegerField("作废", null=True, blank=True)
    void_because = models.TextField("作废的原因", blank=True)
    report = models.TextField("调查报告", blank=True)
    adoption = models.TextField("采纳情况", blank=True)
    reported_at = models.DateTimeField("公布报告的时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回的原因", max_length=500, blank=True)
    #: The channels that carried the report, as they are named in `channels`.
    carried = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="公布了报告的地方"
    )

    history = HistoricalRecords()
    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "民意调查"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="poll_agency_state"),
            models.Index(fields=["closes_at"], name="poll_closes", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=~Q(state__in=["withdrawn", "abandoned"]),
                name="poll_one_for_a_decision",
                violation_error_message="这件决策事项已经有一次民意调查。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed", "counted", "reported"])
                | Q(questionnaire__isnull=False, opened_at__isnull=False, closes_at__isnull=False),
                name="poll_open_with_questionnaire",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="poll_withdrawn_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported")
                | Q(reported_at__isnull=False) & ~Q(report="") & ~Q(adoption=""),
                name="poll_reported_with_adoption",
                violation_error_message="民意调查报告和采纳情况要一起公布（PP-6）。",
            ),
        ]
        triggers = triggers.POLL

    def __str__(self) -> str:
        return self.title

    def leaving(self) -> Iterator[Place]:
        """Everything that the public reads of it."""
        for name, label in self.ITEMS.items():
            yield Place(name, label, getattr(self, name), True)
        yield Place("channels", "还在哪里调查", "\n".join(self.channels))

    @property
    def last_day(self) -> date | None:
        """The last day on which it is answered; None before it opened."""
        return self.questionnaire.last_day if self.questionnaire else None

    def takes(self, at: datetime) -> bool:
        """Whether an answer that comes at this moment is taken."""
        return self.state == self.State.OPEN and self.closes_at is not None and at < self.closes_at

    @property
    def silent(self) -> list[str]:
        """The channels that have not carried the report."""
        return [name for name in self.channels if name not in self.carried]

    @property
    def outstanding(self) -> int:
        """The slips and sheets that were handed out and did not come back."""
        return (self.issued or 0) - (self.returned or 0)

    @transition(field=state, source=State.DRAFTING, target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The drafter hands it in to be reviewed."""

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
        """It is given up before anybody was asked."""

    @transition(field=state, source=State.READY, target=State.OPEN)
    def open(self, at: datetime, last: date) -> None:
        """Its questions are fixed and everybody who is asked may answer, to the last second of its last day."""
        opened = at.replace(microsecond=0)
        self.opened_at, self.closes_at = opened, statute.end_of(last)
        self.questionnaire = Questionnaire.objects.create(
            title=self.title,
            wording=self.wording,
            open_web=self.open_web,
            opened_at=opened,
            closes_at=self.closes_at,
        )

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """Its last day is over; sheets that came back are still entered."""

    @transition(field=state, source=State.CLOSED, target=State.COUNTED)
    def count(self) -> None:
        """The answers are counted, once and for all."""

    @transition(field=state, source=State.COUNTED, target=State.REPORTED)
    def publish_report(self, at: datetime, report: str, adoption: str) -> None:
        """Everybody reads the report, what is adopted, and the counts."""
        self.reported_at, self.report, self.adoption = at, report, adoption

    @transition(field=state, source=[State.OPEN, State.CLOSED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It should not have been asked like that: nobody reads a question of it any more, and no answer is counted."""
        self.withdrawn_at, self.withdrawal_reason = at, reason
