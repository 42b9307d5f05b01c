"""What is counted of applications: received, answered in time, extended, overturned, complained of, made public (OR)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from applications.models import Application, Complaint
from applications.models.complaint import Remedy
from applications.statute import AMENDMENT_NOTICE, REPLY
from disclosure.models import Document
from foundation.figures.declared import Span, Unit, figure, kept_in_time


@figure("applications.received", "收到的公开申请", unit=Unit.MATTERS, clause="条例33")
@figure(
    "applications.extended",
    "其中延长了答复期限的",
    unit=Unit.SHARE,
    clause="OR-5",
    part=Q(extended_on__isnull=False),
)
def received(span: Span) -> QuerySet[Application]:
    return Application.objects.filter(span.holds_day("received_on"))


kept_in_time("applications.in_time", "按期答复的公开申请", REPLY)
kept_in_time("applications.amendments_in_time", "按期告知补正的公开申请", AMENDMENT_NOTICE)


@figure("applications.overturned", "被复议、诉讼纠正的公开申请", unit=Unit.MATTERS, clause="OR-4", clue=1)
def overturned(span: Span) -> QuerySet[Application]:
    """Each application once, however often it was overturned."""
    corrected = Remedy.objects.filter(span.holds_day("concluded_on"), result=Remedy.Result.CORRECTED)
    return Application.objects.filter(pk__in=corrected.values("application"))


@figure(
    "applications.complaints_upheld",
    "查实的公开申请投诉",
    unit=Unit.MATTERS,
    clause="OR-7",
    agency="against",
    clue=3,
)
def complaints_upheld(span: Span) -> QuerySet[Complaint]:
    """Those that the authority above found to be true, or partly."""
    founded = (Complaint.Finding.FOUNDED, Complaint.Finding.PARTLY)
    return Complaint.objects.filter(span.holds_day("answered_on"), finding__in=founded)


@figure("applications.converted", "由申请转为主动公开的公文", unit=Unit.MATTERS, clause="条例44")
def converted(span: Span) -> QuerySet[Document]:
    behind = Application.objects.exclude(disclosure_draft=None).values("disclosure_draft")
    return Document.objects.filter(span.holds("published_at"), pk__in=behind)
