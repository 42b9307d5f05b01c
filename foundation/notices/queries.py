"""Reads for the desk."""

from __future__ import annotations

from django.db.models import QuerySet

from foundation.agencies.models import Staff
from foundation.notices.models import Notice


def inbox(staff: Staff) -> QuerySet[Notice]:
    """What a person has been told, newest first."""
    return Notice.objects.filter(recipient=staff).order_by("-created_at", "-pk")


def unread_count(staff: Staff) -> int:
    """How much of it is not read yet."""
    return Notice.objects.filter(recipient=staff, read_at=None).count()
