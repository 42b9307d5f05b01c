"""What is open, what came of it, the catalogue of a year, one decision from draft to outcome, the table of opinions."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.calendars import Event, calendar_file
from foundation.deadlines.counting import midnight
from foundation.pages.paging import page_of
from foundation.pages.public import public_page, site_url
from foundation.search.filters import NarrowingForm
from foundation.sheets import csv_file
from participation import dossier, reading
from participation.models import Call, Catalogue, Decision, Hearing, Proposal, Symposium
from participation.statute import Way

KINDS = {"open": "正在征求意见", "results": "已公开反馈"}


class ListForm(NarrowingForm):
    """Agency, year and whether it is open or answered."""

    kind = forms.CharField(required=False)

    def kind_chosen(self) -> str:
        """The chosen kind; blank where none is chosen or there is none like it."""
        self.is_valid()
        kind: str = self.cleaned_data.get("kind", "")
        return kind if kind in KINDS else ""


def _open(today: date) -> Q:
    return Q(calls__state=Call.State.OPEN, calls__closes_at__gt=midnight(today))


@public_page("agency", "year", "kind", "page")
def decision_list(request: HttpRequest) -> HttpResponse:
    """Open now with what is left of the time, then everything, the newest first."""
    form, today = ListForm(request.GET), localdate()
    (_q, within), kind = form.chosen(), form.kind_chosen()
    public = Decision.objects.public().select_related("agency")
    now = public.filter(_open(today)).annotate(until=Max("calls__closes_at")).order_by("until", "pk")
    rows = public
    if within.agency:
        rows = rows.filter(agency=within.agency)
    if within.year:
        rows = rows.filter(year=within.year)
    if kind == "open":
        rows = rows.filter(_open(today)).distinct()
    elif kind == "results":
        rows = rows.filter(calls__state=Call.State.FED_BACK).distinct()
    shown = form.shown()
    asked = {"agency": shown["agency"], "year": within.year or "", "kind": kind}
    page = page_of(request, rows.order_by("-started_at", "-pk"))
    context = {
        **shown,
        "kinds": list(KINDS.items()),
        "kind": kind,
        "years": [(str(year), f"{year} 年") for year in _years()],
        "year": str(within.year or ""),
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": bool(shown["agency"] or within.year or kind),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
        "open_now": [_closing(decision, today) for decision in now[:50]],
        "registering": Hearing.objects.registering(today).select_related("decision")[:50],
    }
    return render(request, "participation/list.html", context)


def _closing(decision: Any, today: date) -> dict[str, Any]:
    last = localdate(decision.until - timedelta(seconds=1))
    return {"decision": decision, "last": last, "left": (last - today).days + 1}


def _years() -> list[int]:
    """The years of the catalogue, the newest first."""
    found = Decision.objects.public().order_by().aggregate(first=Min("year"), last=Max("year"))
    return list(range(found["last"], found["first"] - 1, -1)) if found["last"] else []


class YearForm(forms.Form):
    """A year of the catalogue."""

    year = forms.IntegerField(required=False, min_value=2008, max_value=2999)


@public_page("year")
def catalogue(request: HttpRequest) -> HttpResponse:
    """The decisions of a year: matter, agency in charge, ways of participation, where it stands."""
    form = YearForm(request.GET)
    years = _years()
    year = (form.cleaned_data["year"] if form.is_valid() else None) or (
        years[0] if years else localdate().year
    )
    rows = Decision.objects.public().filter(year=year).select_related("agency").order_by("pk")
    published = list(Catalogue.objects.filter(year=year).order_by("edition"))
    numbers = published[-1].numbers if published else []
    context = {"year": year, "years": years, "rows": rows, "published": published, "numbers": numbers}
    return render(request, "participation/catalogue.html", context)


@public_page()
def decision_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One decision from draft to outcome; the result stands on the address of the draft."""
    came_of = Proposal.objects.public().filter(decision=OuterRef("pk")).order_by("pk").values("number")
    met = Symposium.objects.public().filter(decision=OuterRef("pk"))
    rows = Decision.objects.public().select_related("agency")
    rows = rows.annotate(came_of=ArraySubquery(came_of), met=Exists(met))
    decision = get_object_or_404(rows, number=number)
    today = localdate()
    shown = reading.editions(decision, today)
    document = None
    if decision.document_id is not None:
        public = Document.objects.public(timezone.now()).select_related("index")
        document = public.filter(pk__in=decision.versions).first()
    context = {
        "decision": decision,
        "editions": shown,
        "hearings": reading.hearings(decision, today),
        "symposia": reading.symposia(decision) if decision.met else [],
        "attendees": decision.attendees.all() if decision.submitted_at else [],
        "objected": reading.objected(decision, today),
        "open": next((each for each in shown if each.open), None),
        "planned": [Way(way).label for way in decision.ways],
        "document": document,
        "experts": reading.experts(decision),
        "poll": decision.polls.public().select_related("questionnaire").order_by("-pk").first(),
        "compared": document is not None and any(each.call.state == Call.State.FED_BACK for each in shown),
    }
    return render(request, "participation/detail.html", context)


