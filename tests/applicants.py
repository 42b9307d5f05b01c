"""The citizens of the tests, and an application taken as far along its way as a test needs it. Nobody in here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.acts.completeness import consultations_that_count
from applications.models import Application, Reply
from applications.statute import OUTCOMES
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import Done, perform
from foundation.notices import contacts
from foundation.notices.models import Answer, Question
from foundation.visitors.codes import ALPHABET, new_token
from secrecy_review.models import Review
from tests.personas import OPINION, SHANGHAI, County
from tests.ready import ready

CITIZEN = Actor.citizen("申请人")

FILING: dict[str, Any] = {
    "sort": "information",
    "applicant_class": "natural",
    "name": "测试人",
    "identity_kind": "resident",
    "identity_number": "11010519491231002X",
    "phone": "13800138000",
    "wanted": "2024 年春光村土地权属调查结果",
    "form": "electronic",
    "delivery": "online",
}

DECISION: dict[str, Any] = {
    "outcome": "disclosed",
    "facts": "经检索，本机关制作了所申请的信息",
    "basis": "",
    "reasons": "所申请的信息属于可以公开的政府信息，不涉及第三方权益",
    "guidance": "随本答复书附送。",
}
#: Why the time to reply is suspended.
OBSTACLE = {"ground": "disaster", "reason": "暴雪断电", "evidence": "县应急管理局《关于暴雪红色预警的通知》"}
#: The bases that the portal cannot write from the outcome alone; the others are left blank.
BASES = {
    "partial": "《条例》第十五条、第三十七条",
    "forbidden_by_law": "《统计法》第二十五条、《条例》第十四条",
    "special_register": "《不动产登记暂行条例》第二十七条、《条例》第三十六条第七项",
}


def scan() -> SimpleUploadedFile:
    """A letter as it was scanned: a text file stands in for the picture."""
    return SimpleUploadedFile("来信.txt", "申请公开一项信息".encode(), content_type="text/plain")


def mistyped(code: str) -> str:
    """A query code with a wrong last letter, whatever the right one is."""
    return code[:-1] + next(letter for letter in ALPHABET if letter != code[-1])


def open_agency(county: County, code: str) -> Agency:
    """An agency with its four contact items, open for applications."""
    agency = county.agencies[code]
    agency.disclosure_office, agency.office_address = "政务公开办公室", "五原县隆兴昌镇"
    agency.office_hours, agency.office_phone = "周一至周五 9:00-12:00", "0478-5220000"
    agency.open_for_applications = True
    agency.save()
    return agency


def on(day: str | date, hour: int = 9) -> datetime:
    """That morning in Shanghai."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(hour), SHANGHAI)


def addresses_confirmed(at: datetime) -> None:
    """Whoever was asked whether an address is theirs says yes."""
    for question in Question.objects.filter(answer=""):
        contacts.answer(question, Answer.CONFIRMED, at)


