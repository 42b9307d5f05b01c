"""Who may do what with applications, replies, consultations and complaints, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from applications.models import (
    Application,
    Complaint,
    Consultation,
    PublishedReply,
    Reply,
    ReplyFile,
    RequestedTopic,
)
from foundation.agencies.roles import OVERSEERS, Role
from tests.applicants import Desk
from tests.disclosure.tables import an_internal_file, reported
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NAMED, NOTHING

CLERK, HEAD, LEADER = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER
SUPERVISOR = Role.COUNTY_SUPERVISOR
RECORDS, REVIEWER = Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER

OPEN = ("received", "handling", "amending", "explaining", "paying", "consulting", "suspended", "delivering")
LAPSED = ("lapsed_unamended", "lapsed_unpaid", "withdrawn", "deceased", "struck")
CLOSED = ("answered", *LAPSED)

_READING = {CLERK, HEAD, LEADER, RECORDS, REVIEWER, Role.DEPARTMENT_HEAD} | OVERSEERS

Rows = dict[str, dict[str, set[str]]]


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


FILING: Rows = {
    "applications.file": _in(ANY, CITIZEN),
    "applications.enter": _in(ANY, CLERK),
    "applications.register": _in("received", CLERK),
    "applications.amend": _in("amending", CLERK, CITIZEN),
    "applications.supplement": _in(OPEN, CLERK, CITIZEN),
    "applications.withdraw": _in(OPEN[:-1], CLERK, CITIZEN),
    "applications.reveal": _in(OPEN + CLOSED, CLERK, HEAD, LEADER),
    "applications.reveal_complainant": _in(("lodged", "investigating", "answered"), CLERK, HEAD, LEADER),
    "applications.erase_applicant": {},
    "applications.find": _in(ANY, *_READING),
    "applications.strike_out": _in(OPEN[:-1], HEAD),
    "applications.end_with_applicant": _in(OPEN[:-1], HEAD),
    "applications.reopen": _in(LAPSED, HEAD),
    "applications.name_clerk": _in(OPEN, HEAD),
    "applications.name_clerk_for": _in(OPEN, SUPERVISOR),
    "applications.correct_receipt": _in(OPEN, CLERK),
    "applications.correct_class": _in(OPEN + CLOSED, CLERK),
    "applications.correct_contact": _in(OPEN + CLOSED, CLERK, CITIZEN),
}

HANDLING: Rows = {
    "applications.request_amendment": _in(("received", "handling"), CLERK),
    "applications.lapse_unamended": {},
    "applications.request_explanation": _in("handling", CLERK),
    "applications.explain": _in("explaining", CLERK, CITIZEN),
    "applications.resume_unexplained": {},
    "applications.find_on_reasons": _in("handling", HEAD),
    "applications.record_help": _in((*OPEN, "answered"), CLERK),
    "applications.delay": _in("handling", HEAD),
    "applications.ask_extension": _in("handling", CLERK),
    "applications.extend": _in("handling", HEAD),
    "applications.refuse_extension": _in("handling", HEAD),
    "applications.suspend": _in("handling", HEAD),
    "applications.resume": _in("suspended", CLERK, HEAD),
    "applications.charge": _in("handling", CLERK),
    "applications.record_payment": _in("paying", CLERK),
    "applications.lapse_unpaid": {},
    "applications.count_pieces": _in(OPEN + CLOSED, CLERK),
    "applications.record_search": _in(("handling", "consulting"), CLERK),
}

CONSULTING: Rows = {
    "applications.consult": _in(("handling", "consulting"), CLERK, HEAD),
    "applications.await_opinions": {},
    "applications.record_receipt": _in("sent", CLERK),
    "applications.give_opinion": _in(("sent", "asked", "silent"), CLERK, CITIZEN),
    "applications.record_silence": {},
    "applications.go_on_unserved": {},
    "applications.end_consultation": _in(("sent", "asked"), CLERK),
    "applications.drop_consultation": {},
    "applications.tell_opinions": {},
    "applications.count_opinions": {},
}

REPLYING: Rows = {
    "applications.draft_reply": _in(("handling", "answered"), CLERK),
    "applications.decide": _in("drafting", CLERK),
    "applications.drop_decision": _in("drafting", CLERK),
    "applications.give_passage": _in("drafting", CLERK),
    "applications.ground_passage": _in("drafting", CLERK),
    "applications.weigh": _in("drafting", CLERK),
    "applications.attach_to_reply": _in("drafting", CLERK),
    "applications.detach_from_reply": _in("drafting", CLERK),
    "applications.word_reply": _in("drafting", CLERK),
    "applications.choose_form": _in("drafting", CLERK),
    "applications.answer_on_the_spot": _in("handling", CLERK, HEAD),
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
    "applications.await_delivery": {},
    "applications.answer": {},
    "applications.quash_reply": {},
    "applications.answer_anew": {},
    "applications.note_mail_sent": {},
    "applications.note_mail_refused": {},
    "applications.note_contact_refused": {},
    "applications.receive_passed_on": {},
    "applications.report_refusal": _in("issued", RECORDS),
    "applications.deliver": _in(OPEN + CLOSED, CLERK),
}

AFTER: Rows = {
    "applications.take_up_again": _in("answered", HEAD),
    "applications.ask_grounds": _in("answered", CITIZEN),
    "applications.draft_grounds": _in("answered", CLERK),
    "applications.give_grounds": {},
    "applications.propose_disclosure": _in("answered", CITIZEN),
    "applications.answer_proposal": _in("answered", HEAD),
    "applications.find_topic": {},
    "applications.join_topic": {},
    "applications.ask_topic_again": {},
    "applications.take_up_topic": _in("found", CLERK),
    "applications.dismiss_topic": _in("found", HEAD),
    "applications.topic_drafted": {},
    "applications.topic_draft_gone": {},
    "applications.disclosure_draft_gone": {},
    "applications.complain": _in(OPEN + CLOSED, CITIZEN),
    "applications.accept_complaint": _in("lodged", CLERK, HEAD),
    "applications.answer_complaint": _in("investigating", HEAD),
    "applications.note_complaint_mail_sent": {},
    "applications.note_complaint_mail_refused": {},
    "applications.deliver_complaint_reply": _in("answered", CLERK),
    "applications.order_task": {},
    "applications.report_task": _in(OPEN + CLOSED, CLERK),
    "applications.record_remedy": _in(OPEN + CLOSED, CLERK),
    "applications.conclude_remedy": _in(OPEN + CLOSED, CLERK),
}

PUBLISHING: Rows = {
    "applications.open_disclosure": _in(("handling", "answered"), CLERK),
    "applications.excerpt_reply": _in("issued", CLERK),
    "applications.publish_excerpt": _in("drafted", HEAD),
    "applications.withdraw_excerpt": _in(("drafted", "published"), CLERK, HEAD),
    "applications.restore_excerpt": _in("withdrawn", CLERK, HEAD),
}

ACTS: Rows = {**FILING, **HANDLING, **CONSULTING, **REPLYING, **AFTER, **PUBLISHING}

READERS = {
    **dict.fromkeys(
        ("application", "reply", "consultation", "complaint", "published_reply", "requested_topic"), _READING
    ),
    "application/applicant": {CLERK, HEAD, LEADER},
    "consultation/third_party": {CLERK, HEAD, LEADER},
    "complaint/applicant": {CLERK, HEAD, LEADER},
}
DESK = {
    "applications_application_changelist": (LOGIN, 200, 200),
    "applications_application_change": (LOGIN, 200, 404),
    "applications_find": (LOGIN, 405, 405),  # what is sought stands in no address
    "applications_searches": (LOGIN, 404, 404),  # the log is for those who oversee all agencies
    "applications_letter": (LOGIN, 404, 404),  # until whoever may has asked for what is personal
    "applications_enclosure": (LOGIN, 404, 404),
    "applications_reply_letter": (LOGIN, 200, 404),
    "applications_reply_file": (LOGIN, 200, 404),
    "applications_reply_original": (LOGIN, 200, 404),
    "applications_reply_changelist": (LOGIN, 200, 200),
    "applications_reply_change": (LOGIN, 200, 404),
    "applications_refusal_report": (LOGIN, 200, 404),
    "applications_consultation_changelist": (LOGIN, 200, 200),
    "applications_consultation_change": (LOGIN, 200, 404),
    "applications_complaint_changelist": (LOGIN, 200, 200),
    "applications_complaint_change": (LOGIN, 200, 404),
    "applications_complaint_letter": (LOGIN, 404, 404),
    "applications_requestedtopic_changelist": (LOGIN, 200, 200),
    "applications_requestedtopic_change": (LOGIN, 200, 404),
    "applications_publishedreply_changelist": (LOGIN, 200, 200),
    "applications_publishedreply_change": (LOGIN, 200, 404),
}
PUBLIC: dict[str, Any] = {
    "applications:apply": NOTHING,
    "applications:paper_form": NOTHING,
    "applications:challenge": NOTHING,
    "applications:found": 405,  # counts, when it is sent
    "applications:track": NOTHING,
    "applications:track_leave": 405,
    "applications:track_letter": NOTHING,  # asks for number and code, whatever there is
    "applications:track_file": NOTHING,
    "applications:track_act": NOTHING,
    "applications:consultation": 404,
    "applications:consultation_enter": NOTHING,
    "replies:list": NOTHING,
    "replies:outcomes": NOTHING,
    "replies:outcomes_csv": NOTHING,
    "replies:detail": 404,
    "applications:similar": {"published": NAMED},
}
PUBLIC_ARGUMENTS = {
    "applications:found": ["wy-rfbsc/2024-00001"],
    "applications:track_letter": [1],
    "applications:track_file": [1],
    "applications:track_act": ["amend"],
    "applications:consultation": ["a" * 43],
    "replies:detail": [1],
}


def samples(county: County, made: dict[Any, Any]) -> None:
    """An application with all that belongs to one; a consultation, a complaint and a published reply of others."""
    desk, at = Desk(county), county.at
    application = desk.registered(at)
    asked = {"party": "third_party", "name": "测试单位", "address": "五原县某街", "concern": "合同文本"}
    consultation = desk.clerk("applications.consult", desk.registered(at), at, asked).matter
    below = Desk(county, "lxcz")
    below.agency.parent = desk.agency
    below.agency.save()
    complained_of = below.file(at)
    said = {"to": "superior", "text": "没有依规定办理"}
    complaint = below.citizen("applications.complain", complained_of, at, said).matter
    answered = desk.answered(desk.registered(at), at)
    text = {"title": "承包地调查结果", "question": "调查结果", "answer": "予以公开"}
    made |= {
        Application: application,
        Reply: desk.drafted(application, at),
        Consultation: consultation,
        Complaint: complaint,
        PublishedReply: desk.clerk("applications.excerpt_reply", answered.replies.get(), at, text).matter,
        RequestedTopic: RequestedTopic.objects.create(
            agency=desk.agency, created_at=at, title="几个人申请同一信息"
        ),
    }


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """Letters and enclosures of the application, and of the complaint; a report on its reply."""
    application = made[Application]
    letter = application.letters.get()
    file = ReplyFile.objects.create(
        reply=made[Reply],
        file=an_internal_file(made, "附件的副本。"),
        original=an_internal_file(made, "附件的原件。"),
        title="附件",
    )
    given = [made[Reply].pk, file.pk]
    return {
        "applications_letter": [application.pk, letter.pk],
        "applications_complaint_letter": [made[Complaint].pk, letter.pk],
        "applications_enclosure": [application.pk, 1],
        "applications_refusal_report": reported(made[Reply], made),
        "applications_reply_letter": [made[Reply].pk],
        "applications_reply_file": given,
        "applications_reply_original": given,
    }
