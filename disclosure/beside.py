"""What rooms above add to the page of a published document: in its side column, below its text, and beside an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosure.models import Document
from foundation.rooms import Part


@dataclass(frozen=True)
class Beside:
    """The parts that one room adds; those of `articles` by the anchor of the article or heading that they stand behind."""

    side: tuple[Part, ...] = ()
    below: tuple[Part, ...] = ()
    articles: Mapping[str, Part] = field(default_factory=dict)


Adds = Callable[[Document, datetime], Beside | None]
_ADDED: list[Adds] = []


def adds_to_document(adds: Adds) -> Adds:
    """Declare what a room adds to the page of a document; it takes a query or two, whatever there is."""
    _ADDED.append(adds)
    return adds


def beside(document: Document, at: datetime) -> Beside:
    """Everything that rooms add to this document's page."""
    found = [each for adds in _ADDED if (each := adds(document, at)) is not None]
    articles: dict[str, Part] = {}
    for each in found:
        articles |= each.articles
    return Beside(
        tuple(part for each in found for part in each.side),
        tuple(part for each in found for part in each.below),
        articles,
    )


_OPENS = re.compile(r'<(p|h2|h3|h4) id="([^"]+)">')


def with_articles(html: SafeString, articles: Mapping[str, Part]) -> SafeString:
    """A text as it is set out, with these parts behind the articles and headings that they are about."""
    if not articles:
        return html
    pieces, done = [], 0
    for opened in _OPENS.finditer(html):
        part = articles.get(opened[2])
        end = html.find(f"</{opened[1]}>", opened.end())
        if part is None or end < 0:
            continue
        end += len(opened[1]) + 3
        pieces += [html[done:end], render_to_string(part.template, {"shown": part.shown})]
        done = end
    return SafeString("".join([*pieces, html[done:]]))
