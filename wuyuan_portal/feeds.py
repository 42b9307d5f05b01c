"""Atom feeds of everything public: all of it, or what an agency, a theme, a head, a kind or a search leaves of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localtime

from disclosure.heads import HEADS
from disclosure.views.documents import FilterForm
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page, site_url
from foundation.search.entries import LABELS
from foundation.search.filters import agencies
from foundation.search.queries import newest, search

cite("PD-8", by=Citation("page", "feed", "订阅：新公开的信息，全部的、一个机关的、一个主题的，或一次搜索的"))

#: The newest entries that a feed holds.
MOST = 50
#: The characters of a text that a summary quotes.
QUOTED = 200


class FeedForm(FilterForm):
    """What a feed is narrowed to; an impossible value is ignored."""

    kind = forms.CharField(required=False)


class _Feed(Atom1Feed):
    """A feed that is as old as its newest entry; an empty one is as old as time, and not a second old whenever it is read."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=datetime(1970, 1, 1, tzinfo=UTC))


@public_page("q", "kind", "agency", "year", "topic", "head", "genre")
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of what is public, by the same words and filters as the search, in Atom (RFC 4287)."""
    form = FeedForm(request.GET)
    q, within = form.chosen()
    given = form.cleaned_data
    kinds = [given["kind"]] if given.get("kind") in LABELS else None
    entries = search(q, kinds=kinds, within=within, limit=MOST).entries if q else newest(kinds, within, MOST)
    chosen: dict[str, Any] = {
        "q": q,
        "kind": kinds[0] if kinds else "",
        "agency": given["agency"] if within.agency else "",
        "year": within.year,
        "topic": within.topic,
        "head": within.head,
        "genre": within.genre,
    }
    asked = urlencode({name: value for name, value in chosen.items() if value})
    site, path = site_url(request), reverse("feed")
    shown = reverse("search") if q else reverse("documents:list")
    atom = _Feed(
        title=_title(chosen),
        link=f"{site}{shown}?{asked}" if asked else f"{site}/",
        feed_url=f"{site}{path}?{asked}" if asked else f"{site}{path}",
        description="",
        language="zh-CN",
    )
    for entry in entries:
        link = f"{site}{entry.url}"
        atom.add_item(
            title=entry.title,
            link=link,
            unique_id=link,
            description=" ".join(entry.beginning[:QUOTED].split()),  # type: ignore[attr-defined] # annotated
            pubdate=localtime(entry.published_at),
            updateddate=localtime(entry.published_at),
            author_name=entry.agency.short_name if entry.agency else None,
            categories=[each for each in (LABELS[entry.kind], entry.topic) if each],
        )
    answer = HttpResponse(content_type=atom.content_type)
    atom.write(answer, "utf-8")  # type: ignore[arg-type] # a response is written to like a file
    return answer


def _title(chosen: dict[str, Any]) -> str:
    said = [
        f"搜索“{chosen['q']}”" if chosen["q"] else "",
        agencies()[chosen["agency"]][1] if chosen["agency"] else "",
        chosen["topic"],
        HEADS[chosen["head"]].name if chosen["head"] else "",
        chosen["genre"],
        f"{chosen['year']} 年" if chosen["year"] else "",
        LABELS.get(chosen["kind"], ""),
    ]
    return "，".join(each for each in said if each) or "新公开的政府信息"
