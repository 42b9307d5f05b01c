"""What the working group's office deploys to agencies, what each answers, and what is urged with a day (PD-1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from inspection import triggers
from inspection.statute import READERS, Field

WORKERS = READERS[Field.OPENNESS]


class Deployment(FSMModelMixin, Matter):  # type: ignore[misc]
    """A piece of work that the office (`agency`) gives to agencies; each has a `Task` of its own."""

    kind = "deployment"
    readers = WORKERS

    class State(models.TextChoices):
        RUNNING = "running", "推进中"
        ENDED = "ended", "已办结"
        CALLED_OFF = "called_off", "已撤销"

    number = models.CharField("文号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=100)
    body = models.TextField("要做什么")
    basis = models.CharField("依据的条款", max_length=40)
    due_on = models.DateField("哪一天以前办完")
    deployed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="部署的人"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RUNNING, protected=True)
    called_off_because = models.CharField("撤销的原因", max_length=500, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作部署"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="deployment_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_because=""), name="deployment_called_off_why"
            )
        ]
        triggers = triggers.DEPLOYMENT

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def named_outside(self) -> str:
        """What mail says: the number."""
        return f"工作部署 {self.number}"

    @transition(field=state, source=State.RUNNING, target=State.ENDED)
    def end(self, at: datetime) -> None:
        """Every agency did it."""
        self.ended_at = at

    @transition(field=state, source=State.RUNNING, target=State.CALLED_OFF)
    def call_off(self, at: datetime, because: str) -> None:
        """It need not be done."""
        self.ended_at, self.called_off_because = at, because


class Task(FSMModelMixin, Matter):  # type: ignore[misc]
    """What one agency (`agency`) has to do of it, and what it answers."""

    kind = "deployed_task"
    readers = WORKERS
    heading = F("deployment__title")
    read_with = ("agency", "deployment__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        GIVEN = "given", "待办理反馈"
        ANSWERED = "answered", "已反馈，待确认"
        DONE = "done", "已确认完成"
        DROPPED = "dropped", "不用再办"

    OVER: ClassVar[tuple[str, ...]] = ("done", "dropped")

    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="tasks", verbose_name="工作部署")
    due_on = models.DateField("哪一天以前办完")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.GIVEN, protected=True)
    answer = models.TextField("办理情况", blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈的人"
    )
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认的人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部署到单位的工作"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="deployed_task_agency")]
        constraints = [
            models.UniqueConstraint(fields=["deployment", "agency"], name="deployed_task_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "done"])
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="deployed_task_answered",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("answered_by")),
                name="deployed_task_confirmed_by_another",
                violation_error_message="反馈的人不能自己确认（PD-1）。",
            ),
        ]
        triggers = triggers.TASK

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is deployed."""
        return self.deployment.title

    @property
    def named_outside(self) -> str:
        """What mail says: the number."""
        return f"工作部署 {self.deployment.number}"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The agencies' own, and those that their office deployed."""
        return Q(agency_id__in=agencies) | Q(deployment__agency_id__in=agencies)

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Deployment, self.deployment_id)]

    @transition(field=state, source=State.GIVEN, target=State.ANSWERED)
    def say(self, at: datetime, by: Staff | None, answer: str) -> None:
        """The agency says what it did."""
        self.answer, self.answered_by, self.answered_at = answer, by, at

    @transition(field=state, source=State.ANSWERED, target=State.DONE)
    def confirm(self, at: datetime, by: Staff | None) -> None:
        """The office agrees."""
        self.confirmed_at, self.confirmed_by = at, by

    @transition(field=state, source=State.ANSWERED, target=State.GIVEN)
    def send_back(self, due_on: date) -> None:
        """It is not done yet."""
        self.returned += 1
        self.due_on = due_on
        self.answer, self.answered_by, self.answered_at = "", None, None

    @transition(field=state, source=[State.GIVEN, State.ANSWERED], target=State.DROPPED)
    def drop(self) -> None:
        """It was called off."""


class TaskFile(models.Model):
    """What an agency shows of what it did."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="files", verbose_name="工作")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="提交的人")
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "工作反馈的附件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["task", "file"], name="deployed_task_file_once")]
        triggers = triggers.FILE

    def __str__(self) -> str:
        return str(self.file)


class Urging(FSMModelMixin, Matter):  # type: ignore[misc]
    """Something that the county urged with a day: the agency answers, the county looks whether it was done."""

    kind = "urging"
    readers = WORKERS
    heading = Concat(Value("督办："), F("subject"), output_field=models.CharField())
    listed_as_begun = False

    class State(models.TextChoices):
        OPEN = "open", "待落实反馈"
        ANSWERED = "answered", "已反馈，待确认"
        SETTLED = "settled", "已落实"

    #: What was urged: the matter's reference, and its name at that time.
    subject_ref = models.CharField("督办的事项", max_length=60)
    subject = models.CharField("事项名称", max_length=500)
    demand = models.TextField("督办要求")
    due_on = models.DateField("哪一天以前落实")
    urged_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="督办的人")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    answer = models.TextField("落实情况", blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈的人"
    )
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="urging_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "settled"])
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)
                | Q(state="settled", answer=""),
                name="urging_answered",
            )
        ]
        triggers = triggers.URGING

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What was urged."""
        return f"督办：{self.subject}"

    @property
    def named_outside(self) -> str:
        """What mail says: that there is one."""
        return f"{self.agency.short_name}的一件督办"

    @transition(field=state, source=State.OPEN, target=State.ANSWERED)
    def say(self, at: datetime, by: Staff | None, answer: str) -> None:
        """The agency says what it did."""
        self.answer, self.answered_by, self.answered_at = answer, by, at

    @transition(field=state, source=State.ANSWERED, target=State.OPEN)
    def send_back(self, due_on: date) -> None:
        """It is not done."""
        self.due_on = due_on
        self.answer, self.answered_by, self.answered_at = "", None, None

    @transition(field=state, source=[State.OPEN, State.ANSWERED], target=State.SETTLED)
    def settle(self, at: datetime) -> None:
        """It is done."""
        self.settled_at = at
