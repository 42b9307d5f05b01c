"""The contact group: what its offices tell everybody who keeps accounts, and who has seen it (NM-25)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS


class Circular(FSMModelMixin, Matter):  # type: ignore[misc]
    """A message to the group, in real names; one copy for every agency with an account."""

    kind = "media_circular"
    readers = READERS

    class State(models.TextChoices):
        SENT = "sent", "已发出"
        CLOSED = "closed", "已办结"

    title = models.CharField("标题", max_length=100)
    body = models.TextField("内容")
    #: Whether every agency has to say something.
    answer_wanted = models.BooleanField("要回复", default=False)
    sender = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="发出的人")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.SENT, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作群通知"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_circular_agency_state")]
        triggers = triggers.CIRCULAR

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: that there is one."""
        return f"{self.agency.short_name}的工作群通知"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and those that they were sent."""
        sent = CircularCopy.objects.filter(agency_id__in=agencies).values("circular")
        return Q(agency_id__in=agencies) | Q(pk__in=sent)

    @transition(field=state, source=State.SENT, target=State.CLOSED)
    def close(self) -> None:
        """Everybody has seen it, or need not any more."""


class CircularCopy(FSMModelMixin, Matter):  # type: ignore[misc]
    """The copy of one agency: who there has seen it when, and what they answered."""

    kind = "media_circular_copy"
    readers = READERS
    heading = F("circular__title")
    read_with = ("agency", "circular__agency", "reader")
    listed_as_begun = False

    class State(models.TextChoices):
        UNREAD = "unread", "未阅"
        SEEN = "seen", "已阅"
        ANSWERED = "answered", "已回复"
        CLOSED = "closed", "不用再办"

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="copies", verbose_name="通知")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.UNREAD, protected=True)
    seen_at = models.DateTimeField("查看时间", null=True, blank=True)
    reader = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="查看的人"
    )
    answer = models.TextField("回复", blank=True)
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收到的工作群通知"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_circular_copy_agency")]
        constraints = [
            models.UniqueConstraint(fields=["circular", "agency"], name="newmedia_one_circular_copy_each"),
            models.CheckConstraint(
                condition=~Q(state__in=["seen", "answered"]) | Q(seen_at__isnull=False, reader__isnull=False),
                name="newmedia_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer="") & Q(answered_at__isnull=False),
                name="newmedia_answered_in_words",
            ),
        ]
        triggers = triggers.CIRCULAR_COPY

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: that there is one."""
        return f"{self.agency.short_name}的工作群通知"

    @property
    def title(self) -> str:
        """The title of the message."""
        return self.circular.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and of whoever sent them."""
        return Q(agency_id__in=agencies) | Q(circular__agency_id__in=agencies)

    def see(self, at: datetime, by: Staff | None) -> None:
        """Keep who has seen it first."""
        if self.seen_at is None:
            self.seen_at, self.reader = at, by

    @transition(field=state, source=State.UNREAD, target=State.SEEN)
    def seen(self, at: datetime, by: Staff | None) -> None:
        """Somebody there has seen it."""
        self.see(at, by)

    @transition(field=state, source=[State.UNREAD, State.SEEN], target=State.ANSWERED)
    def say(self, at: datetime, by: Staff | None, answer: str) -> None:
        """They answer."""
        self.see(at, by)
        self.answer, self.answered_at = answer, at

    @transition(field=state, source=[State.UNREAD, State.SEEN], target=State.CLOSED)
    def close(self) -> None:
        """Whoever sent it waits no more."""


def reached() -> models.QuerySet[Agency]:
    """The agencies of the group: those with an account that runs."""
    from newmedia.models.account import Account

    running = Account.objects.filter(state__in=Account.RUNNING).values("agency")
    return Agency.objects.public().filter(pk__in=running).order_by("pk")
