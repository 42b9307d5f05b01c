"""The annual report of one agency and year, a row for each version; its adjustments, signatures, comments and papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from annual_report import composing, layout, triggers
from annual_report.figures import Figures, Number
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.states import StateField
from foundation.casework.versions import Versioned, VersionedQuerySet
from foundation.database import changes_public_pages, kept
from foundation.files.models import StoredFile
from secrecy_review.models import Place, Reviewable

if TYPE_CHECKING:
    from foundation.casework.acts import Step


class Scope(models.TextChoices):
    """Whose report it is (条例49)."""

    AGENCY = "agency", "机关"
    COUNTY = "county", "县政府"


class Origin(models.TextChoices):
    """Where the figures come from."""

    COUNTED = "counted", "由办件计数"
    IMPORTED = "imported", "由旧报告导入"


class ReportQuerySet(VersionedQuerySet):
    """Reads of annual reports."""

    def signed(self) -> Self:
        """Reports whose texts and figures are fixed by a signature."""
        return self.filter(state__in=[AnnualReport.State.SIGNED, *AnnualReport.PUBLIC])

    def existing(self) -> Self:
        """Reports that are neither abandoned nor exempt."""
        return self.exclude(state__in=[AnnualReport.State.ABANDONED, AnnualReport.State.EXEMPT])

    def comparable(self) -> Self:
        """Reports that the next year's is compared with: signed or imported, the newest version first."""
        gone = [AnnualReport.State.SUPERSEDED, AnnualReport.State.WITHDRAWN]
        imported = self.existing().filter(origin=Origin.IMPORTED).exclude(state__in=gone)
        return (self.signed() | imported).order_by("-version")

    def light(self) -> Self:
        """Reports without their texts and figures, for lists."""
        return self.defer("counted", "figures", *layout.TEXTS)


