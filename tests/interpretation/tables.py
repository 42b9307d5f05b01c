"""Who may do what with duties and interpretations, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from interpretation.models import Duty, Interpretation, Interpreter, OpinionCase, Question, Response
from tests.interpretation.directory import entered
from tests.interpretation.opinions import drafted, registered
from tests.interpretation.people import Office, asked, with_photo
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING

DRAFTER, RECORDS, LEADER, COUNTY = Role.DRAFTER, Role.RECORDS_OFFICE, Role.LEADER, Role.COUNTY_LEADER
INSPECTOR, HEAD = Role.SECRECY_INSPECTOR, Role.DISCLOSURE_HEAD

_READING = {
    DRAFTER,
    RECORDS,
    LEADER,
    COUNTY,
    Role.SECRECY_REVIEWER,
    Role.SECRECY_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.DISCLOSURE_HEAD,
} | OVERSEERS
_WAITING = ("registered", "conferred", "handling")
_OPEN = (*_WAITING, "answered", "evaluated")
_UNPUBLISHED = (
    "draft",
    "recheck",
    "rechecked",
    "review",
    "signing",
    "countersigning",
    "determined",
)


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "interpretation.judge": _in(_UNPUBLISHED, DRAFTER),
    "interpretation.carry_over": {},
    "interpretation.fall_due": {},
    "interpretation.agree_not_due": _in("judged", RECORDS, LEADER),
    "interpretation.keep_not_due": {},
    "interpretation.find_due": _in(("judged", "not_due", "exempt"), DRAFTER, RECORDS),
    "interpretation.record_conference": _in("due", DRAFTER),
    "interpretation.edit_conference": _in("draft", DRAFTER),
    "interpretation.require_press": _in("due", RECORDS, LEADER),
    "interpretation.lift_press": _in("due", LEADER),
    "interpretation.attach_media": _in("draft", DRAFTER),
    "interpretation.edit_captions": _in("draft", DRAFTER),
    "interpretation.add_photo": _in("draft", DRAFTER),
    "interpretation.remove_photo": _in("draft", DRAFTER),
    "interpretation.help_readers": _in("draft", DRAFTER),
    "interpretation.plan": _in("due", DRAFTER),
    "interpretation.ask_exemption": _in("due", DRAFTER),
    "interpretation.exempt": _in("exempting", LEADER),
    "interpretation.refuse_exemption": _in("exempting", LEADER),
    "interpretation.write_material": _in("due", DRAFTER),
    "interpretation.write_planned": _in("due", DRAFTER),
    "interpretation.write": _in("published", DRAFTER),
    "interpretation.edit_material": _in("draft", DRAFTER),
    "interpretation.edit": _in("draft", DRAFTER),
    "interpretation.link": _in("draft", DRAFTER),
    "interpretation.unlink": _in("draft", DRAFTER),
    "interpretation.hand_in": _in("draft", DRAFTER),
    "interpretation.strike": {},
    "interpretation.pass_review": {},
    "interpretation.fail_review": {},
    "interpretation.take_back": _in(("under_review", "with_head", "with_county_leader", "signed"), DRAFTER),
    "interpretation.return_to_drafter": {
        **_in("with_head", LEADER),
        **_in("with_county_leader", COUNTY),
        **_in("signed", RECORDS),
    },
    "interpretation.sign": {**_in(("with_head", "signed"), LEADER), **_in("with_county_leader", COUNTY)},
    "interpretation.abandon": _in("draft", DRAFTER),
    "interpretation.publish": _in("signed", RECORDS),
    "interpretation.publish_with": {},
    "interpretation.flag": {},
    "interpretation.confirm": _in("published", DRAFTER, RECORDS),
    "interpretation.withdraw": _in("published", RECORDS, INSPECTOR),
    "interpretation.restore": _in("withdrawn", RECORDS, INSPECTOR),
    "interpretation.record_release": _in("published", DRAFTER, RECORDS),
    "interpretation.ask": _in(ANY, CITIZEN),
    "interpretation.answer": _in("received", DRAFTER),
    "interpretation.confirm_answer": _in("confirming", Role.SECRECY_REVIEWER),
    "interpretation.return_answer": _in("confirming", Role.SECRECY_REVIEWER),
    "interpretation.set_question_aside": _in("received", RECORDS),
    "interpretation.withdraw_answer": _in("answered", RECORDS, INSPECTOR),
    "interpretation.list_interpreter": _in(ANY, RECORDS, HEAD),
    "interpretation.renew_interpreter": _in("listed", RECORDS, HEAD),
    "interpretation.strike_interpreter": _in("listed", RECORDS, HEAD),
    "interpretation.register_opinion": _in(ANY, DRAFTER, RECORDS, HEAD),
    "interpretation.confer": _in(("registered", "answered"), RECORDS, HEAD),
    "interpretation.judge_opinion": _in(("conferred", "answered"), HEAD, LEADER),
    "interpretation.regrade": _in(_OPEN, HEAD, LEADER),
    "interpretation.pass_on_opinion": _in(_WAITING, RECORDS, HEAD, Role.COUNTY_SUPERVISOR),
    "interpretation.record_word": _in(_WAITING, RECORDS, HEAD),
    "interpretation.confirm_word": _in(_WAITING, HEAD, LEADER),
    "interpretation.return_word": _in(_WAITING, HEAD, LEADER),
    "interpretation.note_response": {},
    "interpretation.record_press": _in(_OPEN, RECORDS, HEAD),
    "interpretation.evaluate": _in("answered", RECORDS, HEAD),
    "interpretation.close_opinion": _in("evaluated", HEAD, LEADER),
    "interpretation.answer_after_all": _in("no_answer", HEAD, LEADER),
    "interpretation.draft_response": _in((*_OPEN, "closed"), DRAFTER, RECORDS),
    "interpretation.edit_response": _in("draft", DRAFTER, RECORDS),
    "interpretation.hand_in_response": _in("draft", DRAFTER, RECORDS),
    "interpretation.strike_response": {},
    "interpretation.pass_response": {},
    "interpretation.fail_response": {},
    "interpretation.take_back_response": {
        **_in("under_review", DRAFTER, RECORDS),
        **_in("ready", DRAFTER, HEAD, LEADER),
    },
    "interpretation.publish_response": _in("ready", HEAD, LEADER),
    "interpretation.withdraw_response": _in("published", HEAD, LEADER, INSPECTOR),
    "interpretation.restore_response": _in("withdrawn", HEAD, LEADER, INSPECTOR),
    "interpretation.abandon_response": _in("draft", DRAFTER, RECORDS),
}
READERS = dict.fromkeys(("interpretation_duty", "interpretation", "policy_question"), _READING)
READERS |= {"interpreter": {DRAFTER, RECORDS, HEAD, LEADER} | OVERSEERS}
READERS |= dict.fromkeys(("opinion_case", "opinion_response"), _READING - {Role.SECRECY_OFFICE})
DESK = {
    "interpretation_duty_changelist": (LOGIN, 200, 200),
    "interpretation_duty_change": (LOGIN, 200, 404),
    "interpretation_interpretation_changelist": (LOGIN, 200, 200),
    "interpretation_interpretation_change": (LOGIN, 200, 404),
    "interpretation_media": (LOGIN, 404, 404),
    "interpretation_photo": (LOGIN, 200, 404),
    "interpretation_question_changelist": (LOGIN, 200, 200),
    "interpretation_question_change": (LOGIN, 200, 404),
    "interpretation_opinioncase_changelist": (LOGIN, 200, 200),
    "interpretation_opinioncase_change": (LOGIN, 200, 404),
    "interpretation_interpreter_changelist": (LOGIN, 200, 200),
    "interpretation_interpreter_change": (LOGIN, 200, 404),
    "interpretation_evidence": (LOGIN, 404, 404),
    "interpretation_response_changelist": (LOGIN, 200, 200),
    "interpretation_response_change": (LOGIN, 200, 404),
}
PUBLIC: dict[str, Any] = {
    "interpretation:list": NOTHING,
    "interpretation:terms": NOTHING,
    "interpretation:detail": 404,
    "interpretation:chart": 404,
    "interpretation:sheet": 404,
    "interpretation:media": 404,
    "interpretation:captions": 404,
    "interpretation:photo": 404,
    "interpretation:mine": 404,
    "interpretation:dates": 404,
    "interpretation:questions": NOTHING,
    "interpretation:question": 404,
    "interpretation:ask": 302,
    "interpretation:challenge": NOTHING,
    "interpretation:track": NOTHING,
    "interpretation:unclear": 404,
    "interpretation:responses": NOTHING,
    "interpretation:response": 404,
    "api:interpretations": NOTHING,
    "api:interpretation": 404,
}
PUBLIC_ARGUMENTS = {
    "interpretation:detail": [1],
    "interpretation:chart": [1],
    "interpretation:response": [1],
    "interpretation:sheet": [1],
    "interpretation:media": [1],
    "interpretation:captions": [1],
    "interpretation:photo": [1, 1],
    "interpretation:mine": [1],
    "interpretation:dates": [1],
    "interpretation:question": ["W2026-0001"],
    "api:interpretation": [1],
}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A duty with its plan, and the material that was begun for it."""
    office = Office(county)
    document = office.draft()
    made |= {Duty: office.planned(document), Interpretation: office.written(document)}
    with_photo(office, made[Interpretation])
    made |= {Question: asked(county, county.published(title="问得多的通知"))}
    made |= {Interpreter: entered(office)}
    case = registered(office, county.at)
    made |= {OpinionCase: case, Response: drafted(office, case, county.at)}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """Nothing was kept of the case but what people say; the interpretation has a photo, and no sound or film."""
    written = made[Interpretation]
    return {
        "interpretation_evidence": [made[OpinionCase].pk],
        "interpretation_media": [written.pk],
        "interpretation_photo": [written.pk, written.photos.get().pk],
    }
