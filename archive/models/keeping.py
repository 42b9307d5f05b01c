"""Whether what is kept is still what was filed: the runs of the check, and what was found damaged (AR-3(1), DA/T 70)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.apart import apart, read_apart
from archive.models.base import READERS
from archive.models.item import Member
from foundation.agencies.actors import Actor
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class FixityRun(models.Model):
    """One night's check: how many files and bytes, and what came of it."""

    day = models.DateField("日期", unique=True)
    checked = models.PositiveIntegerField("核对文件数", default=0)
    bytes = models.PositiveBigIntegerField("字节数", default=0)
    damaged = models.PositiveIntegerField("损坏", default=0)
    restored = models.PositiveIntegerField("已用副本恢复", default=0)
    lost = models.PositiveIntegerField("损毁", default=0)
    renewed = models.PositiveIntegerField("重新存副本", default=0)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "档案核对"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} 核对"


class Damage(FSMModelMixin, Matter):  # type: ignore[misc]
    """One file that is not what was filed: restored from the copy, or lost and reported to the archive authority."""

    kind = "archive_damage"
    readers = READERS
    heading = Concat(Value("档案损坏："), F("member__title"), output_field=models.CharField())
    read_with = ("agency", "member__item", "member__file")
    listed_as_begun = False

    class State(models.TextChoices):
        DAMAGED = "damaged", "已损坏，没有恢复"
        RESTORED = "restored", "已用副本恢复"
        LOST = "lost", "损毁，待报告档案主管部门"
        REPORTED = "reported", "已报告档案主管部门"

    OPEN: ClassVar[tuple[str, ...]] = ("damaged", "lost")

    member = models.ForeignKey(Member, models.PROTECT, related_name="damages", verbose_name="文件")
    found_at = models.DateTimeField("发现时间")
    what = models.CharField("情况", max_length=300)
    settled_at = models.DateTimeField("恢复或者报告的时间", null=True, blank=True)
    reported_to = models.CharField("报告给", max_length=100, blank=True)
    report_number = models.CharField("报告文号", max_length=60, blank=True)
    cause = models.TextField("原因和处理", blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DAMAGED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案损坏"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_damage_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["damaged", "lost"]),
                name="archive_damage_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported") | ~Q(reported_to="") & ~Q(cause=""),
                name="archive_damage_reported_to",
            ),
        ]
        triggers = triggers.DAMAGE

    def __str__(self) -> str:
        return self.title

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Of what is kept apart whoever reads the matter."""
        path = "member__item__"
        return Q() if actor.kind == "system" else ~apart(path) | read_apart(actor, path)

    @property
    def title(self) -> str:
        """What is damaged."""
        return f"档案损坏：{self.member.title}"

    @transition(field=state, source=[State.DAMAGED, State.LOST], target=State.RESTORED)
    def restore(self, at: datetime) -> None:
        """The copy was sound and took its place."""
        self.settled_at = at

    @transition(field=state, source=State.DAMAGED, target=State.LOST)
    def lose(self) -> None:
        """The copy is no better."""

    @transition(field=state, source=State.LOST, target=State.REPORTED)
    def report(self, at: datetime, to: str, number: str, cause: str) -> None:
        """The archive authority knows."""
        self.settled_at, self.reported_to, self.report_number, self.cause = at, to, number, cause
