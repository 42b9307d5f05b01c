"""A symposium on a decision: who is invited, when they got the papers, what they said, the report, what became of it (PP-5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.deadlines.counting import local_date
from foundation.privacy.fields import EncryptedTextField
from participation import triggers
from participation.models.decision import READERS, Decision
from participation.models.hearing import PERSONAL_READERS
from participation.models.opinion import Answer
from participation.statute import MEETING_WAYS, Attending, Invited, Way


class SymposiumQuerySet(MatterQuerySet):
    """Symposia in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those of which everybody reads what became of each point (PP-4)."""
        return self.filter(state=Symposium.State.FED_BACK)


class Symposium(FSMModelMixin, Matter):  # type: ignore[misc]
    """A symposium or a consultation with those whom PP-5 names, from the invitation to what became of each point.

    Everybody reads the points and what became of them; who said what, and the report, stay at the desk.
    """

    kind = "symposium"
    readers = READERS
    readers_of = {"invitees": PERSONAL_READERS}
    read_with = ("agency", "decision")

    class State(models.TextChoices):
        INVITING = "inviting", "邀请和送达"
        HELD = "held", "已召开"
        REPORTED = "reported", "已形成报告"
        FED_BACK = "fed_back", "已公布采纳情况"
        CANCELLED = "cancelled", "已取消"

    #: While one of these is under way the decision is not submitted.
    UNFINISHED: ClassVar[tuple[str, ...]] = ("inviting", "held")
    #: With a report, which goes with the decision.
    DONE: ClassVar[tuple[str, ...]] = ("reported", "fed_back")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="symposia", verbose_name="决策事项")
    sort = models.CharField("方式", max_length=12, choices=MEETING_WAYS, default=Way.SYMPOSIUM)
    title = models.CharField("名称", max_length=200)
    begins_at = models.DateTimeField("召开时间")
    place = models.CharField("地点", max_length=200)
    papers = models.TextField("送达的材料", help_text="决策方案和起草说明。")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.INVITING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    held_at = models.DateTimeField("登记召开的时间", null=True, blank=True)
    report = models.TextField("座谈会报告", blank=True)
    #: That whoever came said nothing; else there are statements.
    silent = models.BooleanField("没有人提意见", default=False)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    fed_back_at = models.DateTimeField("公布采纳情况的时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = SymposiumQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "座谈会、咨询协商"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="symposium_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "fed_back"]) | ~Q(report=""),
                name="symposium_reported_with_text",
                violation_error_message="座谈会要形成书面报告（PP-5）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="fed_back") | Q(fed_back_at__isnull=False), name="symposium_fed_back_when"
            ),
        ]
        triggers = triggers.SYMPOSIUM

    def __str__(self) -> str:
        return self.title

    @property
    def begins_on(self) -> date:
        """The day of the symposium."""
        return local_date(self.begins_at)

    @transition(field=state, source=State.INVITING, target=State.HELD)
    def hold(self, at: datetime) -> None:
        """It took place."""
        self.held_at = at

    @transition(field=state, source=State.HELD, target=State.REPORTED)
    def write_report(self, at: datetime, report: str, *, silent: bool) -> None:
        """What was said is analysed and reported, or that nothing was."""
        self.reported_at, self.report, self.silent = at, report, silent

    @transition(field=state, source=State.REPORTED, target=State.FED_BACK)
    def feed_back(self, at: datetime) -> None:
        """Everybody reads what became of each point."""
        self.fed_back_at = at

    @transition(field=state, source=State.INVITING, target=State.CANCELLED)
    def cancel(self) -> None:
        """It does not take place."""


class Invitee(models.Model):
    """Somebody who is invited to a symposium."""

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="invitees", verbose_name="座谈会")
    group = models.CharField("身份", max_length=10, choices=Invited.choices)
    name = EncryptedTextField("姓名", blank=True)
    shown = models.CharField("遮盖的姓名", max_length=10)
    unit = models.CharField("单位或者村、社区", max_length=100, blank=True)
    #: An address or a telephone, to be told what became of their words.
    contact = EncryptedTextField("电子邮箱或者电话", blank=True)
    papers_on = models.DateField("材料送达日期", null=True, blank=True)
    attended = models.BooleanField("到会", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "座谈会代表"
        ordering = ["pk"]
        triggers = triggers.INVITEE

    def __str__(self) -> str:
        return f"{self.shown}（{self.get_group_display()}）"


class Statement(models.Model):
    """One opinion at a symposium as it was said or handed in, and what becomes of it."""

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="statements", verbose_name="座谈会")
    invitee = models.ForeignKey(Invitee, models.PROTECT, related_name="statements", verbose_name="代表")
    text = models.TextField("意见")
    written = models.BooleanField("书面意见", default=False)
    result = models.CharField("采纳情况", max_length=12, choices=Answer.Result.choices, blank=True)
    reason = models.TextField("分析和理由", blank=True)
    #: The point in a few words, as everybody reads it: it tells nobody who said it.
    shown = models.CharField("公布的要点", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "座谈会意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="") | ~Q(reason="") & ~Q(shown=""),
                name="statement_analysed_why",
                violation_error_message="逐条分析，要写明要点、分析和理由（PP-5）。",
            )
        ]
        triggers = triggers.STATEMENT

    def __str__(self) -> str:
        return self.text[:40]


class Attendee(models.Model):
    """Somebody who attends the meeting that decides, without a vote, and what they said there (PP-12)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="attendees", verbose_name="决策事项")
    group = models.CharField("身份", max_length=10, choices=Attending.choices)
    name = EncryptedTextField("姓名", blank=True)
    shown = models.CharField("公布的姓名", max_length=10)
    meeting = models.CharField("会议", max_length=200)
    met_on = models.DateField("会议日期")
    #: What they proposed or asked; the desk alone reads it.
    said = EncryptedTextField("提出的意见", blank=True)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "列席代表"
        ordering = ["pk"]
        triggers = triggers.ATTENDEE

    @property
    def ref(self) -> str:
        """The reference of its decision, which is the matter."""
        return self.decision.ref

    def __str__(self) -> str:
        return f"{self.shown}（{self.get_group_display()}）"
