"""Template tags of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
#: An empty cell, as Django writes it.
_EMPTY = re.compile(r"<td[^>]*>(?:-|&nbsp;|\s*)</td>")


@register.filter
def headed(cells: Iterable[SafeString], heads: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row of a list, each naming the head of its column, which phones show; an empty one is marked."""
    for cell, head in zip(cells, heads, strict=True):
        empty = mark_safe(" data-empty") if _EMPTY.fullmatch(cell) else ""
        named = format_html('<td data-head="{}"{} ', strip_tags(head["text"]), empty)
        yield mark_safe(cell.replace("<td ", named, 1))  # noqa: S308 # Django made it safe
