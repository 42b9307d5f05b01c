"""What an interpretation shows besides its text: sound and film, captions, photos, 跟我有关吗, days for the calendar."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from foundation.calendars import Event, calendar_file
from foundation.files.delivering import deliver, deliver_in_parts
from foundation.pages.public import public_page, site_url
from interpretation import queries
from interpretation.marked import asks_in, dates_in
from interpretation.models import Interpretation, Photo

#: The days before a day to keep in mind at which a phone reminds.
REMINDS = 7


def _public(pk: int, *named: str) -> Interpretation:
    rows = Interpretation.objects.public(timezone.now()).select_related(*named)
    found: Interpretation = get_object_or_404(rows, pk=pk)
    return found


@public_page()
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sound or film, whole or in the parts that a player asks for."""
    interpretation = _public(pk, "media")
    if interpretation.media is None:
        raise Http404
    _stem, _dot, extension = interpretation.media.name.rpartition(".")
    return deliver_in_parts(request, interpretation.media, f"{interpretation.title[:60]}.{extension}")


@public_page()
def captions(request: HttpRequest, pk: int) -> HttpResponse:
    """The captions of a film, as they were checked when they came in."""
    interpretation = _public(pk)
    if not interpretation.captions:
        raise Http404
    return HttpResponse(interpretation.captions, content_type="text/vtt; charset=utf-8")


@public_page()
def photo(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    """A photo, as a cleaned copy."""
    found = get_object_or_404(Photo.objects.select_related("file"), pk=photo, interpretation=_public(pk))
    return deliver(found.file, public=True, shown=True)


@public_page()
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """跟我有关吗: the questions, and what follows from the answers in the address. Nothing is kept of them."""
    interpretation = _public(pk)
    asks = asks_in(interpretation.selfcheck)
    if not asks:
        raise Http404
    given: list[dict[str, Any]] = []
    for number, ask in enumerate(asks, 1):
        told = request.GET.get(f"q{number}", "")
        chosen = next((one for place, one in enumerate(ask.choices, 1) if told == str(place)), None)
        given.append({"ask": ask, "name": f"q{number}", "chosen": chosen})
    answered = [one for one in given if one["chosen"]]
    places = queries.places(interpretation, timezone.now()) if answered else {}
    for one in answered:
        named = one["chosen"].articles
        one["articles"] = [(article, queries.place_of(article, places)) for article in named]
    context = {
        "interpretation": interpretation,
        "given": given,
        "answered": answered,
        "left": len(given) - len(answered) if answered else 0,
    }
    return render(request, "interpretation/mine.html", context)


@public_page()
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The days to keep in mind, as a calendar file."""
    interpretation = _public(pk)
    found = dates_in(interpretation.dates)
    if not found:
        raise Http404
    assert interpretation.published_at is not None, "what is public was published"
    address = site_url(request) + reverse("interpretation:detail", args=[pk])
    events = [
        Event(
            uid=f"interpretation-{pk}-{number}",
            day=one.day,
            says=f"{one.day.month}月{one.day.day}日{one.says}",
            url=address,
            stamp=interpretation.published_at,
            reminds=REMINDS,
        )
        for number, one in enumerate(found, 1)
    ]
    return calendar_file(f"interpretation-{pk}", interpretation.title, events)
