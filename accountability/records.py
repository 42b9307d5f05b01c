"""How cases of accountability are kept: permanently, by their team alone (AR-1, AC-3)."""

from __future__ import annotations

from accountability.models import Appeal, Case, Correction, Report
from foundation.records.declared import CASES, Arrangement, Term, belongs, keeps

_kept = {"kept_as": Arrangement.VOLUME, "term": Term.PERMANENT, "heading": "责任追究", "category": CASES}

keeps(Case, ended=("closed", "no_sanction", "withdrawn", "dropped"), **_kept)
belongs(Appeal, "case", ended=("upheld", "changed", "revoked"))
keeps(Report, ended=("taken", "passed_on", "set_aside"), **_kept)
keeps(Correction, ended=("received",), **_kept)
