"""What agencies disagree on and cannot be told apart: the county office decides in writing, which binds them (PD-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from disclosure.acts.coordinating import SPEAKING, everybody, of_the_passage
from disclosure.acts.dividing import drop_part
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    DisputeRuling,
    Verdict,
)
from disclosure.statute import COORDINATION_RULING, COORDINATION_WEIGHING, GROUNDS
from disclosure.tasks import print_rulings
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import FilledForm, PlainText, ReasonForm, RemarkForm
from foundation.clauses import Citation, cite
from foundation.correspondence import letters
from foundation.correspondence.models import Service, Way
from foundation.correspondence.numbering import document_number, next_serial
from foundation.deadlines import clocks
from foundation.worker import soon

State, SideState, PartState = Coordination.State, CoordinationSide.State, CoordinationPart.State
RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
#: Whoever signs for the county government office.
SIGNING = (LEADER, Role.COUNTY_LEADER)
#: Whoever decided on a part has judged the matter already, and neither writes nor signs the office's decision.
JUDGED = (*SPEAKING, "disclosure.decide_part")
FORM = letters.Form(
    "公开协调决定书",
    "disclosure/letters/coordination_ruling.html",
    ("text_title", "passage", "views", "verdict", "basis", "reasons"),
)
cite("PD-7", by=Citation("paper", "disclosure.coordination_ruling", "县政府办公室的协调决定书，编号送达各方"))


# What cannot be separated: the county office


@gate("PD-7", "有县政府办公室")
def there_is_an_office(step: Step) -> Objection | None:
    if agency_with(AgencyFunction.COUNTY_OFFICE) is None:
        return "还没有哪个机关担任县政府办公室。", "请县政务公开督查先设定县政府办公室。"
    return None


@act(
    "disclosure.refer_to_office",
    "提请县政府办公室协调",
    on=Coordination,
    via="refer",
    role={State.WEIGHING: (RECORDS,)},
    asks=ReasonForm,
    cites=("PD-7",),
    gates=[there_is_an_office],
    meets=(COORDINATION_WEIGHING,),
    tells=(everybody, RECORDS),
)
def refer_to_office(step: Step) -> None:
    _refer(step, step.matter, step.reason)


@act(
    "disclosure.weighing_lapsed",
    "逾期没有区分，也没有提请协调",
    on=Coordination,
    states=(State.WEIGHING,),
    cites=("PD-7",),
    tells=(everybody,),
)
def weighing_lapsed(step: Step) -> None:
    """Whoever leads the case on neither divides nor asks for a decision: publication waits no longer for that."""
    if agency_with(AgencyFunction.COUNTY_OFFICE) is not None:
        why = "意见齐了以后，拟公开的机关在期限内没有区分，也没有提请协调。"
        step.then("disclosure.referred_at_end", step.matter, reason=why)


@act(
    "disclosure.referred_at_end",
    "转县政府办公室协调",
    on=Coordination,
    via="refer",
    asks=ReasonForm,
    cites=("PD-7",),
    tells=(everybody, RECORDS),
)
def referred_at_end(step: Step) -> None:
    """That nobody weighed in time stays recorded; the limit runs on no longer."""
    clocks.cancel(COORDINATION_WEIGHING, step.matter, at=step.at)
    _refer(step, step.matter, step.reason)


@gate("PD-7", "区分还没有办完")
def division_stands(step: Step) -> Objection | None:
    if step.matter.coordination.state != State.PARTING:
        return "现在没有待各机关决定的区分。", "区分交各机关决定以后，才有不同意的。"
    return None


@act(
    "disclosure.contest_division",
    "不同意这样区分",
    on=CoordinationSide,
    states=(SideState.STATED, SideState.SILENT),
    role=RECORDS,
    asks=ReasonForm,
    cites=("PD-7",),
    gates=[division_stands, there_is_an_office],
    weight="quiet",
    when=lambda side: side.coordination.state == State.PARTING,
)
def contest_division(step: Step) -> None:
    """Whoever does not accept the division has the county office decide instead."""
    step.then("disclosure.division_contested", step.matter.coordination, reason=step.reason)


@act(
    "disclosure.division_contested",
    "区分有争议，转县政府办公室",
    on=Coordination,
    via="refer",
    asks=ReasonForm,
    cites=("PD-7",),
    tells=(everybody, RECORDS),
)
def division_contested(step: Step) -> None:
    for part in step.matter.parts.filter(state__in=[PartState.OPEN, PartState.DECIDED]):
        step.also(drop_part.name, part)
    _refer(step, step.matter, step.reason)


def _refer(step: Step, case: Coordination, why: str) -> None:
    office = agency_with(AgencyFunction.COUNTY_OFFICE)
    assert office is not None
    for part in case.parts.filter(state=PartState.DRAWN):
        step.also(drop_part.name, part)
    case.refer(office, why)
    clocks.start(COORDINATION_RULING, case, at=step.at, owed_by=office)


class RulingForm(FilledForm):
    """What the county office decides, and why."""

    reason_field = ""
    KEPT = ("verdict", "withheld_words", "ground", "basis", "reasons")

    verdict = forms.ChoiceField(
        label="协调决定",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样决定。"},
    )
    withheld_words = PlainText(
        label="不公开的文字",
        max_length=20_000,
        rows=4,
        required=False,
        help_text="部分公开的，从有分歧的文字里照抄；这些字不会出现在发布的公文里。",
    )
    ground = forms.ChoiceField(
        label="不公开的依据", required=False, choices=[("", "全部公开的不用选"), *GROUNDS.items()]
    )
    basis = PlainText(label="依据", max_length=2000, rows=2, help_text="法律、法规和职责分工的条款。")
    reasons = PlainText(label="理由", max_length=5000, rows=5, help_text="对各方的意见逐一说明采纳与否。")

    def known(self, step: Step) -> dict[str, Any]:
        """What was written before, where it came back."""
        return {name: getattr(step.matter, name) for name in self.KEPT}

    def clean(self) -> dict[str, Any]:
        """Demand words and ground where something stays out."""
        given = super().clean() or self.cleaned_data
        verdict = given.get("verdict")
        if verdict == Verdict.PUBLIC:
            return given | {"withheld_words": "", "ground": ""}
        if verdict and not given.get("ground"):
            self.add_error("ground", "不公开的，请选定条例第十四至十六条中的依据。")
        if verdict == Verdict.WITHHELD:
            given["withheld_words"] = ""
        elif verdict and not given.get("withheld_words"):
            self.add_error("withheld_words", "部分公开的，请写明哪些文字不公开。")
        elif given.get("withheld_words"):
            try:
                of_the_passage(self.step.matter, given["withheld_words"])
            except forms.ValidationError as strange:
                self.add_error("withheld_words", strange)
        return given


@act(
    "disclosure.draft_ruling",
    "拟写协调决定",
    on=Coordination,
    via="draft_ruling",
    role={State.DECIDING: (RECORDS,)},
    asks=RulingForm,
    cites=("PD-7",),
    not_by=Apart("PD-7", JUDGED),
    tells=SIGNING,
    weight="primary",
)
def draft_ruling(step: Step) -> None:
    case: Coordination = step.matter
    for name in RulingForm.KEPT:
        setattr(case, name, step.data[name])
    case.draft_ruling(step.staff)


@act(
    "disclosure.return_ruling",
    "退回重拟协调决定",
    on=Coordination,
    via="send_back",
    role={State.RULING: SIGNING},
    asks=ReasonForm,
    cites=("PD-7",),
    tells=(RECORDS,),
    returns=True,
)
def return_ruling(step: Step) -> None:
    step.matter.send_back()


@act(
    "disclosure.decide_coordination",
    "签发协调决定",
    on=Coordination,
    via="decide",
    role={State.RULING: SIGNING},
    asks=RemarkForm,
    cites=("PD-7",),
    not_by=Apart("PD-7", (*JUDGED, "disclosure.draft_ruling")),
    meets=(COORDINATION_RULING,),
    tells=(everybody,),
    weight="primary",
    writes=True,
)
def decide_coordination(step: Step) -> None:
    """The county office decides: one letter to each side, all under one number."""
    case: Coordination = step.matter
    office, year = case.office, localdate(step.at).year
    assert office is not None
    serial = next_serial(f"letters:{office.code}:公开协调", year)
    number = document_number(f"{office.mark or office.short_name}公协", year, serial)
    case.decide(step.staff, number, step.at)
    sides = list(case.sides.select_related("agency").order_by("pk"))
    body = {
        "text_title": case.text_title,
        "text_number": case.text_number,
        "drafts": case.agency.name,
        "passage": case.passage,
        "inseparable": case.inseparable,
        "views": [
            (side.agency.name, side.get_view_display() or side.get_state_display(), side.reasons)
            for side in sides
        ],
        "verdict": case.get_verdict_display(),
        "withheld_words": case.withheld_words,
        "ground": case.get_ground_display() if case.ground else "",
        "basis": case.basis,
        "reasons": case.reasons,
    }
    head = letters.Case(
        **letters.letterhead(office), document_number=number, issued_on=localdate(step.at), body=body
    )
    for side in sides:
        content = letters.compose(FORM, head, to=side.agency.name)
        letter = DisputeRuling.objects.create(
            side=side, document_number=number, content=content, issued_at=step.at
        )
        letter.deliver(Service.SENT, way=Way.ONLINE, on=localdate(step.at))
    soon(print_rulings)
    step.detail |= {"number": number, "verdict": case.verdict}


@gate("PD-7", "决定书已经送来")
def ruling_sent(step: Step) -> Objection | None:
    if not step.matter.letters.exists():
        return "还没有协调决定书。", "县政府办公室签发以后才有可以签收的。"
    if step.matter.received_on is not None:
        return f"已于 {step.matter.received_on} 签收。", "不必再签收。"
    return None


def _unreceived(model: Any) -> Q:
    sent = DisputeRuling.objects.filter(side=OuterRef("pk"))
    return Q(received_on=None) & Q(Exists(sent))


@act(
    "disclosure.receive_ruling",
    "签收协调决定书",
    on=CoordinationSide,
    states=tuple(SideState),
    role=RECORDS,
    asks=RemarkForm,
    cites=("PD-7",),
    gates=[ruling_sent],
    waits_if=_unreceived,
    when=lambda side: side.received_on is None and side.letters.exists(),
)
def receive_ruling(step: Step) -> None:
    side: CoordinationSide = step.matter
    side.received_on = localdate(step.at)
    for letter in side.letters.all():
        letter.deliver(Service.ARRIVED, way=Way.ONLINE, on=side.received_on, proof=f"{step.actor.name}签收")
