"""What may be said here, to whom and by when; the published answers; how many came and were answered in time."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.timezone import localdate

from feedback import queries
from feedback.models import PublishedMessage, Sort
from feedback.statute import LEAK
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm


class SortForm(NarrowingForm):
    """Agency and sort."""

    sort = forms.CharField(required=False)

    def sort_chosen(self) -> str:
        """The chosen sort; blank where none is chosen or there is none like it."""
        self.is_valid()
        sort: str = self.cleaned_data.get("sort", "")
        return sort if sort in Sort.values else ""


@public_page("agency", "sort", "page")
def message_list(request: HttpRequest) -> HttpResponse:
    """The three doors, the counts of twelve months, and the published answers, the newest first."""
    form = SortForm(request.GET)
    (_q, within), sort = form.chosen(), form.sort_chosen()
    rows = within.applied(PublishedMessage.objects.public())
    if sort:
        rows = rows.filter(sort=sort)
    rows = rows.select_related("agency").defer("question", "answer").order_by("-published_at", "-pk")
    page = page_of(request, rows)
    shown = form.shown()
    asked = {"agency": shown["agency"], "sort": sort}
    context = {
        **shown,
        "sorts": Sort.choices,
        "sort": sort,
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": bool(sort or shown["agency"]),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
        "counts": queries.counts(localdate()),
        "promised": queries.PROMISED,
        "urgent": LEAK,
    }
    return render(request, "feedback/list.html", context)


@public_page()
def message_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One published answer."""
    rows = PublishedMessage.objects.public().select_related("agency")
    return render(request, "feedback/detail.html", {"message": get_object_or_404(rows, number=number)})


urlpatterns: list[URLPattern] = [
    path("", message_list, name="list"),
    path("<slug:number>/", message_detail, name="detail"),
]
