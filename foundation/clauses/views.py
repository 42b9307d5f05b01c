"""The public pages of the regulations: the text of each, and how the portal enforces it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from foundation.clauses.citing import gather_citations
from foundation.clauses.places import Article, Place, read
from foundation.clauses.register import (
    REGISTER,
    Citation,
    Clause,
    Difference,
    Regulation,
    Status,
    article_text,
)
from foundation.pages.public import public_page


@dataclass(frozen=True)
class Entry:
    """A clause on the page with the differences that no clause above it has told.

    `words` is its text unless that stands in the article above it.
    """

    clause: Clause
    differences: list[Difference]
    words: list[str]

    @property
    def done(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What cites it, by kind: each label with the address of the page that it names, if it is one."""
        return [
            (kind, [(citation.label, _address(citation)) for citation in citations])
            for kind, citations in self.clause.citations_by_kind.items()
        ]


@dataclass(frozen=True)
class Section:
    """An article with the clauses that begin in it, and those of other articles that also rest on it."""

    article: Article
    law: str
    heading: str
    entries: list[Entry]
    elsewhere: list[Clause]

    @property
    def anchor(self) -> str:
        """The id of the article on its page."""
        return self.article.anchor(self.law)


@public_page()
def regulation_list(request: HttpRequest) -> HttpResponse:
    """All regulations with the number of clauses by status, and the differences between county and national rules."""
    gather_citations()
    counted = [(regulation, _counted(regulation)) for regulation in REGISTER.regulations]
    context = {
        "county": [row for row in counted if row[0].county],
        "national": [row for row in counted if not row[0].county],
        "differences": [
            (difference, [REGISTER.find(id) for id in difference.clauses])
            for difference in REGISTER.differences
        ],
    }
    return render(request, "clauses/list.html", context)


@public_page()
def regulation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One regulation word for word, and under each article how the portal enforces it."""
    regulation = REGISTER.regulation(slug)
    if regulation is None:
        raise Http404("没有这项制度，请从制度目录进入。")
    gather_citations()
    told: set[str] = set()
    sections = _sections(regulation, told)
    placed = {entry.clause.id for section in sections for entry in section.entries}
    context = {
        "regulation": regulation,
        "preamble": read(slug).preamble,
        "sections": sections,
        "toc": _contents(sections),
        "beside": [
            Entry(clause, _differences(clause, told), article_text(clause).splitlines())
            for clause in REGISTER.of(regulation)
            if clause.id not in placed
        ],
        "counted": _counted(regulation),
    }
    return render(request, "clauses/detail.html", context)


def _counted(regulation: Regulation) -> str:
    """How many duties a regulation has, and how many of them have each status, in words."""
    counts = REGISTER.counts(regulation)
    parts = "，".join(
        f"{status.label} {n} 项" for status, n in counts.items() if n or status == Status.ENFORCED
    )
    return f"共 {sum(counts.values())} 项要求，本网站{parts}"


def _differences(clause: Clause, told: set[str]) -> list[Difference]:
    """The differences that concern a clause and that the page has not `told` yet."""
    found = [difference for difference in REGISTER.differences_of(clause) if difference.matter not in told]
    told.update(difference.matter for difference in found)
    return found


def _address(citation: Citation) -> str:
    """The address of the page that a citation names; blank for other kinds, and for pages of one thing each."""
    try:
        return reverse(citation.name) if citation.kind == "page" else ""
    except NoReverseMatch:
        return ""


def _sections(regulation: Regulation, told: set[str]) -> list[Section]:
    clauses = REGISTER.of(regulation) if regulation.county else list(REGISTER)
    sections = []
    for article in read(regulation.slug).articles:
        law = "" if regulation.county else article.law
        resting = [c for c in clauses if any(_stands_in(place, article, law) for place in c.places)]
        here = [c for c in resting if c.regulation == regulation and _stands_in(c.places[0], article, law)]
        sections.append(
            Section(
                article=article,
                law=law,
                heading=f"《{law}》" if law else article.chapter,
                entries=[Entry(clause, _differences(clause, told), []) for clause in here],
                elsewhere=[clause for clause in resting if clause not in here],
            )
        )
    return sections


def _contents(sections: list[Section]) -> list[dict[str, Any]]:
    """The table of contents: articles, below their headings if they have any."""
    contents: list[dict[str, Any]] = []
    for heading, group in groupby(sections, key=lambda section: section.heading):
        articles = [{"text": section.article.label, "anchor": section.anchor} for section in group]
        if heading:
            contents.append({"text": heading, "anchor": articles[0]["anchor"], "children": articles})
        else:
            contents.extend(articles)
    return contents


def _stands_in(place: Place, article: Article, law: str) -> bool:
    return (place.law, place.article, place.nth) == (law, article.number, article.nth)
