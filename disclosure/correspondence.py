"""The report of a decision not to disclose to the superior authority (PD-7(2)): composed, kept, printed after commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from disclosure.models import RefusalReport
from disclosure.statute import REFUSAL_REPORT
from disclosure.tasks import print_reports
from foundation.agencies.queries import superior_of
from foundation.casework.acts import Objection, Step, gate
from foundation.casework.refusals import Invalid
from foundation.clauses import Citation, cite
from foundation.correspondence import letters
from foundation.deadlines import clocks
from foundation.worker import soon

FORM = letters.Form(
    "关于不予公开政府信息的报告",
    "disclosure/letters/refusal_report.html",
    ("decided_on", "what", "particulars"),
)
cite(
    "PD-7(2)",
    by=Citation("paper", "disclosure.refusal_report", "不予公开报告：写明决定、依据和理由，报上一级"),
)
cite(
    "PD-7(2)",
    by=Citation("constraint", "refusalreport_after_decision", "报告的日子不早于作出决定之日"),
)
cite("PD-7(2)", by=Citation("constraint", "refusalreport_number_once", "一个机关的两份报告不用同一个文号"))

#: A label and what the report says under it.
Particulars = Sequence[tuple[str, str]]


def refused_on(matter: Any) -> date | None:
    """The day of the decision whose report is owed; None while none is."""
    owed = clocks.open_clock(matter, REFUSAL_REPORT)
    return owed.started_on if owed is not None else None


@gate("PD-7(2)", "报告不早于作出决定", on_entry=True)
def after_the_decision(step: Step) -> Objection | None:
    decided_on, day = refused_on(step.matter), step.data["reported_on"]
    if decided_on is not None and day < decided_on:
        return (
            f"不予公开的决定是 {decided_on} 作出的，报告日期 {day} 在它之前。",
            "请填写作出决定之后实际报告的日期。",
        )
    return None


def report_upward(step: Step, *, what: str, particulars: Particulars) -> RefusalReport:
    """Issue the report on the matter of this act, under the number and on the day entered; that day meets the time limit."""
    matter: Any = step.matter
    decided_on = refused_on(matter)
    if decided_on is None:
        raise Invalid({"报告": ["没有待报告的不予公开决定，或者已经报告过。"]})
    number, reported_on = step.data["report_number"], step.data["reported_on"]
    if RefusalReport.objects.filter(agency=matter.agency, document_number=number).exists():
        raise Invalid({"报告文号": [f"本机关已有一份报告用了“{number}”，请核对文号。"]})
    above = superior_of(matter.agency)
    case = letters.Case(
        **letters.letterhead(matter.agency),
        document_number=number,
        issued_on=reported_on,
        body={"decided_on": decided_on, "what": what, "particulars": [row for row in particulars if row[1]]},
    )
    step.done_on = reported_on
    step.detail |= {"number": number, "reported_on": str(reported_on)}
    report = RefusalReport.objects.create(
        agency=matter.agency,
        matter_kind=matter.kind,
        matter_id=matter.pk,
        decided_on=decided_on,
        reported_on=reported_on,
        document_number=number,
        content=letters.compose(FORM, case, to=above.name if above is not None else "县政务公开办公室"),
        issued_at=step.at,
    )
    soon(print_reports)
    return report
