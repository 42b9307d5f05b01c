"""Filing what stands ready, signed once and worked through by night; and the year by whose June everything is filed (AR-3(2))."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class FilingList(FSMModelMixin, Matter):  # type: ignore[misc]
    """A keeper's signature under everything of an agency that stood ready at that moment: its `items`."""

    kind = "archive_filing"
    readers = READERS
    listed_as_begun = False

    class State(models.TextChoices):
        SIGNED = "signed", "归档中"
        DONE = "done", "已归档"

    title = models.CharField("名称", max_length=200)
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="归档人")
    number = models.PositiveIntegerField("签收件数")
    filed = models.PositiveIntegerField("已归档", default=0)
    returned = models.PositiveIntegerField("退回", default=0)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.SIGNED, protected=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归档清单"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_filing_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(state="signed"), name="archive_filing_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(filed__lte=models.F("number") - models.F("returned")),
                name="archive_filing_counts",
            ),
        ]
        triggers = triggers.FILING

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.SIGNED, target=State.DONE)
    def end(self, at: datetime) -> None:
        """All of it is filed or returned."""
        self.ended_at = at


class FilingYear(FSMModelMixin, Matter):  # type: ignore[misc]
    """What one agency formed in one year, filed by 30 June of the next."""

    kind = "archive_year"
    readers = READERS
    listed_as_begun = False

    class State(models.TextChoices):
        OPEN = "open", "归档中"
        COMPLETE = "complete", "已归档齐全"

    title = models.CharField("名称", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    filed = models.PositiveIntegerField("已归档件数", default=0)
    left_out = models.PositiveIntegerField("不归档件数", default=0)
    completed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    completed_at = models.DateTimeField("确认时间", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度归档"
        ordering = ["-year", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="archive_year_once"),
            models.CheckConstraint(
                condition=~Q(state="complete") | Q(completed_by__isnull=False, completed_at__isnull=False),
                name="archive_year_confirmed",
            ),
        ]
        triggers = triggers.YEAR

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.OPEN, target=State.COMPLETE)
    def complete(self, at: datetime, by: Staff, filed: int, left_out: int) -> None:
        """Its keeper confirms that nothing of the year is left."""
        self.completed_at, self.completed_by, self.filed, self.left_out = at, by, filed, left_out
