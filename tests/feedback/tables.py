"""Who may do what with messages, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from feedback.models import Message, PublishedMessage
from foundation.agencies.roles import OVERSEERS, Role
from tests.feedback.people import Sender
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING

CLERK, HEAD, LEADER = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER
REVIEWER = Role.SECRECY_REVIEWER

_READING = {CLERK, HEAD, LEADER, REVIEWER, Role.DEPARTMENT_HEAD} | OVERSEERS
_EVERY = ("received", "handling", "confirming", "answered", "set_aside")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS = {
    "feedback.report_error": _in(ANY, CITIZEN),
    "feedback.complain": _in(ANY, CITIZEN),
    "feedback.ask_why": _in(ANY, CITIZEN),
    "feedback.go_up": _in(("answered", "set_aside"), CITIZEN),
    "feedback.receive": _in("received", CLERK, HEAD),
    "feedback.pass_on": _in(("received", "handling"), CLERK, HEAD),
    "feedback.reveal": _in(_EVERY, CLERK, HEAD, LEADER),
    "feedback.answer": _in("handling", CLERK, HEAD),
    "feedback.confirm_answer": _in("confirming", REVIEWER),
    "feedback.return_answer": _in("confirming", REVIEWER),
    "feedback.set_aside": _in(("received", "handling"), HEAD),
    "feedback.excerpt": _in("answered", CLERK),
    "feedback.publish_excerpt": _in("drafted", HEAD),
    "feedback.withdraw_excerpt": _in(("drafted", "published"), CLERK, HEAD),
    "feedback.restore_excerpt": _in("withdrawn", CLERK, HEAD),
    "feedback.erase": {},
}
READERS = {
    **dict.fromkeys(("message", "published_message"), _READING),
    "message/sender": {CLERK, HEAD, LEADER},
}
DESK = {
    "feedback_message_changelist": (LOGIN, 200, 200),
    "feedback_message_change": (LOGIN, 404, 404),
    "feedback_publishedmessage_changelist": (LOGIN, 200, 200),
    "feedback_publishedmessage_change": (LOGIN, 404, 404),
}
PUBLIC: dict[str, Any] = {
    "feedback:list": NOTHING,
    "feedback:detail": 404,
    "feedback:error": NOTHING,
    "feedback:complaint": NOTHING,
    "feedback:why": NOTHING,
    "feedback:challenge": NOTHING,
    "feedback:track": NOTHING,
    "feedback:track_leave": 405,
    "feedback:go_up": NOTHING,
    "api:messages": NOTHING,
    "api:message": 404,
}
PUBLIC_ARGUMENTS = {"feedback:detail": ["L2026-0001"], "api:message": [1]}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A message that is open; another that was answered, with its draft for publication."""
    sender, at = Sender(county), county.at
    message = sender.asks_why(at)
    answered = sender.answered(sender.asks_why(at), at)
    text = {"title": "某件信息为什么不公开", "question": "为什么不公开", "answer": answered.answer}
    made |= {
        Message: message,
        PublishedMessage: sender.by(CLERK, "feedback.excerpt", answered, at, text).matter,
    }
