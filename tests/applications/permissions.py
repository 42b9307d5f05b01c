"""Who may do what with applications, replies, consultations and complaints: part of the table of `tests/test_permissions.py`."""

from __future__ import annotations

from foundation.agencies.roles import Role

#: Not a role of anybody's: whoever holds the code or the link of the matter, or comes to an agency's door.
CITIZEN = "citizen"

CLERK, HEAD, LEADER = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER
RECORDS, REVIEWER = Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER

ANY = ""
OPEN = ("received", "handling", "amending", "explaining", "paying", "consulting", "suspended")
CLOSED = ("answered", "lapsed_unamended", "lapsed_unpaid", "withdrawn")

Rows = dict[str, dict[str, set[str]]]


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


FILING: Rows = {
    "applications.file": _in(ANY, CITIZEN),
    "applications.enter": _in(ANY, CLERK),
    "applications.register": _in("received", CLERK),
    "applications.amend": _in("amending", CLERK, CITIZEN),
    "applications.supplement": _in(OPEN, CLERK, CITIZEN),
    "applications.withdraw": _in(OPEN, CLERK, CITIZEN),
    "applications.reveal": _in(OPEN + CLOSED, CLERK, HEAD, LEADER),
    "applications.erase_applicant": {},
}

HANDLING: Rows = {
    "applications.request_amendment": _in(("received", "handling"), CLERK),
    "applications.lapse_unamended": {},
    "applications.request_explanation": _in("handling", CLERK),
    "applications.explain": _in("explaining", CLERK, CITIZEN),
    "applications.resume_unexplained": {},
    "applications.delay": _in("handling", HEAD),
    "applications.ask_extension": _in("handling", CLERK),
    "applications.extend": _in("handling", HEAD),
    "applications.suspend": _in("handling", HEAD),
    "applications.resume": _in("suspended", CLERK, HEAD),
    "applications.charge": _in("handling", CLERK),
    "applications.record_payment": _in("paying", CLERK),
    "applications.lapse_unpaid": {},
    "applications.record_search": _in(("handling", "consulting"), CLERK),
}

CONSULTING: Rows = {
    "applications.consult": _in(("handling", "consulting"), CLERK),
    "applications.await_opinions": {},
    "applications.record_receipt": _in("sent", CLERK),
    "applications.give_opinion": _in(("sent", "asked"), CLERK, CITIZEN),
    "applications.record_silence": {},
    "applications.end_consultation": _in(("sent", "asked"), CLERK),
    "applications.drop_consultation": {},
    "applications.count_opinions": {},
}

REPLYING: Rows = {
    "applications.draft_reply": _in("handling", CLERK),
    "applications.decide": _in("drafting", CLERK),
    "applications.drop_decision": _in("drafting", CLERK),
    "applications.give_passage": _in("drafting", CLERK),
    "applications.ground_passage": _in("drafting", CLERK),
    "applications.weigh": _in("drafting", CLERK),
    "applications.attach_to_reply": _in("drafting", CLERK),
    "applications.detach_from_reply": _in("drafting", CLERK),
    "applications.word_reply": _in("drafting", CLERK),
    "applications.submit_reply": _in("drafting", CLERK),
    "applications.return_reply": {
        "rechecked": {RECORDS},
        "review": {RECORDS, REVIEWER},
        "signing": {HEAD, LEADER},
        "signed": {CLERK},
    },
    "applications.enter_review": {},
    "applications.strike": {},
    "applications.pass_review": {},
    "applications.fail_review": {},
    "applications.sign_reply": _in("signing", LEADER),
    "applications.issue_reply": _in("signed", CLERK),
    "applications.abandon_reply": _in(("drafting", "rechecked", "review", "signing", "signed"), CLERK),
    "applications.void_reply": {},
    "applications.answer": {},
    "applications.receive_passed_on": {},
    "applications.report_refusal": _in("issued", RECORDS),
    "applications.deliver": _in(OPEN + CLOSED, CLERK),
}

AFTER: Rows = {
    "applications.ask_grounds": _in("answered", CITIZEN),
    "applications.draft_grounds": _in("answered", CLERK),
    "applications.give_grounds": {},
    "applications.propose_disclosure": _in("answered", CITIZEN),
    "applications.complain": _in(OPEN + CLOSED, CITIZEN),
    "applications.accept_complaint": _in("lodged", CLERK, HEAD),
    "applications.answer_complaint": _in("investigating", HEAD),
    "applications.deliver_complaint_reply": _in("answered", CLERK),
    "applications.record_remedy": _in(OPEN + CLOSED, CLERK),
    "applications.conclude_remedy": _in(OPEN + CLOSED, CLERK),
}

PUBLISHING: Rows = {
    "applications.open_disclosure": _in(("handling", "answered"), CLERK),
    "applications.excerpt_reply": _in("issued", CLERK),
    "applications.publish_excerpt": _in("drafted", HEAD),
    "applications.withdraw_excerpt": _in(("drafted", "published"), CLERK, HEAD),
}

TABLE: Rows = {**FILING, **HANDLING, **CONSULTING, **REPLYING, **AFTER, **PUBLISHING}
