"""An inspection: opened, announced or begun unannounced, reported, told to the public or not, ended (PD-11, SR-13)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Invalid
from foundation.worker import soon
from inspection.audiences import answering, inspectors_of, leading
from inspection.forms import inspection as forms
from inspection.gates import is_inspector, office_for
from inspection.models import Finding, Inspection, Inspector, Part, Shortfall
from inspection.numbering import next_number
from inspection.papers import announcement, report_letter
from inspection.statute import INSPECTORS, MARK, STANDARDS, Field, Gravity
from inspection.tasks import render_letters

State = Inspection.State
#: Of what a finding lists so many characters are kept; the rest stands in the self-check.
LISTED = 1_500
SUPERVISOR, INSPECTOR = Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR


def _opened(step: Step, field: Field) -> Inspection:
    """An inspection with its agencies and inspectors; what the self-check showed of the agency becomes findings."""
    given = dict(step.data)
    agencies, inspectors = list(given.pop("agencies")), list(given.pop("inspectors"))
    taken = list(given.pop("shortfalls", ()))
    office = office_for(step, field)
    if taken and step.matter not in agencies:
        raise Invalid({"检查哪些单位": [f"自查发现是{step.matter.short_name}的，请把它也选上。"]})
    row = Inspection(
        agency=office,
        created_at=step.at,
        field=field,
        number=next_number(MARK[field], localdate(step.at)),
        **given,
    )
    attribute(step, row).save()
    for staff in inspectors:
        Inspector.objects.create(inspection=row, staff=staff, from_at=step.at)
    step.detail = {"agencies": [a.code for a in agencies], "inspectors": [s.username for s in inspectors]}
    for agency in agencies:
        step.then(
            add_part.name,
            row,
            agency=agency.pk,
            shortfalls=[s.pk for s in taken] if agency == step.matter else [],
        )
    return row


@act(
    "inspection.open",
    "立项检查",
    on=Agency,
    creates=Inspection,
    role=SUPERVISOR,
    asks=forms.OpenForm,
    cites=("PD-11", "PD-1", "国办秘函〔2019〕19号"),
    tells=(inspectors_of,),
)
def open_inspection(step: Step) -> Inspection:
    return _opened(step, Field.OPENNESS)


@act(
    "inspection.open_secrecy",
    "立项保密审查检查",
    on=Agency,
    creates=Inspection,
    role=INSPECTOR,
    asks=forms.OpenSecrecyForm,
    cites=("SR-13",),
    tells=(inspectors_of,),
)
def open_secrecy(step: Step) -> Inspection:
    return _opened(step, Field.SECRECY)


@act(
    "inspection.add_part",
    "列入受检单位",
    on=Inspection,
    creates=Part,
    asks=forms.PartForm,
    cites=("PD-11", "SR-13"),
)
def add_part(step: Step) -> Part:
    """What the self-check showed is recorded as findings of the inspector who opened it."""
    row: Inspection = step.matter
    part = Part(agency=step.data["agency"], created_at=step.at, inspection=row, field=row.field)
    attribute(step, part).save()
    for number, (indicator, rows) in enumerate(_by_indicator(step.data["shortfalls"]), 1):
        standard = STANDARDS[indicator]
        finding = Finding(
            agency=part.agency,
            created_at=step.at,
            part=part,
            field=row.field,
            number=number,
            what=f"{standard.label}：{_listed(rows)}（要求：{standard.threshold}）",
            place=rows[0].label[:500] if len(rows) == 1 else "本网站",
            breaches=standard.clause,
            gravity=Gravity.GRAVE if standard.decisive else Gravity.ORDINARY,
            indicator=standard.code,
            recorded_by=step.staff,
        )
        attribute(step, finding).save()
    return part


def _by_indicator(rows: Iterable[Shortfall]) -> list[tuple[str, list[Shortfall]]]:
    """What falls short of one indicator is one finding, however many columns or links it is about."""
    ordered = sorted(rows, key=lambda row: (list(STANDARDS).index(row.indicator), row.pk))
    return [(code, list(found)) for code, found in groupby(ordered, key=lambda row: row.indicator)]


def _listed(rows: list[Shortfall]) -> str:
    """One with what is wrong of it, several by their names."""
    if len(rows) == 1:
        return f"{rows[0].label}，{rows[0].detail}" if rows[0].detail else rows[0].label
    said = "；".join(row.label for row in rows)
    return f"共 {len(rows)} 处：{said if len(said) <= LISTED else said[:LISTED] + '……'}"


@act(
    "inspection.add_agency",
    "增加受检单位",
    on=Inspection,
    states=(State.PLANNED, State.UNDER_WAY),
    role=INSPECTORS,
    asks=forms.AddAgencyForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    weight="quiet",
)
def add_agency(step: Step) -> None:
    step.detail = {"agency": step.data["agency"].code}
    step.then(add_part.name, step.matter, agency=step.data["agency"].pk, shortfalls=[])


@act(
    "inspection.change_inspectors",
    "更换检查人员",
    on=Inspection,
    states=Inspection.OPEN,
    role=INSPECTORS,
    asks=forms.InspectorsForm,
    cites=("PD-11", "SR-13"),
    tells=(inspectors_of,),
    weight="quiet",
)
def change_inspectors(step: Step) -> None:
    """Whoever inspected until now stays on record with the time."""
    row: Inspection = step.matter
    wanted = {staff.pk: staff for staff in step.data["inspectors"]}
    named = row.inspectors.filter(until_at=None)
    had = set(named.values_list("staff", flat=True))
    named.exclude(staff__in=wanted).update(until_at=step.at)
    for pk, staff in wanted.items():
        if pk not in had:
            Inspector.objects.create(inspection=row, staff=staff, from_at=step.at)
    step.detail = {"inspectors": [staff.username for staff in wanted.values()]}


@gate("PD-11", "是预先通知的检查")
def to_be_announced(step: Step) -> Objection | None:
    if step.matter.unannounced:
        return "这次检查定为不预先通知。", "请办“不通知，直接开始检查”。"
    return None


@act(
    "inspection.announce",
    "通知检查",
    on=Inspection,
    via="begin",
    role=INSPECTORS,
    asks=RemarkForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, to_be_announced],
    weight="primary",
    when=lambda row: not row.unannounced,
    waits_if=lambda model: Q(unannounced=False),
    writes=True,
)
def announce(step: Step) -> None:
    """Each agency gets a notice, and reads from now on that it is inspected."""
    step.matter.begin(step.at)
    for part in step.matter.parts.filter(state=Part.State.PLANNED).order_by("pk"):
        step.then(part_announced.name, part)


@act(
    "inspection.begin_unannounced",
    "不通知，直接开始检查",
    on=Inspection,
    via="begin",
    role=INSPECTORS,
    asks=ReasonForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector],
    waits_if=lambda model: Q(unannounced=True),
)
def begin_unannounced(step: Step) -> None:
    """The agencies learn of it when they are told what was found."""
    step.matter.unannounced = True
    step.matter.begin(step.at)


@act(
    "inspection.part_announced",
    "检查通知书送达受检单位",
    on=Part,
    via="announce",
    cites=("PD-11", "SR-13"),
    tells=(answering,),
)
def part_announced(step: Step) -> None:
    part: Part = step.matter
    announcement(part, step.at)
    part.announce(step.at)
    soon(render_letters)


@follows("inspection.add_agency")
def _announced_to_whoever_comes_later(step: Step, row: Inspection) -> None:
    """An agency that is added to an inspection that was announced is told as well."""
    if row.state == State.UNDER_WAY and not row.unannounced:
        part = row.parts.get(agency=step.data["agency"])
        step.also(part_announced.name, on=part)


@gate("PD-11", "每个单位都已告知问题或者没有问题", done_by=("inspection.tell_findings",))
def everybody_told(step: Step) -> Objection | None:
    waiting = step.matter.parts.filter(state__in=Part.LOOKED_AT).select_related("agency")
    if names := "、".join(part.agency.short_name for part in waiting):
        return f"{names}还没有查完。", "请先逐个告知问题，没有问题的记为没有发现问题。"
    return None


@act(
    "inspection.report",
    "通报检查情况",
    on=Inspection,
    via="report",
    role=INSPECTORS,
    asks=forms.ReportForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, everybody_told],
    weight="primary",
    tells=(inspectors_of, leading),
    writes=True,
)
def report(step: Step) -> None:
    """A paper, which the inspected agencies read beside what concerns themselves."""
    row: Inspection = step.matter
    row.report(step.at, step.data["summary"])
    report_letter(row, step.at)
    soon(render_letters)
    for part in row.parts.exclude(state=Part.State.DROPPED).order_by("pk"):
        if row.field == Field.OPENNESS:
            step.then(part_reported.name, part)


@act(
    "inspection.part_reported",
    "检查情况通报到受检单位",
    on=Part,
    cites=("PD-11",),
    tells=(answering,),
)
def part_reported(step: Step) -> None:
    """The agency is told that there is a report, which stands on its page."""


@act(
    "inspection.decide_telling",
    "决定是否向社会公布",
    on=Inspection,
    states=(State.REPORTED,),
    role=INSPECTORS,
    asks=forms.TellingForm,
    cites=("PD-11", "SR-13", "PD-5"),
    gates=[is_inspector],
    waits_if=lambda model: Q(telling=""),
)
def decide_telling(step: Step) -> None:
    """What is published goes the way of every document, through its own secrecy review."""
    step.matter.decide_telling(step.data["telling"], step.data["telling_reason"], step.data["publish_by"])
    step.detail = {"telling": step.matter.telling}


@act(
    "inspection.name_published",
    "登记公布的文件",
    on=Inspection,
    states=(State.REPORTED,),
    role=INSPECTORS,
    asks=forms.PublishedForm,
    cites=("PD-11",),
    gates=[is_inspector],
    when=lambda row: row.telling == Inspection.Telling.PUBLISH and row.published_id is None,
    waits_if=lambda model: Q(telling="publish", published__isnull=True),
)
def name_published(step: Step) -> None:
    if step.matter.telling != Inspection.Telling.PUBLISH:
        raise Invalid({"公布的文件": ["没有决定向社会公布，请先决定。"]})
    step.matter.published = step.data["document"]
    step.detail = {"document": step.data["document"].index_number}


@gate("PD-11", "问题全部销号或者移送", done_by=("inspection.close_finding",))
def everything_settled(step: Step) -> Objection | None:
    left = Finding.objects.filter(part__inspection=step.matter).unsettled().count()
    if left:
        return f"还有 {left} 个问题没有销号。", "请逐个复查销号；改不了的，移送处理。"
    open_parts = step.matter.parts.exclude(state__in=Part.OVER).select_related("agency")
    if names := "、".join(part.agency.short_name for part in open_parts):
        return f"{names}还没有办完。", "请先把这些单位的检查办完。"
    return None


@gate("PD-11", "已决定是否公布，要公布的已公布")
def public_told(step: Step) -> Objection | None:
    if not step.matter.telling:
        return "还没有决定是否向社会公布。", "请先作出决定，写明理由。"
    if step.matter.telling == Inspection.Telling.PUBLISH and step.matter.published_id is None:
        return f"决定在 {step.matter.publish_by} 以前公布，还没有登记公布的文件。", "公布以后登记，再办结。"
    return None


@act(
    "inspection.end",
    "办结检查",
    on=Inspection,
    via="end",
    role=INSPECTORS,
    asks=RemarkForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, everything_settled, public_told],
    weight="primary",
)
def end(step: Step) -> None:
    step.matter.end(step.at)


@gate("PD-11", "还没有告知过问题")
def nobody_told(step: Step) -> Objection | None:
    told = step.matter.parts.exclude(state__in=(*Part.LOOKED_AT, Part.State.CLEAR, Part.State.DROPPED))
    if told.exists():
        return "已经向单位告知了问题，不能撤销。", "请逐个办完：不成立的写明，改好的销号。"
    return None


@act(
    "inspection.call_off",
    "撤销检查",
    on=Inspection,
    via="call_off",
    role=INSPECTORS,
    asks=ReasonForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, nobody_told],
    weight="quiet",
)
def call_off(step: Step) -> None:
    step.matter.call_off(step.reason[:500])
    for part in step.matter.parts.filter(state__in=Part.LOOKED_AT).order_by("pk"):
        step.then(part_dropped.name, part)


def _knew(part: Part) -> Iterable[Staff]:
    """Whoever was told that the agency is inspected."""
    return answering(part) if part.announced_at else ()


@act("inspection.part_dropped", "检查已撤销", on=Part, via="drop", cites=("PD-11", "SR-13"), tells=(_knew,))
def part_dropped(step: Step) -> None:
    """An agency that was told of it learns that it is called off; any other learns nothing."""
    step.matter.drop()
    for finding in step.matter.findings.filter(state=Finding.State.RECORDED).order_by("pk"):
        step.then("inspection.finding_struck", finding)


@gate("PD-11", "还有别的单位要检查")
def others_left(step: Step) -> Objection | None:
    part: Part = step.matter
    if part.inspection.parts.exclude(pk=part.pk).exclude(state=Part.State.DROPPED).exists():
        return None
    return "这次检查只剩这一个单位。", "不检查了的，请撤销整个检查。"


@act(
    "inspection.leave_out",
    "不再检查这个单位",
    on=Part,
    via="drop",
    role=INSPECTORS,
    asks=ReasonForm,
    cites=("PD-11", "SR-13"),
    gates=[is_inspector, others_left],
    tells=(_knew,),
    weight="quiet",
    queue=(),
)
def leave_out(step: Step) -> None:
    """One agency is not inspected after all, such as one that is merged with another that is."""
    part_dropped.do(step)
