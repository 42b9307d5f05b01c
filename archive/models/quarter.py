"""The check of every quarter (AR-3(4)): what is missing, unfiled, damaged; put right, and signed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class QuarterCheck(FSMModelMixin, Matter):  # type: ignore[misc]
    """The check of one agency in one quarter."""

    kind = "archive_quarter"
    readers = READERS
    listed_as_begun = False

    class State(models.TextChoices):
        OPENED = "opened", "待生成清单"
        LISTED = "listed", "清单待处理"
        SIGNED = "signed", "已签字"

    OPEN: ClassVar[tuple[str, ...]] = ("opened", "listed")

    title = models.CharField("名称", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    listed_at = models.DateTimeField("清单时间", null=True, blank=True)
    filed = models.PositiveIntegerField("已归档件数", default=0)
    words = models.TextField("自查情况", blank=True)
    signed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字人"
    )
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPENED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度自查"
        ordering = ["-year", "-quarter", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "quarter"], name="archive_quarter_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="archive_quarter_of_four"),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | ~Q(words="") & Q(signed_by__isnull=False, signed_at__isnull=False, listed_at__isnull=False),
                name="archive_quarter_signed",
            ),
        ]
        triggers = triggers.QUARTER

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=[State.OPENED, State.LISTED], target=State.LISTED)
    def list_all(self, at: datetime, filed: int) -> None:
        """What falls short now is on the list."""
        self.listed_at, self.filed = at, filed

    @transition(field=state, source=State.LISTED, target=State.SIGNED)
    def sign(self, at: datetime, by: Staff, words: str) -> None:
        """The keeper signs what was found and done."""
        self.signed_at, self.signed_by, self.words = at, by, words


class QuarterFinding(models.Model):
    """One line of the list, from the day on which it was found until it is settled."""

    class Sort(models.TextChoices):
        UNFILED = "unfiled", "没有归档"
        RETURNED = "returned", "检测不合格"
        MISSING = "missing", "缺页缺件"
        DAMAGED = "damaged", "损坏"
        OPEN_VOLUME = "open_volume", "没有立卷"

    check_of = models.ForeignKey(
        QuarterCheck, models.PROTECT, related_name="findings", verbose_name="季度自查"
    )
    sort = models.CharField("类别", max_length=12, choices=Sort.choices)
    ref = models.CharField("事项", max_length=120)
    label = models.CharField("名称", max_length=500)
    detail = models.CharField("情况", max_length=500, blank=True)
    settled_at = models.DateTimeField("处理好的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查清单"
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "sort", "ref"], name="archive_quarter_finding_once")
        ]
        triggers = triggers.QUARTER_FINDING

    def __str__(self) -> str:
        return f"{self.get_sort_display()}：{self.label}"
