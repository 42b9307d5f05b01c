"""Citizens who say something, and the agency that answers. Nobody in here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from feedback.models import Message
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Done, perform
from foundation.visitors.codes import new_token
from tests.personas import County

CITIZEN = Actor.citizen("留言人")
#: What every form asks.
SAID: dict[str, Any] = {"text": "测试的留言内容", "name": "测试人", "contact": "13800138000"}
ANSWER = "经核对，情况属实，已经改正。"


class Sender:
    """Whoever says something to one agency, and that agency's people."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code
        self.agency: Agency = county.agencies[code]

    def _send(self, name: str, at: datetime, fields: Mapping[str, Any]) -> Message:
        data = {**SAID, "token": new_token(), **fields}
        return perform(name, on=self.agency, actor=CITIZEN, at=at, data=data).matter

    def reports_error(self, at: datetime, **fields: Any) -> Message:
        """An error on a page of the agency."""
        page = f"/agencies/{self.agency.code}/"
        return self._send("feedback.report_error", at, {"page": page, "topic": "fact", **fields})

    def complains(self, at: datetime, **fields: Any) -> Message:
        """A complaint against the agency, to the body above it."""
        return self._send("feedback.complain", at, {"to": "superior", "topic": "late", **fields})

    def asks_why(self, at: datetime, **fields: Any) -> Message:
        """A question to the agency why something is withheld."""
        return self._send("feedback.ask_why", at, {"asked": "2024 年某调查结果", **fields})

    def by(
        self, role: str, name: str, matter: Any, at: datetime, data: Mapping[str, Any] | None = None
    ) -> Done:
        """An act of whoever holds that role in the agency of the matter."""
        code = matter.agency.code
        return perform(name, on=matter, actor=self.county.actor(f"{code}-{role}"), at=at, data=data or {})

    def handled(self, message: Message, at: datetime, role: str = "applications_clerk") -> Message:
        """Taken up and answered, a question why as far as the reviewer."""
        given: dict[str, Any] = {"answer": ANSWER}
        if message.sort == "why":
            given |= {"grounds": ["third_party"]}
        received = self.by(role, "feedback.receive", message, at).matter
        return self.by(role, "feedback.answer", received, at, given).matter

    def answered(self, message: Message, at: datetime) -> Message:
        """Answered; a question why with the reviewer's confirmation, a complaint by the head."""
        role = "disclosure_head" if message.sort == "complaint" else "applications_clerk"
        done = self.handled(message, at, role)
        if done.sort == "why":
            done = self.by("secrecy_reviewer", "feedback.confirm_answer", done, at).matter
        return done


def with_function(agency: Agency, function: AgencyFunction) -> Agency:
    """The agency, which now has this function in the county."""
    agency.functions = [*agency.functions, function]
    agency.save()
    return agency
