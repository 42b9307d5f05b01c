"""Template tags of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
#: How Django ends a cell in which nothing stands.
_ENDS_OF_NOTHING = (">-</td>", ">&nbsp;</td>", "></td>")


@register.filter
def headed(cells: Iterable[SafeString], heads: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row of a list, each naming the head of its column, which phones show; one without anything says so."""
    for cell, head in zip(cells, heads, strict=True):
        empty = mark_safe(" data-empty") if cell.endswith(_ENDS_OF_NOTHING) else ""
        named = format_html('<td data-head="{}"{} ', head["text"], empty)
        yield mark_safe(cell.replace("<td ", named, 1))  # noqa: S308 # Django made it safe
