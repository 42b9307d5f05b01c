"""Findings of one agency: recorded, struck, told; its view; what is not so; what is ordered (PD-11, SR-13)."""

from __future__ import annotations

from django.db.models import Max, Q
from django.utils.timezone import localdate

from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.filing import stored
from foundation.deadlines import clocks
from foundation.worker import soon
from inspection.audiences import answering, inspectors_of
from inspection.forms import finding as forms
from inspection.gates import is_inspector
from inspection.models import Finding, FindingFile, Inspection, Part
from inspection.numbering import next_number
from inspection.papers import findings_letter, order_letter
from inspection.statute import ANSWERERS, CORRECT, INSPECTORS, MARK, VIEW, VIEWS, Field
from inspection.tasks import render_letters

State = Part.State


@gate("PD-11", "检查已经开始")
def begun(step: Step) -> Objection | None:
    if step.matter.inspection.state == Inspection.State.PLANNED:
        return "检查还没有开始。", "请先通知检查，或者不通知直接开始。"
    return None


@act(
    "inspection.record_finding",
    "记录问题",
    on=Part,
    creates=Finding,
    states=Part.LOOKED_AT,
    role=INSPECTORS,
    asks=forms.RecordForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, begun],
)
def record_finding(step: Step) -> Finding:
    """One by one, each with its clause and what shows it."""
    part: Part = step.matter
    given = dict(step.data)
    uploads = given.pop("files")
    last = part.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding(
        agency=part.agency,
        created_at=step.at,
        part=part,
        field=part.field,
        number=last + 1,
        recorded_by=step.staff,
        **given,
    )
    attribute(step, finding).save()
    step.detail = {"breaches": finding.breaches, "gravity": finding.gravity}
    _keep(step, finding, uploads, FindingFile.Sort.FOUND, "证据")
    return finding


def _keep(step: Step, finding: Finding, uploads: list[object], sort: str, label: str) -> None:
    for file in stored(step, uploads, finding.agency, label):
        FindingFile.objects.create(
            finding=finding, sort=sort, round=finding.reopened, file=file, by=step.staff, added_at=step.at
        )


@act(
    "inspection.strike_finding",
    "划去误记的问题",
    on=Finding,
    via="strike",
    role=INSPECTORS,
    asks=ReasonForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    weight="quiet",
    queue=(),
)
def strike_finding(step: Step) -> None:
    step.matter.strike()


@act(
    "inspection.finding_struck", "检查撤销，问题不再处理", on=Finding, via="strike", cites=("PD-11", "SR-13")
)
def finding_struck(step: Step) -> None:
    step.matter.strike()


@gate("PD-11", "记下了问题")
def something_found(step: Step) -> Objection | None:
    if not step.matter.findings.filter(state=Finding.State.RECORDED).exists():
        return "还没有记下问题。", "请先记录问题；没有问题的，办“没有发现问题”。"
    return None


@act(
    "inspection.tell_findings",
    "告知问题",
    on=Part,
    via="tell",
    role=INSPECTORS,
    asks=forms.TellForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, begun, something_found],
    tells=(answering,),
    weight="primary",
    writes=True,
)
def tell_findings(step: Step) -> None:
    """All of them at once; the agency has its days from now on."""
    part: Part = step.matter
    days = step.data["days"]
    part.tell(step.at, days)
    clocks.start(VIEW[Field(part.field)], part, at=step.at, span=days)
    findings_letter(part, days, step.at)
    step.detail = {"days": days}
    for finding in part.findings.filter(state=Finding.State.RECORDED).order_by("number"):
        step.then(finding_told.name, finding)
    soon(render_letters)


@act("inspection.finding_told", "问题已告知单位", on=Finding, via="tell", cites=("PD-11", "SR-13"))
def finding_told(step: Step) -> None:
    step.matter.tell()


@gate("PD-11", "没有记下问题")
def nothing_found_yet(step: Step) -> Objection | None:
    found = step.matter.findings.exclude(state=Finding.State.STRUCK).count()
    if found:
        return f"已经记下 {found} 个问题。", "请告知单位；误记的先划去。"
    return None


@act(
    "inspection.nothing_found",
    "没有发现问题",
    on=Part,
    via="find_nothing",
    role=INSPECTORS,
    asks=RemarkForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, begun, nothing_found_yet],
    tells=(answering,),
)
def nothing_found(step: Step) -> None:
    step.matter.find_nothing(step.at)


