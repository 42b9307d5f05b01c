"""What later rooms read: the findings that were referred on, for whoever decides on accountability."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from inspection.models import Finding
from inspection.statute import Onward


def referred(since: datetime, *, onward: str = Onward.ACCOUNTABILITY) -> QuerySet[Finding]:
    """The findings that inspectors proposed for accountability since a moment: facts, on which others decide."""
    found: QuerySet[Finding] = Finding.objects.filter(onward=onward, onward_at__gte=since)
    return found.select_related("agency", "part__inspection").order_by("onward_at", "pk")
