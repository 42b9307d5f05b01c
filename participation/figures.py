"""What is counted of public participation (PP, for the appraisal among others)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.figures.declared import Span, Unit, elapsed, figure, kept_in_time
from participation import statute
from participation.acts.objecting import since_evaluation
from participation.models import (
    Answer,
    Attendee,
    Call,
    Decision,
    Evaluation,
    Hearing,
    LegalReview,
    Objection,
    Opinion,
    Poll,
    Postponement,
    Proposal,
    Representative,
    Source,
    Symposium,
)

_CALLS = Call.objects.readable().filter(decision=OuterRef("pk"))
#: Calls whose opinions were not fed back before their decision was announced.
_LATE = Call.objects.filter(decision=OuterRef("pk")).exclude(opened_at=None)
_LATE = _LATE.filter(Q(fed_back_at=None) | Q(fed_back_at__gt=OuterRef("announced_at")))
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
    "participation.not_adopted",
    "反馈了的意见里没有采纳的",
    unit=Unit.SHARE,
    clause="PP-4",
    part=Q(answer__result=Answer.Result.NOT_ADOPTED)
    | Q(membership__group__answer__result=Answer.Result.NOT_ADOPTED),
    agency="call__agency",
)
def not_taken_up(span: Span) -> QuerySet[Opinion]:
    return told(span)


@figure(
    "participation.before_decision",
    "公布的决策里，意见先于决策公布反馈的",
    unit=Unit.SHARE,
    clause="PP-4",
    part=~Q(Exists(_LATE)),
)
def announced(span: Span) -> QuerySet[Decision]:
    return Decision.objects.filter(span.holds("announced_at"))


@figure("participation.hearings", "举行的听证会", unit=Unit.TIMES, clause="PP-9")
@figure(
    "participation.hearings_on_time",
    "听证会按公告的时间举行的",
    unit=Unit.SHARE,
    clause="PP-9",
    part=~Q(Exists(Postponement.objects.filter(hearing=OuterRef("pk")))),
)
def hearings(span: Span) -> QuerySet[Hearing]:
    return Hearing.objects.filter(span.holds("held_at"))


@figure(
    "participation.representatives",
    "听证会代表",
    unit=Unit.PEOPLE,
    clause="PP-10",
    agency="hearing__agency",
)
@figure(
    "participation.citizens_heard",
    "听证会代表里的利害关系人、消费者和普通公众",
    unit=Unit.SHARE,
    clause="PP-10",
    part=Q(group__in=statute.CITIZENS),
    agency="hearing__agency",
)
@figure(
    "participation.attendance",
    "听证会代表到会的",
    unit=Unit.SHARE,
    clause="PP-10",
    part=Q(attended=True),
    agency="hearing__agency",
)
def representatives(span: Span) -> QuerySet[Representative]:
    rows = Representative.objects.sitting().filter(span.holds("hearing__held_at"))
    return rows.select_related("hearing")


@figure("participation.symposia", "召开的座谈会、咨询协商", unit=Unit.TIMES, clause="PP-5")
def symposia(span: Span) -> QuerySet[Symposium]:
    return Symposium.objects.filter(span.holds("held_at"))


@figure("participation.polls", "公布了报告的民意调查", unit=Unit.TIMES, clause="PP-6")
def polls(span: Span) -> QuerySet[Poll]:
    return Poll.objects.filter(span.holds("reported_at"))


@figure(
    "participation.attendees",
    "列席审议会议的代表",
    unit=Unit.PEOPLE,
    clause="PP-12",
    agency="decision__agency",
)
def attendees(span: Span) -> QuerySet[Attendee]:
    return Attendee.objects.filter(span.holds_day("met_on")).select_related("decision")


@figure(
    "participation.legal_review_days",
    "合法性审查的天数（中位数）",
    unit=Unit.DAYS,
    clause="决策条例26",
    measure=elapsed("sent_at", "concluded_at", Unit.DAYS),
    agency="decision__agency",
)
def legal_reviews(span: Span) -> QuerySet[LegalReview]:
    return LegalReview.objects.filter(span.holds("concluded_at"))


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
    none = (Proposal.State.SET_ASIDE, Proposal.State.WITHDRAWN)
    return Proposal.objects.filter(span.holds("received_at")).exclude(state__in=none)


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
    none = (Objection.State.SET_ASIDE, Objection.State.WITHDRAWN)
    return Objection.objects.filter(span.holds("received_at")).exclude(state__in=none)


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
    return Evaluation.objects.filter(span.holds_day("evaluated_on"), state=Evaluation.State.HELD)
