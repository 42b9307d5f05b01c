"""A draft is submitted, discussed and decided, and the Party committee is asked (决策条例29–31, PP-4, PP-12)."""

from __future__ import annotations

from django.db.models import Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, extend, gate
from participation.acts.examining import examined, reviewed_by_law
from participation.forms import examining as asked
from participation.gates import (
    all_answered,
    consulted,
    no_meeting_open,
    not_reported_to_party,
    nothing_open,
    poll_reported,
    says_nothing_personal,
    ways_fit,
    ways_recorded,
)
from participation.models import Decision, Deliberation
from participation.models.decision import versions
from participation.statement import statement
from participation.statute import Result

State = Decision.State
DRAFTER, HEAD, LEADER, RECORDS = Role.DRAFTER, Role.DEPARTMENT_HEAD, Role.LEADER, Role.RECORDS_OFFICE


@act(
    "participation.submit",
    "提请审议",
    on=Decision,
    via="submit",
    role=HEAD,
    asks=asked.SubmitForm,
    cites=("PP-4", "决策条例29"),
    gates=[
        ways_fit,
        ways_recorded,
        nothing_open,
        no_meeting_open,
        poll_reported,
        consulted,
        all_answered,
        examined,
        reviewed_by_law,
    ],
    tells=(LEADER, DRAFTER),
    weight="primary",
    queue=(State.SUMMARISING,),
)
def submit(step: Step) -> None:
    """The statement on participation is written by the portal from what is there, and goes with it."""
    decision: Decision = step.matter
    decision.followed = step.data["followed"]
    decision.submit(step.at, step.data["draft"], statement(decision))


def _discussed(step: Step, result: Result) -> None:
    names = ("sort", "meeting", "dissent", "against_majority", "no_attendees_because")
    data = {name: step.data[name] for name in names}
    Deliberation.objects.create(
        decision=step.matter, met_on=step.data["decided_on"], result=result, at=step.at, **data
    )
    step.detail = {"met_on": str(step.data["decided_on"]), "meeting": step.data["meeting"]}


@act(
    "participation.decide",
    "登记审议通过",
    on=Decision,
    via="decide",
    role=LEADER,
    asks=asked.OutcomeForm,
    cites=("PP-4", "决策条例30"),
    gates=[says_nothing_personal],
    tells=(DRAFTER, RECORDS),
    weight="primary",
)
def decide(step: Step) -> None:
    _discussed(step, Result.PASSED)
    step.matter.decide(step.data["decided_on"], step.data["outcome"])


@act(
    "participation.refuse",
    "登记不予决定",
    on=Decision,
    via="refuse",
    role=LEADER,
    asks=asked.OutcomeForm,
    cites=("PP-4", "决策条例30"),
    gates=[says_nothing_personal],
    tells=(DRAFTER, RECORDS),
)
def refuse(step: Step) -> None:
    _discussed(step, Result.REFUSED)
    step.matter.refuse(step.data["decided_on"], step.data["outcome"])
    step.matter.document = None  # it decides nothing, and nothing holds it


@act(
    "participation.discuss_again",
    "登记修改以后再议",
    on=Decision,
    via="discuss_again",
    role=LEADER,
    asks=asked.AgainForm,
    cites=("决策条例30",),
    tells=(DRAFTER, HEAD),
    returns=True,
)
def discuss_again(step: Step) -> None:
    """It goes back to be changed, and is submitted anew."""
    _discussed(step, Result.AGAIN)
    step.matter.discuss_again()


@act(
    "participation.report_to_party",
    "登记向县委请示报告",
    on=Decision,
    states=(State.SUBMITTED, State.DECIDED),
    role=(DRAFTER, LEADER),
    asks=asked.PartyForm,
    cites=("决策条例31",),
    when=lambda decision: decision.party_on is None,
    queue=(State.DECIDED,),
    waits_if=lambda model: Q(party_on=None),
)
def report_to_party(step: Step) -> None:
    step.matter.party_on = step.data["party_on"]


@gate("决策条例31", "公布以前向县委请示报告过", done_by=("participation.report_to_party",))
def reported_before_publication(step: Step) -> Objection | None:
    """For the document that decides."""
    decision = Decision.objects.filter(document__in=versions(step.matter)).first()
    return not_reported_to_party(decision) if decision is not None else None


extend("disclosure.publish", reported_before_publication)
