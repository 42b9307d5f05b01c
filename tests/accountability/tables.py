"""Who may do what with reports, cases, appeals and accounts of corrections, and who reads them: of a case its team alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accountability.models import Appeal, Case, Correction, Evidence, Member, Paper, Report
from foundation.agencies.roles import Role
from foundation.files.acts import store
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING

CLERK, TRIAL, LEADER, HEAD = (
    Role.DISCIPLINE_CLERK,
    Role.DISCIPLINE_TRIAL,
    Role.DISCIPLINE_LEADER,
    Role.DISCLOSURE_HEAD,
)
_UNDER_WAY = ("filed", "investigating", "told", "heard", "tried")
_IN_FORCE = ("served", "correcting", "reported", "closed")
_OPEN = ("clue", "verifying", *_UNDER_WAY, "decided", "served", "correcting", "reported", "transferred")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "accountability.report": _in(ANY, CITIZEN),
    "accountability.take_report": _in("received", CLERK),
    "accountability.report_taken": {},
    "accountability.set_report_aside": _in("received", CLERK, LEADER),
    "accountability.pass_report_on": _in("received", CLERK, LEADER),
    "accountability.unseal_reporter": _in(("received", "taken", "passed_on", "set_aside"), LEADER),
    "accountability.erase_report": {},
    "accountability.take_clue": _in(ANY, CLERK),
    "accountability.verify": _in("clue", CLERK),
    "accountability.drop_clue": _in(("clue", "verifying"), LEADER),
    "accountability.file": _in("verifying", LEADER),
    "accountability.hand_up": _in(("clue", "verifying", *_UNDER_WAY), LEADER),
    "accountability.open_beside": _in((*_UNDER_WAY, "decided", "served", "correcting", "reported"), CLERK),
    "accountability.name_team": _in("filed", LEADER),
    "accountability.add_member": _in((*_UNDER_WAY, *_IN_FORCE, "decided", "transferred"), LEADER),
    "accountability.recuse": _in(_OPEN, CLERK, TRIAL, LEADER),
    "accountability.add_evidence": _in(("clue", "verifying", "filed", "investigating"), CLERK),
    "accountability.confirm_responsibility": _in("investigating", CLERK),
    "accountability.tell": _in("investigating", CLERK),
    "accountability.renew_code": _in(
        (
            "told",
            "heard",
            "tried",
            "decided",
            "served",
            "correcting",
            "reported",
            "no_sanction",
            "withdrawn",
        ),
        CLERK,
    ),
    "accountability.state_defence": _in(("told", "heard"), CITIZEN),
    "accountability.hear": _in("told", CLERK),
    "accountability.try_case": _in("heard", TRIAL),
    "accountability.give_back": _in("heard", TRIAL),
    "accountability.note_left": _in(_UNDER_WAY, CLERK, LEADER),
    "accountability.decide": _in("tried", LEADER),
    "accountability.decide_none": _in("tried", LEADER),
    "accountability.withdraw_case": _in(_UNDER_WAY, LEADER),
    "accountability.transfer": _in(_UNDER_WAY, LEADER),
    "accountability.resume": _in("transferred", LEADER),
    "accountability.serve": _in("decided", CLERK),
    "accountability.record_organ_decision": _in("decided", CLERK),
    "accountability.tell_unit": _in(("served", "correcting", "reported"), CLERK),
    "accountability.announce": _in(("served", "correcting", "reported"), CLERK),
    "accountability.correction_begins": {},
    "accountability.report_correction": _in("correcting", CITIZEN),
    "accountability.enter_correction": _in("correcting", CLERK),
    "accountability.send_correction": {},
    "accountability.receive_correction": _in("sent", HEAD),
    "accountability.appeal": _in(_IN_FORCE, CITIZEN),
    "accountability.enter_appeal": _in(_IN_FORCE, CLERK, LEADER),
    "accountability.decide_appeal": _in("lodged", LEADER),
    "accountability.serve_review": _in(("upheld", "changed", "revoked"), CLERK),
    "accountability.appeal_settled": {},
    "accountability.close": _in(
        ("correcting", "reported", "no_sanction", "withdrawn", "transferred"), LEADER
    ),
}
READERS = {
    # Those who may be of some team: of the sample only the three who are.
    "accountability_case": {CLERK, TRIAL, LEADER},
    "accountability_appeal": {CLERK, TRIAL, LEADER},
    "accountability_report": {CLERK, LEADER},
    "accountability_correction": {HEAD},
}
_KINDS = ("case", "report", "appeal", "correction")
DESK = {
    **{f"accountability_{kind}_changelist": (LOGIN, 200, 200) for kind in _KINDS},
    # Its agency's records office is as much a stranger as another agency's.
    **{f"accountability_{kind}_change": (LOGIN, 404, 404) for kind in _KINDS},
    **dict.fromkeys(
        ("accountability_paper", "accountability_proof", "accountability_clues"), (LOGIN, 404, 404)
    ),
}
PUBLIC: dict[str, Any] = {
    f"accountability:{name}": NOTHING
    for name in (
        "about",
        "report",
        "challenge",
        "track",
        "served",
        "served_paper",
        "defence",
        "appeal",
        "correction",
    )
}


PUBLIC |= dict.fromkeys(("accountability:track_leave", "accountability:served_leave"), 405)
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {"accountability:served_paper": [1]}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """A paper and a piece of evidence of the sample."""
    county: County = made["county"]
    by, own, case = county.actor("rfbsc-records_office"), county.agencies["rfbsc"], made[Case]
    paper = Paper.objects.create(
        kind="accountability_notice", case=case, content="<p>文书</p>", issued_at=county.at
    )
    file = store("文书".encode(), name="文书.txt", agency=own, audience="personal", by=by, at=county.at)
    Paper.objects.filter(pk=paper.pk).update(file=file)
    proof = Evidence.objects.create(case=case, text="登记簿", file=file, added_at=county.at)
    return {
        "accountability_paper": [case.pk, paper.pk],
        "accountability_proof": [case.pk, proof.pk],
        "accountability_clues": [],
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """A case of which three people are, its appeal, a report, an account of a correction; as if `rfbsc` were the commission."""
    own, at = county.agencies["rfbsc"], county.at
    here = {"agency": own, "created_at": at}
    report = Report.objects.create(
        **here, number="J2026-0001", unit=county.agencies["lxcz"], item=1, text="举报"
    )
    case = Case.objects.create(
        **here,
        number="Z2026-0001",
        item=1,
        source="other",
        unit=county.agencies["lxcz"],
        clue="线索",
    )
    for part, role in (("clerk", CLERK), ("trier", TRIAL), ("leader", LEADER)):
        Member.objects.create(case=case, staff=county.people[f"rfbsc-{role.value}"], part=part, from_at=at)
    made |= {
        Report: report,
        Case: case,
        Appeal: Appeal.objects.create(
            **here, case=case, stage="review", lodged_on=date(2026, 11, 2), grounds="不服"
        ),
        Correction: Correction.objects.create(
            **here, unit=county.agencies["lxcz"], text="改了", corrected_on=at.date() - timedelta(days=1)
        ),
    }
