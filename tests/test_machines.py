"""What machines read: feeds, sitemap, robots.txt, security.txt, canonical addresses, linked data."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import segno
import time_machine
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from foundation.agencies.models import Agency
from foundation.pages.public import canonical_address
from foundation.pages.tags import linked_data
from foundation.search.models import Entry
from tests.personas import SHANGHAI, County

pytestmark = pytest.mark.django_db

SITE = "https://www.example.gov.cn"
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def site(settings: LazySettings) -> None:
    settings.SITE_URL = SITE


def read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def canonical(address: str) -> str:
    """The one address that a page gives itself; blank if it gives none."""
    found = re.search(r'<link rel="canonical"\s+href="([^"]+)"', read(address))
    return found[1] if found else ""


def followed(asked: str = "") -> Any:
    """A feed as a reader reads it, without complaint."""
    feed = feedparser.parse(read(f"/feed.atom{asked}"))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.mark.clause("PD-8")
def test_feeds_hold_what_is_public_the_newest_first(county: County) -> None:
    county.at = NOW
    first = county.published(title="关于防火的通知")
    county.at += timedelta(minutes=1)
    second = county.published(title="关于 <防汛> & 抗旱的通知")
    feed = followed()
    assert [entry.title for entry in feed.entries] == [second.title, first.title]
    entry = feed.entries[0]
    assert entry.id == entry.link == f"{SITE}{reverse('documents:detail', args=[second.index_number])}"
    assert entry.published == entry.updated == second.published_at.astimezone(SHANGHAI).isoformat()
    assert entry.author == second.agency.short_name
    assert feed.feed.id == f"{SITE}/"
    assert feed.feed.links[1].href == f"{SITE}/feed.atom"
    assert [one.title for one in followed("?q=防火").entries] == [first.title]
    assert len(followed("?agency=rfbsc").entries) == 2
    assert not followed("?agency=lxcz").entries
    assert len(followed("?agency=nobody&year=abc&topic=%00&kind=%27").entries) == 2
    county.do("disclosure.withdraw", second.ref, "rfbsc-records_office", {"reason": "内容有误。"})
    assert [one.title for one in followed().entries] == [first.title]


def test_an_empty_feed_does_not_change_by_itself() -> None:
    with time_machine.travel(NOW, tick=False):
        first = read("/feed.atom")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert read("/feed.atom") == first


@pytest.mark.parametrize(
    "page", ["/", "/documents/", "/documents/?agency=rfbsc", "/agencies/rfbsc/", "/search/?q=防火"]
)
def test_pages_name_a_feed_that_is_there(county: County, page: str) -> None:
    county.at = NOW
    county.published(title="关于防火的通知")
    text = read(page)
    (link,) = re.findall(r'<link rel="alternate"[^>]+atom\+xml[^>]+>', text)
    (address,) = re.findall('href="([^"]+)"', link)
    assert f'href="{address}">订阅' in text
    assert followed(address.replace("&amp;", "&").removeprefix("/feed.atom")).entries


def located(address: str) -> dict[str, str]:
    """The addresses in a sitemap or its index, and when each was changed last."""
    tree = ElementTree.fromstring(read(address))
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {one.findtext(f"{name}loc", ""): one.findtext(f"{name}lastmod", "") for one in tree}


def everything_mapped() -> dict[str, str]:
    found: dict[str, str] = {}
    for part in located("/sitemap.xml"):
        assert part.startswith(SITE)
        found |= located(part.removeprefix(SITE))
    return found


def test_the_sitemap_holds_every_entry_of_the_index(county: County) -> None:
    """And the index holds exactly what is public of every kind, which tests/test_visibility.py and those of the rooms prove."""
    county.at = NOW
    agency = county.agencies["rfbsc"]
    for number, kind in enumerate(("document", "published_reply", "annual_report")):
        url = f"/somewhere/{kind}/"
        Entry.objects.create(
            kind=kind, object_id=number, title="题", url=url, agency=agency, published_at=NOW, vector="'题'"
        )
    mapped = {address.removeprefix(SITE) for address in everything_mapped()}
    assert set(Entry.objects.values_list("url", flat=True)) <= mapped


@pytest.mark.clause("PD-8")
def test_the_sitemap_lists_exactly_what_is_public(county: County) -> None:
    county.at = NOW
    first = county.published(title="关于防火的通知")
    gone = county.published(title="关于防汛的通知")
    county.draft(title="关于抗旱的通知")
    county.do("disclosure.withdraw", gone.ref, "rfbsc-records_office", {"reason": "内容有误。"})
    found = everything_mapped()
    documents = {address for address in found if "/documents/wy-" in address}
    address = f"{SITE}{reverse('documents:detail', args=[first.index_number])}"
    assert documents == {address}
    assert found[address] == "2026-11-10"
    agencies = {a for a in found if a.startswith(f"{SITE}/agencies/") and a != f"{SITE}/agencies/"}
    assert agencies == {
        f"{SITE}/agencies/{code}/" for code in Agency.objects.public().values_list("code", flat=True)
    }
    # The form is no page that is the same for everyone.
    for each in found.keys() - {f"{SITE}/apply/"}:
        assert canonical(each.removeprefix(SITE)) == each


def test_a_long_sitemap_has_several_parts(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    county.at = NOW
    for number in range(3):
        county.published(title=f"关于防火的第{number}号通知")
    monkeypatch.setattr("wuyuan_portal.crawlers._Here.limit", 2)
    parts = [part for part in located("/sitemap.xml") if "published" in part]
    assert len(parts) == 2
    assert sum(len(located(part.removeprefix(SITE))) for part in parts) == Entry.objects.count() == 3
    assert Client().get("/sitemap-nothing.xml").status_code == 404
    assert Client().get("/sitemap-published.xml?p=9").status_code == 404


def test_robots_leave_the_desk_and_the_visitors_alone() -> None:
    text = read("/robots.txt")
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    for name in ("desk:index", "search", "applications:track", "applications:consultation_enter"):
        assert f"Disallow: {reverse(name)}" in text


def test_who_finds_a_weakness_is_told_where_to_say_so(settings: LazySettings) -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SITE_SECURITY_CONTACT = "mailto:security@example.gov.cn"
    with time_machine.travel(NOW, tick=False):
        text = read("/.well-known/security.txt")
    assert "Contact: mailto:security@example.gov.cn" in text
    (until,) = re.findall("Expires: (.+)", text)
    assert NOW < datetime.fromisoformat(until) < NOW + timedelta(days=365)


def test_every_page_has_one_address(county: County) -> None:
    county.at = NOW
    document = county.published(title="关于防火的通知")
    address = reverse("documents:detail", args=[document.index_number])
    assert canonical("/documents/") == canonical("/documents/?agency=rfbsc&page=1") == f"{SITE}/documents/"
    assert "noindex" not in read("/documents/")
    assert 'content="noindex, follow"' in read("/documents/?agency=rfbsc&page=1")
    # Whatever follows in an address makes no second page of it.
    assert canonical(f"{address}?from=chat") == f"{SITE}{address}"
    assert canonical(reverse("documents:version", args=[document.index_number, 1])) == f"{SITE}{address}"
    assert canonical("/apply/") == ""


@pytest.mark.parametrize(
    ("page", "leaf"),
    [("1", ""), ("2", "?page=2"), ("10", "?page=10"), ("11", "?page=11"), ("01", ""), ("٣", ""), ("x", "")],
)
def test_each_page_of_a_list_has_its_own_address(rf: RequestFactory, page: str, leaf: str) -> None:
    request = rf.get("/documents/", {"page": page})
    request.resolver_match = resolve("/documents/")
    assert canonical_address(request) == (f"{SITE}/documents/{leaf}", False)


def linked(address: str) -> list[dict[str, Any]]:
    return [
        json.loads(one)
        for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(address))
        if "BreadcrumbList" not in one
    ]


def test_pages_say_to_machines_what_they_are(county: County) -> None:
    county.at = NOW
    document = county.published(title="关于防火的通知")
    (said,) = linked(reverse("documents:detail", args=[document.index_number]))
    assert said["@context"] == "https://schema.org"
    assert said["name"] == document.title
    assert said["datePublished"] == "2026-11-10"
    assert said["publisher"]["name"] == document.agency.name
    (home,) = linked("/")
    assert home["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"
    (agency,) = linked("/agencies/rfbsc/")
    assert agency["@type"] == "GovernmentOrganization"


@pytest.mark.clause("PD-8")
def test_every_breadcrumb_is_told_to_search_engines(county: County) -> None:
    """As people read it: the same names in the same order, with absolute addresses, the last without one."""
    document = county.published()
    page = read(reverse("documents:detail", args=[document.index_number]))
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    [listed] = [said for said in map(json.loads, blocks) if said["@type"] == "BreadcrumbList"]
    shown = re.search(r'<nav class="crumbs".*?</nav>', page, re.S)
    assert shown is not None
    words = [
        unescape(word).strip() for word in re.findall(r"<(?:a|li)\b[^>]*>([^<]+)", shown[0]) if word.strip()
    ]
    items = listed["itemListElement"]
    assert [item["name"] for item in items] == words
    assert [item["position"] for item in items] == [1, 2, 3][: len(items)]
    assert all(item["item"].startswith(SITE) for item in items[:-1])
    assert "item" not in items[-1]
    assert "BreadcrumbList" not in read(reverse("home"))


def test_linked_data_cannot_end_its_block() -> None:
    said = linked_data({"name": "</script><script>alert(1)</script>"})
    assert said.count("<") == 2
    assert (
        json.loads(said.partition(">")[2].rpartition("<")[0])["name"] == "</script><script>alert(1)</script>"
    )


def test_a_document_has_a_code_for_telephones(county: County) -> None:
    county.at = NOW
    document = county.published(title="关于防火的通知")
    answer = Client().get(reverse("documents:code", args=[document.index_number]))
    assert answer["Content-Type"] == "image/svg+xml"
    address = f"{SITE}{reverse('documents:detail', args=[document.index_number])}"
    (path,) = re.findall(
        r'd="([^"]+)"', segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2)
    )
    assert path in answer.content.decode()