class AnnualReport(FSMModelMixin, Versioned, Reviewable):  # type: ignore[misc]
    """One version of the annual report of one agency and year."""

    kind = "annual_report"
    keeper = ("compiler", Role.APPLICATIONS_CLERK)
    readers = Readers.of(
        Role.APPLICATIONS_CLERK,
        Role.DISCLOSURE_HEAD,
        Role.DEPARTMENT_HEAD,
        Role.RECORDS_OFFICE,
        Role.SECRECY_REVIEWER,
        Role.LEADER,
        Role.COUNTY_LEADER,
    )
    heading = Concat(
        F("reporter"), Value(" "), Cast("year", models.CharField()), Value(" 年政府信息公开工作年度报告")
    )
    #: Nobody requests its review: that begins when the report is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        COMPILING = "compiling", "编制中"
        UNDER_REVIEW = "under_review", "保密审查中"
        CHECKING = "checking", "待工作机构负责人审核"
        WITH_LEADER = "with_leader", "待领导签发"
        WITH_COUNTY_LEADER = "with_county_leader", "待县政府领导签发"
        SIGNED = "signed", "已签发，待公布"
        PUBLISHED = "published", "已公布，待报送"
        SUBMITTED = "submitted", "已公布并报送"
        SUPERSEDED = "superseded", "已被新版本替代"
        WITHDRAWN = "withdrawn", "已撤下"
        EXEMPT = "exempt", "无须编制"
        ABANDONED = "abandoned", "已放弃"

    PUBLIC = (State.PUBLISHED, State.SUBMITTED)
    #: The states in which a reviewer, head or leader decides on it, and all states before the signature.
    UNDER_DECISION = (State.UNDER_REVIEW, State.CHECKING, State.WITH_LEADER, State.WITH_COUNTY_LEADER)
    UNSIGNED = (State.COMPILING, *UNDER_DECISION)

    scope = models.CharField("范围", max_length=10, choices=Scope.choices, default=Scope.AGENCY)
    year = models.PositiveSmallIntegerField("年度")
    change_note = models.TextField("更正说明", blank=True)
    #: The name of the agency when the report was made.
    reporter = models.CharField("报告机关", max_length=100)
    origin = models.CharField("数据来源", max_length=10, choices=Origin.choices, default=Origin.COUNTED)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.COMPILING, protected=True)
    digest = models.CharField("文字和数据的摘要", max_length=64, editable=False, help_text="由数据库计算。")

    opening = models.TextField("报告说明", blank=True)
    proactive = models.TextField("主动公开", blank=True)
    on_request = models.TextField("依申请公开", blank=True)
    management = models.TextField("政府信息管理", blank=True)
    platform = models.TextField("政府信息公开平台建设", blank=True)
    supervision = models.TextField("监督保障", blank=True)
    problems = models.TextField("存在的主要问题及改进情况", blank=True)
    others = models.TextField("其他需要报告的事项", blank=True)
    #: The format is that of `Figures.entry`.
    figures = models.JSONField("数据", default=dict)
    #: The counts of `queries.counted_now`.
    counted = models.JSONField("计数", default=dict)
    counted_at = models.DateTimeField("取数时间", null=True, blank=True)
    compiler = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="编制人")
    #: How often it was handed in: a signature is valid for one time, even where the text has not changed since.
    round = models.PositiveSmallIntegerField("第几次提交", default=0)

    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    first_published_on = models.DateField("首次公布日期", null=True, blank=True)
    sent_to = models.CharField("报送机关", max_length=100, blank=True)
    sent_on = models.DateField("报送日期", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    received_on = models.DateField("收到日期", null=True, blank=True)
    receipt_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回执文件"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawal_reason = models.TextField("撤下原因", blank=True)
    source_name = models.CharField("来源文件", max_length=200, blank=True)
    source_sha256 = models.CharField("来源文件摘要", max_length=64, blank=True)

    history = HistoricalRecords(excluded_fields=["counted"])
    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year", "agency", "-version"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "year", "version"],
                condition=~Q(state__in=["abandoned", "exempt"]),
                name="annualreport_version",
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=Q(state__in=["published", "submitted"]),
                name="annualreport_one_published",
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=~Q(
                    state__in=["published", "submitted", "superseded", "withdrawn", "abandoned", "exempt"]
                ),
                name="annualreport_one_open",
                violation_error_message="这个年度的报告已经在办理。",
            ),
            models.CheckConstraint(condition=Q(year__gte=2008, year__lte=2999), name="annualreport_year"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "submitted", "superseded"])
                | Q(published_at__isnull=False, signed_at__isnull=False)
                & (Q(first_published_on__isnull=False) | Q(origin="imported")),
                name="annualreport_published_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | (Q(sent_on__isnull=False) & ~Q(sent_to="")),
                name="annualreport_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(version=1, supersedes__isnull=True, change_note="")
                | (Q(version__gt=1, supersedes__isnull=False) & ~Q(change_note="")),
                name="annualreport_new_version_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-year"], name="annualreport_state_year"),
            models.Index(fields=["-year", "agency"], name="annualreport_year_agency"),
        ]
        triggers = triggers.REPORT

    def __str__(self) -> str:
        return self.title

    def public_address(self) -> str:
        return (
            reverse("annual_reports:detail", args=[self.agency.code, self.year])
            if self.state in self.PUBLIC
            else ""
        )

    @property
    def title(self) -> str:
        """The title above the text."""
        return f"{self.reporter} {self.year} 年政府信息公开工作年度报告"

    @classmethod
    def named(cls, key: str) -> Q:
        """Find by agency and year, `rfbsc/2025` (the newest version comes first), or by number."""
        code, slash, year = key.partition("/")
        if not slash:
            return super().named(key)
        found = Q(agency__code=code, year=int(year)) if year.isdecimal() and len(year) == 4 else Q(pk=None)
        return found & ~Q(state="abandoned")

    @property
    def is_county(self) -> bool:
        """Whether it is the report of the county government."""
        return self.scope == Scope.COUNTY

    @property
    def is_imported(self) -> bool:
        """Whether its figures come from an old report."""
        return self.origin == Origin.IMPORTED

    def leaving(self) -> Iterator[Place]:
        """List the texts that the secrecy review reads; figures hold nothing to be struck."""
        for code, label in layout.TEXTS.items():
            yield Place(code, label, getattr(self, code), True)
        yield Place("change_note", "更正说明", self.change_note, True)

    @property
    def texts(self) -> dict[str, str]:
        """The texts by their codes."""
        return {code: getattr(self, code) for code in layout.TEXTS}

    @property
    def table(self) -> Figures:
        """The figures."""
        return Figures.read(self.figures)

    @property
    def counted_cells(self) -> dict[str, Number]:
        """The counts by cell."""
        return composing.stored_numbers(self.counted.get("cells", {}))

    def breakdowns(self) -> dict[str, composing.Breakdown]:
        """Compute the breakdown of every cell; one query."""
        return composing.breakdowns(self.counted_cells, self.adjustments.all())

    def first_version(self) -> AnnualReport:
        """Find the first version, which the time limit of the year runs on."""
        return self.supersedes.first_version() if self.supersedes else self

    # The way of a report

    @transition(field=state, source=State.COMPILING, target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The clerk hands it in to be reviewed, checked and signed."""
        self.round += 1

    @transition(field=state, source=State.UNDER_REVIEW, target=State.CHECKING)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that it may be disclosed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.COMPILING)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that it may not be disclosed."""

    @transition(field=state, source=State.CHECKING, target=State.WITH_LEADER)
    def go_to_leader(self) -> None:
        """The head of the disclosure office passes it to the agency's leader."""

    @transition(field=state, source=State.CHECKING, target=State.WITH_COUNTY_LEADER)
    def go_to_county_leader(self) -> None:
        """The head of the disclosure office passes the county's report to the county leader."""

    @transition(field=state, source=list(UNDER_DECISION), target=State.COMPILING)
    def send_back(self) -> None:
        """It goes back to the clerk."""

    @transition(field=state, source=State.SIGNED, target=State.COMPILING)
    def unsign(self) -> None:
        """The signatory takes the signature back before publication."""
        self.signed_at = None

    @transition(field=state, source=[State.WITH_LEADER, State.WITH_COUNTY_LEADER], target=State.SIGNED)
    def sign(self, at: datetime) -> None:
        """The leader signs, which fixes texts and figures."""
        self.signed_at = at

    @transition(field=state, source=State.SIGNED, target=State.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """The clerk publishes it (条例49)."""
        self.published_at = at

    @transition(field=state, source=State.PUBLISHED, target=State.SUBMITTED)
    def submit(self) -> None:
        """The clerk sends it to the superior authority (PD-9)."""

    @transition(field=state, source=list(PUBLIC), target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A corrected version replaces it; this one stays readable."""

    @transition(field=state, source=[*PUBLIC, State.SUPERSEDED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It is taken down with a reason that the public reads (SR-13)."""
        self.withdrawn_at, self.withdrawal_reason = at, reason

    @transition(field=state, source=State.WITHDRAWN, target=State.PUBLISHED)
    def restore_as_published(self, at: datetime) -> None:
        """Its withdrawal is undone within the hour, and it is public as before."""
        self.restored(at)

    @transition(field=state, source=State.WITHDRAWN, target=State.SUBMITTED)
    def restore_as_submitted(self, at: datetime) -> None:
        """The withdrawal of a report that was sent is undone, and it is public as before."""
        self.restored(at)

    @transition(field=state, source=State.WITHDRAWN, target=State.SUPERSEDED)
    def restore_as_superseded(self, at: datetime) -> None:
        """The withdrawal of an older version is undone, and it is readable as before."""
        self.restored(at)

    @transition(field=state, source=State.COMPILING, target=State.EXEMPT)
    def exempt(self) -> None:
        """The county's supervisor finds that no report is owed."""

    @transition(field=state, source=State.EXEMPT, target=State.COMPILING)
    def require(self) -> None:
        """The county's supervisor finds that a report is owed after all."""

    @transition(field=state, source=State.COMPILING, target=State.ABANDONED)
    def abandon(self) -> None:
        """The clerk gives up a version that nobody owes."""


class Adjustment(models.Model):
    """A number that the clerk gives for a cell: entered, added from elsewhere, or in place of the computed one."""

    class Kind(models.TextChoices):
        ENTRY = composing.ENTRY, "填报"
        ELSEWHERE = composing.ELSEWHERE, "系统外办件"
        OVERRIDE = composing.OVERRIDE, "改定"

    report = models.ForeignKey(
        AnnualReport, models.PROTECT, related_name="adjustments", verbose_name="年度报告"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    cell = models.CharField("数据项", max_length=30, choices=layout.CELLS.items())
    value = models.DecimalField("数", max_digits=18, decimal_places=4)
    note = models.CharField("来源或理由", max_length=500)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="填写人")
    by_name = models.CharField("姓名", max_length=60)
    at = models.DateTimeField("时间")

    @classmethod
    def of(
        cls, step: Step, report: AnnualReport, kind: str, cell: str, value: Decimal, note: str
    ) -> Adjustment:
        """Make an adjustment in an act, not yet saved."""
        made: dict[str, Any] = {"by": step.staff, "by_name": step.actor.name, "at": step.at}
        return cls(report=report, kind=kind, cell=cell, value=value, note=note, **made)

    class Meta:
        verbose_name = verbose_name_plural = "数据填报"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "cell", "kind"], condition=~Q(kind="elsewhere"), name="adjustment_once"
            ),
            models.UniqueConstraint(
                fields=["report", "cell", "note"],
                condition=Q(kind="elsewhere"),
                name="adjustment_once_per_source",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="adjustment_says_why"),
            models.CheckConstraint(condition=Q(value__gte=0), name="adjustment_not_negative"),
        ]
        triggers = triggers.ADJUSTMENT

    def __str__(self) -> str:
        return f"{self.get_cell_display()} {self.value.normalize():f}"