@act(
    "inspection.state_view",
    "陈述意见",
    on=Part,
    via="state_view",
    role=ANSWERERS,
    asks=forms.ViewForm,
    cites=("PD-11", "SR-13"),
    meets=VIEWS,
    tells=(inspectors_of,),
    weight="primary",
)
def state_view(step: Step) -> None:
    step.matter.state_view(step.at, step.staff, step.data["view"])


@act(
    "inspection.view_lapsed",
    "期限内没有陈述意见",
    on=Part,
    via="let_lapse",
    cites=("PD-11", "SR-13"),
    meets=VIEWS,
    tells=(inspectors_of,),
)
def view_lapsed(step: Step) -> None:
    step.matter.let_lapse()


@gate("PD-11", "单位已陈述意见，或者期限已过")
def heard(step: Step) -> Objection | None:
    if step.matter.part.state != State.STATED:
        return "单位还没有陈述意见，期限也没有过。", "等单位陈述意见以后，再看问题是不是成立。"
    return None


@act(
    "inspection.drop_finding",
    "问题不成立",
    on=Finding,
    via="drop",
    role={Finding.State.TOLD: INSPECTORS},
    asks=ReasonForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, heard],
    tells=(answering,),
    weight="quiet",
    queue=(),
)
def drop_finding(step: Step) -> None:
    """What the agency said convinced the inspector; the reason stays."""
    step.matter.drop()
    rest = step.matter.part.findings.exclude(pk=step.matter.pk).unsettled()
    if not rest.exists():
        step.then("inspection.part_closed", step.matter.part)


@gate("PD-11", "还有成立的问题")
def something_stands(step: Step) -> Objection | None:
    if not step.matter.findings.filter(state=Finding.State.TOLD).exists():
        return "没有要改正的问题。", "问题都不成立的，这个单位的检查会自动办结。"
    return None


@act(
    "inspection.order_correction",
    "责令改正",
    on=Part,
    via="order",
    role=INSPECTORS,
    asks=forms.OrderForm,
    cites=("PD-1", "PD-11", "SR-13"),
    gates=[is_inspector, something_stands],
    tells=(answering,),
    weight="primary",
    writes=True,
)
def order_correction(step: Step) -> None:
    """A numbered paper, served by this site at once; from now on the agency owes each correction by its day."""
    part: Part = step.matter
    number = next_number(f"{MARK[Field(part.field)]}改", localdate(step.at))
    part.order(step.at, number, step.data["demands"], step.data["correct_by"])
    step.detail = {"number": number, "correct_by": str(part.correct_by)}
    for finding in part.findings.filter(state=Finding.State.TOLD).order_by("number"):
        step.then(finding_ordered.name, finding, correct_by=str(part.correct_by))
    order_letter(part, step.at)
    soon(render_letters)


@act(
    "inspection.finding_ordered",
    "问题责令改正",
    on=Finding,
    via="order",
    asks=forms.OrderedForm,
    cites=("PD-11", "SR-13"),
)
def finding_ordered(step: Step) -> None:
    finding: Finding = step.matter
    finding.order(step.data["correct_by"])
    days = (step.data["correct_by"] - localdate(step.at)).days
    clocks.start(CORRECT[Field(finding.field)], finding, at=step.at, span=days, owed_by=finding.agency)


@gate("PD-11", "还没有签收")
def not_signed_for(step: Step) -> Objection | None:
    if step.matter.signed_for_at is not None:
        return "已经签收过。", "不必再签收。"
    return None


@act(
    "inspection.sign_for",
    "签收责令改正通知书",
    on=Part,
    states=(State.ORDERED,),
    role=ANSWERERS,
    cites=("PD-11", "SR-13"),
    gates=[not_signed_for],
    tells=(inspectors_of,),
    when=lambda part: part.signed_for_at is None,
    waits_if=lambda model: Q(signed_for_at=None),
)
def sign_for(step: Step) -> None:
    """Who had it in hands and when; the days ran from the service."""
    part: Part = step.matter
    part.sign_for(step.at, step.staff)
    letter = part.letters.filter(kind="inspection_order").order_by("pk").last()
    if letter is not None:
        letter.deliver("arrived", way="online", on=localdate(step.at), proof=str(step.actor.name))
