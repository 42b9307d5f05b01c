"""What is counted of proactive disclosure."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from disclosure.models import Document
from disclosure.models.reassessment import ReassessedItem
from disclosure.statute import (
    COORDINATION_RULING,
    COORDINATION_VIEW,
    PUBLICATION,
    REASSESSMENT,
    REFUSAL_REPORT,
)
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.figures.declared import Span, Unit, figure, kept_in_time


@figure("disclosure.published", "发布的文件", unit=Unit.MATTERS, clause="PD-9")
def published(span: Span) -> QuerySet[Document]:
    return Document.objects.filter(span.holds("published_at"))


kept_in_time("disclosure.in_time", "在 20 个工作日内发布的", PUBLICATION)


@figure("disclosure.formed_unpublished", "过了期限还没有发布的文件", unit=Unit.MATTERS, clause="PD-9", clue=1)
def formed_unpublished(span: Span) -> QuerySet[Clock]:
    """Those whose time had run out, unpublished, when the last day of the span was over."""
    end = midnight(span.last + timedelta(days=1))
    waiting = Q(ended_at=None) | Q(ended_at__gte=end)
    return Clock.objects.filter(waiting, limit=PUBLICATION.code, due_at__lt=end)


kept_in_time("disclosure.refusals_reported_in_time", "按期向上一级报告的不予公开决定", REFUSAL_REPORT)
kept_in_time("disclosure.reassessed_in_time", "按期办结的不公开信息复核", REASSESSMENT)
kept_in_time("disclosure.views_in_time", "按期对公开内容提出的意见", COORDINATION_VIEW)
kept_in_time("disclosure.rulings_in_time", "按期作出的协调决定", COORDINATION_RULING)


def _decided(span: Span) -> QuerySet[ReassessedItem]:
    return ReassessedItem.objects.filter(
        span.holds("confirmed_at"), state__in=[ReassessedItem.State.KEPT, ReassessedItem.State.RELEASED]
    )


figure("disclosure.reassessed", "复核过的不公开信息", unit=Unit.MATTERS, clause="PD-7(3)")(_decided)
figure(
    "disclosure.released",
    "复核后转为公开的",
    unit=Unit.SHARE,
    clause="PD-7(3)",
    part=Q(state=ReassessedItem.State.RELEASED),
)(_decided)
