"""Interpretations for programs: list, one of them, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Schema

from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part
from interpretation.models import READABLE, Interpretation, Link

router = part("interpretation", "政策解读")


class InterpretationRow(Schema):
    """A published interpretation; `documents` are the index numbers of what it is about.

    `media` and `captions` are the addresses of sound or film and of its captions (WebVTT), `seconds` is how long it lasts.
    """

    id: int
    title: str
    form: str
    author: str
    byline: str
    text: str
    spoken: str
    media: str
    captions: str
    seconds: float
    documents: list[str]
    agency: str
    agency_name: str
    published_at: datetime
    url: str


def _row(interpretation: Interpretation, links: Iterable[Link]) -> dict[str, Any]:
    return {
        "id": interpretation.pk,
        "title": interpretation.title,
        "form": interpretation.get_form_display(),
        "author": interpretation.get_author_display(),
        "byline": interpretation.byline,
        "text": interpretation.text,
        "spoken": interpretation.spoken,
        "media": reverse("interpretation:media", args=[interpretation.pk]) if interpretation.media else "",
        "captions": reverse("interpretation:captions", args=[interpretation.pk])
        if interpretation.captions
        else "",
        "seconds": interpretation.seconds,
        "documents": sorted({link.document.index_number for link in links}),
        "agency": interpretation.agency.code,
        "agency_name": interpretation.agency.name,
        "published_at": moment(interpretation.published_at),
        "url": reverse("interpretation:detail", args=[interpretation.pk]),
    }


def _rows(at: datetime) -> Any:
    """The public ones with their agency, and with those of their documents that everybody can read as `public_links`."""
    links = Link.objects.filter(document__state__in=READABLE, document__published_at__lte=at)
    links = links.select_related("document__index").only(
        "interpretation_id", "document__index__number", "document__state"
    )
    rows = Interpretation.objects.public(at).select_related("agency", "media").defer("chart")
    return rows.prefetch_related(Prefetch("links", queryset=links, to_attr="public_links"))


@router.get("", response=Listed[InterpretationRow], url_name="interpretations", summary="政策解读，新的在前")
def interpretations(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """公布的政策解读和它们解读的文件，新公布的在前。"""
    rows = asked.applied(_rows(timezone.now()))
    return page(
        request, asked, rows, InterpretationRow, lambda one: InterpretationRow(**_row(one, one.public_links))
    )


@router.get("/{id}", response=InterpretationRow, url_name="interpretation", summary="一篇解读")
def interpretation(
    request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]
) -> InterpretationRow:
    """一篇公布的政策解读。"""
    found = get_object_or_404(_rows(timezone.now()), pk=id)
    return InterpretationRow(**_row(found, found.public_links))


def _every(at: datetime) -> Iterator[dict[str, Any]]:
    for one in _rows(at).order_by("pk").iterator(chunk_size=500):
        yield _row(one, one.public_links)


def _taken_down() -> Collection[int]:
    withdrawn = Interpretation.objects.filter(state=Interpretation.State.WITHDRAWN)
    hidden = Interpretation.objects.filter(state=Interpretation.State.PUBLISHED).exclude(
        links__document__state__in=READABLE
    )
    return set(withdrawn.values_list("pk", flat=True)) | set(hidden.values_list("pk", flat=True))


dataset(Dataset("interpretations", "政策解读", _every, _taken_down))
