"""AC-8: the sanctioned put it right by the day that the decision names, and say so in writing to commission and office."""

from __future__ import annotations

from accountability import forms
from accountability.audiences import clerks, disclosure_office
from accountability.gates import BY_CLERK
from accountability.models import Case, Correction
from accountability.statute import CLERK, CORRECT
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Objection, Step, act, attribute, gate

State = Case.State


def office() -> Agency | None:
    """The county's disclosure office (政务公开办)."""
    return agency_with(AgencyFunction.DISCLOSURE_OFFICE) or agency_with(AgencyFunction.COUNTY_OFFICE)


@gate("AC-8", "有政务公开办接收报告")
def there_is_an_office(step: Step) -> Objection | None:
    if office() is None:
        return "还没有指定县政务公开办公室，报告送不到。", "请先指定县政务公开办公室。"
    return None


def _reported(step: Step) -> None:
    case: Case = step.matter
    case.report_corrected(step.at, step.data["corrected_on"], step.data["text"])
    given = {"text": step.data["text"], "corrected_on": step.data["corrected_on"]}
    step.then(send_correction.name, case, **given)


@act(
    "accountability.report_correction",
    "书面报告改正情况",
    on=Case,
    via="report_corrected",
    public=True,
    asks=forms.CorrectionForm,
    cites=("AC-8",),
    gates=[there_is_an_office],
    meets=(CORRECT,),
    tells=(clerks,),
)
def report_correction(step: Step) -> None:
    """By whom the decision is about, on the page of their own."""
    _reported(step)


@act(
    "accountability.enter_correction",
    "录入书面报告的改正情况",
    on=Case,
    via="report_corrected",
    role=(CLERK,),
    asks=forms.EnterCorrectionForm,
    cites=("AC-8",),
    gates=[BY_CLERK, there_is_an_office],
    meets=(CORRECT,),
    weight="primary",
    tells=(clerks,),
)
def enter_correction(step: Step) -> None:
    """The same, as it came on paper."""
    _reported(step)


@act(
    "accountability.send_correction",
    "改正情况送政务公开办",
    on=Case,
    creates=Correction,
    asks=forms.SendCorrectionForm,
    cites=("AC-8",),
    tells=(disclosure_office,),
)
def send_correction(step: Step) -> Correction:
    """The office gets unit, day and what was put right; no number, level, measure or name."""
    agency = office()
    assert agency is not None, "a gate saw to it"
    row = Correction(
        agency=agency,
        created_at=step.at,
        unit=step.matter.unit,
        text=step.data["text"],
        corrected_on=step.data["corrected_on"],
    )
    attribute(step, row).save()
    return row


@act(
    "accountability.receive_correction",
    "签收改正情况报告",
    on=Correction,
    via="receive",
    role=(Role.DISCLOSURE_HEAD,),
    asks=forms.PlainForm,
    cites=("AC-8",),
    weight="primary",
)
def receive_correction(step: Step) -> None:
    step.matter.receive(step.at)
