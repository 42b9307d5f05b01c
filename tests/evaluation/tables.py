"""Who may do what with rounds, results, suggestions, supervisors and complaints, who reads them, what their pages show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger

from evaluation import plan, statute
from evaluation.models import Complaint, ResultLetter, Round, Suggestion, Supervisor, Unit, UnitResult
from foundation.agencies.roles import OVERSEERS, Role
from foundation.files.acts import store
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING

DRAFTER, RECORDS, HEAD, LEADER, CLERK, REVIEWER = (
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.APPLICATIONS_CLERK,
    Role.SECRECY_REVIEWER,
)
_COMING_IN = ("open", "closed")
_SERVING = ("nominated", "announced", "appointed", "expired")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "evaluation.plan_round": _in(ANY, DRAFTER),
    "evaluation.edit_round": _in("drafting", DRAFTER),
    "evaluation.hand_in_round": _in("drafting", DRAFTER),
    "evaluation.strike_round": {},
    "evaluation.pass_round_review": {},
    "evaluation.fail_round_review": {},
    "evaluation.rework_round": _in("ready", DRAFTER, RECORDS),
    "evaluation.abandon_round": _in(("drafting", "ready"), DRAFTER),
    "evaluation.notice_round": _in("ready", RECORDS),
    "evaluation.open_round": {},
    "evaluation.extend_round": _in("open", RECORDS),
    "evaluation.issue_slips": _in("open", DRAFTER, CLERK),
    "evaluation.enter_sheets": _in(_COMING_IN, DRAFTER, CLERK),
    "evaluation.record_sheet": _in(_COMING_IN, DRAFTER, CLERK),
    "evaluation.close_round": {},
    "evaluation.withdraw_round": _in(("noticed", *_COMING_IN), RECORDS),
    "evaluation.count_round": _in("closed", DRAFTER),
    "evaluation.grade_round": _in("counted", HEAD),
    "evaluation.result": {},
    "evaluation.feed_back": _in("graded", RECORDS),
    "evaluation.announce_round": _in("fed_back", RECORDS),
    "evaluation.file_round": _in("announced", DRAFTER),
    "evaluation.result_fed_back": {},
    "evaluation.object": _in("fed_back", HEAD, LEADER),
    "evaluation.accept": _in("fed_back", HEAD, LEADER),
    "evaluation.leave_unobjected": {},
    "evaluation.answer_objection": _in("objected", HEAD),
    "evaluation.result_announced": {},
    "evaluation.report_mending": _in("announced", HEAD, LEADER),
    "evaluation.pass_on": _in(("graded", "fed_back", "announced"), RECORDS, HEAD),
    "evaluation.refer_suggestion": _in("received", RECORDS, HEAD),
    "evaluation.refer_for_unit": _in(("graded", "fed_back", "announced"), RECORDS, HEAD),
    "evaluation.suggestion_referred": {},
    "evaluation.adopt": _in("received", HEAD),
    "evaluation.decline": _in("received", HEAD),
    "evaluation.finish": _in("mending", DRAFTER, HEAD),
    "evaluation.verify": _in("done", RECORDS, HEAD),
    "evaluation.return_mending": _in("done", RECORDS, HEAD),
    "evaluation.feed_back_suggestion": _in("verified", DRAFTER, RECORDS),
    "evaluation.propose_accountability": _in(("received", "mending"), Role.COUNTY_SUPERVISOR),
    "evaluation.nominate": _in(ANY, DRAFTER),
    "evaluation.announce_supervisor": _in("nominated", RECORDS),
    "evaluation.appoint": _in("announced", HEAD),
    "evaluation.reappoint": _in(("appointed", "expired"), HEAD),
    "evaluation.end_supervisor": _in("appointed", HEAD),
    "evaluation.expire": {},
    "evaluation.decline_supervisor": _in(("nominated", "announced"), RECORDS, HEAD),
    "evaluation.declare_conflict": _in(_SERVING, DRAFTER, CLERK),
    "evaluation.complain": _in(("open", "closed", "counted", "graded", "fed_back"), CITIZEN),
    "evaluation.handle_complaint": _in("received", RECORDS, HEAD, Role.COUNTY_SUPERVISOR),
    "evaluation.erase_complaint": {},
}
READERS = {
    "evaluation_round": {DRAFTER, RECORDS, REVIEWER, HEAD, LEADER, CLERK} | OVERSEERS,
    "evaluation_supervisor": {DRAFTER, RECORDS, REVIEWER, HEAD, LEADER, CLERK} | OVERSEERS,
    "evaluation_result": {DRAFTER, RECORDS, HEAD, LEADER, CLERK} | OVERSEERS,
    "evaluation_suggestion": {DRAFTER, RECORDS, HEAD, LEADER, CLERK} | OVERSEERS,
    "evaluation_complaint": {RECORDS, HEAD} | OVERSEERS,
}
_KINDS = ("round", "supervisor", "unitresult", "suggestion", "complaint")
DESK = {
    **{f"evaluation_{kind}_changelist": (LOGIN, 200, 200) for kind in _KINDS},
    **{f"evaluation_{kind}_change": (LOGIN, 200, 404) for kind in _KINDS},
    "evaluation_round_sheet": (LOGIN, 404, 404),  # nothing is public yet
    "evaluation_round_announcement": (LOGIN, 404, 404),
    "evaluation_result_letter": (LOGIN, 200, 404),
    "evaluation_supervisor_certificate": (LOGIN, 404, 404),  # nobody is appointed yet
}
PUBLIC: dict[str, Any] = {
    "evaluation:list": NOTHING,
    "evaluation:supervisors": NOTHING,
    "evaluation:suggestions": NOTHING,
    "evaluation:challenge": NOTHING,
    "evaluation:detail": 404,
    "evaluation:result": 404,
    "evaluation:unit_file": 404,
    "evaluation:trial": 404,
    "evaluation:unit": 404,
    "evaluation:pocket": 404,
    "api:evaluations": NOTHING,
    "api:evaluation": 404,
    "api:evaluation_suggestions": NOTHING,
    "evaluation:answer": 404,
    "evaluation:one": 404,
    "evaluation:slips": 404,
    "evaluation:complain": 404,
}
PUBLIC_ARGUMENTS = {
    **{
        f"evaluation:{name}": [2026]
        for name in ("detail", "result", "unit_file", "trial", "answer", "one", "slips", "complain")
    },
    "evaluation:unit": [2026, 1],
    "evaluation:pocket": [2026, 1],
    "api:evaluation": [1],
}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """The papers of a round and of a supervisor, and the letter of a result."""
    row, result, county = made[Round], made[UnitResult], made["county"]
    letter = ResultLetter.objects.create(result=result, content="<p>反馈</p>", issued_at=county.at)
    by = county.actor("rfbsc-drafter")
    file = store(
        "反馈".encode(), name="反馈书.txt", agency=result.agency, audience="personal", by=by, at=county.at
    )
    ResultLetter.objects.filter(pk=letter.pk).update(file=file)
    return {
        "evaluation_round_sheet": [row.pk],
        "evaluation_round_announcement": [row.pk],
        "evaluation_result_letter": [result.pk, letter.pk],
        "evaluation_supervisor_certificate": [made[Supervisor].pk],
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """A round that is being planned, and what belongs to one."""
    own = county.agencies["rfbsc"]
    here = {"agency": own, "created_at": county.at}
    row = Round.objects.create(
        **here,
        year=2026,
        title="2026 年社会评议",
        purpose="看看公开得怎么样",
        manner="上门发问卷",
        questions=plan.STANDARD,
        telephone="0478-0000000",
        pilot="试填过",
        points=list(statute.POINTS),
        ways=list(statute.WAYS),
        heads=list(statute.HEADS),
        opens_on=date(2026, 12, 1),
        closes_on=date(2026, 12, 20),
    )
    result = UnitResult.objects.create(**here, round=row, unit=_unit(row, own), grade="too_few", ways=WAYS)
    made |= {
        Round: row,
        UnitResult: result,
        Suggestion: Suggestion.objects.create(**here, round=row, number=1, text="早点公开"),
        Supervisor: Supervisor.objects.create(
            **here, name="甲某", capacity="panel", circle="media", nominated_by="县融媒体中心"
        ),
        Complaint: Complaint.objects.create(**here, round=row, text="有人替我填", form_token="0" * 64),
    }


_NONE = {"persons": 0, "knowing": 0, "index": None, "interval": None, "heads": {}}
WAYS: dict[str, Any] = {
    **dict.fromkeys(("main", "panel", "open"), _NONE),
    "counting": {},
    "sheets": {},
    "ballots": {"code": 0, "paper": 0, "web": 0},
    "apart": 0,
}


def _unit(row: Round, agency: Any) -> Unit:
    """A unit of a round that has not come so far: the database would refuse it."""
    with pgtrigger.ignore("evaluation.Unit:while_planned"):
        return Unit.objects.create(round=row, place=0, evaluated=agency, name=agency.name, kind=agency.kind)
