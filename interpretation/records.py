"""How interpretations, questions and responses to public opinion are kept (AR-1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate

from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.records.declared import Arrangement, Over, Term, belongs, keeps, needed, passes_over
from interpretation import statute
from interpretation.models import Duty, Interpretation, Interpreter, Link, OpinionCase, Question, Response
from interpretation.models.explaining import READABLE

keeps(
    Interpretation,
    ended=("published", "withdrawn", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="政策解读",
    needs=needed(
        ("published", "withdrawn"),
        {
            "保密审查": "interpretation.pass_review",
            "审签": "interpretation.sign",
            "发布": ("interpretation.publish", "interpretation.publish_with"),
        },
    ),
)
_links = Link.objects.filter(document=OuterRef("document_id"))
_out = _links.filter(interpretation__state=Interpretation.State.PUBLISHED)
_going_on = Interpretation.objects.filter(duty=OuterRef("pk")).exclude(
    state__in=[
        Interpretation.State.PUBLISHED,
        Interpretation.State.WITHDRAWN,
        Interpretation.State.ABANDONED,
    ]
)
#: The states of a document that nobody need explain any more.
_GONE = (Document.State.KEPT, Document.State.WITHDRAWN, Document.State.ABANDONED)
_left = LedgerLine.objects.filter(
    matter_kind=Document.kind, matter_id=OuterRef("document_id"), to_state__in=_GONE
)


def _newest(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(
        rows.order_by().annotate(one=Value(1)).values("one").annotate(newest=Max(column)).values("newest")
    )


# Nobody ends a duty that was fulfilled: it is over with the day on which the last of what it was due for came out, or on which
# there was nothing to explain any more.
_last_day = Case(
    When(document__state__in=_GONE, then=TruncDate(_newest(_left, "at"))),
    When(
        Q(Exists(_out), ~Exists(_going_on), state=Duty.State.DUE, document__state__in=READABLE)
        & (Q(press=False) | Exists(_out.filter(interpretation__form=statute.PRESS))),
        then=TruncDate(Greatest("document__published_at", _newest(_out, "interpretation__published_at"))),
    ),
    output_field=DateField(),
)
keeps(
    Duty,
    ended=("not_due", "exempt"),
    over=Over(("judged", "due", "exempting"), _last_day, "已解读，或者不再需要解读"),
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
belongs(
    Response,
    "case",
    ended=("published", "withdrawn", "abandoned"),
    needs=needed(
        ("published", "withdrawn"),
        {"保密审查": "interpretation.pass_response", "发布": "interpretation.publish_response"},
    ),
)
