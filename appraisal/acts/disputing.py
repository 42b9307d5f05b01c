"""Rows behind a figure that a unit disputes: marked, decided on, never deleted (AP-6)."""

from __future__ import annotations

from appraisal.audiences import at_the_county, in_the_unit
from appraisal.forms.case import DecideForm, DisputeForm
from appraisal.gates import not_of_the_unit
from appraisal.models import Case, Dispute
from appraisal.statute import ANSWERING
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid

#: Until the figures are frozen, and again within the objection.
OPEN = (*Case.LIVE, "objected")


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
    if case.disputes.filter(figure=figure, row=int(row)).exists():
        raise Invalid({"哪一件": ["这一件已经提过，一件只认定一次。"]})
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
    if step.matter.case.state not in OPEN:
        return "数据已经冻结。", "单位可以在异议期里对结果提出异议。"
    return None


@act(
    "appraisal.excuse_row",
    "认定不计",
    on=Dispute,
    via="excuse",
    role=Role.COUNTY_SUPERVISOR,
    asks=DecideForm,
    cites=("AP-6", "OR-5(2)"),
    gates=[not_of_the_unit, still_open],
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
    role=Role.COUNTY_SUPERVISOR,
    asks=DecideForm,
    cites=("AP-6",),
    gates=[not_of_the_unit, still_open],
    not_by=Apart("AP-6", ("appraisal.dispute_row",)),
    tells=(in_the_unit,),
)
def count_row(step: Step) -> None:
    step.matter.count(step.at, step.staff, step.data["why"])
