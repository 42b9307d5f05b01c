"""The messages of the demonstration county, invented, each in another state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from disclosure.models import Document
from feedback.doors import CODES
from feedback.models import Message
from feedback.places import place_at
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform

CITIZEN = Actor.citizen("留言人")


class Way:
    """One message, sent some days ago and moved on by the people of the agency that handles it."""

    def __init__(self, name: str, agency: str, text: str, days_ago: int, now: datetime, **more: Any) -> None:
        self.now, self.at = now, now - timedelta(days=days_ago)
        data = {"text": text, "token": token(text), "name": "", "contact": "", **more}
        on = Agency.objects.get(code=agency)
        self.message: Message = perform(name, on=on, actor=CITIZEN, at=self.at, data=data).matter

    def act(self, name: str, office: str = "jingban", on: Any = None, **data: Any) -> Done | None:
        """Perform an act twenty minutes after the last, where the agency has somebody in that office."""
        on = on or self.message
        on.refresh_from_db()
        person = Staff.objects.select_related("agency").filter(username=f"{on.agency.code}-{office}").first()
        if person is None:
            return None
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(name, on=on, actor=Actor.of(person), at=self.at, data=data)


def token(text: str) -> str:
    """The form token of a message: computed from its text, so that its query code is known."""
    return salted_hmac("wuyuan_portal.demo.feedback", text, algorithm="sha256").hexdigest()[:43]


def _page(now: datetime) -> tuple[str, str]:
    """The path of a document of the demonstration's first agency, and that agency's code."""
    found = (
        Document.objects.public(now).filter(agency__code="rfbsc").select_related("index", "agency").first()
    )
    path = f"/documents/{found.index_number}/" if found else "/documents/"
    place = place_at(path, now)
    return path, place.receiver.code if place and place.receiver else "rfbsc"


def _wrong_link(text: str, now: datetime) -> None:
    path, agency = _page(now)
    way = Way("feedback.report_error", agency, text, 12, now, page=path, topic="link")
    way.act("feedback.receive")
    way.act("feedback.answer", answer="附件已经重新上传，可以打开了。谢谢您指出来。")
    drafted = way.act(
        "feedback.excerpt",
        title="公文附件打不开",
        question="一份公文的附件点开以后没有内容。",
        answer="附件已经重新上传，可以打开了。",
    )
    if drafted:
        way.act("feedback.publish_excerpt", "zhuren", on=drafted.matter)


def _personal(text: str, now: datetime) -> None:
    path, agency = _page(now)
    Way("feedback.report_error", agency, text, 0, now, page=path, topic="personal")


def _why_waiting(text: str, now: datetime) -> None:
    way = Way("feedback.ask_why", "rfbsc", text, 3, now, asked="2024 年城区改造的会议纪要")
    way.act("feedback.receive")
    way.act(
        "feedback.answer",
        grounds=["deliberative"],
        answer="会议纪要属于过程性信息，内容还没有形成决定。形成的决定会依法公开。",
    )


def _why_answered(text: str, now: datetime) -> None:
    way = Way("feedback.ask_why", "rfbsc", text, 15, now, asked="某次检查的当事人名单")
    way.act("feedback.receive")
    way.act(
        "feedback.answer",
        grounds=["third_party"],
        answer="名单涉及个人隐私，公开会损害他们的合法权益。检查的结果已经公开。",
    )
    way.act("feedback.confirm_answer", "shencha")


def _complaint(text: str, now: datetime) -> None:
    Way("feedback.complain", "rfbsc", text, 2, now, to="superior", topic="late")


WAYS: dict[str, Callable[[str, datetime], None]] = {
    "附件点开以后没有内容，请看一看。": _wrong_link,
    "这一页上有一串个人的号码，请快些处理。": _personal,
    "为什么看不到？": _why_waiting,
    "想知道为什么不公布名单。": _why_answered,
    "说好每个季度公布的表，等了很久还没有。": _complaint,
}


def play(now: datetime) -> None:
    """Send the messages and move them on, unless there are any already."""
    if Message.objects.exists():
        return
    with transaction.atomic():
        for text, go in WAYS.items():
            go(text, now)


def told() -> list[str]:
    """The lines that tell a visitor numbers, query codes and states of the demonstration's messages."""
    codes = {text: CODES.code_of(token(text)) for text in WAYS}
    found = [one for one in Message.objects.order_by("pk")[: len(WAYS)] if one.text in codes]
    return [
        "演示留言（在 /feedback/track/ 用留言号和查询码查看）：",
        *(f"  {one.number:<12}{codes[one.text]}　{one.get_state_display()}" for one in found),
    ]
