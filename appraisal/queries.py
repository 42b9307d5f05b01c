"""What others read of appraisals: the search index."""

from __future__ import annotations

from django.urls import reverse

from appraisal.models import Appraisal
from foundation.search.entries import EntryData, indexed


@indexed(Appraisal.kind, "政务公开考核", lambda at: Appraisal.objects.public().select_related("agency"))
def index(row: Appraisal) -> EntryData:
    """Index a published year by its result in words."""
    assert row.published_at is not None, "it is public"
    return EntryData(
        row.pk,
        row.title,
        row.summary,
        reverse("appraisal:detail", args=[row.year]),
        row.agency,
        row.published_at,
    )
