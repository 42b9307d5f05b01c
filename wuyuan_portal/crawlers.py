"""What search engines and those who find a weakness read first: the sitemap, robots.txt, security.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.agencies.models import Agency
from foundation.clauses.register import REGISTER
from foundation.pages.public import public_page, site_url
from foundation.search.models import Entry
from wuyuan_portal.context import FOOTER, NAVIGATION

#: The addresses of one part of the sitemap; the format allows 50,000.
LIMIT = 10_000
#: What a robot has no business with: the desk, searches, and what belongs to one visitor.
CLOSED = (
    "/desk/",
    "/search/",
    "/feed.atom?",
    "/apply/track/",
    "/apply/consultation/",
    "/apply/similar/",
    "/reminders/",
    "/elder/",
)
#: The days for which security.txt says that it holds.
HOLDS_DAYS = 180


class _Here(Sitemap):  # type: ignore[type-arg] # Django's is no generic while it runs
    """A part of the sitemap under the address of the site, whatever host was asked."""

    limit = LIMIT

    def __init__(self, site: str) -> None:
        self.protocol, _, self.host = site.partition("://")

    def get_domain(self, site: Any = None) -> str:
        return self.host


class _Published(_Here):
    """Everything that the index holds: all that is public, and nothing else."""

    def items(self) -> QuerySet[Entry]:
        return Entry.objects.order_by("pk").only("url", "published_at")

    def location(self, item: Entry) -> str:
        return item.url

    def lastmod(self, item: Entry) -> datetime:
        return item.published_at


class _Agencies(_Here):
    def items(self) -> QuerySet[Agency]:
        return Agency.objects.public().order_by("code")

    def location(self, item: Agency) -> str:
        return reverse("agencies:detail", args=[item.code])


class _Pages(_Here):
    """The columns, and the regulations."""

    def items(self) -> list[str]:
        columns = [reverse(entry.url_name) for entry in (*NAVIGATION, *FOOTER)]
        rules = [reverse("regulations:detail", args=[each.slug]) for each in REGISTER.regulations]
        return sorted({*columns, *rules})

    def location(self, item: str) -> str:
        return item


def _sections(request: HttpRequest) -> dict[str, Any]:
    site = site_url(request)
    return {"pages": _Pages(site), "agencies": _Agencies(site), "published": _Published(site)}


@public_page()
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The parts of the sitemap."""
    parts = []
    for name, section in _sections(request).items():
        first = f"{site_url(request)}{reverse('sitemap_part', args=[name])}"
        parts += [first, *(f"{first}?p={number}" for number in range(2, section.paginator.num_pages + 1))]
    listed = {"sitemaps": [sitemaps.SitemapIndexItem(part) for part in parts]}
    return render(request, "sitemap_index.xml", listed, content_type="application/xml")


@public_page("p")
def sitemap_part(request: HttpRequest, section: str) -> HttpResponseBase:
    """One part: exactly the addresses of what is public, each with the day of its last change where that is known."""
    return sitemaps.sitemap(request, _sections(request), section=section).render()


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """What robots leave alone, and where the sitemap is."""
    closed = [f"Disallow: {path}" for path in CLOSED]
    return _text(["User-agent: *", *closed, "", f"Sitemap: {site_url(request)}{reverse('sitemap')}"])


@public_page()
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); there is no such page where the county names nobody."""
    if not settings.SITE_SECURITY_CONTACT:
        raise Http404
    today = timezone.localtime(timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: {settings.SITE_SECURITY_CONTACT}",
            f"Expires: {(today + timedelta(days=HOLDS_DAYS)).isoformat()}",
            "Preferred-Languages: zh, en",
            f"Canonical: {site_url(request)}{reverse('security')}",
        ]
    )


def _text(lines: Iterable[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
