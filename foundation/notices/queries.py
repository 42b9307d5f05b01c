"""The inbox of the desk."""

from __future__ import annotations

from django.db.models import QuerySet

from foundation.agencies.models import Staff
from foundation.notices.models import Notice


def inbox(staff: Staff) -> QuerySet[Notice]:
    """The notices to a person, newest first."""
    return Notice.objects.filter(recipient=staff).order_by("-created_at", "-pk")


def unread_count(staff: Staff) -> int:
    """The number of unread notices to a person."""
    return Notice.objects.filter(recipient=staff, read_at=None).count()
