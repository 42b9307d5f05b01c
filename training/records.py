"""How training is kept: plans and registers 30 years, sheets 10 (AR-1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, F, When

from foundation.records.declared import Arrangement, Over, Term, belongs, keeps, needed, passes_over
from training.models import (
    Attempt,
    BarredList,
    Certificate,
    Cover,
    Exam,
    Objection,
    Plan,
    Question,
    Rule,
    Session,
    Sitting,
    Trainee,
    Year,
)

HEADING = "业务培训"
_volume: dict[str, Any] = {"kept_as": Arrangement.VOLUME, "term": Term.THIRTY, "heading": HEADING}
_item: dict[str, Any] = {"kept_as": Arrangement.ITEM, "term": Term.THIRTY, "heading": HEADING}

keeps(Plan, ended=("closed",), needs=needed(("closed",), {"批准": "training.approve_plan"}), **_volume)
keeps(
    Session,
    ended=("filed", "cancelled", "moved"),
    void=("cancelled", "moved"),
    needs=needed(("filed",), {"举办": "training.hold", "到场名单": "training.record"}),
    **{**_volume, "term": Term.TEN},
)
keeps(Sitting, ended=("final", "dropped"), void=("dropped",), **{**_volume, "term": Term.TEN})
belongs(Objection, "mark__sitting", ended=("upheld", "dismissed"))
belongs(Exam, "sitting", ended=("marked", "dropped"))
belongs(Attempt, "exam__sitting", ended=("scored",))
# A certificate is done with when it is printed; what becomes of it afterwards supplements it.
_printed = Case(When(paper__isnull=False, then=F("issued_on")), output_field=DateField())
keeps(Certificate, ended=("superseded", "revoked"), over=Over(("issued",), _printed, "已发证"), **_item)
passes_over(Question, "题库，随时更新；每次考试的试题随考试归档")
passes_over(Trainee, "培训人员名册，随时更新；学时、成绩、证书各自归档")
keeps(Rule, ended=("in_force",), **{**_item, "term": Term.PERMANENT})
keeps(Cover, ended=("ended",), **{**_item, "term": Term.TEN})
keeps(Year, ended=("closed",), but=("lists",), **_volume)
keeps(BarredList, ended=("acknowledged",), **_item)
