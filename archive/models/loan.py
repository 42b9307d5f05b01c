"""Lending inside the county's offices: who reads an archived file, what for, until when (实施条例34)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS
from archive.models.item import Item
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Loan(FSMModelMixin, Matter):  # type: ignore[misc]
    """One item lent to one person; internal and personal parts stay with who reads the matter itself."""

    kind = "archive_loan"
    readers = READERS
    heading = Concat(Value("借阅："), F("item__title"), output_field=models.CharField())
    read_with = ("agency", "item", "borrower")
    listed_as_begun = False

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        LENT = "lent", "借阅中"
        RETURNED = "returned", "已归还"
        REFUSED = "refused", "不同意"

    item = models.ForeignKey(Item, models.PROTECT, related_name="loans", verbose_name="归档文件")
    borrower = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="借阅人")
    purpose = models.CharField("用途", max_length=300)
    until_on = models.DateField("借阅到")
    lent_at = models.DateTimeField("批准时间", null=True, blank=True)
    lent_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    ended_at = models.DateTimeField("归还时间", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.PROPOSED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案借阅"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_loan_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "borrower"],
                condition=Q(state__in=["proposed", "lent"]),
                name="archive_loan_one_open",
                violation_error_message="这一件已经借给这个人，或者正在等批准。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["lent", "returned"])
                | Q(lent_by__isnull=False, lent_at__isnull=False),
                name="archive_loan_lent_by",
            ),
        ]
        triggers = triggers.LOAN

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is lent."""
        return f"借阅：{self.item.title}"

    @transition(field=state, source=State.PROPOSED, target=State.LENT)
    def lend(self, at: datetime, by: Staff) -> None:
        """Whoever answers for the archive agrees."""
        self.lent_at, self.lent_by = at, by

    @transition(field=state, source=State.PROPOSED, target=State.REFUSED)
    def refuse(self) -> None:
        """They do not."""

    @transition(field=state, source=State.LENT, target=State.RETURNED)
    def give_back(self, at: datetime) -> None:
        """It is read no more."""
        self.ended_at = at

    def over(self, today: date) -> bool:
        """Whether its last day is past."""
        return today > self.until_on
