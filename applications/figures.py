"""What is counted of complaints about the handling of applications (OR-7)."""

from __future__ import annotations

from django.db.models import QuerySet

from applications.models import Complaint
from foundation.figures.declared import Span, Unit, figure


@figure(
    "applications.complaints_upheld",
    "查明属实的对依申请公开的投诉",
    unit=Unit.MATTERS,
    clause="OR-7",
    agency="against",
    clue=3,
)
def complaints_upheld(span: Span) -> QuerySet[Complaint]:
    """Those answered in the span as founded, wholly or in part; each counts for the agency complained of."""
    founded = (Complaint.Finding.FOUNDED, Complaint.Finding.PARTLY)
    return Complaint.objects.filter(span.holds_day("answered_on"), finding__in=founded)
