"""Appraisal and destruction of what has expired (AR-3(3), 实施条例24), and what holds it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import APPRAISING, READERS, term_field
from archive.models.item import Item
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class Disposal(FSMModelMixin, Matter):  # type: ignore[misc]
    """One appraisal of an agency's expired items."""

    kind = "archive_disposal"
    #: Whoever may be asked to appraise or to witness reads it as well.
    readers = Readers.of(*READERS.within, *APPRAISING, county=READERS.county)

    class State(models.TextChoices):
        APPRAISING = "appraising", "鉴定中"
        SIGNING = "signing", "待鉴定小组签字"
        REPORTED = "reported", "已形成鉴定报告，待批准"
        APPROVED = "approved", "已批准，待销毁"
        CARRIED_OUT = "carried_out", "已办结"
        CALLED_OFF = "called_off", "已取消"

    OPEN: ClassVar[tuple[str, ...]] = ("appraising", "signing", "reported", "approved")

    title = models.CharField("名称", max_length=200)
    report = models.TextField("鉴定报告", blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    #: What the group signs: report and list, as they stood at that moment.
    digest = models.CharField("报告和清册的摘要", max_length=64, blank=True, editable=False)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    carried_out_on = models.DateField("销毁日期", null=True, blank=True)
    way = models.CharField("销毁方式", max_length=300, blank=True)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.APPRAISING, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "鉴定销毁"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_disposal_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["signing", "reported", "approved", "carried_out"])
                | ~Q(report="") & Q(reported_at__isnull=False),
                name="archive_disposal_reported",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "carried_out"])
                | ~Q(approval_number="") & Q(approved_at__isnull=False),
                name="archive_disposal_approved",
                violation_error_message="没有批准，不得销毁档案（AR-3(3)）。",
            ),
        ]
        triggers = triggers.DISPOSAL

    def __str__(self) -> str:
        return self.title

    def content_digest(self) -> str:
        return self.digest

    def group(self) -> QuerySet[DisposalPerson]:
        """Whoever appraises."""
        return self.people.filter(part__in=DisposalPerson.GROUP)

    def unsigned(self) -> QuerySet[DisposalPerson]:
        """Those of them who have not signed the report as it stands."""
        return self.group().exclude(signatures__digest=self.digest)

    @transition(field=state, source=State.APPRAISING, target=State.SIGNING)
    def report_on(self, at: datetime, report: str) -> None:
        """All of them have been gone through; the group signs."""
        self.reported_at, self.report = at, report
        rows = self.rows.order_by("pk").values_list("item", "verdict", "term", "because")
        said = json.dumps([at.isoformat(), report, *map(list, rows)], ensure_ascii=False)
        self.digest = hashlib.sha256(said.encode()).hexdigest()

    @transition(field=state, source=State.SIGNING, target=State.REPORTED)
    def go_on(self) -> None:
        """Everybody of the group has signed."""

    @transition(field=state, source=[State.SIGNING, State.REPORTED], target=State.APPRAISING)
    def give_back(self) -> None:
        """One of the group does not agree, or whoever approves wants another look."""

    @transition(field=state, source=State.REPORTED, target=State.APPROVED)
    def approve(self, at: datetime, number: str) -> None:
        """It may be carried out."""
        self.approved_at, self.approval_number = at, number

    @transition(field=state, source=State.APPROVED, target=State.CARRIED_OUT)
    def carry_out(self, on: date, way: str) -> None:
        """Two people watched."""
        self.carried_out_on, self.way = on, way

    @transition(
        field=state,
        source=[State.APPRAISING, State.SIGNING, State.REPORTED, State.APPROVED],
        target=State.CALLED_OFF,
    )
    def call_off(self) -> None:
        """It does not take place."""


