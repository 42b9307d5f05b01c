"""Template tags of public pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from html import escape, unescape
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from foundation.pages.public import site_url
from foundation.pages.within import stands_within

register = template.Library()

#: The most pieces that are kept.
MOST = 200
#: What could end a script, or begin another, as JSON writes it too.
_IN_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_kept: dict[tuple[object, ...], SafeString] = {}


@register.simple_tag(takes_context=True)
def made_once(context: Context, name: str, **given: Any) -> SafeString:
    """A piece of a page that shows the site's particulars, the navigation, what it is `given` and no more, kept once made."""
    site = context.get("site") or {}
    current = tuple(entry["current"] for entry in context.get("navigation") or ())
    key = (name, *site.values(), current, *sorted(given.items()))
    piece = _kept.get(key)
    if piece is None:
        if len(_kept) >= MOST:
            _kept.clear()
        shown = {each: context.get(each) for each in ("site", "navigation", "footer")}
        _kept[key] = piece = render_to_string(name, {**shown, **given})
    return piece


@register.simple_tag(takes_context=True)
def within(context: Context, name: str) -> SafeString:
    """The text of a sheet that stands within the page: `<style>{% within "public.css" %}</style>`."""
    return stands_within(context.get("request"), name)


# What stands on a page a hundred times is put together here, each value escaped: a template for each, with its context and its
# look at every name, costs more than the rest of the page.


@register.simple_tag
def linked_data(data: dict[str, Any] | None) -> SafeString:
    """What a page is about, as JSON-LD for machines: a block of data, which no browser executes."""
    said = {"@context": "https://schema.org", **data} if data else None
    text = json.dumps(said, ensure_ascii=False).translate(_IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>' if said else "")  # noqa: S308 - escaped


#: An item of a breadcrumb: a link, or the page one is on.
_CRUMB = re.compile(r'<li[^>]*>\s*(?:<a\b[^>]*?href="([^"]*)"[^>]*>)?\s*([^<]*?)\s*<')


@register.simple_block_tag(takes_context=True)
def trail(context: Context, content: SafeString) -> SafeString:
    """A breadcrumb as it is written, and a schema.org BreadcrumbList of it, which search engines show with what they found."""
    request = context.get("request")
    site = site_url(request) if request else ""
    items = [
        {"@type": "ListItem", "position": place, "name": unescape(name)}
        | ({"item": f"{site}{unescape(url)}"} if url else {})
        for place, (url, name) in enumerate(_CRUMB.findall(content), 1)
    ]
    return content + linked_data({"@type": "BreadcrumbList", "itemListElement": items} if items[1:] else None)


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any) -> SafeString:
    """The options of a `<select>`, pairs of value and label, the chosen one selected."""
    return mark_safe(  # noqa: S308 - each value is escaped
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(str(label))}</option>'
            for value, label in choices
        )
    )


@register.simple_tag
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text in segments, the words that were searched marked."""
    return mark_safe(_marked(pieces))  # noqa: S308 - each value is escaped


@register.simple_tag
def list_row(
    title: Any,
    url: str,
    date: date,
    *,
    source: Any = "",
    number: Any = "",
    tag: Any = "",
    kind: Any = "",
    marked: Iterable[tuple[str, bool]] = (),
    excerpt: Iterable[tuple[str, bool]] = (),
) -> SafeString:
    """One row of a list: its title, marked where words were searched, its day, one line of source, and a passage of its text."""
    day = f"{localtime(date) if isinstance(date, datetime) else date:%Y-%m-%d}"
    line = "".join(f"<span>{escape(str(said))}</span>" for said in (kind, source, number) if said)
    if tag:
        line += f'<span class="tag">{escape(str(tag))}</span>'
    passage = _marked(excerpt or ())
    return mark_safe(  # noqa: S308 - each value is escaped
        f'<li class="row"><a class="row-title" href="{escape(url)}">{_marked(marked or ()) or escape(str(title))}</a>\n'
        f'<time class="date" datetime="{day}">{day}</time>\n'
        + (f'<p class="row-source hint dots">{line}</p>\n' if line else "")
        + (f'<p class="row-excerpt hint">{passage}</p>\n' if passage else "")
        + "</li>"
    )


def _marked(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in pieces)
