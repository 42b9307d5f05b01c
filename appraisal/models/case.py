"""The case of one unit in a year's appraisal: figures, its own assessment, field check, opinion, grade, objection (AP-9)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import scoring, triggers
from appraisal.models.reading import OfOneUnit
from appraisal.models.scheme import READERS, Indicator
from appraisal.models.year import Appraisal
from appraisal.statute import Grade, UnitClass
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile


class CaseQuerySet(MatterQuerySet):
    """Cases in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those whose grade anybody may read."""
        return self.filter(state=Case.State.PUBLISHED)

    def going_on(self) -> Self:
        """Those of units that exist: what a unit left behind counts for its successor."""
        return self.exclude(state=Case.State.MERGED)


class Case(OfOneUnit, FSMModelMixin, Matter):  # type: ignore[misc]
    """One unit (`agency`) in one year; what the portal read of it stands in `Standing`, what people say in `Mark`."""

    kind = "appraisal_case"
    readers = READERS
    heading = Concat(F("name"), Value("："), Cast("appraisal__year", models.CharField()), Value(" 年考核"))
    read_with = ("agency", "office", "appraisal__scheme")
    listed_as_begun = False

    class State(models.TextChoices):
        OPEN = "open", "平时考核中"
        NOTIFIED = "notified", "待自查自评"
        SELF_DONE = "self_done", "已自评，待实地考核"
        FIELD_DONE = "field_done", "已实地考核，待提意见"
        OPINION = "opinion", "已提意见，待确定等次"
        GRADED = "graded", "已定等次，待书面通知"
        SERVED = "served", "已书面通知，可以提出异议"
        OBJECTED = "objected", "有异议，待答复"
        ANSWERED = "answered", "异议已答复，待最终确定"
        FINAL = "final", "最终确定，待公布"
        PUBLISHED = "published", "已公布"
        MERGED = "merged", "单位已并入其他单位"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "维持"
        CORRECTED = "corrected", "更正"

    #: In which the figures are read anew; with the field check they are frozen.
    LIVE: ClassVar[tuple[str, ...]] = ("open", "notified", "self_done")
    #: Whose grade the unit knows.
    TOLD: ClassVar[tuple[str, ...]] = ("served", "objected", "answered", "final", "published")
    #: Confirmed above, at the county's office.
    AT_OFFICE: ClassVar[tuple[str, ...]] = ("opinion", "answered")

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="cases", verbose_name="年度考核")
    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="考核工作办公室")
    #: Whose year it is: it stays where the unit is merged and `agency`, who answers for the case, becomes its successor.
    unit = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="被考核单位")
    #: From when on: of a unit founded in the year its first day here.
    counts_from = models.DateField("从哪一天起考核")
    #: Under its name when the year's appraisal began.
    name = models.CharField("单位名称", max_length=100)
    unit_class = models.CharField("单位类别", max_length=12, choices=UnitClass.choices)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.OPEN, protected=True)
    #: AP-9: the written self-assessment.
    self_summary = models.TextField("自查自评", blank=True)
    self_at = models.DateTimeField("自评时间", null=True, blank=True)
    self_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="自评的人"
    )
    #: The field check: how, what was told on the spot, to whom.
    checked_on = models.DateField("实地考核日期", null=True, blank=True)
    heard = models.TextField("听取汇报的情况", blank=True)
    looked = models.TextField("查阅资料、查看现场的情况", blank=True)
    feedback = models.TextField("当场反馈", blank=True)
    signed_by_unit = models.CharField("被考核单位签字人", max_length=60, blank=True)
    checked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="实地考核的人"
    )
    #: What the figures were at the field check; later ones are listed and not applied.
    frozen = models.ForeignKey(
        "Standing", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="冻结的数据"
    )
    opinion = models.TextField("考核意见", blank=True)
    opinion_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出意见的人"
    )
    #: What the opinion adds up to, line by line, as `results.computed` writes it.
    result = models.JSONField("逐项得分", default=list, blank=True)
    base = models.DecimalField("基础得分", max_digits=5, decimal_places=2, null=True, blank=True)
    bonus = models.DecimalField("加分", max_digits=5, decimal_places=2, null=True, blank=True)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等次", max_length=12, choices=Grade.choices, blank=True)
    vetoes = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name="否决或者限制等次的情形"
    )
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确定等次的人"
    )
    confirmed_at = models.DateTimeField("确定等次的时间", null=True, blank=True)
    served_at = models.DateTimeField("书面通知的时间", null=True, blank=True)
    #: One objection, to which lines, and what became of it.
    objection = models.TextField("异议", blank=True)
    objected_to = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="有异议的指标"
    )
    objected_at = models.DateTimeField("提出异议的时间", null=True, blank=True)
    answer = models.TextField("对异议的答复", blank=True)
    outcome = models.CharField("异议的结果", max_length=10, choices=Outcome.choices, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复异议的时间", null=True, blank=True)
    final_at = models.DateTimeField("最终确定的时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["result"])
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位考核"
        ordering = ["-appraisal", "unit_class", "name"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="appraisal_case_agency"),
            models.Index(fields=["appraisal", "state"], name="appraisal_case_state"),
            models.Index(fields=["unit_class"], name="appraisal_case_class"),
            models.Index(fields=["grade"], name="appraisal_case_grade"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "unit"],
                name="appraisal_case_once",
                violation_error_message="这个单位已经在这一年的考核里，一个单位只按一类考核（AP-5）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["field_done", "opinion", "graded", "served"])
                | Q(checked_on__isnull=False, frozen__isnull=False) & ~Q(feedback="") & ~Q(signed_by_unit=""),
                name="appraisal_case_checked_first",
                violation_error_message="先实地考核、当场反馈，再提意见、定等次（AP-9）。",
            ),
            models.CheckConstraint(
                condition=Q(grade="", total=None) | ~Q(grade="") & Q(total__isnull=False),
                name="appraisal_case_grade_of_total",
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__gte=0, total__lte=100), name="appraisal_case_total"
            ),
            # AP-7, held where no program goes round it: without a veto the grade is that of the total, with one never better.
            models.CheckConstraint(
                condition=Q(total=None)
                | Q(grade="excellent", total__gte=95)
                | Q(grade="good", total__gte=85) & (Q(total__lt=95) | ~Q(vetoes=[]))
                | Q(grade="qualified", total__gte=75) & (Q(total__lt=85) | ~Q(vetoes=[]))
                | Q(grade="unqualified") & (Q(total__lt=75) | ~Q(vetoes=[])),
                name="appraisal_case_grade_by_points",
                violation_error_message="等次由得分确定（AP-7）。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("opinion_by")),
                name="appraisal_case_confirmed_by_another",
                violation_error_message="提出考核意见的人不能自己确定等次（AP-9）。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | ~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, objected_at__isnull=False),
                name="appraisal_case_objection_answered",
            ),
        ]
        triggers = triggers.CASE

    def __str__(self) -> str:
        return self.title

    @classmethod
    def acting_field(cls, state: str) -> str:
        """Grades are confirmed at the county's office; otherwise the unit acts, or whoever acts for the county."""
        return "office" if state in cls.AT_OFFICE else "agency"

    @property
    def title(self) -> str:
        """Whose, and of which year."""
        return f"{self.name}：{self.appraisal.year} 年考核"

    @property
    def named_outside(self) -> str:
        """What mail says: nothing of the result."""
        return f"{self.appraisal.year} 年政务公开考核"

    def ends_with_agency(self) -> str:
        """Until the figures are frozen what it has counts for its successor; afterwards that one goes on with the result."""
        return "appraisal.merge_case" if self.state in self.LIVE else ""

    @property
    def share(self) -> Decimal:
        """Which share of the months that are appraised the unit is there."""
        first, last = self.appraisal.scheme.span
        return scoring.share_of_months(max(self.counts_from, first), first, last)

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Appraisal, self.appraisal_id)]

    @property
    def leaves(self) -> list[Indicator]:
        """The indicators of its kind, bonuses and vetoes among them, in their order."""
        return [leaf for leaf in self.appraisal.scheme.leaves if leaf.is_for(self.unit_class)]

    @property
    def last_standing(self) -> Standing | None:
        """What the portal read of it last; once it is frozen, what is frozen."""
        return self.frozen or self.standings.order_by("-pk").first()

    @property
    def converted(self) -> Decimal | None:
        """The score as it enters the unit's yearly target (AP-10)."""
        return None if self.total is None else scoring.converted(self.total, self.appraisal.scheme.factor)

    @transition(field=state, source=State.OPEN, target=State.NOTIFIED)
    def notify(self) -> None:
        """The unit is to assess itself."""

    @transition(field=state, source=State.NOTIFIED, target=State.SELF_DONE)
    def assess_itself(self, at: datetime, by: Staff | None, summary: str) -> None:
        """It did, in writing."""
        self.self_at, self.self_by, self.self_summary = at, by, summary

    @transition(field=state, source=[State.NOTIFIED, State.SELF_DONE], target=State.FIELD_DONE)
    def check_in_field(self, **seen: Any) -> None:
        """Heard, read, looked at, fed back on the spot: from here on its figures are frozen."""
        for name, value in seen.items():
            setattr(self, name, value)

    @transition(field=state, source=State.FIELD_DONE, target=State.OPINION)
    def give_opinion(self, by: Staff | None, opinion: str) -> None:
        """The group says what it comes to."""
        self.opinion_by, self.opinion = by, opinion

    @transition(field=state, source=State.OPINION, target=State.FIELD_DONE)
    def give_back(self) -> None:
        """The opinion goes back to the group."""
        self.base = self.bonus = self.total = None
        self.grade, self.vetoes, self.result = "", [], []

    @transition(field=state, source=State.OPINION, target=State.GRADED)
    def confirm(self, at: datetime, by: Staff | None) -> None:
        """The leading group confirms the grade."""
        self.confirmed_at, self.confirmed_by = at, by

    @transition(field=state, source=State.GRADED, target=State.SERVED)
    def serve(self, at: datetime) -> None:
        """The unit has it in writing."""
        self.served_at = at

    @transition(field=state, source=State.SERVED, target=State.OBJECTED)
    def object(self, at: datetime, objection: str, codes: list[str]) -> None:
        """The unit objects, once."""
        self.objected_at, self.objection, self.objected_to = at, objection, codes

    @transition(field=state, source=State.OBJECTED, target=State.ANSWERED)
    def answer_objection(self, at: datetime, by: Staff | None, outcome: str, answer: str) -> None:
        """The office answers with the rows."""
        self.answered_at, self.answered_by, self.outcome, self.answer = at, by, outcome, answer

    @transition(field=state, source=State.ANSWERED, target=State.OBJECTED)
    def return_answer(self) -> None:
        """Whoever confirms sees it otherwise: another answer is to be given."""
        self.answered_at, self.answered_by, self.outcome, self.answer = None, None, "", ""

    @transition(field=state, source=[State.SERVED, State.ANSWERED], target=State.FINAL)
    def make_final(self, at: datetime) -> None:
        """Nobody objected, or the answer is confirmed."""
        self.final_at = at

    @transition(field=state, source=State.FINAL, target=State.PUBLISHED)
    def publish(self) -> None:
        """Everybody reads it."""

    @transition(field=state, source=list(LIVE), target=State.MERGED)
    def merge(self) -> None:
        """What it left behind counts for its successor."""


