"""Who may do what with inspections, findings, deployments and urgings, who reads them, what the desk shows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from foundation.files.acts import store
from inspection.models import (
    Deployment,
    Finding,
    FindingFile,
    Inspection,
    Paper,
    Part,
    Shortfall,
    Task,
    TaskFile,
    Urging,
)
from tests.personas import County
from tests.rooms import ANY, LOGIN

SUPERVISOR, INSPECTOR = Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR
RECORDS, HEAD, LEADER, CLERK, DISCLOSURE = (
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.APPLICATIONS_CLERK,
    Role.DISCLOSURE_HEAD,
)
OFFICE, REVIEWER = Role.SECRECY_OFFICE, Role.SECRECY_REVIEWER
_WORKING = (RECORDS, HEAD, DISCLOSURE, LEADER)
_ANSWERING = (*_WORKING, OFFICE)


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


def _inspecting(*states: str) -> dict[str, set[str]]:
    return _in(states, SUPERVISOR, INSPECTOR)


_LOOKED_AT = ("planned", "announced")
_OPEN = ("planned", "under_way", "reported")

ACTS: dict[str, Any] = {
    "inspection.open": _in(ANY, SUPERVISOR),
    "inspection.open_secrecy": _in(ANY, INSPECTOR),
    "inspection.add_part": {},
    "inspection.add_agency": _inspecting("planned", "under_way"),
    "inspection.change_inspectors": _inspecting(*_OPEN),
    "inspection.announce": _inspecting("planned"),
    "inspection.begin_unannounced": _inspecting("planned"),
    "inspection.part_announced": {},
    "inspection.leave_out": _inspecting(*_LOOKED_AT),
    "inspection.take_out": _in(("given", "answered"), SUPERVISOR),
    "inspection.withdraw_order": _inspecting("ordered", "reported"),
    "inspection.report": _inspecting("under_way"),
    "inspection.part_reported": {},
    "inspection.decide_telling": _inspecting("reported"),
    "inspection.name_published": _inspecting("reported"),
    "inspection.end": _inspecting("reported"),
    "inspection.call_off": _inspecting("planned", "under_way"),
    "inspection.part_dropped": {},
    "inspection.record_finding": _inspecting(*_LOOKED_AT),
    "inspection.strike_finding": _inspecting("recorded"),
    "inspection.finding_struck": {},
    "inspection.tell_findings": _inspecting(*_LOOKED_AT),
    "inspection.finding_told": {},
    "inspection.nothing_found": _inspecting(*_LOOKED_AT),
    "inspection.state_view": _in("told", *_ANSWERING),
    "inspection.view_lapsed": {},
    "inspection.drop_finding": _inspecting("told"),
    "inspection.order_correction": _inspecting("stated"),
    "inspection.finding_ordered": {},
    "inspection.sign_for": _in("ordered", *_ANSWERING),
    "inspection.report_correction": _in("ordered", *_ANSWERING),
    "inspection.close_finding": _inspecting("reported"),
    "inspection.reopen_finding": _inspecting("reported"),
    "inspection.give_more_time": _inspecting("ordered"),
    "inspection.refer_finding": _inspecting("ordered", "reported"),
    "inspection.part_closed": {},
    "inspection.deploy": _in(ANY, SUPERVISOR),
    "inspection.give_task": {},
    "inspection.answer_task": _in("given", *_WORKING),
    "inspection.confirm_task": _in("answered", SUPERVISOR),
    "inspection.return_task": _in("answered", SUPERVISOR),
    "inspection.end_deployment": _in("running", SUPERVISOR),
    "inspection.call_off_deployment": _in("running", SUPERVISOR),
    "inspection.task_dropped": {},
    "inspection.urging_settled": {},
    "inspection.open_urging": {},
    "inspection.answer_urging": _in("open", *_WORKING),
    "inspection.settle_urging": _in(("open", "answered"), SUPERVISOR),
    "inspection.return_urging": _in("answered", SUPERVISOR),
}
_OPENNESS = {RECORDS, HEAD, LEADER, CLERK, DISCLOSURE, Role.COUNTY_LEADER}
_EITHER = _OPENNESS | {OFFICE, REVIEWER} | OVERSEERS
READERS = {
    # Those of one field or the other: of a single inspection `NARROWED` says who does not.
    "inspection": _EITHER,
    "inspected_agency": _EITHER,
    "inspection_finding": _EITHER,
    "deployment": _OPENNESS | {SUPERVISOR},
    "deployed_task": _OPENNESS | {SUPERVISOR},
    "urging": _OPENNESS | {SUPERVISOR},
}
#: The samples are of the county's inspections, which the people of secrecy do not read.
NARROWED = {
    kind: {OFFICE, REVIEWER, INSPECTOR} for kind in ("inspection", "inspected_agency", "inspection_finding")
}
_KINDS = ("inspection", "part", "finding", "deployment", "task", "urging")
DESK = {
    **{f"inspection_{kind}_changelist": (LOGIN, 200, 200) for kind in (*_KINDS, "shortfall")},
    **{f"inspection_{kind}_change": (LOGIN, 200, 404) for kind in (*_KINDS, "shortfall")},
    **dict.fromkeys(
        (
            "inspection_report",
            "inspection_paper",
            "inspection_evidence",
            "deployment_paper",
            "task_paper",
            "task_file",
        ),
        (LOGIN, 200, 404),
    ),
}
PUBLIC: dict[str, Any] = {}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """Papers and files of the samples, and a row of the self-check."""
    county: County = made["county"]
    by, own = county.actor("rfbsc-records_office"), county.agencies["rfbsc"]

    def paper(kind: str, **of: Any) -> Paper:
        row = Paper.objects.create(kind=kind, content="<p>文书</p>", issued_at=county.at, **of)
        file = store("文书".encode(), name="文书.txt", agency=own, audience="personal", by=by, at=county.at)
        Paper.objects.filter(pk=row.pk).update(file=file)
        return row

    proof = store("证据".encode(), name="证据.txt", agency=own, audience="internal", by=by, at=county.at)
    inspection, part, finding = made[Inspection], made[Part], made[Finding]
    deployment, task = made[Deployment], made[Task]
    notice = paper("deployment_notice", deployment=deployment)
    when = {"added_at": county.at}
    day = date(2026, 11, 2)
    seen = Shortfall.objects.create(
        agency=own, indicator="guide", label="公开指南", first_seen_on=day, last_seen_on=day
    )
    evidence = FindingFile.objects.create(finding=finding, sort="found", file=proof, **when)
    return {
        "inspection_report": [inspection.pk, paper("inspection_report", inspection=inspection).pk],
        "inspection_paper": [part.pk, paper("inspection_order", part=part).pk],
        "inspection_evidence": [finding.pk, evidence.pk],
        "deployment_paper": [deployment.pk, notice.pk],
        "task_paper": [task.pk, notice.pk],
        "task_file": [task.pk, TaskFile.objects.create(task=task, file=proof, **when).pk],
        "inspection_shortfall_change": [seen.pk],
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """An inspection of an agency that knows of it, one finding, a deployment, an urging."""
    own = county.agencies["rfbsc"]
    here = {"agency": own, "created_at": county.at}
    row = Inspection.objects.create(
        **here,
        field="openness",
        number="政检〔2026〕1号",
        title="公开检查",
        source="plan",
        plan="看栏目",
        planned_on=date(2026, 11, 3),
    )
    part = Part.objects.create(**here, field="openness", inspection=row)
    Part.objects.filter(pk=part.pk).update(state="announced")
    finding = Finding.objects.create(
        **here,
        field="openness",
        part=part,
        number=1,
        what="没有更新",
        place="首页",
        breaches="PD-9",
        gravity="minor",
    )
    Finding.objects.filter(pk=finding.pk).update(state="told")
    deployment = Deployment.objects.create(
        **here,
        number="政公部署〔2026〕1号",
        title="更新栏目",
        body="逐个更新",
        basis="PD-9",
        due_on=date(2026, 12, 1),
    )
    made |= {
        Inspection: row,
        Part: Part.objects.get(pk=part.pk),
        Finding: Finding.objects.get(pk=finding.pk),
        Deployment: deployment,
        Task: Task.objects.create(**here, deployment=deployment, due_on=deployment.due_on),
        Urging: Urging.objects.create(
            **here, subject_ref="agency:rfbsc", subject="荣丰办事处", demand="抓紧", due_on=date(2026, 11, 9)
        ),
    }
