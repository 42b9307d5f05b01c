"""How cases of accountability are kept: permanently, by their team alone (AR-1, AC-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accountability.models import Appeal, Case, Correction, Report
from foundation.records.declared import CASES, Arrangement, Term, belongs, holds, keeps

_kept: dict[str, Any] = {
    "kept_as": Arrangement.VOLUME,
    "term": Term.PERMANENT,
    "heading": "责任追究",
    "category": CASES,
}

keeps(Case, ended=("closed", "no_sanction", "withdrawn", "dropped"), **_kept)
belongs(Appeal, "case", ended=("upheld", "changed", "revoked"))
keeps(Report, ended=("taken", "passed_on", "set_aside"), **_kept)
keeps(Correction, ended=("received",), **_kept)


@holds
def held(refs: Iterable[str]) -> Mapping[str, str]:
    """What an open case rests on is not destroyed; that there is one nobody learns from it (AC-3)."""
    asked = set(refs)
    over = ("closed", "no_sanction", "withdrawn", "dropped")
    rests_on = Case.objects.exclude(state__in=over).filter(source_ref__in=asked)
    return dict.fromkeys(rests_on.values_list("source_ref", flat=True), "依法暂缓销毁")
