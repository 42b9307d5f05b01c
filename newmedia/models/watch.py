"""Whether an account is kept up: the days since its last post, and what is said where they grow too many (NM-13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS, Account


class Watch(FSMModelMixin, Matter):  # type: ignore[misc]
    """The watch over one account, for as long as it stands; the limits of two weeks and of a month run on it."""

    kind = "media_watch"
    readers = READERS
    heading = F("account__title")
    read_with = ("agency", "account__agency", "authority")
    listed_as_begun = False

    class State(models.TextChoices):
        RUNNING = "running", "更新计时中"
        ASKED = "asked", "超过一个月没有发布，待说明"
        EXPLAINED = "explained", "已说明，待宣传部答复"
        ACCEPTED = "accepted", "同意暂缓更新"
        ORDERED = "ordered", "要求关停"
        PAUSED = "paused", "账号暂停或者在注销"
        ENDED = "ended", "账号已注销"

    #: The states in which a post ends the silence.
    AWAKE: ClassVar[tuple[str, ...]] = ("running", "asked", "explained", "accepted", "ordered")

    account = models.OneToOneField(Account, models.PROTECT, related_name="watch", verbose_name="账号")
    #: The propaganda department, once something was explained to it.
    authority = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复的部门"
    )
    last_post_at = models.DateTimeField("最近发布", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RUNNING, protected=True)
    reason = models.CharField("没有发布的原因", max_length=500, blank=True)
    accepted_until = models.DateField("同意暂缓到", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号更新情况"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_watch_agency_state"),
            models.Index(fields=["authority", "state"], name="media_watch_authority"),
            models.Index(
                fields=["accepted_until"], condition=Q(state="accepted"), name="media_watch_accepted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="explained") | ~Q(reason="") & Q(authority__isnull=False),
                name="newmedia_explained_to_somebody",
                violation_error_message="说明要写原因（NM-13）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_until__isnull=False),
                name="newmedia_accepted_until",
            ),
        ]
        triggers = triggers.WATCH

    def __str__(self) -> str:
        return f"{self.account}更新情况"

    @property
    def title(self) -> str:
        """The name of its account."""
        return self.account.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and those that were explained to them."""
        return Q(agency_id__in=agencies) | Q(authority_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The propaganda department answers what was explained."""
        return "authority" if state == cls.State.EXPLAINED else "agency"

    @transition(field=state, source=State.PAUSED, target=State.RUNNING)
    def go_on(self) -> None:
        """The account runs again."""

    @transition(
        field=state,
        source=[State.RUNNING, State.ASKED, State.EXPLAINED, State.ACCEPTED, State.ORDERED],
        target=State.RUNNING,
    )
    def wake(self, at: datetime) -> None:
        """Something was published."""
        self.last_post_at = max(filter(None, [self.last_post_at, at]))
        self.reason, self.accepted_until = "", None

    @transition(
        field=state,
        source=[State.RUNNING, State.ASKED, State.EXPLAINED, State.ACCEPTED, State.ORDERED],
        target=State.PAUSED,
    )
    def pause(self) -> None:
        """The account is suspended, or closes."""

    @transition(field=state, source=[State.RUNNING, State.ACCEPTED], target=State.ASKED)
    def ask(self) -> None:
        """A month went by, or the time that was granted."""

    @transition(field=state, source=State.ASKED, target=State.EXPLAINED)
    def explain(self, to: Agency, reason: str) -> None:
        """The agency says why."""
        self.authority, self.reason = to, reason

    @transition(field=state, source=State.EXPLAINED, target=State.ACCEPTED)
    def accept(self, until: date) -> None:
        """It may stay silent until that day."""
        self.accepted_until = until

    @transition(field=state, source=State.EXPLAINED, target=State.ORDERED)
    def order(self) -> None:
        """It is to be closed."""

    @transition(
        field=state,
        source=[State.RUNNING, State.ASKED, State.EXPLAINED, State.ACCEPTED, State.ORDERED, State.PAUSED],
        target=State.ENDED,
    )
    def end(self) -> None:
        """The account is cancelled."""
