"""How cases of accountability are kept: permanently, by their team alone (AR-1, AC-3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accountability.models import Appeal, Case, Correction, Report
from foundation.records.declared import CASES, Arrangement, Term, belongs, holds, keeps, needed

_kept: dict[str, Any] = {
    "kept_as": Arrangement.VOLUME,
    "term": Term.PERMANENT,
    "heading": "责任追究",
    "category": CASES,
}

keeps(
    Case,
    ended=("closed", "no_sanction", "withdrawn", "dropped"),
    needs=needed(
        ("no_sanction",),
        {
            "告知": "accountability.tell",
            "听取陈述申辩": "accountability.hear",
            "审理": "accountability.try_case",
            "不予处理的决定": "accountability.decide_none",
        },
    ),
    **_kept,
)
belongs(Appeal, "case", ended=("upheld", "changed", "revoked"))
keeps(Report, ended=("taken", "passed_on", "set_aside"), **_kept)
keeps(Correction, ended=("received",), **_kept)


@holds
def held(refs: Iterable[str]) -> Collection[str]:
    """What a case rests on that is open, or appealed against after it was closed; that there is one nobody learns (AC-3)."""
    asked = set(refs)
    over = ("closed", "no_sanction", "withdrawn", "dropped")
    appealed = Exists(Appeal.objects.filter(case=OuterRef("pk"), state=Appeal.State.LODGED))
    rests_on = Case.objects.filter(~Q(state__in=over) | appealed, source_ref__in=asked)
    return set(rests_on.values_list("source_ref", flat=True))
