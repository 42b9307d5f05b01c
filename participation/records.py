"""How decisions are kept: each one file with its calls, hearings, polls and symposia (AR-1, 决策条例33)."""

from __future__ import annotations

from typing import Any

from foundation.records.declared import Arrangement, Term, belongs, keeps
from participation.models import (
    Call,
    Decision,
    Evaluation,
    Hearing,
    LegalReview,
    Objection,
    Poll,
    Proposal,
    Symposium,
)

HEADING = "公众参与"
_alone: dict[str, Any] = {"kept_as": Arrangement.VOLUME, "term": Term.PERMANENT, "heading": HEADING}

keeps(
    Decision,
    ended=("announced", "refused", "dropped"),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading="重大行政决策",
)
_published: dict[str, Any] = {"ended": ("reported", "withdrawn", "abandoned"), "void": ("abandoned",)}
belongs(Call, "decision", **{**_published, "ended": ("fed_back", "withdrawn", "abandoned")}, **_alone)
belongs(Hearing, "decision", **_published, **_alone)
belongs(Poll, "decision", **_published, also=("questionnaire",), **_alone)
belongs(Symposium, "decision", ended=("fed_back", "cancelled"), **_alone)
belongs(LegalReview, "decision", ended=("returned", "concluded"))
belongs(Evaluation, "decision", ended=("held", "left"))
belongs(
    Objection, "decision", ended=("answered", "set_aside", "withdrawn"), **{**_alone, "term": Term.THIRTY}
)
belongs(
    Proposal,
    "decision",
    ended=("taken_up", "declined", "set_aside", "withdrawn"),
    **{**_alone, "term": Term.THIRTY},
)
