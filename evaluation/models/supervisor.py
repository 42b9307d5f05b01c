"""Those who evaluate under their own name: the invited panel and the social supervisors, and their signed sheets (SE-5)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from evaluation import triggers
from evaluation.models.round import READERS, Round, Unit
from evaluation.statute import Capacity, Circle
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField


class SupervisorQuerySet(MatterQuerySet):
    """Those who evaluate, in any state."""

    def public(self) -> Self:
        """Those whose names anybody may read: announced, appointed, and those whose term is over."""
        return self.filter(state__in=Supervisor.SHOWN)

    def serving(self, on: date) -> Self:
        """Those who may evaluate on that day."""
        return self.filter(state=Supervisor.State.APPOINTED, starts_on__lte=on, ends_on__gte=on)


class Supervisor(FSMModelMixin, Matter):  # type: ignore[misc]
    """One person who evaluates; no staff of an evaluated unit, and of no unit with which they declared a conflict."""

    kind = "evaluation_supervisor"
    readers = READERS
    heading = F("name")

    class State(models.TextChoices):
        NOMINATED = "nominated", "已推荐"
        ANNOUNCED = "announced", "拟聘公示中"
        APPOINTED = "appointed", "聘任中"
        ENDED = "ended", "已解聘"
        EXPIRED = "expired", "聘期已满"
        DECLINED = "declined", "未聘任"

    SHOWN: ClassVar[tuple[str, ...]] = ("announced", "appointed", "ended", "expired")

    name = models.CharField("姓名", max_length=50)
    capacity = models.CharField("身份", max_length=12, choices=Capacity.choices)
    circle = models.CharField("界别", max_length=12, choices=Circle.choices)
    employer = models.CharField("工作单位", max_length=100, blank=True)
    nominated_by = models.CharField("推荐单位", max_length=100)
    contact = EncryptedTextField("联系方式", blank=True)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.NOMINATED, protected=True)
    announced_on = models.DateField("公示日期", null=True, blank=True)
    starts_on = models.DateField("聘期从", null=True, blank=True)
    ends_on = models.DateField("聘期到", null=True, blank=True)
    certificate = models.CharField("聘书编号", max_length=40, blank=True)
    ended_because = models.CharField("解聘的原因", max_length=300, blank=True)

    history = HistoricalRecords(excluded_fields=["contact"])
    objects = SupervisorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议员"
        ordering = ["capacity", "name", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="evalsupervisor_agency_state"),
            models.Index(fields=["state", "ends_on"], name="evalsupervisor_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["appointed", "ended", "expired"])
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on"), announced_on__isnull=False)
                & ~Q(certificate=""),
                name="evalsupervisor_appointed_for_a_term",
                violation_error_message="聘任要先公示，并写明聘期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(ended_because=""), name="evalsupervisor_ended_why"
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=~Q(certificate=""), name="evalsupervisor_certificate"
            ),
        ]
        triggers = triggers.SUPERVISOR

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The heading at the desk."""
        return self.name

    @property
    def named_outside(self) -> str:
        """What mail says: nobody's name."""
        return str(self.get_capacity_display())

    @transition(field=state, source=State.NOMINATED, target=State.ANNOUNCED)
    def announce(self, on: date) -> None:
        """Everybody reads whom the county wants to appoint."""
        self.announced_on = on

    @transition(field=state, source=State.ANNOUNCED, target=State.APPOINTED)
    def appoint(self, starts_on: date, ends_on: date, certificate: str) -> None:
        """They may evaluate until that day."""
        self.starts_on, self.ends_on, self.certificate = starts_on, ends_on, certificate

    @transition(field=state, source=[State.APPOINTED, State.EXPIRED], target=State.APPOINTED)
    def reappoint(self, starts_on: date, ends_on: date, certificate: str) -> None:
        """Another term, with a certificate of its own."""
        self.starts_on, self.ends_on, self.certificate = starts_on, ends_on, certificate

    @transition(field=state, source=State.APPOINTED, target=State.ENDED)
    def end(self, on: date, because: str) -> None:
        """They evaluate no more, before their term is over."""
        assert self.ends_on is not None, "they were appointed"
        self.ends_on, self.ended_because = min(self.ends_on, on), because

    @transition(field=state, source=State.APPOINTED, target=State.EXPIRED)
    def expire(self) -> None:
        """Their term is over."""

    @transition(field=state, source=[State.NOMINATED, State.ANNOUNCED], target=State.DECLINED)
    def decline(self) -> None:
        """They are not appointed."""


class Conflict(models.Model):
    """A unit that somebody does not evaluate: works or worked there, is related, does business with it."""

    supervisor = models.ForeignKey(
        Supervisor, models.PROTECT, related_name="conflicts", verbose_name="评议员"
    )
    unit = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    #: Read at the desk alone.
    because = models.CharField("什么关系", max_length=200)
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [models.UniqueConstraint(fields=["supervisor", "unit"], name="evalconflict_once")]
        triggers = triggers.CONFLICT

    def __str__(self) -> str:
        return f"{self.supervisor}：{self.unit}"


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    """Reads of sheets."""

    def entered_twice(self) -> Self:
        """Those that count."""
        return self.exclude(second_by=None)


class ScoreSheet(models.Model):
    """The signed sheet of one person on one unit in one round; it counts, and is fixed, once two people entered it alike."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets", verbose_name="社会评议")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="sheets", verbose_name="评议员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets", verbose_name="单位")
    #: The places of the answers by the numbers of the questions.
    ticks = models.JSONField("选择")
    remark = models.TextField("意见", blank=True)
    signed_on = models.DateField("签名日期")
    #: Who entered the sheet.
    entered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="录入人")
    second_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复录人"
    )
    entered_at = models.DateTimeField("录入时间")

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议员的评分表"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "supervisor", "unit"],
                name="evalsheet_once",
                violation_error_message="这位评议员已经评过这个单位。",
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("entered_by")),
                name="evalsheet_by_two",
                violation_error_message="同一张评分表要由两个人各录一遍。",
            ),
        ]
        indexes = [models.Index(fields=["round", "unit"], name="evalsheet_unit")]
        triggers = triggers.SHEET

    def __str__(self) -> str:
        return f"{self.supervisor}：{self.unit}"

    @property
    def ref(self) -> str:
        """The round in which it counts, as it stands behind a figure."""
        return f"{Round.kind}:{self.round_id}"

    def differs_from(self, other: ScoreSheet) -> list[str]:
        """What another entry of the same sheet says otherwise: the numbers of questions, the day."""
        keys = sorted({*self.ticks, *other.ticks}, key=int)
        found = [f"第 {key} 题" for key in keys if self.ticks.get(key) != other.ticks.get(key)]
        return [*found, *(["签名日期"] if self.signed_on != other.signed_on else [])]