class Standing(models.Model):
    """What the portal read of a unit at a moment: a number, its rows and its points for each indicator; never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="standings", verbose_name="单位考核")
    at = models.DateTimeField("计算时间")
    until = models.DateField("算到哪一天")
    #: Of each computed indicator: code, number, rows, excused, points; as `computing.line_of` writes them.
    lines = models.JSONField("逐项", default=list)
    #: Points earned of those that the portal computes, and how many those are.
    earned = models.DecimalField("算出来的得分", max_digits=6, decimal_places=2)
    possible = models.DecimalField("算得出来的满分", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "考核数据"
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "-id"], name="appraisal_standing_last")]
        triggers = triggers.STANDING

    def __str__(self) -> str:
        return f"{self.case_id}：{self.until}"


class CountedRow(models.Model):
    """A row behind a frozen number, as it was when it was counted: a result is read anew by these alone."""

    standing = models.ForeignKey(Standing, models.PROTECT, related_name="counted", verbose_name="考核数据")
    figure = models.CharField("数字", max_length=80)
    row = models.BigIntegerField("背后的行")
    row_ref = models.CharField("事项", max_length=60)
    #: For whom it counts: the unit, or one that was merged into it.
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    #: Of a share whether it is the part of which the share is told; of a number of many its own.
    part = models.BooleanField("达到要求", default=False)
    measure = models.FloatField("数值", null=True, blank=True)
    stopped = models.BooleanField("因不可抗力停止计时", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "计入考核的行"
        ordering = ["pk"]
        indexes = [models.Index(fields=["standing", "figure"], name="appraisal_counted_figure")]
        triggers = triggers.STANDING

    def __str__(self) -> str:
        return f"{self.figure}：{self.row_ref}"


class Mark(models.Model):
    """What people say of one indicator of a unit: the unit itself, the assessor in the field, the answer to an objection."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="marks", verbose_name="单位考核")
    #: The code of the indicator, which stays through corrected versions of the scheme.
    code = models.CharField("指标编号", max_length=20)
    self_points = models.DecimalField("自评得分", max_digits=5, decimal_places=2, null=True, blank=True)
    self_words = models.TextField("自评说明", blank=True)
    field_points = models.DecimalField("考核得分", max_digits=5, decimal_places=2, null=True, blank=True)
    field_words = models.TextField("考核说明", blank=True)
    #: The assessor finds that it does not apply, or that a veto does.
    absent = models.BooleanField("不适用", default=False)
    vetoed = models.BooleanField("有否决情形", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "逐项评分"
        ordering = ["case", "code"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="appraisal_mark_once"),
            models.CheckConstraint(
                condition=(Q(absent=False, vetoed=False) | ~Q(field_words="")),
                name="appraisal_mark_says_why",
                violation_error_message="不适用的、否决的，要写明理由（AP-6）。",
            ),
            models.CheckConstraint(
                condition=(Q(self_points=None) | Q(self_points__gte=0, self_points__lte=100))
                & (Q(field_points=None) | Q(field_points__gte=0, field_points__lte=100)),
                name="appraisal_mark_points",
            ),
        ]
        triggers = triggers.MARK

    def __str__(self) -> str:
        return f"{self.case_id}：{self.code}"


class CaseFile(models.Model):
    """Evidence for one indicator of a unit, given once."""

    class Sort(models.TextChoices):
        SELF = "self", "自评佐证"
        FIELD = "field", "实地考核取证"
        OBJECTION = "objection", "异议材料"

    case = models.ForeignKey(Case, models.PROTECT, related_name="files", verbose_name="单位考核")
    sort = models.CharField("种类", max_length=10, choices=Sort.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="上传的人")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "考核佐证"
        ordering = ["pk"]
        triggers = triggers.FILE

    def __str__(self) -> str:
        return self.file.name
