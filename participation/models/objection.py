"""What somebody says against a decision in force, and its evaluation afterwards (决策条例35, 36)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate
from django_fsm import transition

from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField
from participation import triggers
from participation.models.decision import READERS, Decision
from participation.models.submission import Submission
from participation.statute import SAID_BY_NOBODY, Trouble


class ObjectionQuerySet(MatterQuerySet):
    """Objections in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those that anybody may read of: they are answered, and so somebody has looked at the words."""
        return self.filter(state=Objection.State.ANSWERED)

    def said(self) -> Self:
        """Those that count as what people say of a decision: without what nobody said, and what was taken back."""
        rows = self.exclude(state=Objection.State.WITHDRAWN)
        return rows.exclude(set_aside_ground__in=SAID_BY_NOBODY)


class Objection(Submission):
    """What somebody says of a decision that was announced, answered by the agency in charge of it (`agency`)."""

    kind = "objection"
    readers = READERS
    readers_of = {"sender": Readers.of(Role.DRAFTER, Role.APPLICATIONS_CLERK, county=frozenset())}
    heading = Concat(Value("对决策的意见 "), F("number"))
    LETTER, CALLED = "F", "对决策的意见"
    SAID = {"text": "意见和理由"}

    class State(models.TextChoices):
        RECEIVED = "received", "待答复"
        ANSWERED = "answered", "已答复"
        SET_ASIDE = "set_aside", "不予处理"
        WITHDRAWN = "withdrawn", "本人已撤回"

    class Result(models.TextChoices):
        """What becomes of it."""

        MENDED = "mended", "已经改进"
        WILL_MEND = "will_mend", "将改进"
        EXPLAINED = "explained", "解释说明"
        REPORTED = "reported", "已报告县政府"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="objections", verbose_name="决策事项")
    text = EncryptedTextField("意见和理由", blank=True)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    result = models.CharField("处理结果", max_length=12, choices=Result.choices, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对决策的意见"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="objection_agency_state"),
            models.Index(fields=["decision", "state", "-id"], name="objection_decision"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered")
                | ~Q(answer="") & ~Q(result="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="objection_answered",
            ),
            models.CheckConstraint(
                condition=~Q(consent="private") | Q(shown=""), name="objection_private_shows_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(set_aside_for=""), name="objection_set_aside_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(answer=""), name="objection_withdrawn_unanswered"
            ),
        ]
        triggers = triggers.OBJECTION

    @transition(field=state, source=State.RECEIVED, target=State.ANSWERED)
    def reply(self, at: datetime) -> None:
        """The answer goes."""
        self.answered_at = at

    @transition(field=state, source=State.RECEIVED, target=State.SET_ASIDE)
    def set_aside(self, why: str, ground: str) -> None:
        """It is not about this decision, and its sender reads why."""
        self.set_aside_for, self.set_aside_ground = why, ground

    @transition(field=state, source=State.RECEIVED, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Whoever said it takes it back; it counts no more."""


class ExecutionReport(models.Model):
    """What the agency that carries a decision out reports of it to the county government (决策条例35); it is not public."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="execution_reports", verbose_name="决策事项"
    )
    trouble = models.CharField("情况", max_length=10, choices=Trouble.choices)
    text = models.TextField("问题、影响和建议")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="报告人")
    at = models.DateTimeField("报告时间")

    class Meta:
        verbose_name = verbose_name_plural = "执行情况报告"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="execution_report_says_something")]
        triggers = triggers.EXECUTION_REPORT

    def __str__(self) -> str:
        return f"{localdate(self.at)} {self.get_trouble_display()}"