class Desk:
    """One agency's work with applications, act by act, each at a time of its own."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code
        self.agency = open_agency(county, code)

    def file(self, at: datetime, **fields: Any) -> Application:
        """An application by the public form."""
        data = {**FILING, "token": new_token(), **fields}
        return perform("applications.file", on=self.agency, actor=CITIZEN, at=at, data=data).matter

    def enter(self, at: datetime, channel: str, received_on: str, **fields: Any) -> Application:
        """An application that a clerk enters."""
        data = {
            **FILING,
            "channel": channel,
            "received_on": received_on,
            "read_back": channel == "oral",
            **fields,
        }
        files = {} if channel == "oral" else {"scan": [scan()]}
        return self.clerk("applications.enter", self.agency, at, data, files=files).matter

    def clerk(
        self, name: str, matter: Any, at: datetime, data: Mapping[str, Any] | None = None, **more: Any
    ) -> Done:
        """An act of the agency's clerk."""
        return self.by("applications_clerk", name, matter, at, data, **more)

    def by(
        self,
        role: str,
        name: str,
        matter: Any,
        at: datetime,
        data: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Done:
        """An act of whoever holds that role in the agency."""
        return perform(
            name, on=matter, actor=self.county.actor(f"{self.code}-{role}"), at=at, data=data or {}, **more
        )

    def earlier_answer(self, application: Application, at: datetime) -> None:
        """A copy of an answer from before the portal, laid beside an application."""
        self.clerk("applications.supplement", application, at, {"what": "earlier"}, files={"files": [scan()]})

    def citizen(self, name: str, matter: Any, at: datetime, data: Mapping[str, Any] | None = None) -> Done:
        """An act of whoever holds the matter's code or link."""
        return perform(
            name, on=matter, actor=Actor.citizen("申请人", holds=matter.ref), at=at, data=data or {}
        )

    @ready
    def registered(self, at: datetime, **fields: Any) -> Application:
        """An application that is being handled."""
        application = self.file(at, **fields)
        return self.clerk("applications.register", application, at).matter

    def drafted(self, application: Application, at: datetime, *decisions: Mapping[str, Any]) -> Reply:
        """A reply with its decisions."""
        reply = self.clerk("applications.draft_reply", application, at).matter
        for decision in decisions or (DECISION,):
            basis = BASES.get(decision.get("outcome", ""), "")
            self.clerk("applications.decide", reply, at, {**DECISION, "basis": basis, **decision})
        return Reply.objects.get(pk=reply.pk)

    def weighed(self, reply: Reply, at: datetime, decided: str = "", **more: Any) -> None:
        """What each third party was asked about is decided, as the reply's decisions would have it."""
        codes = set(reply.decisions.values_list("outcome", flat=True))
        for asked in consultations_that_count(reply.application):
            fits = "disclosed"
            if "third_party" in codes or not any(OUTCOMES[code].row in "ab" for code in codes):
                fits = "withheld"
            elif "partial" in codes:
                fits = {"agrees": "disclosed", "partly": "partly"}.get(asked.answer, "withheld")
            said = {
                "decided": decided or fits,
                "given": "面积",
                "reasons": "已经权衡",
                "objection": "reasonable",
            }
            self.clerk("applications.weigh", reply, at, {"consultation": asked.pk, **said, **more})

    def signed(self, reply: Reply, at: datetime) -> Reply:
        """A reply that was reviewed and signed."""
        if reply.state == Reply.State.DRAFTING:
            if not reply.weighings.exists() and not reply.explains:
                self.weighed(reply, at)
            self.clerk("applications.submit_reply", reply, at)
        review: Review = self.by("records_office", "secrecy_review.request", reply, at).matter
        self.by("secrecy_reviewer", "secrecy_review.give_opinion", review, at, OPINION)
        return self.by("leader", "applications.sign_reply", reply, at).matter

    def grounds_given(self, application: Application, at: datetime, **decision: str) -> Reply:
        """The grounds of a refusal, told once more: drafted, reviewed, signed, issued."""
        reply = self.clerk("applications.draft_grounds", application, at).matter
        said = {
            "outcome": min(application.unmet()),
            "facts": "所涉信息由本机关制作并保存",
            "basis": "",
            "reasons": "所涉信息属于内部讨论的记录",
        }
        self.clerk("applications.decide", reply, at, said | decision)
        return self.clerk("applications.issue_reply", self.signed(reply, at), at).matter

    @ready
    def closed(self, received: datetime, answered: datetime, *decisions: Mapping[str, Any]) -> Application:
        """An application registered on one day and answered with these decisions on another."""
        return self.answered(self.registered(received), answered, *decisions)

    def answered(self, application: Application, at: datetime, *decisions: Mapping[str, Any]) -> Application:
        """An application answered with these decisions."""
        reply = self.signed(self.drafted(application, at, *decisions), at)
        self.clerk("applications.issue_reply", reply, at)
        return Application.objects.get(pk=application.pk)
