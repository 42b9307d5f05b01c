"""How rounds of social evaluation are kept (AR-1): questionnaires have no names, and stay 10 years."""

from __future__ import annotations

from evaluation.models import Complaint, Round, Suggestion, Supervisor, UnitResult
from foundation.records.declared import Arrangement, Term, belongs, keeps, needed

keeps(
    Round,
    ended=("filed", "withdrawn", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="社会评议",
    also=("questionnaire",),
    needs=(
        *needed(
            ("filed", "withdrawn"),
            {"保密审查": "evaluation.pass_round_review", "公示": "evaluation.notice_round"},
        ),
        *needed(("filed",), {"统计": "evaluation.count_round", "评定等次": "evaluation.grade_round"}),
    ),
)
belongs(UnitResult, "round", ended=("announced",))
belongs(Complaint, "round", ended=("handled",))
belongs(Suggestion, "round", ended=("fed_back", "declined"))
keeps(
    Supervisor,
    ended=("ended", "expired", "declined"),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="社会评议",
)
