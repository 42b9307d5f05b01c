"""What is counted of public participation (PP, for the appraisal among others)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.figures.declared import Span, Unit, elapsed, figure, kept_in_time
from participation import statute
from participation.acts.objecting import since_evaluation
from participation.models import Answer, Call, Decision, Evaluation, Objection, Opinion, Proposal, Source

_CALLS = Call.objects.readable().filter(decision=OuterRef("pk"))
_TAKEN_UP = (Answer.Result.ADOPTED, Answer.Result.PARTLY)


@figure("participation.decisions", "年度目录里的重大决策事项", unit=Unit.MATTERS, clause="PP-3")
@figure(
    "participation.consulted",
    "目录事项里公开征求过意见的",
    unit=Unit.SHARE,
    clause="PP-3",
    part=Q(Exists(_CALLS)),
)
def decisions(span: Span) -> QuerySet[Decision]:
    return Decision.objects.public().filter(year__range=(span.first.year, span.last.year))


@figure("participation.calls", "公开征求意见", unit=Unit.TIMES, clause="PP-7")
@figure(
    "participation.thirty_days",
    "征求意见不少于 30 日的",
    unit=Unit.SHARE,
    clause="PP-7",
    part=Q(days__gte=statute.USUAL_DAYS),
)
def calls(span: Span) -> QuerySet[Call]:
    return Call.objects.readable().filter(span.holds("opened_at"))


@figure(
    "participation.silent",
    "截止时一条意见也没有收到的",
    unit=Unit.SHARE,
    clause="PP-7",
    part=~Q(Exists(Opinion.objects.filter(call=OuterRef("pk")))),
)
def closed(span: Span) -> QuerySet[Call]:
    over = (Call.State.CLOSED, Call.State.FED_BACK)
    return Call.objects.filter(span.holds("closes_at"), state__in=over)


@figure("participation.opinions", "收到的意见", unit=Unit.MATTERS, clause="PP-4", agency="call__agency")
@figure(
    "participation.on_paper",
    "意见里不是网上提的",
    unit=Unit.SHARE,
    clause="PP-4",
    part=~Q(channel=Source.WEB),
    agency="call__agency",
)
def opinions(span: Span) -> QuerySet[Opinion]:
    return Opinion.objects.filter(span.holds("received_at"))


@figure(
    "participation.taken_up",
    "反馈了的意见里采纳、部分采纳的",
    unit=Unit.SHARE,
    clause="PP-4",
    part=Q(answer__result__in=_TAKEN_UP) | Q(membership__group__answer__result__in=_TAKEN_UP),
    agency="call__agency",
)
def told(span: Span) -> QuerySet[Opinion]:
    return Opinion.objects.filter(span.holds("call__fed_back_at"))


@figure(
    "participation.days_to_feedback",
    "截止到反馈的天数（中位数）",
    unit=Unit.DAYS,
    clause="PP-4",
    measure=elapsed("closes_at", "fed_back_at", Unit.DAYS),
)
def fed_back(span: Span) -> QuerySet[Call]:
    return Call.objects.filter(span.holds("fed_back_at"))


# Proposals and objections

_ANSWERED = (Proposal.State.TAKEN_UP, Proposal.State.DECLINED)


@figure("participation.proposals", "收到的决策建议", unit=Unit.MATTERS, clause="决策条例10")
@figure(
    "participation.proposals_on_paper",
    "决策建议里不是网上提的",
    unit=Unit.SHARE,
    clause="决策条例10",
    part=~Q(channel=Source.WEB),
)
def proposals(span: Span) -> QuerySet[Proposal]:
    return Proposal.objects.filter(span.holds("received_at")).exclude(state=Proposal.State.SET_ASIDE)


@figure(
    "participation.studied",
    "研究论证过的决策建议",
    unit=Unit.MATTERS,
    clause="决策条例10",
    agency="studied_by",
)
def studied(span: Span) -> QuerySet[Proposal]:
    return Proposal.objects.filter(span.holds("studied_at"))


@figure("participation.proposals_answered", "答复的决策建议", unit=Unit.MATTERS, clause="决策条例10")
@figure(
    "participation.proposals_taken_up",
    "答复的决策建议里采纳的",
    unit=Unit.SHARE,
    clause="决策条例10",
    part=Q(state=Proposal.State.TAKEN_UP),
)
@figure(
    "participation.days_to_decide",
    "收到决策建议到答复的天数（中位数）",
    unit=Unit.DAYS,
    clause="决策条例10",
    measure=elapsed("received_at", "answered_at", Unit.DAYS),
)
def proposals_answered(span: Span) -> QuerySet[Proposal]:
    return Proposal.objects.filter(span.holds("answered_at"), state__in=_ANSWERED)


@figure("participation.objections", "对已公布决策的意见", unit=Unit.MATTERS, clause="决策条例35")
def objections(span: Span) -> QuerySet[Objection]:
    return Objection.objects.filter(span.holds("received_at")).exclude(state=Objection.State.SET_ASIDE)


@figure(
    "participation.days_to_answer",
    "收到对决策的意见到答复的天数（中位数）",
    unit=Unit.DAYS,
    clause="决策条例35",
    measure=elapsed("received_at", "answered_at", Unit.DAYS),
)
def objections_answered(span: Span) -> QuerySet[Objection]:
    return Objection.objects.filter(span.holds("answered_at"), state=Objection.State.ANSWERED)


kept_in_time("participation.proposals_in_time", "按承诺答复的决策建议", statute.PROPOSAL)
kept_in_time("participation.objections_in_time", "按承诺答复的对决策的意见", statute.OBJECTION)


@figure(
    "participation.much_objected",
    f"执行中的决策，意见到 {statute.MANY_OBJECTIONS} 件要考虑后评估的",
    unit=Unit.MATTERS,
    clause="决策条例36",
)
def much_objected(span: Span) -> QuerySet[Decision]:
    many = since_evaluation(OuterRef("pk")).filter(span.holds("created_at")).order_by("pk")
    nth = statute.MANY_OBJECTIONS - 1
    return Decision.objects.filter(Exists(many[nth : nth + 1]), state=Decision.State.ANNOUNCED)


@figure(
    "participation.evaluations", "决策后评估", unit=Unit.TIMES, clause="决策条例36", agency="decision__agency"
)
def evaluations(span: Span) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(span.holds_day("evaluated_on"), held=True)
