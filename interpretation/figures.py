"""What is counted of interpretations, questions and answers to public opinion, for the appraisal among others (PI-10)."""

from __future__ import annotations

from django.db.models import Case, Exists, FloatField, OuterRef, Q, QuerySet, When

from foundation.figures.declared import Of, Span, Unit, elapsed, figure, kept_in_time
from interpretation import statute
from interpretation.models import Duty, Interpretation, OpinionCase, Question, Response

_WITH_IT = Interpretation.objects.filter(duty=OuterRef("pk"), published_at=OuterRef("document__published_at"))
_BEYOND_TEXT = Interpretation.objects.filter(duty=OuterRef("pk"), state="published").exclude(
    form=statute.TEXT
)


@figure("interpretation.due", "发布的须解读文件", unit=Unit.MATTERS, clause="PI-3")
def due(span: Span) -> QuerySet[Duty]:
    return Duty.objects.filter(span.holds("document__published_at"), state=Duty.State.DUE)


@figure(
    "interpretation.together",
    "与文件同步发布解读的",
    unit=Unit.SHARE,
    clause="PI-4",
    part=Q(Exists(_WITH_IT)),
)
@figure(
    "interpretation.beyond_text",
    "除文字以外还有别的形式解读的",
    unit=Unit.SHARE,
    clause="PI-5",
    part=Q(Exists(_BEYOND_TEXT)),
)
def interpreted(span: Span) -> QuerySet[Duty]:
    return due(span)


@figure("interpretation.exempt", "批准免解读的文件", unit=Unit.MATTERS, clause="PI-3")
def exempt(span: Span) -> QuerySet[Duty]:
    return Duty.objects.filter(span.holds("document__published_at"), state=Duty.State.EXEMPT)


@figure("interpretation.published", "发布的解读", unit=Unit.MATTERS, clause="PI-7")
def published(span: Span) -> QuerySet[Interpretation]:
    return Interpretation.objects.filter(span.holds("published_at"))


@figure("interpretation.by_heads", "由负责人解读的", unit=Unit.SHARE, clause="PI-5", part=Q(author="head"))
def by_heads(span: Span) -> QuerySet[Interpretation]:
    return published(span)


@figure("interpretation.questions", "收到的政策提问", unit=Unit.MATTERS, clause="PI-5")
def questions(span: Span) -> QuerySet[Question]:
    return Question.objects.filter(span.holds("created_at"))


kept_in_time("interpretation.questions_in_time", "按承诺的期限答复的政策提问", statute.QUESTION)

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
