"""What is counted of the answers to public opinion (PI-10, and by its second paragraph for the appraisal)."""

from __future__ import annotations

from django.db.models import Case, FloatField, Q, QuerySet, When

from foundation.figures.declared import Of, Span, Unit, elapsed, figure, kept_in_time
from interpretation import statute
from interpretation.models import OpinionCase, Response

_HOURS = Case(
    When(appeared_at=None, then=elapsed("found_at", "first_word_at", Unit.HOURS)),
    default=elapsed("appeared_at", "first_word_at", Unit.HOURS),
    output_field=FloatField(),
)


@figure("interpretation.opinions", "登记的舆情", unit=Unit.MATTERS, clause="PI-8")
def opinions(span: Span) -> QuerySet[OpinionCase]:
    return OpinionCase.objects.filter(span.holds("created_at"))


@figure("interpretation.emergencies", "其中特别重大、重大突发事件", unit=Unit.MATTERS, clause="PI-10")
def emergencies(span: Span) -> QuerySet[OpinionCase]:
    return opinions(span).filter(emergency=True, level__in=statute.GRAVE)


@figure("interpretation.unanswered", "研判为不需回应的", unit=Unit.MATTERS, clause="PI-8")
def unanswered(span: Span) -> QuerySet[OpinionCase]:
    return opinions(span).filter(state=OpinionCase.State.NO_ANSWER)


@figure("interpretation.hours", "首次回应用的小时（中位数）", unit=Unit.HOURS, clause="PI-10", measure=_HOURS)
@figure(
    "interpretation.most_hours",
    "首次回应用的小时（最长）",
    unit=Unit.HOURS,
    clause="PI-10",
    measure=_HOURS,
    of=Of.GREATEST,
)
def answered(span: Span) -> QuerySet[OpinionCase]:
    return OpinionCase.objects.filter(span.holds("first_word_at"))


kept_in_time("interpretation.word_in_time", "5 小时内发布权威信息的", statute.WORD)
kept_in_time("interpretation.press_in_time", "24 小时内举行新闻发布会的", statute.PRESS_CONFERENCE)
kept_in_time("interpretation.answer_in_time", "48 小时内回应的", statute.ANSWER)


@figure("interpretation.press", "举行的舆情新闻发布会", unit=Unit.TIMES, clause="PI-10")
def press(span: Span) -> QuerySet[OpinionCase]:
    return OpinionCase.objects.filter(span.holds("press_at"))


@figure("interpretation.later_words", "后续发布", unit=Unit.TIMES, clause="PI-10")
def later(span: Span) -> QuerySet[Response]:
    published = Response.objects.filter(span.holds("published_at"), sort=statute.LATER)
    return published.filter(state=Response.State.PUBLISHED)


@figure("interpretation.evaluated", "回应之后评估过的", unit=Unit.SHARE, clause="PI-8", part=~Q(effect=""))
def evaluated(span: Span) -> QuerySet[OpinionCase]:
    return answered(span)
