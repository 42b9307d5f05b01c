"""That somebody filled in for others or made them: told by anybody, looked into at the county's office alone."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.acts.planning import HEAD, RECORDS
from evaluation.forms.result import ComplainForm, HandleForm
from evaluation.models import Complaint, Round, Unit
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.refusals import Invalid
from foundation.visitors.sending import hashed

#: The states in which a complaint is taken: as long as its round is not announced.
TAKEN = ("open", "closed", "counted", "graded", "fed_back")


def whoever_looks_into_it(complaint: Complaint) -> Iterable[Staff]:
    """The office's records office; of a complaint about the office the county's supervisors."""
    if complaint.about_the_office:
        return holders(Role.COUNTY_SUPERVISOR, None)
    return holders(RECORDS, complaint.agency)


@act(
    "evaluation.complain",
    "投诉代填、要求填写",
    on=Round,
    creates=Complaint,
    states=TAKEN,
    public=True,
    asks=ComplainForm,
    cites=("SE-5",),
    tells=(whoever_looks_into_it,),
)
def complain(step: Step) -> Complaint:
    """Nothing of what was written goes into the ledger."""
    row: Round = step.matter
    data = step.data
    token = hashed(data["token"])
    if Complaint.objects.filter(form_token=token).exists():
        raise Invalid({"投诉": ["这张表已经收到，没有再登记一次。"]})
    unit = Unit.objects.filter(round=row, place=int(data["unit"])).first() if data["unit"] else None
    made = Complaint(
        agency=row.agency,
        created_at=step.at,
        round=row,
        unit=unit,
        text=data["text"],
        contact=data["contact"],
        form_token=token,
    )
    attribute(step, made).save()
    return made


@act(
    "evaluation.handle_complaint",
    "登记核查结果",
    on=Complaint,
    via="handle",
    role=(RECORDS, HEAD, Role.COUNTY_SUPERVISOR),
    asks=HandleForm,
    cites=("SE-5",),
    weight="primary",
)
def handle_complaint(step: Step) -> None:
    step.matter.handle(step.at, step.data["finding"], step.data["handling"])
    step.detail = {"finding": step.data["finding"]}


@act(
    "evaluation.erase_complaint",
    "清除投诉的内容",
    on=Complaint,
    states=(Complaint.State.HANDLED,),
    cites=("SE-5",),
)
def erase_complaint(step: Step) -> None:
    step.matter.erase(step.at)
