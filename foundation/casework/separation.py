"""Who did what in a matter before: the question behind every separation of duties."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.models import LedgerLine
from foundation.database import Written


def acted_before(matter: Any, actor: Actor, names: Iterable[str]) -> LedgerLine | None:
    """The last ledger line of one of these acts in the matter or the rest of its `ledger_scope` by this person.

    A person counts under every account of theirs, and a deputy for the one whose roles they use as well.
    """
    if not names or actor.staff_id is None:
        return None
    scope = getattr(matter, "ledger_scope", lambda: [(matters.kind_of(matter), matter.pk)])()
    accounts = [account for account, _person in actor.people() if account is not None]
    people = [person for _account, person in actor.people() if person]
    asked = _last_by(tuple(names), len(scope), len(accounts), len(people))
    line: LedgerLine | None = asked.first(*chain.from_iterable(scope), *accounts, *people)
    return line


@cache
def _last_by(names: tuple[str, ...], scope: int, accounts: int, people: int) -> Written:
    """The last line of one of these acts in so many matters, by so many accounts or people."""

    def of(*values: Any) -> QuerySet[LedgerLine]:
        left = iter(values)
        there = [Q(matter_kind=next(left), matter_id=next(left)) for _ in range(scope)]
        by = [Q(staff=next(left)) for _ in range(accounts)] + [
            Q(staff__person=next(left)) for _ in range(people)
        ]
        lines = LedgerLine.objects.filter(reduce(or_, there), reduce(or_, by), act__in=names)
        return lines.order_by("-at", "-pk")[:1]

    return Written(of)
