"""An emergency, and the first word on it within 120 minutes (NM-12); who keeps watch on which days (NM-18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, Q, Value
from django.db.models.functions import Concat
from django.utils.timezone import localtime
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS
from newmedia.statute import COUNT_DOWN_WITH


class Incident(FSMModelMixin, Matter):  # type: ignore[misc]
    """An emergency of one agency, the unit concerned; its 120 minutes run from the event, through nights and holidays."""

    kind = "media_incident"
    readers = READERS

    class State(models.TextChoices):
        OPEN = "open", "待首发"
        BREACHED = "breached", "超过 120 分钟，还没有首发"
        FIRST_OUT = "first_out", "已首发"
        FOLLOWED = "followed", "已后续发布"
        CLOSED = "closed", "发布已结束"
        DROPPED = "dropped", "不是突发事件"

    #: The states in which nothing was said yet.
    WAITING: ClassVar[tuple[str, ...]] = ("open", "breached")
    #: The states in which it goes on.
    UNDER_WAY: ClassVar[tuple[str, ...]] = (*WAITING, "first_out", "followed")

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("是什么事", max_length=60)
    event_at = models.DateTimeField("事发时间")
    known_at = models.DateTimeField("知悉时间")
    place = models.CharField("地点", max_length=100)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    #: When the first word stood at the platform.
    first_word_at = models.DateTimeField("首发时间", null=True, blank=True)
    #: Until when the last word promised another one.
    next_word_by = models.DateTimeField("预告的下次发布", null=True, blank=True)
    #: How often it was passed on: the second "not ours" is the county's to decide.
    passed = models.PositiveSmallIntegerField("转交次数", default=0)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "突发事件"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_incident_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event_at__lte=F("known_at")) & Q(known_at__lte=F("created_at")),
                name="newmedia_event_then_known",
                violation_error_message="事发、知悉、登记的时间要依次在后（NM-12）。",
            ),
            models.CheckConstraint(
                condition=Q(first_word_at__isnull=True) | Q(first_word_at__gte=F("event_at")),
                name="newmedia_word_after_event",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["first_out", "followed", "closed"]) | Q(first_word_at__isnull=False),
                name="newmedia_first_word_when",
            ),
        ]
        triggers = triggers.INCIDENT

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def named_outside(self) -> str:
        """What mail says: the number, not what happened."""
        return f"突发事件 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The incident with this number or primary key."""
        return Q(number=key) if key.startswith("T") else super().named(key)

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves; all, for the offices that count the minutes with them."""
        offices = Agency.objects.filter(pk__in=agencies, functions__overlap=list(COUNT_DOWN_WITH))
        return Q(agency_id__in=agencies) | Q(Exists(offices))

    @property
    def minutes(self) -> int | None:
        """The minutes from the event to the first word, those begun counted; None before it."""
        if self.first_word_at is None:
            return None
        return -int((self.event_at - self.first_word_at).total_seconds() // 60)

    @transition(field=state, source=State.OPEN, target=State.BREACHED)
    def run_out(self) -> None:
        """Nothing was said within 120 minutes."""

    @transition(field=state, source=list(WAITING), target=State.FIRST_OUT)
    def say_first(self, at: datetime, next_word_by: datetime | None) -> None:
        """The first word stands at the platform."""
        self.first_word_at, self.next_word_by = at, next_word_by

    @transition(field=state, source=[State.FIRST_OUT, State.FOLLOWED], target=State.FOLLOWED)
    def say_more(self, next_word_by: datetime | None) -> None:
        """What came to be known since stands there as well."""
        self.next_word_by = next_word_by

    @transition(field=state, source=[State.FIRST_OUT, State.FOLLOWED], target=State.CLOSED)
    def close(self) -> None:
        """Everything was said."""

    @transition(field=state, source=list(WAITING), target=State.DROPPED)
    def drop(self) -> None:
        """It is no emergency."""


class ShiftQuerySet(MatterQuerySet):
    """Reads of the roster."""

    def on(self, day: date) -> Self:
        """Those of that day."""
        return self.filter(state=Shift.State.STANDS, from_on__lte=day, until_on__gte=day)


class Shift(FSMModelMixin, Matter):  # type: ignore[misc]
    """Who keeps watch over an agency's accounts on which days, and which head decides then (NM-12, NM-18)."""

    kind = "media_shift"
    readers = READERS
    heading = Concat(F("from_on"), Value(" 值班"), output_field=models.CharField())
    read_with = ("agency", "person", "leader")
    listed_as_begun = False

    class State(models.TextChoices):
        STANDS = "stands", "已排定"
        OFF = "off", "已取消"

    person = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="值班人员")
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="带班领导")
    from_on = models.DateField("从")
    until_on = models.DateField("到")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.STANDS, protected=True)

    history = HistoricalRecords()
    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新媒体值班"
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["agency", "state", "-from_on"], name="media_shift_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="newmedia_shift_days",
                violation_error_message="值班的最后一天不能早于第一天。",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("leader")),
                name="newmedia_shift_of_two",
                violation_error_message="值班人员和带班领导是两个人：一个人写，另一个人批准（NM-12）。",
            ),
            models.UniqueConstraint(
                fields=["agency", "person", "from_on", "until_on"],
                condition=Q(state="stands"),
                name="newmedia_shift_once",
                violation_error_message="这个人这几天已经排了值班。",
            ),
        ]
        triggers = triggers.SHIFT

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The first day."""
        return f"{self.from_on} 值班"

    @transition(field=state, source=State.STANDS, target=State.OFF)
    def call_off(self) -> None:
        """Somebody else does it, or nobody has to."""


def moment(at: datetime) -> str:
    """A moment as an announcement says it: 11月29日3时05分."""
    local = localtime(at)
    return f"{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"
