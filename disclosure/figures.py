"""What is counted of proactive disclosure."""

from __future__ import annotations

from django.db.models import QuerySet

from disclosure.models import Document
from disclosure.statute import PUBLICATION, REFUSAL_REPORT
from foundation.figures.declared import Span, Unit, figure, kept_in_time


@figure("disclosure.published", "发布的文件", unit=Unit.MATTERS, clause="PD-9")
def published(span: Span) -> QuerySet[Document]:
    return Document.objects.filter(span.holds("published_at"))


kept_in_time("disclosure.in_time", "在 20 个工作日内发布的", PUBLICATION)
kept_in_time("disclosure.refusals_reported_in_time", "按期向上一级报告的不予公开决定", REFUSAL_REPORT)