class DisposalPerson(models.Model):
    """Somebody with a part in it; nobody has two (the database counts people, not accounts)."""

    class Part(models.TextChoices):
        LEADS = "leads", "鉴定小组组长"
        KEEPS = "keeps", "档案人员"
        SECTION = "section", "业务人员"
        APPROVES = "approves", "批准人"
        WITNESS = "witness", "监销人"

    GROUP: ClassVar[tuple[str, ...]] = ("leads", "keeps", "section")

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="people", verbose_name="鉴定销毁")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="人员")
    #: As the account said at that moment; blank where it is not known who is behind it.
    person = models.CharField(max_length=64, blank=True, editable=False)
    part = models.CharField("身份", max_length=10, choices=Part.choices)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "鉴定和监销人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["disposal", "staff"],
                name="archive_disposal_person_once",
                violation_error_message="鉴定、批准、监销的人都不能是同一个人（AR-3(3)）。",
            ),
            models.UniqueConstraint(
                fields=["disposal", "person"], condition=~Q(person=""), name="archive_disposal_one_person"
            ),
        ]
        triggers = triggers.KEPT_AS_WRITTEN

    def __str__(self) -> str:
        return f"{self.staff}（{self.get_part_display()}）"


class DisposalSignature(models.Model):
    """One of the group signs the report with its list, as they stood; whoever signs one that was changed signs again."""

    person = models.ForeignKey(
        DisposalPerson, models.PROTECT, related_name="signatures", verbose_name="鉴定人员"
    )
    digest = models.CharField("报告和清册的摘要", max_length=64)
    at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = verbose_name_plural = "鉴定签字"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="archive_disposal_signed_once")
        ]
        triggers = triggers.DISPOSAL_SIGNATURE

    def __str__(self) -> str:
        return f"{self.person}，{self.at:%Y-%m-%d}"


class DisposalRow(models.Model):
    """One item that has expired: kept for a longer term, or destroyed; on the list for ever (销毁清册)."""

    class Verdict(models.TextChoices):
        UNDECIDED = "", "还没有定"
        KEEP = "keep", "继续保存"
        DESTROY = "destroy", "销毁"

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="rows", verbose_name="鉴定销毁")
    item = models.ForeignKey(Item, models.PROTECT, related_name="disposals", verbose_name="归档文件")
    verdict = models.CharField("鉴定意见", max_length=10, choices=Verdict.choices, blank=True, default="")
    term = term_field("新的保管期限", blank=True)
    because = models.CharField("理由", max_length=300, blank=True)
    carried_out_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "鉴定清册"
        ordering = ["item__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "item"], name="archive_disposal_item_once"),
            models.CheckConstraint(
                condition=Q(verdict="", term="")
                | Q(verdict="keep") & ~Q(term="") & ~Q(because="")
                | Q(verdict="destroy", term="") & ~Q(because=""),
                name="archive_disposal_verdict_why",
            ),
        ]
        triggers = triggers.DISPOSAL_ROW

    def __str__(self) -> str:
        return f"{self.item}：{self.get_verdict_display()}"


class Hold(models.Model):
    """A reason not to dispose of an item, placed by hand until it is lifted; what the portal finds itself has no row."""

    class Cause(models.TextChoices):
        LITIGATION = "litigation", "复议、诉讼"
        COMPLAINT = "complaint", "投诉举报"
        ACCOUNTABILITY = "accountability", "责任追究"
        AUDIT = "audit", "审计、检查"
        APPLICATION = "application", "公开申请"
        OTHER = "other", "其他"

    item = models.ForeignKey(Item, models.PROTECT, related_name="holds", verbose_name="归档文件")
    cause = models.CharField("原因", max_length=20, choices=Cause.choices)
    because = models.CharField("说明", max_length=300)
    placed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")
    placed_at = models.DateTimeField("登记时间")
    lifted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_because = models.CharField("解除的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "暂缓销毁"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
                name="archive_hold_lifted_why",
            )
        ]
        triggers = triggers.HOLD

    def __str__(self) -> str:
        return f"{self.get_cause_display()}：{self.because}"
