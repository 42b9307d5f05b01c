"""What is filed and for how long: the county's table, kind by kind, with the approval of the archive authority (实施条例19)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS, is_term, term_field
from archive.statute import FONDS_PATTERN
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile


class Scope(FSMModelMixin, Matter):  # type: ignore[misc]
    """One edition of the table; what is filed follows the one in force."""

    kind = "archive_scope"
    readers = READERS

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟定中"
        SUBMITTED = "submitted", "已同意，待档案主管部门审核"
        IN_FORCE = "in_force", "施行中"
        SUPERSEDED = "superseded", "已由新版本替代"
        ABANDONED = "abandoned", "已放弃"

    UNDER_WAY: ClassVar[tuple[str, ...]] = ("drafting", "submitted")

    title = models.CharField("名称", max_length=100)
    edition = models.PositiveSmallIntegerField("版次", unique=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFTING, protected=True)
    approval_number = models.CharField("审核同意的文号", max_length=60, blank=True)
    approved_on = models.DateField("审核同意的日期", null=True, blank=True)
    approved_by = models.CharField("档案主管部门", max_length=100, blank=True)
    approval = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核同意的文件"
    )
    in_force_at = models.DateTimeField("施行时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归档范围和保管期限表"
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_force"), name="archive_scope_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "superseded"])
                | ~Q(approval_number="") & ~Q(approved_by="") & Q(approved_on__isnull=False),
                name="archive_scope_approved",
                violation_error_message="归档范围和保管期限表须经档案主管部门审核同意才能施行。",
            ),
        ]
        triggers = triggers.SCOPE

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.DRAFTING, target=State.SUBMITTED)
    def submit(self) -> None:
        """Whoever answers for it agrees; it goes to the archive authority."""

    @transition(field=state, source=State.SUBMITTED, target=State.DRAFTING)
    def give_back(self) -> None:
        """The archive authority, or the office, wants it changed."""

    @transition(field=state, source=State.SUBMITTED, target=State.IN_FORCE)
    def approve(self, at: datetime, *, number: str, on: date, by: str, file: StoredFile | None) -> None:
        """The archive authority agreed."""
        self.approval_number, self.approved_on, self.approved_by = number, on, by
        self.approval, self.in_force_at = file, at

    @transition(field=state, source=State.IN_FORCE, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer edition is in force."""

    @transition(field=state, source=[State.DRAFTING, State.SUBMITTED], target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up."""


class ScopeRow(models.Model):
    """What the table says of one kind: whether it is filed, and for how long; never shorter than the room proposed (8号令)."""

    scope = models.ForeignKey(Scope, models.PROTECT, related_name="rows", verbose_name="归档范围表")
    kind = models.CharField("事项类别", max_length=40)
    label = models.CharField("名称", max_length=100)
    heading = models.CharField("机构（问题）", max_length=40, blank=True)
    filed = models.BooleanField("归档", default=True)
    term = term_field(blank=True)
    #: What the room proposed, below which no table goes.
    least = term_field("最短的保管期限", blank=True)
    why_not = models.CharField("不归档的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归档范围"
        ordering = ["heading", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind"], name="archive_scope_kind_once"),
            models.CheckConstraint(
                condition=Q(filed=True) & is_term("term", "least") & Q(why_not="")
                | Q(filed=False, term="") & ~Q(why_not=""),
                name="archive_scope_filed_or_why_not",
            ),
        ]
        triggers = triggers.SCOPE_ROW

    def __str__(self) -> str:
        return f"{self.label}：{self.get_term_display() if self.filed else '不归档'}"


class Fonds(models.Model):
    """The number of an agency's fonds (全宗号), which the county archive gives and nobody invents."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="fonds", verbose_name="单位")
    number = models.CharField("全宗号", max_length=10, unique=True)
    given_on = models.DateField("档案馆编给的日期")

    class Meta:
        verbose_name = verbose_name_plural = "全宗号"
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=FONDS_PATTERN), name="archive_fonds_number")
        ]
        triggers = triggers.FONDS

    def __str__(self) -> str:
        return self.number
