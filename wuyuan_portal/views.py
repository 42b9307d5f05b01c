"""The home page, the pages of agencies, and the health check."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from disclosure import statute
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.clauses import Citation, cite
from foundation.condition.readings import exposition
from foundation.deadlines.limits import LIMITS
from foundation.pages.public import public_page, site_url
from foundation.rooms import Part
from foundation.search.counts import by_agency, by_theme
from wuyuan_portal.rooms import rooms

cite("PD-4", by=Citation("page", "agencies:detail", "机构页：政务公开工作机构的名称、地址、时间、电话"))
cite("PD-2", by=Citation("page", "agencies:detail", "机构页：每个机关的政务公开工作机构"))
cite("PD-9(2)", by=Citation("page", "agencies:detail", "机构页：各机关统一栏目"))

LATEST = 8


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that could not be read; it says so where that was too much at once."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    # The host itself may be what is wrong: nothing on this page asks for it.
    return HttpResponse(render_to_string("400.html"), status=400)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every reading, for a monitor that shows the token; without a token in the settings there is no such page."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, settings.METRICS_TOKEN):
        raise Http404
    answer = HttpResponse(exposition(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """The home page: search, the newest documents, and the number of documents by theme."""
    latest = Document.objects.public(timezone.now()).in_a_row().order_by("-published_at", "-pk")
    themes = by_theme(Document.kind)
    context = {
        "agency_count": Agency.objects.public().count(),
        "document_count": themes.total(),
        "reply_days": LIMITS["applications.reply"].span if "applications.reply" in LIMITS else None,
        "latest": list(latest[:LATEST]),
        "linked": _linked_site(request),
        "topics": [(theme, themes[theme]) for theme in statute.THEMES if themes[theme]],
    }
    return render(request, "home.html", context)


@public_page()
def agency_list(request: HttpRequest) -> HttpResponse:
    """All agencies by kind, each with its number of public documents."""
    counted = by_agency(Document.kind)
    agencies = list(Agency.objects.public().order_by("code"))
    kinds = [
        (kind.label, [(agency, counted[agency.pk]) for agency in agencies if agency.kind == kind])
        for kind in AgencyKind
    ]
    context = {"kinds": [(label, rows) for label, rows in kinds if rows], "agency_count": len(agencies)}
    return render(request, "agencies/agency_list.html", context)


@public_page()
def agency_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: the contacts of its disclosure office (PD-4), its newest documents, and the rooms' parts.

    A closed one stays readable, with the day and its successor.
    """
    agency = get_object_or_404(Agency.objects.select_related("parent", "successor"), code=code)
    at = timezone.now()
    latest = Document.objects.public(at).filter(agency=agency).in_a_row().order_by("-published_at", "-pk")
    context = {
        "agency": agency,
        "former_names": list(agency.former_names.order_by("-until")),
        "latest": list(latest[:LATEST]),
        "document_count": by_agency(Document.kind)[agency.pk],
        "parts": _parts(agency, at),
        "linked": _linked_agency(request, agency),
    }
    return render(request, "agencies/agency_detail.html", context)


def _linked_site(request: HttpRequest) -> dict[str, Any]:
    """The site and its search, in the words of schema.org."""
    site = site_url(request)
    return {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": f"{site}/",
        "inLanguage": "zh-CN",
        "publisher": {"@type": "GovernmentOrganization", "name": settings.SITE_ORGANISER},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{site}{reverse('search')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _linked_agency(request: HttpRequest, agency: Agency) -> dict[str, Any]:
    """An agency and how it is reached, in the words of schema.org; what it has not published is left out."""
    office = {
        "@type": "ContactPoint",
        "contactType": "政务公开工作机构",
        "name": agency.disclosure_office,
        "telephone": agency.office_phone,
        "hoursAvailable": agency.office_hours,
    }
    said = {
        "@type": "GovernmentOrganization",
        "name": agency.name,
        "alternateName": agency.short_name,
        "url": f"{site_url(request)}{request.path}",
        "address": agency.office_address,
        "contactPoint": {name: value for name, value in office.items() if value}
        if agency.office_phone
        else None,
        "dissolutionDate": agency.abolished_on.isoformat() if agency.abolished_on else None,
    }
    return {name: value for name, value in said.items() if value}


def _parts(agency: Agency, at: datetime) -> list[Part]:
    """The parts that the rooms add to an agency's page."""
    added = (import_string(room.on_agency_page)(agency, at) for room in rooms() if room.on_agency_page)
    return sorted((part for part in added if part is not None), key=attrgetter("place"))
