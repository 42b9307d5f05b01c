"""Template tags of public pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

#: The most pieces that are kept.
MOST = 200
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


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any) -> SafeString:
    """The options of a `<select>`, pairs of value and label, the chosen one selected.

    The widgets of forms take a template for each, which costs more than the rest of the page.
    """
    selected = format_html(" {}", "selected")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, selected if value == chosen else "", label) for value, label in choices),
    )
