"""The public pages of what the county answers to public opinion. Every read goes through `public` (PI-10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm
from foundation.texts.kept import kept
from interpretation.models import Response
from interpretation.spans import took


@public_page("agency", "year", "page")
def response_list(request: HttpRequest) -> HttpResponse:
    """List what was answered, the newest first, by agency and year."""
    narrowing = NarrowingForm(request.GET)
    _q, within = narrowing.chosen()
    rows = within.applied(Response.objects.public(timezone.now())).select_related("agency", "case")
    page = page_of(request, rows.order_by("-published_at", "-pk"))
    shown = narrowing.shown(Response.kind)
    asked = {"agency": shown["agency"], "year": shown["year"]}
    context: dict[str, Any] = {
        **shown,
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": any(asked.values()),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "interpretation/response_list.html", context)


@public_page()
def response_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was answered on one matter, the first word first, and how long that took."""
    rows = Response.objects.public(timezone.now()).filter(case=pk).select_related("case", "agency")
    said = list(rows.order_by("published_at", "pk"))
    if not said:
        raise Http404
    case = said[0].case
    context = {
        "case": case,
        "first": said[0],
        "said": [(response, kept(response.body, below=True)) for response in said],
        "took": took(case.origin, case.first_word_at) if case.first_word_at else "",
        "description": " ".join(said[0].body.split())[:150],
    }
    return render(request, "interpretation/response_detail.html", context)
