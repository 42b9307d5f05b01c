"""How interpretations, questions and responses to public opinion are kept (AR-1)."""

from __future__ import annotations

from foundation.records.declared import Arrangement, Term, belongs, keeps, passes_over
from interpretation.models import Duty, Interpretation, Interpreter, OpinionCase, Question, Response

keeps(
    Interpretation,
    ended=("published", "withdrawn", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="政策解读",
)
keeps(
    Duty,
    ended=("not_due", "exempt"),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="政策解读",
)
keeps(
    Question,
    ended=("answered", "set_aside", "withdrawn"),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="政策解读",
)
passes_over(Interpreter, "解读人员和专家名册，随时更新；解读材料各自归档")
keeps(
    OpinionCase,
    ended=("closed", "no_answer"),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="舆情回应",
)
belongs(Response, "case", ended=("published", "withdrawn", "abandoned"))
