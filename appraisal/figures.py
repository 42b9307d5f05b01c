"""What is counted of the appraisal itself (AP-8 to AP-10)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from appraisal.models import Case, Check, Rectification
from appraisal.statute import MEND, RECTIFY, SELF, Grade
from foundation.figures.declared import Span, Unit, figure, kept_in_time


@figure("appraisal.checks", "平时考核", unit=Unit.TIMES, clause="AP-8")
@figure("appraisal.checks_clear", "其中没有发现问题的", unit=Unit.SHARE, clause="AP-8", part=Q(problems=0))
def checks(span: Span) -> QuerySet[Check]:
    """Those of which the unit was told in the span."""
    return Check.objects.filter(span.holds("fed_back_at"))


@figure("appraisal.graded", "最终确定的考核等次", unit=Unit.TIMES, clause="AP-7")
@figure("appraisal.excellent", "其中优秀的", unit=Unit.SHARE, clause="AP-7", part=Q(grade=Grade.EXCELLENT))
@figure(
    "appraisal.unqualified", "其中不合格的", unit=Unit.SHARE, clause="AP-10", part=Q(grade=Grade.UNQUALIFIED)
)
def graded(span: Span) -> QuerySet[Case]:
    return Case.objects.filter(span.holds("final_at"))


@figure("appraisal.objected", "提出的考核异议", unit=Unit.MATTERS, clause="AP-9")
def objected(span: Span) -> QuerySet[Case]:
    return Case.objects.filter(span.holds("objected_at"))


@figure("appraisal.circulated", "经整改仍不合格、通报全县的单位", unit=Unit.MATTERS, clause="AP-10", clue=6)
def circulated(span: Span) -> QuerySet[Rectification]:
    """AP-10: whoever was told to the whole county is proposed for accountability."""
    return Rectification.objects.filter(span.holds("circulated_at"))


kept_in_time("appraisal.self_in_time", "按期报送的书面自评", SELF)
kept_in_time("appraisal.mended_in_time", "平时考核问题按期整改", MEND)
kept_in_time("appraisal.rectified_in_time", "不合格后按期报告整改", RECTIFY)
