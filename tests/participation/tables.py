"""Who may do what with decisions, drafts for comment and polls, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from participation.models import (
    Call,
    Decision,
    Evaluation,
    Hearing,
    LegalReview,
    Objection,
    Poll,
    Proposal,
    Symposium,
)
from tests.participation.hearings import Hearings, Symposia
from tests.participation.people import Office
from tests.participation.polls import designed
from tests.participation.submissions import objected, proposed
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING

DRAFTER, RECORDS, HEAD, LEADER = (
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
)
CLERK, REVIEWER, COUNTY_LEADER = Role.APPLICATIONS_CLERK, Role.SECRECY_REVIEWER, Role.COUNTY_LEADER
_READING = {DRAFTER, RECORDS, REVIEWER, HEAD, LEADER, CLERK} | OVERSEERS
_WORKING = ("started", "consulting", "summarising", "submitted", "decided")
_PREPARED = ("started", "consulting", "summarising")
_COMING_IN = ("open", "closed")
_SORTING = (*_COMING_IN, "withdrawn")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "participation.propose": _in(ANY, DRAFTER),
    "participation.edit_decision": _in(("proposed", "started", "summarising"), DRAFTER),
    "participation.start": _in("proposed", LEADER),
    "participation.publish_catalogue": _in(ANY, RECORDS, HEAD),
    "participation.consult": {},
    "participation.summarise": {},
    "participation.record_experts": _in(_PREPARED, DRAFTER),
    "participation.record_risks": _in(_PREPARED, DRAFTER),
    "participation.record_competition": _in(_PREPARED, DRAFTER),
    "participation.send_for_legal_review": _in(("started", "summarising"), DRAFTER),
    "participation.legal_review_asked": {},
    "participation.return_legal_review": _in("sent", DRAFTER, HEAD),
    "participation.legal_review_returned": {},
    "participation.write_legal_opinion": _in("sent", DRAFTER),
    "participation.conclude_legal_review": _in("sent", HEAD),
    "participation.legally_reviewed": {},
    "participation.submit": _in(("started", "summarising"), HEAD),
    "participation.decide": _in("submitted", LEADER),
    "participation.refuse": _in("submitted", LEADER),
    "participation.discuss_again": _in("submitted", LEADER),
    "participation.report_to_party": _in(("submitted", "decided"), DRAFTER, LEADER),
    "participation.name_document": _in(_WORKING, DRAFTER),
    "participation.announce": _in("decided", RECORDS),
    "participation.drop": _in(("proposed", "started", "summarising"), LEADER),
    "participation.draft_call": _in(("started", "summarising"), DRAFTER),
    "participation.edit_call": _in("drafting", DRAFTER),
    "participation.hand_in_call": _in("drafting", DRAFTER),
    "participation.strike": {},
    "participation.pass_review": {},
    "participation.fail_review": {},
    "participation.rework_call": _in("ready", DRAFTER, RECORDS),
    "participation.abandon_call": _in(("drafting", "ready"), DRAFTER),
    "participation.open_call": _in("ready", RECORDS),
    "participation.carried_draft": _in(("open", "closed", "fed_back"), RECORDS, DRAFTER),
    "participation.extend_call": _in("open", RECORDS, HEAD),
    "participation.explain": _in("open", HEAD),
    "participation.close_call": {},
    "participation.withdraw_call": _in("open", RECORDS),
    "participation.new_edition": _in(("closed", "fed_back", "withdrawn"), DRAFTER),
    "participation.record_opinion": _in(_COMING_IN, DRAFTER, CLERK),
    "participation.reveal": _in((*_SORTING, "fed_back"), DRAFTER, CLERK),
    "participation.show_as": _in((*_SORTING, "fed_back"), DRAFTER),
    "participation.group": _in(_SORTING, DRAFTER),
    "participation.confirm_group": _in(_SORTING, DRAFTER),
    "participation.take_out": _in(_SORTING, DRAFTER),
    "participation.answer": _in(_SORTING, DRAFTER),
    "participation.feed_back": _in("closed", RECORDS),
    "participation.feed_back_withdrawn": _in("withdrawn", RECORDS),
    "participation.carried": _in("fed_back", RECORDS, DRAFTER),
    "participation.draft_hearing": _in(_PREPARED, DRAFTER),
    "participation.edit_hearing": _in("drafting", DRAFTER),
    "participation.hand_in_hearing": _in("drafting", DRAFTER),
    "participation.strike_hearing": {},
    "participation.pass_hearing_review": {},
    "participation.fail_hearing_review": {},
    "participation.rework_hearing": _in("ready", DRAFTER, RECORDS),
    "participation.abandon_hearing": _in(("drafting", "ready"), DRAFTER),
    "participation.announce_hearing": _in("ready", RECORDS),
    "participation.record_registration": _in("announced", DRAFTER, CLERK),
    "participation.reveal_registrations": _in(("announced", "closed", "listed", "held"), DRAFTER, CLERK),
    "participation.close_registration": {},
    "participation.draw": _in("closed", RECORDS),
    "participation.appoint": _in("closed", DRAFTER),
    "participation.publish_list": _in("closed", RECORDS),
    "participation.replace_representative": _in("listed", DRAFTER),
    "participation.fill_seat": _in("listed", DRAFTER),
    "participation.correct_registration": _in(("announced", "closed"), CITIZEN),
    "participation.withdraw_registration": _in(("announced", "closed", "listed"), CITIZEN),
    "participation.withdraw_registration_for": _in(("announced", "closed", "listed"), DRAFTER, CLERK),
    "participation.seat_given_up": {},
    "participation.serve_papers": _in("listed", DRAFTER, CLERK),
    "participation.postpone_hearing": _in(("announced", "closed", "listed"), RECORDS),
    "participation.withdraw_hearing": _in(("announced", "closed", "listed"), RECORDS),
    "participation.hold_hearing": _in("listed", DRAFTER),
    "participation.write_transcript": _in("held", DRAFTER),
    "participation.sign_transcript": _in("held", DRAFTER),
    "participation.answer_point": _in("held", DRAFTER),
    "participation.report_hearing": _in("held", RECORDS),
    "participation.plan_symposium": _in(_PREPARED, DRAFTER),
    "participation.invite": _in("inviting", DRAFTER),
    "participation.deliver_papers": _in("inviting", DRAFTER, CLERK),
    "participation.postpone_symposium": _in("inviting", DRAFTER),
    "participation.cancel_symposium": _in("inviting", DRAFTER),
    "participation.hold_symposium": _in("inviting", DRAFTER),
    "participation.record_statement": _in("held", DRAFTER),
    "participation.analyse_statement": _in("held", DRAFTER),
    "participation.report_symposium": _in("held", HEAD),
    "participation.feed_back_symposium": _in("reported", RECORDS),
    "participation.record_attendee": _in(("submitted", "decided", "refused", "announced"), DRAFTER, LEADER),
    "participation.draft_poll": _in(("started", "consulting", "summarising"), DRAFTER),
    "participation.edit_poll": _in("drafting", DRAFTER),
    "participation.hand_in_poll": _in("drafting", DRAFTER),
    "participation.strike_poll": {},
    "participation.pass_poll_review": {},
    "participation.fail_poll_review": {},
    "participation.rework_poll": _in("ready", DRAFTER, RECORDS),
    "participation.abandon_poll": _in(("drafting", "ready"), DRAFTER),
    "participation.open_poll": _in("ready", RECORDS),
    "participation.issue_slips": _in("open", DRAFTER, CLERK),
    "participation.enter_sheets": _in(_COMING_IN, DRAFTER, CLERK),
    "participation.close_poll": {},
    "participation.withdraw_poll": _in(_COMING_IN, RECORDS),
    "participation.count_poll": _in("closed", DRAFTER),
    "participation.report_poll": _in("counted", RECORDS),
    "participation.carried_poll": _in("reported", RECORDS, DRAFTER),
    "participation.submit_proposal": _in(ANY, CITIZEN),
    "participation.record_proposal": _in(ANY, CLERK, RECORDS),
    "participation.propose_as_agency": _in(ANY, DRAFTER),
    "participation.refer_proposal": _in("received", CLERK, RECORDS),
    "participation.lay_before": _in("received", CLERK, RECORDS),
    "participation.set_aside_proposal": _in("received", CLERK, RECORDS),
    "participation.send_back_proposal": _in("studying", DRAFTER, HEAD),
    "participation.study_proposal": _in("studying", DRAFTER, HEAD),
    "participation.return_study": _in("studied", COUNTY_LEADER),
    "participation.take_up_proposal": _in("studied", COUNTY_LEADER),
    "participation.begin_decision": {},
    "participation.decline_proposal": _in("studied", COUNTY_LEADER),
    "participation.hide_in_proposal": _in("studying", DRAFTER)
    | _in(("studied", "taken_up", "declined"), CLERK, RECORDS),
    "participation.reveal_proposal": _in("studying", DRAFTER)
    | _in(("received", "studied", "taken_up", "declined", "set_aside"), CLERK, RECORDS),
    "participation.withdraw_proposal": _in(("received", "studying", "studied"), CITIZEN),
    "participation.erase_proposal": {},
    "participation.object": _in("announced", CITIZEN),
    "participation.record_objection": _in("announced", DRAFTER, CLERK),
    "participation.reveal_objection": _in(("received", "answered", "set_aside"), DRAFTER, CLERK),
    "participation.answer_objection": _in("received", DRAFTER, HEAD),
    "participation.set_aside_objection": _in("received", HEAD),
    "participation.hide_in_objection": _in("answered", DRAFTER),
    "participation.withdraw_objection": _in("received", CITIZEN),
    "participation.report_execution": _in("announced", DRAFTER, HEAD),
    "participation.evaluation_asked": {},
    "participation.propose_evaluation": _in("announced", HEAD, LEADER),
    "participation.choose_for_evaluation": _in(ANY, COUNTY_LEADER),
    "participation.order_evaluation": _in("asked", COUNTY_LEADER),
    "participation.leave_evaluation": _in("asked", COUNTY_LEADER),
    "participation.record_evaluation": _in("ordered", DRAFTER, HEAD),
    "participation.return_evaluation": _in("reported", COUNTY_LEADER),
    "participation.take_evaluation": _in("reported", COUNTY_LEADER),
    "participation.erase_objection": {},
}
READERS = {
    **dict.fromkeys(("decision", "call", "hearing", "symposium", "poll", "legal_review"), _READING),
    "objection": _READING,
    "decision_evaluation": {COUNTY_LEADER, DRAFTER, RECORDS, HEAD, LEADER, CLERK} | OVERSEERS,
    "proposal": {CLERK, RECORDS, HEAD, COUNTY_LEADER, DRAFTER, LEADER} | OVERSEERS,
    "call/sender": {DRAFTER, CLERK},
    "objection/sender": {DRAFTER, CLERK},
    "proposal/sender": {CLERK, RECORDS, DRAFTER},
    "hearing/representatives": {DRAFTER, CLERK, RECORDS},
    "symposium/invitees": {DRAFTER, CLERK, RECORDS},
}
DESK = {
    "participation_decision_changelist": (LOGIN, 200, 200),
    "participation_decision_change": (LOGIN, 200, 404),
    "participation_dossier": (LOGIN, 200, 404),
    "participation_transcript": (LOGIN, 404, 404),  # nothing is written yet
    "participation_evaluation_changelist": (LOGIN, 200, 200),
    "participation_evaluation_change": (LOGIN, 200, 404),
    "participation_legalreview_changelist": (LOGIN, 200, 200),
    "participation_legalreview_change": (LOGIN, 200, 404),
    "participation_call_changelist": (LOGIN, 200, 200),
    "participation_call_change": (LOGIN, 200, 404),
    "participation_hearing_changelist": (LOGIN, 200, 200),
    "participation_hearing_change": (LOGIN, 200, 404),
    "participation_symposium_changelist": (LOGIN, 200, 200),
    "participation_symposium_change": (LOGIN, 200, 404),
    "participation_poll_changelist": (LOGIN, 200, 200),
    "participation_poll_change": (LOGIN, 200, 404),
    "participation_proposal_changelist": (LOGIN, 200, 200),
    "participation_proposal_change": (LOGIN, 200, 404),
    "participation_objection_changelist": (LOGIN, 200, 200),
    "participation_objection_change": (LOGIN, 200, 404),
    # What came with somebody's words opens for whoever looked at who that was, and said why.
    "participation_call_file": (LOGIN, 404, 404),
    "participation_proposal_file": (LOGIN, 404, 404),
    "participation_objection_file": (LOGIN, 404, 404),
}
PUBLIC: dict[str, Any] = {
    "participation:list": NOTHING,
    "participation:catalogue": NOTHING,
    "participation:calendar": NOTHING,
    "participation:detail": 404,
    "participation:opinions": 404,
    "participation:opinions_paper": 404,
    "participation:opinions_file": 404,
    "participation:poster": 404,
    "participation:compare": 404,
    "participation:digests": 404,
    "participation:prove": 404,
    "participation:leaves": 404,
    "participation:write": 404,
    "participation:register": 404,
    "participation:notice": 404,
    "participation:draw": 404,
    "participation:registrations": 404,
    "participation:poll": 404,
    "participation:poll_answer": 404,
    "participation:poll_result": 404,
    "participation:poll_slips": 404,
    "api:proposals": NOTHING,
    "api:proposal": 404,
    "participation:challenge": NOTHING,
    "participation:track": NOTHING,
    "participation:track_leave": 405,
    "participation:withdraw": 405,
    "participation:track_proposal": NOTHING,
    "participation:track_objection": NOTHING,
    "participation:withdraw_proposal": 405,
    "participation:withdraw_objection": 405,
    "participation:track_registration": NOTHING,
    "participation:correct_registration": NOTHING,
    "participation:withdraw_registration": 405,
    "participation:propose": 404,
    "participation:proposals": NOTHING,
    "participation:proposal": 404,
    "participation:object": 404,
    "participation:objections": 404,
}
PUBLIC_ARGUMENTS = {
    "api:proposal": [1],
    "participation:detail": ["J2026-001"],
    "participation:opinions": ["J2026-001", 1],
    "participation:opinions_file": ["J2026-001", 1],
    "participation:opinions_paper": ["J2026-001", 1],
    "participation:poster": ["J2026-001"],
    "participation:compare": ["J2026-001"],
    "participation:digests": ["J2026-001"],
    "participation:prove": ["J2026-001"],
    "participation:leaves": ["J2026-001", 1, "2026-11-08"],
    "participation:write": ["J2026-001"],
    "participation:register": ["J2026-001", 1],
    "participation:notice": ["J2026-001", 1],
    "participation:draw": ["J2026-001", 1],
    "participation:registrations": ["J2026-001", 1],
    "participation:poll": ["J2026-001"],
    "participation:poll_answer": ["J2026-001"],
    "participation:poll_result": ["J2026-001"],
    "participation:poll_slips": ["J2026-001"],
    "participation:proposal": ["T2026-0001"],
    "participation:object": ["J2026-001"],
    "participation:objections": ["J2026-001"],
}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """Files that came with what people said, which open for nobody who looked at no name; the dossier; a record."""
    kinds = {"call": Call, "proposal": Proposal, "objection": Objection}
    return {
        **{f"participation_{kind}_file": [made[model].pk, 1] for kind, model in kinds.items()},
        "participation_dossier": [made[Decision].pk, "pdf"],
        "participation_transcript": [made[Hearing].pk],
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """A decision that was started and what belongs to it: a draft, a notice, a poll; a proposal, an objection, an evaluation."""
    office = Office(county)
    call = office.drafted(office.started(ways=["draft", "poll"]))
    hearing, symposium = Hearings(office).drafted(), Symposia(office).planned()
    made |= {
        Decision: call.decision,
        Call: call,
        Hearing: hearing,
        Symposium: symposium,
        Poll: designed(office, call.decision),
        Proposal: proposed(office),
        Objection: objected(office),
        LegalReview: _to_be_reviewed(county, call.decision),
    }
    made[Evaluation] = Evaluation.objects.create(
        agency=county.agencies["rfbsc"],
        created_at=county.at,
        decision=made[Objection].decision,
        ground="needed",
    )


def _to_be_reviewed(county: County, decision: Decision) -> LegalReview:
    """A draft that the agency reviews as the county's department for it."""
    return LegalReview.objects.create(
        agency=county.agencies["rfbsc"],
        created_at=county.at,
        decision=decision,
        draft="第一条",
        basis="水法",
        procedure="说明",
        sent_at=county.at,
        until=county.at.date(),
    )
