"""The scheme of a year: a tree of indicators by kind of unit, fixed once it is issued (AP-5, AP-6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from appraisal import scoring, triggers
from appraisal.statute import CLASS_OF, COMPUTED, Absent, Kind, UnitClass
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.figures.declared import Span

#: The county's office prepares it, its leaders issue it, assessors go by it.
READERS = Readers.of(
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
    Role.DISCLOSURE_HEAD,
    county=frozenset({Role.COUNTY_SUPERVISOR, Role.ASSESSOR}),
)


class Scheme(FSMModelMixin, Matter):  # type: ignore[misc]
    """One version of the scheme of a year, kept by the county's office (`agency`)."""

    kind = "appraisal_scheme"
    readers = READERS

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟定中"
        CHECKED = "checked", "已核对，待印发"
        ISSUED = "issued", "已印发"
        SUPERSEDED = "superseded", "已由新版本替代"
        ABANDONED = "abandoned", "已放弃"

    #: What may be read by every unit: it binds them.
    KNOWN: ClassVar[tuple[str, ...]] = ("issued", "superseded")

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    title = models.CharField("名称", max_length=100)
    number = models.CharField("文号", max_length=60, blank=True)
    starts_on = models.DateField("考核期从")
    ends_on = models.DateField("考核期到")
    bonus_cap = models.DecimalField("加分合计上限", max_digits=5, decimal_places=2, default=Decimal(0))
    bonus_from = models.DecimalField("得分满多少才加分", max_digits=5, decimal_places=2, default=Decimal(0))
    #: By how much the score is multiplied as it enters the unit's yearly target (折算, AP-10).
    factor = models.DecimalField("折算系数", max_digits=5, decimal_places=4, default=Decimal("0.04"))
    #: By code the units that are appraised as another kind than `CLASS_OF` says.
    classes = models.JSONField("另列类别的单位", default=dict, blank=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="上一版本"
    )
    changed_because = models.CharField("更正的原因", max_length=500, blank=True)
    drafted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟定人")
    #: What it would have given last year: by unit, as `computing.trial` writes it.
    trial = models.JSONField("试算", default=list, blank=True)
    tried_at = models.DateTimeField("试算时间", null=True, blank=True)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.DRAFTING, protected=True)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["trial"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核方案"
        ordering = ["-year", "-version"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="appraisal_scheme_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"],
                condition=~Q(state="abandoned"),
                name="appraisal_scheme_version",
                violation_error_message="这一年这个版本的考核方案已经有了。",
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="issued"), name="appraisal_scheme_one_issued"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="appraisal_scheme_period",
                violation_error_message="考核期的截止日期要晚于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(bonus_cap__gte=0, bonus_cap__lte=20, bonus_from__gte=0, bonus_from__lte=100),
                name="appraisal_scheme_bonus",
                violation_error_message="加分合计最多 20 分。",
            ),
            models.CheckConstraint(
                condition=Q(factor__gt=0, factor__lte=1),
                name="appraisal_scheme_factor",
                violation_error_message="折算系数要大于 0，不大于 1。",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(predecessor__isnull=False) & ~Q(changed_because=""),
                name="appraisal_scheme_changed_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "superseded"])
                | Q(issued_at__isnull=False, tried_at__isnull=False) & ~Q(number=""),
                name="appraisal_scheme_issued_tried",
                violation_error_message="方案要编文号，先用上一年的数据试算，再印发（AP-6）。",
            ),
        ]
        triggers = triggers.SCHEME

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The office's own; of any unit what is issued."""
        known = Q(state__in=cls.KNOWN) if agencies else Q(pk=None)
        return Q(agency_id__in=agencies) | known

    @property
    def named_outside(self) -> str:
        """What mail says: the year."""
        return f"{self.year} 年考核方案"

    @property
    def span(self) -> Span:
        """The days that are appraised."""
        return Span(self.starts_on, self.ends_on)

    @property
    def terms(self) -> scoring.Terms:
        """What it says of bonuses."""
        return scoring.Terms(self.bonus_cap, self.bonus_from)

    def class_of(self, agency: Agency) -> UnitClass | None:
        """As what an agency is appraised; None of a party body, which AP-4 does not name."""
        told = self.classes.get(agency.code) or CLASS_OF.get(agency.kind)
        return UnitClass(told) if told else None

    @property
    def tree(self) -> list[Indicator]:
        """Every node, parents before what stands below them."""
        return list(self.indicators.select_related("parent").order_by("place"))

    @property
    def leaves(self) -> list[Indicator]:
        """The indicators that make points, bonuses and vetoes among them."""
        return [node for node in self.tree if node.leaf]

    @transition(field=state, source=State.DRAFTING, target=State.CHECKED)
    def check_over(self) -> None:
        """It adds up, and was tried on last year's data."""

    @transition(field=state, source=State.CHECKED, target=State.DRAFTING)
    def give_back(self) -> None:
        """Something is to be changed."""

    @transition(field=state, source=State.CHECKED, target=State.ISSUED)
    def issue(self, at: datetime, number: str) -> None:
        """It binds everybody, and nothing of it changes any more."""
        self.issued_at, self.number = at, number

    @transition(field=state, source=State.ISSUED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer version stands in its place."""

    @transition(field=state, source=[State.DRAFTING, State.CHECKED], target=State.ABANDONED)
    def abandon(self) -> None:
        """It is not issued."""


class Indicator(models.Model):
    """One node of the tree: a head, or a `leaf` that makes points, for some kinds of units."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="indicators", verbose_name="考核方案")
    place = models.PositiveSmallIntegerField("序号")
    code = models.CharField("编号", max_length=20)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="上级指标"
    )
    name = models.CharField("名称", max_length=300)
    classes = ArrayField(
        models.CharField(max_length=12, choices=UnitClass.choices), verbose_name="适用的单位类别"
    )
    points = models.DecimalField("满分", max_digits=6, decimal_places=2)
    leaf = models.BooleanField("直接计分", default=True)
    kind = models.CharField("计分方式", max_length=12, choices=Kind.choices, blank=True)
    #: What the rule needs besides, numbers as text: `rules.read` makes it, `rules.worded` says it.
    params = models.JSONField("参数", default=dict, blank=True)
    figure = models.CharField("数据来源", max_length=80, blank=True)
    proof = models.CharField("佐证要求", max_length=300, blank=True)
    clause = models.CharField("依据条款", max_length=40, blank=True)
    absent = models.CharField("缺项规则", max_length=8, choices=Absent.choices, default=Absent.SPREAD)

    class Meta:
        verbose_name = verbose_name_plural = "考核指标"
        ordering = ["scheme", "place"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="appraisal_indicator_code"),
            models.UniqueConstraint(
                fields=["scheme", "place"],
                name="appraisal_indicator_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="appraisal_indicator_points"
            ),
            models.CheckConstraint(
                condition=Q(leaf=True) & ~Q(kind="") & ~Q(clause="") | Q(leaf=False, kind="", figure=""),
                name="appraisal_indicator_leaf_has_rule",
                violation_error_message="每个计分的指标都要有计分方式和依据条款（AP-6）。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in COMPUTED]) | ~Q(figure=""),
                name="appraisal_indicator_computed_has_figure",
                violation_error_message="自动计分的指标要写数据来源（AP-6）。",
            ),
            models.CheckConstraint(condition=~Q(classes=[]), name="appraisal_indicator_for_somebody"),
        ]
        triggers = triggers.INDICATOR

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def rule(self) -> scoring.Rule:
        """How it makes points."""
        from appraisal.rules import rule_of

        return rule_of(self.kind, self.points, self.absent, self.params)

    @property
    def computed(self) -> bool:
        """Whether the portal reads its number: of these nothing is typed."""
        return bool(self.figure)

    @property
    def classes_label(self) -> str:
        """For whom it is, in words."""
        if len(self.classes) == len(UnitClass):
            return "所有单位"
        return "、".join(str(UnitClass(one).label) for one in self.classes)

    def is_for(self, unit_class: str) -> bool:
        """Whether units of that kind are appraised by it."""
        return unit_class in self.classes

    @classmethod
    def copied(cls, scheme: Scheme, nodes: Iterable[Indicator]) -> None:
        """The nodes of another scheme, parents first, in this one."""
        made: dict[int, Indicator] = {}
        for node in nodes:
            values: dict[str, Any] = {
                field: getattr(node, field)
                for field in (
                    "place",
                    "code",
                    "name",
                    "classes",
                    "points",
                    "leaf",
                    "kind",
                    "params",
                    "figure",
                    "proof",
                    "clause",
                    "absent",
                )
            }
            parent = made.get(node.parent_id) if node.parent_id else None
            made[node.pk] = cls.objects.create(scheme=scheme, parent=parent, **values)
