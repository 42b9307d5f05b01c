"""How the appraisal is kept: results permanently, work sheets 10 years (AR-1)."""

from __future__ import annotations

from appraisal.models import Appraisal, Case, Check, Dispute, Draw, Rectification, Scheme
from foundation.records.declared import Arrangement, Term, belongs, keeps, needed

HEADING = "政务公开考核"

keeps(
    Scheme,
    ended=("issued", "superseded", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.PERMANENT,
    heading=HEADING,
)
keeps(Appraisal, ended=("published",), kept_as=Arrangement.VOLUME, term=Term.PERMANENT, heading=HEADING)
keeps(
    Case,
    ended=("published", "merged"),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading=HEADING,
    needs=needed(
        ("published",),
        {
            "实地考核": "appraisal.check_in_field",
            "考核意见": "appraisal.give_opinion",
            "确定等次": "appraisal.confirm_grade",
            "书面通知": "appraisal.serve",
        },
    ),
)
belongs(Rectification, "case", ended=("qualified",))
belongs(Dispute, "case", ended=("excused", "counted"))
keeps(Draw, ended=("over",), kept_as=Arrangement.VOLUME, term=Term.TEN, heading=HEADING)
belongs(Check, "draw", ended=("corrected", "clear"))
