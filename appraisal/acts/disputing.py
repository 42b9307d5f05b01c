"""Rows behind a figure that a unit disputes: marked, decided on, never deleted (AP-6)."""

from __future__ import annotations

from django.db.models import Q

from appraisal.audiences import at_the_county, in_the_unit
from appraisal.forms.case import DecideForm, DisputeForm
from appraisal.gates import by_the_office, not_of_the_unit
from appraisal.models import Case, Dispute
from appraisal.statute import ANSWERING
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid

#: Until the figures are frozen, and again within the objection.
OPEN = (*Case.LIVE, "objected")
#: A row of a unit that was merged meanwhile counts for its successor, and is decided on all the same.
DECIDABLE = (*OPEN, "merged")
#: Who decides: the office; on a row of its own agency an assessor from elsewhere.
DECIDING = (Role.COUNTY_SUPERVISOR, Role.ASSESSOR)


@act(
    "appraisal.dispute_row",
    "提出有争议的行",
    on=Case,
    creates=Dispute,
    states=OPEN,
    role=ANSWERING,
    asks=DisputeForm,
    cites=("AP-6",),
    tells=(at_the_county,),
)
def dispute_row(step: Step) -> Dispute:
    """The row stays listed and counted until it is decided on."""
    figure, row, ref = step.data["row"].split("|")
    case: Case = step.matter
    before = case.disputes.filter(figure=figure, row=int(row))
    # What was found to count before the result was known may be brought up once more within the objection.
    again = (
        Q(state=Dispute.State.COUNTED, decided_at__lt=case.objected_at) if case.objected_at else Q(pk=None)
    )
    if before.exclude(again).exists():
        raise Invalid({"哪一件": ["这一件已经提过；认定照计的，在异议期里可以再提一次。"]})
    label = dict(step.form.fields["row"].choices)[step.data["row"]]  # type: ignore[union-attr]
    found = Dispute(
        agency=case.agency,
        created_at=step.at,
        case=case,
        figure=figure,
        row=int(row),
        row_ref=ref,
        subject=str(label)[:300],
        ground=step.data["ground"],
        words=step.data["words"],
    )
    attribute(step, found).save()
    step.detail = {"figure": figure, "row": ref}
    return found


@gate("AP-6", "数据还没有冻结，或者正在答复异议")
def still_open(step: Step) -> Objection | None:
    if step.matter.case.state not in DECIDABLE:
        return "数据已经冻结。", "单位可以在异议期里对结果提出异议。"
    return None


@act(
    "appraisal.excuse_row",
    "认定不计",
    on=Dispute,
    via="excuse",
    role=DECIDING,
    asks=DecideForm,
    cites=("AP-6", "OR-5(2)"),
    gates=[by_the_office, not_of_the_unit, still_open],
    not_by=Apart("AP-6", ("appraisal.dispute_row",)),
    tells=(in_the_unit,),
    queue=("open",),
)
def excuse_row(step: Step) -> None:
    step.matter.excuse(step.at, step.staff, step.data["why"])


@act(
    "appraisal.count_row",
    "认定照计",
    on=Dispute,
    via="count",
    role=DECIDING,
    asks=DecideForm,
    cites=("AP-6",),
    gates=[by_the_office, not_of_the_unit, still_open],
    not_by=Apart("AP-6", ("appraisal.dispute_row",)),
    tells=(in_the_unit,),
)
def count_row(step: Step) -> None:
    step.matter.count(step.at, step.staff, step.data["why"])