class Signature(models.Model):
    """A person's signature under the exact texts and figures of a report."""

    class Capacity(models.TextChoices):
        HEAD = "head", "工作机构负责人审核"
        LEADER = "leader", "领导签发"
        COUNTY_LEADER = "county_leader", "县政府领导签发"

    report = models.ForeignKey(
        AnnualReport, models.PROTECT, related_name="signatures", verbose_name="年度报告"
    )
    capacity = models.CharField("签名身份", max_length=20, choices=Capacity.choices)
    digest = models.CharField("摘要", max_length=64)
    round = models.PositiveSmallIntegerField("第几次提交")
    signer = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="签名人")
    signer_name = models.CharField("姓名", max_length=60)
    remark = models.TextField("批注", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "capacity", "round"], name="annualreport_signature_once"
            ),
        ]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.signer_name}"


#: The texts and tables that a comment can be about.
PLACES: dict[str, str] = {**layout.TEXTS, **layout.TABLES}


class Comment(models.Model):
    """A comment on one paragraph or table for the clerk, with the paragraph as it was then."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="comments", verbose_name="年度报告")
    place = models.CharField("位置", max_length=20, choices=PLACES.items())
    paragraph = models.PositiveSmallIntegerField("段落", default=0)
    quote = models.TextField("所批的文字", blank=True)
    text = models.TextField("批注")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="批注人")
    by_name = models.CharField("姓名", max_length=60)
    at = models.DateTimeField("时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_as = models.CharField("怎样处理的", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批注"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        triggers = kept()

    def __str__(self) -> str:
        return f"{self.get_place_display()}：{self.text}"


class Paper(models.Model):
    """The report as a file: a draft for each text handed in, and the final one when it is published."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word 文档"
        XLSX = "xlsx", "Excel 表格"

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="papers", verbose_name="年度报告")
    format = models.CharField("格式", max_length=5, choices=Format.choices)
    final = models.BooleanField("正式")
    digest = models.CharField("摘要", max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度报告文件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format", "final", "digest"], name="paper_once"),
        ]
        triggers = [*kept(unchanged=True), changes_public_pages()]

    def __str__(self) -> str:
        return f"{self.get_format_display()} {self.report_id}"
