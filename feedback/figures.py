"""What is counted of the messages of citizens; what was set aside does not count."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feedback.models import Message
from feedback.statute import COMPLAINT, ERROR, LEAK, WHY
from foundation.figures.declared import Span, Unit, elapsed, figure, kept_in_time


@figure("feedback.received", "收到的留言", unit=Unit.MATTERS, clause="条例51")
def received(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("created_at")).exclude(state=Message.State.SET_ASIDE)


@figure(
    "feedback.answered", "收到的留言里已经答复的", unit=Unit.SHARE, clause="条例51", part=Q(state="answered")
)
def answered(span: Span) -> QuerySet[Message]:
    return received(span)


@figure(
    "feedback.days",
    "答复一件留言用的天数（中位数）",
    unit=Unit.DAYS,
    clause="条例51",
    measure=elapsed("created_at", "answered_at", Unit.DAYS),
)
def days(span: Span) -> QuerySet[Message]:
    return Message.objects.filter(span.holds("answered_at"))


kept_in_time("feedback.errors_in_time", "按承诺的期限改正的网页差错", ERROR)
kept_in_time("feedback.leaks_in_time", "按期处理的泄露个人信息的网页", LEAK)
kept_in_time("feedback.complaints_in_time", "按承诺的期限答复的投诉举报", COMPLAINT)
kept_in_time("feedback.reasons_in_time", "按承诺的期限说明的不公开理由", WHY)
