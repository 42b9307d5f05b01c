"""What a draft goes through before the county government discusses it: examinations, the legal review, the discussion itself.

决策条例19–30: 专家论证, 风险评估, 公平竞争审查, 合法性审查, 集体讨论.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from participation import triggers
from participation.models.decision import READERS, Decision
from participation.statute import Examined, Finding, Lawful, Meeting, Result


class Examination(models.Model):
    """An examination of a decision's draft as it was recorded; a later one of its sort takes its place and leaves it as it is."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="examinations", verbose_name="决策事项"
    )
    sort = models.CharField("种类", max_length=12, choices=Examined.choices)
    on = models.DateField("日期")
    by = models.CharField("论证、评估、审查的人或者机构", max_length=500)
    manner = models.CharField("方式", max_length=200, blank=True)
    opinion = models.TextField("意见或者报告")
    finding = models.CharField("结论", max_length=16, choices=Finding.choices)
    #: Of experts what became of their opinion, of risks the measures and plans.
    handling = models.TextField("研究采纳情况或者防范措施和处置预案", blank=True)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "论证、评估和公平竞争审查"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sort="competition") | ~Q(handling=""),
                name="examination_handled",
                violation_error_message="专家论证要写研究采纳情况，风险评估要写防范措施和处置预案。",
            )
        ]
        triggers = triggers.EXAMINATION

    def __str__(self) -> str:
        return f"{self.get_sort_display()}（{self.on}）"


class LegalReviewQuerySet(MatterQuerySet):
    """Legal reviews in any state."""

    def counting(self) -> Self:
        """Those that are under way or concluded: one that was sent back counts no more."""
        return self.exclude(state=LegalReview.State.RETURNED)


class LegalReview(FSMModelMixin, Matter):  # type: ignore[misc]
    """The legal review of a draft (决策条例25–28); `agency` is the county's department for it, and reviews exactly this text."""

    kind = "legal_review"
    heading = Concat(F("decision__title"), Value("（合法性审查）"))
    readers = READERS
    read_with = ("agency", "decision__agency")

    class State(models.TextChoices):
        SENT = "sent", "审查中"
        RETURNED = "returned", "已退回补充"
        CONCLUDED = "concluded", "已出具意见"

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="legal_reviews", verbose_name="决策事项"
    )
    draft = models.TextField("决策草案（送审稿）")
    basis = models.TextField("法律、法规、规章等依据")
    procedure = models.TextField("履行决策法定程序的说明")
    sent_at = models.DateTimeField("送审时间")
    until = models.DateField("请在这一天以前出具意见")
    shorter_because = models.TextField("少于 7 个工作日的理由", blank=True)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.SENT, protected=True)
    sender = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="送审人")
    counsel = models.TextField("法律顾问、公职律师的意见", blank=True)
    authority = models.TextField("是否符合法定权限", blank=True)
    formed = models.TextField("是否履行法定程序", blank=True)
    content = models.TextField("内容是否合法", blank=True)
    conclusion = models.CharField("审查结论", max_length=12, choices=Lawful.choices, blank=True)
    concluded_at = models.DateTimeField("出具意见的时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["draft", "procedure"])
    objects = LegalReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合法性审查"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="legal_review_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(state="sent"),
                name="legal_review_one_at_a_time",
                violation_error_message="这件决策事项正在合法性审查。",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | ~Q(counsel="")
                & ~Q(authority="")
                & ~Q(formed="")
                & ~Q(content="")
                & ~Q(conclusion="")
                & Q(concluded_at__isnull=False),
                name="legal_review_concluded_whole",
                violation_error_message="审查意见要有权限、程序、内容三项和法律顾问的意见（决策条例27、28）。",
            ),
        ]
        triggers = triggers.LEGAL_REVIEW

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is reviewed."""
        return f"{self.decision.title}（合法性审查）"

    @property
    def opinions(self) -> list[tuple[str, str]]:
        """The parts of the opinion with their labels (决策条例27, 28)."""
        names = ("authority", "formed", "content", "counsel")
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in names]  # type: ignore[union-attr]

    @transition(field=state, source=State.SENT, target=State.RETURNED)
    def send_back(self) -> None:
        """What was sent is not what is needed."""

    @transition(field=state, source=State.SENT, target=State.CONCLUDED)
    def conclude(self, at: datetime) -> None:
        """The opinion is given."""
        self.concluded_at = at


class Deliberation(models.Model):
    """One discussion of a decision by the county government (决策条例30); a line that nobody changes."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="deliberations", verbose_name="决策事项"
    )
    sort = models.CharField("会议种类", max_length=10, choices=Meeting.choices)
    meeting = models.CharField("会议", max_length=100)
    met_on = models.DateField("会议日期")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    dissent = models.TextField("不同意见")
    against_majority = models.TextField("和多数人意见不一致的理由", blank=True)
    no_attendees_because = models.TextField("没有代表列席的原因", blank=True)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "集体讨论"
        ordering = ["pk"]
        triggers = triggers.DELIBERATION

    def __str__(self) -> str:
        return f"{self.met_on} {self.meeting}：{self.get_result_display()}"
