"""What is counted of public participation (PP, for the appraisal among others)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.figures.declared import Span, Unit, elapsed, figure
from participation import statute
from participation.models import Answer, Call, Decision, Opinion, Source

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
