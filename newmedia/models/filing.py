"""What is filed of an account, and the copy of it that each of the three offices acknowledges or sends back (NM-8(2))."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.codes import CodeField
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS, Account
from newmedia.statute import Sort


class Filing(FSMModelMixin, Matter):  # type: ignore[misc]
    """One filing of an account: what it said on the day on which it was sent, which nobody changes."""

    kind = "media_filing"
    readers = READERS
    listed_as_begun = False

    class State(models.TextChoices):
        SENT = "sent", "待三个部门备案"
        COMPLETE = "complete", "已备案"
        RETURNED = "returned", "已退回"

    account = models.ForeignKey(Account, models.PROTECT, related_name="filings", verbose_name="账号")
    title = models.CharField("标题", max_length=120)
    sort = models.CharField("报备事项", max_length=10, choices=Sort.choices)
    #: Pairs of label and text, as the form has them.
    content = models.JSONField("报备内容")
    reason = models.TextField("事项和理由", blank=True)
    digest = models.CharField("摘要", max_length=64, editable=False, default="")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.SENT, protected=True)
    sender = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="报备人")
    completed_at = models.DateTimeField("三个部门都备案的时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["content"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新媒体报备"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_filing_agency_state"),
            models.Index(fields=["state", "sort", "-id"], name="media_filing_state_sort"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="sent"),
                name="newmedia_one_filing_at_a_time",
                violation_error_message="这个账号有一份报备还没有办完。",
            )
        ]
        triggers = triggers.FILING

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and those that were filed with them."""
        filed = FilingCopy.objects.filter(agency_id__in=agencies).values("filing")
        return Q(agency_id__in=agencies) | Q(pk__in=filed)

    def content_digest(self) -> str:
        return self.digest

    @transition(field=state, source=State.SENT, target=State.COMPLETE)
    def complete(self, at: datetime) -> None:
        """All three acknowledged it."""
        self.completed_at = at

    @transition(field=state, source=State.SENT, target=State.RETURNED)
    def send_back(self) -> None:
        """One of them sent it back; a new one is filed."""


class FilingCopy(FSMModelMixin, Matter):  # type: ignore[misc]
    """The copy of a filing for one office; `agency` is that office."""

    kind = "media_filing_copy"
    heading = F("filing__title")
    readers = Readers.of(
        Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER, Role.DISCLOSURE_HEAD
    )
    read_with = ("agency", "filing__account", "filing__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        WAITING = "waiting", "待备案"
        ACKNOWLEDGED = "acknowledged", "已同意备案"
        RETURNED = "returned", "已退回"
        LAPSED = "lapsed", "另一部门已退回"

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="copies", verbose_name="报备")
    function = CodeField("收文部门", max_length=30, choices=AgencyFunction.choices)
    state = StateField("状态", max_length=14, choices=State.choices, default=State.WAITING, protected=True)
    opinion = models.TextField("意见", blank=True)
    decided_at = models.DateTimeField("意见时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收到的新媒体报备"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_copy_agency_state")]
        constraints = [
            models.UniqueConstraint(fields=["filing", "function"], name="newmedia_one_copy_each"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(opinion=""),
                name="newmedia_returned_with_reason",
                violation_error_message="退回要写明理由（NM-8）。",
            ),
        ]
        triggers = triggers.COPY

    def __str__(self) -> str:
        return self.filing.title

    @property
    def title(self) -> str:
        """The title of the filing."""
        return self.filing.title

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        """The account, then the filing: of three offices that decide at once, the last one sees what the others did."""
        return [(Account, self.filing.account_id), (Filing, self.filing_id)]

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Whoever decided to file does not acknowledge it for an office."""
        filing: Any = self.filing
        return [(self.kind, self.pk), (Filing.kind, filing.pk), (Account.kind, filing.account_id)]

    @transition(field=state, source=State.WAITING, target=State.ACKNOWLEDGED)
    def acknowledge(self, at: datetime, opinion: str) -> None:
        """The office has it on file."""
        self.decided_at, self.opinion = at, opinion

    @transition(field=state, source=State.WAITING, target=State.RETURNED)
    def send_back(self, at: datetime, opinion: str) -> None:
        """The office does not agree, and says why."""
        self.decided_at, self.opinion = at, opinion

    @transition(field=state, source=State.WAITING, target=State.LAPSED)
    def lapse(self) -> None:
        """Another office sent the filing back."""
