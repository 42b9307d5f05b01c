"""What the public catalogue says of what is not published: name, ground, day, and what anybody may do (SR-12, PD-8)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure.models.reassessment import WithheldEntry
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm


@public_page("agency", "page")
def withheld(request: HttpRequest) -> HttpResponse:
    """The entries of all agencies, or of one, the newest decision first."""
    form = NarrowingForm(request.GET)
    _q, within = form.chosen()
    rows = WithheldEntry.objects.public().select_related("agency")
    if within.agency:
        rows = rows.filter(agency=within.agency)
    shown = form.shown()
    context = {
        **{name: shown[name] for name in ("agencies", "agency", "agency_name", "narrowed")},
        "page_obj": page_of(request, rows.order_by("-decided_on", "-pk")),
    }
    return render(request, "disclosure/withheld.html", context)
