"""Counting the opinions of a call."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from participation.gates import standing
from participation.models import Answer, Call, Opinion, Source, Stance


def counts(call: Call) -> dict[str, Any]:
    """How many opinions came, by channel, stance and article, and what became of those that stand; five queries."""
    every = Opinion.objects.filter(call=call).order_by()
    held = standing(call).order_by()
    return {
        "total": every.count(),
        "standing": held.count(),
        "channels": _by(every, "channel"),
        "stances": _by(held, "stance"),
        "articles": _by(held, "article"),
        "results": _results(call),
    }


def _by(rows: Any, column: str) -> dict[str, int]:
    return dict(rows.values_list(column).annotate(n=Count("pk", distinct=True)))


def _results(call: Call) -> dict[str, int]:
    """How many opinions were adopted, and so on: a group counts as many as its members."""
    held = standing(call).order_by()
    found: dict[str, int] = {}
    for column in ("answer__result", "membership__group__answer__result"):
        for result, n in held.values_list(column).annotate(n=Count("pk", distinct=True)):
            if result:
                found[result] = found.get(result, 0) + n
    return found


def labelled(counted: dict[str, Any]) -> list[tuple[str, list[tuple[str, int]]]]:
    """The counts in words, for pages and papers: a head and its rows."""
    if not counted:
        return []
    heads = (
        ("channels", "按渠道", Source),
        ("stances", "按态度", Stance),
        ("results", "按采纳情况", Answer.Result),
    )
    return [
        (head, [(str(choice.label), counted[name].get(choice.value, 0)) for choice in labels])
        for name, head, labels in heads
    ]
