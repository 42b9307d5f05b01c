"""What is counted of rounds, results, suggestions and supervisors (SE), for the appraisal and the annual report."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from evaluation.models import Complaint, Round, ScoreSheet, Suggestion, Supervisor, UnitResult
from evaluation.statute import ANSWER, DECIDE, FEEDBACK, MEND, Grade
from foundation.figures.declared import Span, Unit, elapsed, figure, kept_in_time

State = Suggestion.State
_MADE = (State.DONE, State.VERIFIED, State.FED_BACK)


@figure("evaluation.rounds", "通报了结果的社会评议", unit=Unit.TIMES, clause="SE-6")
def rounds(span: Span) -> QuerySet[Round]:
    return Round.objects.filter(span.holds("announced_at"))


@figure("evaluation.results", "被评议的次数", unit=Unit.TIMES, clause="SE-3")
@figure(
    "evaluation.well",
    "评为满意的",
    unit=Unit.SHARE,
    clause="SE-7",
    part=Q(grade=Grade.WELL, corrected_grade="") | Q(corrected_grade=Grade.WELL),
)
@figure(
    "evaluation.badly",
    "评为不满意的",
    unit=Unit.SHARE,
    clause="SE-7",
    part=Q(grade=Grade.BADLY, corrected_grade="") | Q(corrected_grade=Grade.BADLY),
)
@figure(
    "evaluation.too_few",
    "样本不足、不定等次的",
    unit=Unit.SHARE,
    clause="SE-7",
    part=Q(grade=Grade.TOO_FEW, corrected_grade="") | Q(corrected_grade=Grade.TOO_FEW),
)
@figure(
    "evaluation.objected", "提出异议的", unit=Unit.SHARE, clause="SE-6", part=Q(objected_at__isnull=False)
)
def results(span: Span) -> QuerySet[UnitResult]:
    """Those of rounds that were announced in the span."""
    return UnitResult.objects.filter(
        round__in=Round.objects.filter(span.holds("announced_at")), state=UnitResult.State.ANNOUNCED
    )


@figure(
    "evaluation.days_to_feedback",
    "从定等次到书面反馈",
    unit=Unit.DAYS,
    clause="SE-6",
    measure=elapsed("round__graded_at", "fed_back_at", Unit.DAYS),
)
def fed_back(span: Span) -> QuerySet[UnitResult]:
    return UnitResult.objects.filter(span.holds("fed_back_at"))


@figure("evaluation.suggestions", "交办的意见建议", unit=Unit.MATTERS, clause="SE-8")
@figure(
    "evaluation.adopted",
    "其中采纳的",
    unit=Unit.SHARE,
    clause="SE-8",
    part=Q(promised_on__isnull=False),
)
@figure("evaluation.mended", "其中整改完的", unit=Unit.SHARE, clause="SE-8", part=Q(state__in=_MADE))
@figure(
    "evaluation.mended_late",
    "其中过了承诺的日期才整改完的",
    unit=Unit.SHARE,
    clause="SE-8",
    part=Q(state__in=_MADE, done_on__gt=F("promised_on")),
)
def suggestions(span: Span) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(span.holds("created_at"))


@figure("evaluation.accountability", "没有按期整改、提请追究责任的", unit=Unit.MATTERS, clause="SE-8", clue=5)
def accountability(span: Span) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(span.holds("accountability_at"))


@figure(
    "evaluation.visits",
    "社会监督员和评议小组的评分表",
    unit=Unit.TIMES,
    clause="SE-5",
    agency="unit__evaluated",
)
def sheets(span: Span) -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.entered_twice().filter(span.holds("entered_at"))


@figure("evaluation.supervisors", "聘任中的评议员", unit=Unit.PEOPLE, clause="SE-5")
def supervisors(span: Span) -> QuerySet[Supervisor]:
    """Those who served on the last day of the span."""
    return Supervisor.objects.filter(
        state__in=["appointed", "expired", "ended"], starts_on__lte=span.last, ends_on__gte=span.last
    )


@figure("evaluation.complaints", "代填、要求填写的投诉", unit=Unit.MATTERS, clause="SE-5")
@figure(
    "evaluation.complaints_true",
    "其中属实的",
    unit=Unit.SHARE,
    clause="SE-5",
    part=Q(finding=Complaint.Finding.TRUE),
)
def complaints(span: Span) -> QuerySet[Complaint]:
    return Complaint.objects.filter(span.holds("created_at"))


kept_in_time("evaluation.feedback_in_time", "按时书面反馈评议结果的", FEEDBACK)
kept_in_time("evaluation.answer_in_time", "按时答复异议的", ANSWER)
kept_in_time("evaluation.decided_in_time", "按时决定是否采纳意见建议的", DECIDE)
kept_in_time("evaluation.mended_in_time", "在承诺的日期以前整改完的", MEND)
