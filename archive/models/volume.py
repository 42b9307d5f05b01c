"""A volume (案卷): all of one case, with catalogue, running page numbers and note page (AR-2, GB/T 9705)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.apart import KEEPERS_APART, apart, read_apart
from archive.models.base import READERS, is_term, number_of_fonds, term_field
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Volume(FSMModelMixin, Matter):  # type: ignore[misc]
    """The items of one case, supplements among them until it is closed; from then on notes alone are added."""

    kind = "archive_volume"
    #: Those who file what is kept apart read that alone, as `narrowed` says.
    readers = Readers(READERS.within, READERS.county | frozenset(KEEPERS_APART))
    listed_as_begun = False

    class State(models.TextChoices):
        OPEN = "open", "待整理"
        OFFERED = "offered", "已整理，待检查"
        CLOSED = "closed", "已立卷"

    #: Items may be added.
    GROWING: ClassVar[tuple[str, ...]] = ("open",)

    title = models.CharField("案卷题名", max_length=500)
    maker = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="立档单位")
    source_kind = models.CharField("事项类别", max_length=40)
    source_id = models.BigIntegerField("事项编号")
    category = models.CharField("门类", max_length=4)
    section = models.CharField("机构（问题）", max_length=40)
    year = models.PositiveSmallIntegerField("归档年度")
    term = term_field()
    serial = models.PositiveIntegerField("案卷号")
    code = models.CharField("档号", max_length=100)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    pages = models.PositiveIntegerField("页数", default=0)
    situation = models.TextField("本卷情况说明", blank=True)
    made_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="立卷人"
    )
    made_at = models.DateTimeField("整理时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查人"
    )
    closed_at = models.DateTimeField("立卷时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="archive_volume_agency"),
            models.Index(fields=["source_kind", "source_id"], name="archive_volume_source"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["maker", "code"], name="archive_volume_code_once"),
            models.UniqueConstraint(
                fields=["maker", "source_kind", "source_id"],
                condition=~Q(state="closed"),
                name="archive_volume_one_growing",
                violation_error_message="这件事项已经有一卷正在整理。",
            ),
            models.CheckConstraint(condition=is_term("term"), name="archive_volume_term"),
            models.CheckConstraint(
                condition=Q(state="open")
                | ~Q(situation="") & Q(made_by__isnull=False, made_at__isnull=False, pages__gte=1),
                name="archive_volume_arranged",
                violation_error_message="备考表没有写明本卷情况，或者没有编页号，不能立卷（AR-2）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(checked_by__isnull=False, closed_at__isnull=False) & ~Q(checked_by=models.F("made_by")),
                name="archive_volume_two_people",
                violation_error_message="立卷人和检查人不能是同一个人（AR-2）。",
            ),
        ]
        triggers = triggers.VOLUME

    def __str__(self) -> str:
        return self.title

    @property
    def shown_code(self) -> str:
        """The whole code, with the number of the fonds or 待定 before it."""
        return f"{number_of_fonds(self.maker)}-{self.code}"

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """What is kept apart is read by whoever reads the case; of the others whoever keeps them reads them."""
        if actor.kind == "system":
            return Q()
        own = Q() if READERS.everywhere(actor) else Q(agency_id__in=READERS.agencies(actor))
        return own & ~apart() | read_apart(actor)

    @transition(field=state, source=State.OPEN, target=State.OFFERED)
    def offer(self, at: datetime, by: Staff, situation: str, pages: int) -> None:
        """Its keeper has put it in order and numbered its pages."""
        self.made_by, self.made_at, self.situation, self.pages = by, at, situation, pages

    @transition(field=state, source=State.OFFERED, target=State.OPEN)
    def give_back(self) -> None:
        """Whoever checked found something missing."""

    @transition(field=state, source=State.OFFERED, target=State.CLOSED)
    def close(self, at: datetime, by: Staff) -> None:
        """Somebody else checked it."""
        self.checked_by, self.closed_at = by, at


class VolumeNote(models.Model):
    """What is noted on a closed volume afterwards (备考表的补充)."""

    volume = models.ForeignKey(Volume, models.PROTECT, related_name="notes", verbose_name="案卷")
    text = models.TextField("说明")
    by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "备考补充"
        ordering = ["pk"]
        triggers = triggers.NOTE

    def __str__(self) -> str:
        return self.text[:40]
