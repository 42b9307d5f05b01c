"""What may be a clue: limits that were not kept, and rows of figures that rooms declare as such (AC-5); and how it stands now.

Clues are pulled: no room knows that it is looked at from here, and nothing is written where they come from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate, localtime

from accountability.statute import CLUES_DAYS, Item, Source
from foundation.agencies.models import Agency
from foundation.casework import ledger, matters
from foundation.clauses import REGISTER
from foundation.deadlines.limits import LIMITS, Bound
from foundation.deadlines.models import Clock
from foundation.figures.declared import FIGURES, Figure, Span


@dataclass(frozen=True)
class Candidate:
    """A row that may show a violation, as the commission's clerk sees it: what, whose, by which clause, of which matter, when."""

    source: Source
    #: `clock:12` or `figure:inspection.referred:7`.
    key: str
    label: str
    agency: Agency
    clause: str
    ref: str
    moment: datetime | date | None
    item: Item
    #: Why it may be excused: the clock was stopped by force majeure on its way.
    excused: str = ""

    @property
    def about(self) -> str:
        """Which matter it is of, in words."""
        return matters.numbered(self.ref)


def span(at: datetime) -> Span:
    """The days of which candidates are offered."""
    today = localdate(at)
    return Span(today - timedelta(days=CLUES_DAYS), today)


def of_clocks(at: datetime) -> QuerySet[Clock]:
    """The limits of agencies that ran out in the last year, ended too late or open still; none of this room's own."""
    owed = [limit.code for limit in LIMITS.values() if limit.binds is Bound.AGENCY]
    sealed = [model.kind for model in matters.matter_kinds() if model.sealed]
    days = span(at)
    late = Q(ended_at=None, paused_since=None) | Q(ending=Clock.Ending.MET, ended_at__gte=F("due_at"))
    return (
        Clock.objects.filter(late, days.holds("due_at"), due_at__lte=at, limit__in=owed)
        .exclude(matter_kind__in=sealed)
        .select_related("agency")
        .prefetch_related("pauses")
        .order_by("-due_at", "-pk")
    )


def clue_figures() -> list[Figure]:
    """The figures whose rows may be clues."""
    return [figure for figure in FIGURES.values() if figure.clue is not None]


def of_figure(figure: Figure, at: datetime) -> QuerySet[Any]:
    """The rows behind such a figure of the last year, the newest first."""
    return figure.rows(span(at)).select_related(figure.agency).order_by("-pk")


def clock_candidate(clock: Clock) -> Candidate:
    """A limit that was not kept."""
    limit = LIMITS.get(clock.limit)
    paused = [pause.reason for pause in clock.pauses.all() if "不可抗力" in pause.reason]
    return Candidate(
        Source.CLOCK,
        f"clock:{clock.pk}",
        limit.label if limit else clock.limit,
        clock.agency,
        clock.clause,
        clock.ref,
        clock.due_at,
        Item.REFUSED if clock.clause.startswith("OR-") else Item.NOT_DISCLOSED,
        "、".join(paused),
    )


def figure_candidate(figure: Figure, row: Any) -> Candidate:
    """A row of a figure."""
    agency = row
    for part in figure.agency.split("__"):
        agency = getattr(agency, part)
    return Candidate(
        Source.FIGURE,
        f"figure:{figure.id}:{row.pk}",
        figure.label,
        agency,
        figure.clause,
        row.ref,
        getattr(row, "created_at", None),
        Item(figure.clue or Item.OTHER),
    )


def found(key: str, at: datetime) -> Candidate | None:
    """The candidate of that key, if it is one now."""
    kind, _, rest = key.partition(":")
    if kind == "clock" and rest.isdecimal() and len(rest) < 19:
        clock = of_clocks(at).filter(pk=int(rest)).first()
        return clock_candidate(clock) if clock is not None else None
    figure, _, number = rest.rpartition(":")
    declared = FIGURES.get(figure)
    if (
        kind != "figure"
        or declared is None
        or declared.clue is None
        or not number.isdecimal()
        or len(number) > 18
    ):
        return None
    row = of_figure(declared, at).filter(pk=int(number)).first()
    return figure_candidate(declared, row) if row is not None else None


def _line(line: Any) -> dict[str, Any]:
    return {
        "at": localtime(line.at).isoformat(timespec="minutes"),
        "label": line.label,
        "by": line.actor_name,
        "roles": line.actor_roles,
        "agency": line.actor_agency,
        "from": line.from_state,
        "to": line.to_state,
        "hash": line.hash,
    }


def ledger_of(ref: str) -> Iterable[Any]:
    """The ledger lines of a matter, in order."""
    kind, _, number = ref.partition(":")
    return ledger.lines(kind, int(number)) if number.isdecimal() else ()


def as_it_stands(candidate: Candidate) -> tuple[str, str]:
    """What is kept of a candidate as evidence, as JSON, and its digest."""
    article = REGISTER.find(candidate.clause)
    moment = candidate.moment
    kept = {
        "label": candidate.label,
        "agency": candidate.agency.name,
        "clause": candidate.clause,
        "article": article.named,
        "ref": candidate.ref,
        "moment": moment.isoformat() if moment else "",
        "excused": candidate.excused,
        "lines": [_line(line) for line in ledger_of(candidate.ref)],
    }
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return text, hashlib.sha256(text.encode()).hexdigest()


def told(evidence: str) -> dict[str, Any]:
    """The kept evidence, as pages show it; empty without any."""
    return json.loads(evidence) if evidence else {}
