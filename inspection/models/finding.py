"""One finding: what, where, by which clause, how grave; told, ordered, put right, checked by another person (PD-11, SR-13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from inspection import triggers
from inspection.models.base import OfField
from inspection.models.inspection import Inspection
from inspection.models.part import Part
from inspection.statute import Gravity, Onward

#: So many characters of what was found stand in a title.
SHORT = 30


class FindingQuerySet(MatterQuerySet):
    """Reads of findings."""

    def standing(self) -> Self:
        """Those that were not struck or dropped."""
        return self.exclude(state__in=Finding.NOT_SO)

    def unsettled(self) -> Self:
        """Those of which something is still to be done."""
        return self.exclude(state__in=Finding.SETTLED)


class Finding(FSMModelMixin, OfField):  # type: ignore[misc]
    """One thing that an inspection found in an agency (`agency`)."""

    kind = "inspection_finding"
    heading = Concat(
        F("part__inspection__number"),
        Value(" 问题 "),
        F("number"),
        Value("："),
        Left("what", SHORT),
        output_field=models.CharField(),
    )
    read_with = ("agency", "part__inspection__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        RECORDED = "recorded", "已记录，未告知"
        TOLD = "told", "已告知"
        ORDERED = "ordered", "待改正"
        REPORTED = "reported", "已报告改正，待复查"
        CLOSED = "closed", "已复查销号"
        REFERRED = "referred", "已移送处理"
        DROPPED = "dropped", "经陈述意见不成立"
        STRUCK = "struck", "误记，已划去"

    NOT_SO: ClassVar[tuple[str, ...]] = ("dropped", "struck")
    SETTLED: ClassVar[tuple[str, ...]] = ("closed", "referred", "dropped", "struck")

    part = models.ForeignKey(Part, models.PROTECT, related_name="findings", verbose_name="受检单位")
    number = models.PositiveSmallIntegerField("第几个")
    what = models.TextField("发现的问题")
    place = models.CharField("在哪里", max_length=500, blank=True)
    #: A matter of the portal that it is about: `document:12`.
    place_ref = models.CharField("哪个事项", max_length=60, blank=True)
    breaches = models.CharField("违反哪一条", max_length=40)
    gravity = models.CharField("轻重", max_length=10, choices=Gravity.choices)
    #: The row of the self-check from which it was taken: indicator and object.
    indicator = models.CharField("自查指标", max_length=20, blank=True)
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="记录的人"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RECORDED, protected=True)
    correct_by = models.DateField("改正期限", null=True, blank=True)
    corrected = models.TextField("怎样改正的", blank=True)
    corrected_on = models.DateField("改正日期", null=True, blank=True)
    reported_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告改正的人"
    )
    reported_at = models.DateTimeField("报告改正的时间", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("复查没有通过的次数", default=0)
    checked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复查的人"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    #: Later rooms read it: what correction does not settle (the figure `inspection.referred`).
    onward = models.CharField("移送", max_length=20, choices=Onward.choices, blank=True)
    onward_to = models.CharField("移送到", max_length=100, blank=True)
    onward_because = models.TextField("移送的理由", blank=True)
    onward_at = models.DateTimeField("移送时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查发现的问题"
        ordering = ["-part", "number"]
        indexes = [
            models.Index(fields=["field", "state", "-id"], name="inspection_finding_field"),
            models.Index(fields=["agency", "state", "-id"], name="inspection_finding_agency"),
            models.Index(fields=["state", "gravity"], name="inspection_finding_gravity"),
            models.Index(fields=["onward", "onward_at"], name="inspection_finding_onward"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["part", "number"], name="inspection_finding_number"),
            models.CheckConstraint(condition=~Q(what=""), name="inspection_finding_said"),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(place_ref=""),
                name="inspection_finding_somewhere",
                violation_error_message="写明在哪里发现的。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "reported", "closed"]) | Q(correct_by__isnull=False),
                name="inspection_finding_by_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "closed"])
                | ~Q(corrected="")
                & Q(corrected_on__isnull=False, reported_by__isnull=False, reported_at__isnull=False),
                name="inspection_finding_reported",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(checked_by__isnull=False, closed_at__isnull=False),
                name="inspection_finding_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("reported_by")),
                name="inspection_checked_by_another",
                violation_error_message="报告改正的人不能复查（PD-11）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="referred")
                | ~Q(onward="") & ~Q(onward_because="") & Q(onward_at__isnull=False),
                name="inspection_finding_referred_why",
            ),
        ]
        triggers = triggers.FINDING

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The inspection's number, which finding of it, and the first words of what was found."""
        return f"{self.part.inspection.number} 问题 {self.number}：{self.what[:SHORT]}"

    @property
    def announced_as(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: the number, and not what was found."""
        return f"监督检查 {self.part.inspection.number} 问题 {self.number}"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The agency's own once they were told to it, and all of the office that inspects."""
        told = Q(agency_id__in=agencies) & ~Q(state__in=["recorded", "struck"])
        return told | Q(part__inspection__agency_id__in=agencies)

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Inspection, self.part.inspection_id), (Part, self.part_id)]

    @transition(field=state, source=State.RECORDED, target=State.STRUCK)
    def strike(self) -> None:
        """It was recorded by mistake; nobody was told."""

    @transition(field=state, source=State.RECORDED, target=State.TOLD)
    def tell(self) -> None:
        """The agency reads it."""

    @transition(field=state, source=[State.TOLD, State.ORDERED, State.REPORTED], target=State.DROPPED)
    def drop(self) -> None:
        """What the agency says, or what came to light after the order, shows that it is not so."""

    @transition(field=state, source=State.TOLD, target=State.ORDERED)
    def order(self, by: date) -> None:
        """It is to be put right by that day."""
        self.correct_by = by

    @transition(field=state, source=State.ORDERED, target=State.REPORTED)
    def report(self, at: datetime, by: Staff | None, corrected: str, on: date) -> None:
        """The agency says how it was put right."""
        self.corrected, self.corrected_on, self.reported_by, self.reported_at = corrected, on, by, at

    @transition(field=state, source=State.REPORTED, target=State.CLOSED)
    def close(self, at: datetime, by: Staff | None) -> None:
        """An inspector looked: it is put right."""
        self.closed_at, self.checked_by = at, by

    @transition(field=state, source=State.REPORTED, target=State.ORDERED)
    def reopen(self, by: date) -> None:
        """It is not put right; what the agency said stands in the row's history."""
        self.reopened += 1
        self.correct_by = by
        self.corrected, self.corrected_on, self.reported_by, self.reported_at = "", None, None, None

    @transition(field=state, source=[State.ORDERED, State.REPORTED], target=State.REFERRED)
    def refer(self, at: datetime, onward: str, to: str, because: str) -> None:
        """Correction alone does not settle it."""
        self.onward_at, self.onward, self.onward_to, self.onward_because = at, onward, to, because


class FindingFile(models.Model):
    """Evidence: of what was found, or of how it was put right; the round of reporting tells which."""

    class Sort(models.TextChoices):
        FOUND = "found", "问题的证据"
        CORRECTED = "corrected", "改正的证据"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="files", verbose_name="问题")
    sort = models.CharField("种类", max_length=10, choices=Sort.choices)
    #: How often it had been reopened when the file came.
    round = models.PositiveSmallIntegerField("第几次", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="提交的人")
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查证据"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "sort", "round", "file"], name="inspection_evidence_once"
            )
        ]
        triggers = triggers.FILE

    def __str__(self) -> str:
        return f"{self.get_sort_display()}：{self.file}"