@public_page("page")
def opinion_table(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The adoption table of a call whose feedback is published."""
    calls = Call.objects.public().exclude(fed_back_at=None).select_related("decision__agency")
    call = get_object_or_404(calls, decision__number=number, edition=edition)
    page = page_of(request, reading.opinions(call))
    context = {
        "call": call,
        "decision": call.decision,
        "page_obj": page,
        "total": call.counts["total"],
        "in_file": call.counts["total"] <= MOST_IN_FILE,
        "on_paper": call.counts["total"] <= dossier.MOST_PRINTED,
        "rows": list(reading.table(page)),
        "asked": "",
    }
    return render(request, "participation/opinions.html", context)


#: The most opinions in a file: of more the pages are read.
MOST_IN_FILE = 20_000


@public_page()
def opinion_paper(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The adoption table on paper."""
    calls = Call.objects.public().exclude(fed_back_at=None).select_related("decision__agency")
    call = get_object_or_404(calls, decision__number=number, edition=edition)
    if call.counts["total"] > dossier.MOST_PRINTED:
        raise Http404
    answer = HttpResponse(dossier.adoption_table(call), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}-{edition}.pdf"'
    return answer


@public_page()
def opinion_file(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The adoption table as a file for spreadsheets."""
    calls = Call.objects.public().exclude(fed_back_at=None)
    call = get_object_or_404(calls, decision__number=number, edition=edition)
    if call.counts["total"] > MOST_IN_FILE:
        raise Http404
    rows = reading.table(reading.opinions(call).iterator(chunk_size=1_000))
    return csv_file(f"{number}-{edition}", dossier.HEADS, (astuple(row) for row in rows))


@public_page()
def calendar(request: HttpRequest) -> HttpResponse:
    """The last days of everything that is open, as a calendar file."""
    today, site = localdate(), site_url(request)
    events = []
    rows = Call.objects.open_on(today).select_related("decision")
    for call in rows.order_by("closes_at", "pk"):
        last = call.last_day
        assert last is not None, "an open call has a last day"
        assert call.opened_at is not None
        address = site + reverse("participation:detail", args=[call.decision.number])
        events.append(Event(f"call-{call.pk}", last, f"今天24时截止：{call.title}", address, call.opened_at))
    return calendar_file("participation", "意见征集", events)


first: list[URLPattern] = [
    path("", decision_list, name="list"),
    path("catalogue/", catalogue, name="catalogue"),
    path("calendar.ics", calendar, name="calendar"),
]
urlpatterns: list[URLPattern] = [
    path("<slug:number>/", decision_detail, name="detail"),
    path("<slug:number>/opinions/<int:edition>/", opinion_table, name="opinions"),
    path("<slug:number>/opinions/<int:edition>.csv", opinion_file, name="opinions_file"),
    path("<slug:number>/opinions/<int:edition>.pdf", opinion_paper, name="opinions_paper"),
]
