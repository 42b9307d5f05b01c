"""A decision, its draft for comment, and people who say something of it. Nobody in here exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Done, perform
from foundation.visitors.codes import new_token
from participation.models import Call, Decision, LegalReview, Opinion
from participation.receiving import Said, receive
from secrecy_review.models import Review
from tests.feedback.people import with_function
from tests.personas import OPINION, County

DRAFT = "第一条 为了节约用水，制定本办法。\n第二条 居民用水按三档收费。\n第三条 本办法自公布之日起施行。"
DECISION: dict[str, Any] = {
    "title": "荣丰居民用水价格调整办法",
    "year": 2026,
    "changes": "自来水按用量分三档收费。",
    "whom": "县城的居民用户。",
    "effective": "打算从明年一月一日起。",
    "basis": "《中华人民共和国水法》",
    "traits": ["vital_interest"],
    "ways": ["draft"],
}
CALL: dict[str, Any] = {
    "title": "荣丰居民用水价格调整办法（征求意见稿）",
    "draft": DRAFT,
    "background": "现行水价多年没有变。",
    "basis": "《中华人民共和国水法》",
    "process": "先后调研三次。",
    "content": "分三档收费，节约的少交。",
    "recipient": "价格科",
    "letter": "人民路 1 号",
    "telephone": "0478-0000000",
    "email": "jiage@example.gov.cn",
    "fax": "无",
    "channels": "荣丰周报\n局公示栏",
    "days": 30,
}
#: The agency that reviews drafts of the other one (决策条例25).
BUREAU = "lxcz"
LEGAL: dict[str, Any] = {
    "authority": "属于县政府的权限。",
    "formed": "履行了公开征求意见的程序。",
    "content": "符合法律、法规和国家政策。",
    "counsel": "法律顾问认为合法。",
    "conclusion": "lawful",
}
DISCUSSED: dict[str, Any] = {
    "sort": "executive",
    "meeting": "第 8 次常务会议",
    "last": "on",
    "dissent": "无",
    "no_attendees_because": "材料已经全部公开。",
}
ANNOUNCED = {"gazette": "2026 年第 4 期", "newspaper": "荣丰周报 2026-12-01"}


class Office:
    """The people of one agency who work on a decision."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code

    def do(self, name: str, on: Any, role: str, data: dict[str, Any] | None = None, **more: Any) -> Done:
        return self.county.do(f"participation.{name}", on, f"{self.code}-{role}", data or {}, **more)

    def proposed(self, **fields: Any) -> Decision:
        return self.do("propose", f"agency:{self.code}", "drafter", {**DECISION, **fields}).matter

    def started(self, **fields: Any) -> Decision:
        return self.do("start", self.proposed(**fields), "leader", self.approved()).matter

    def approved(self) -> dict[str, str]:
        """That the county government decided today to begin."""
        return {"approved_on": str(localdate(self.county.at)), "approved_by": "县政府第 3 次常务会议同意。"}

    def drafted(self, decision: Decision | None = None, **fields: Any) -> Call:
        given = {**CALL, **fields}
        return self.do("draft_call", decision or self.started(), "drafter", given).matter

    def reviewed(self, call: Call) -> Call:
        """Handed in, and found fit to be disclosed."""
        self.do("hand_in_call", call, "drafter")
        review = Review.objects.of(call).open().get()
        self.county.do("secrecy_review.give_opinion", review, f"{self.code}-secrecy_reviewer", OPINION)
        return self.county.fresh(call)

    def ready(self, decision: Decision | None = None, **fields: Any) -> Call:
        return self.reviewed(self.drafted(decision, **fields))

    def opened(self, decision: Decision | None = None, **fields: Any) -> Call:
        return self.do("open_call", self.ready(decision, **fields), "records_office").matter

    def closed(self, call: Call) -> Call:
        """Its last day goes by."""
        assert call.closes_at is not None
        self.county.at = max(self.county.at, call.closes_at)
        return perform("participation.close_call", on=call, actor=SYSTEM, at=self.county.at).matter

    def answered(self, call: Call, **fields: Any) -> Call:
        """One answer to every opinion."""
        for opinion in Opinion.objects.filter(call=call):
            given = {"opinions": opinion.number, "result": "adopted", "because": "", **fields}
            self.do("answer", call, "drafter", given)
        return self.county.fresh(call)

    def fed_back(self, call: Call) -> Call:
        return self.do("feed_back", call, "records_office", {"result": "多数意见已经采纳。"}).matter

    def sent(self, decision: Decision, **fields: Any) -> LegalReview:
        """Sent to be reviewed by the other agency, which is the county's department for it."""
        bureau = self.county.agencies[BUREAU]
        if AgencyFunction.JUSTICE_BUREAU not in bureau.functions:
            with_function(bureau, AgencyFunction.JUSTICE_BUREAU)
        given = {} if decision.calls.exists() else {"draft": DRAFT}
        fresh = self.county.fresh(decision)
        return self.do("send_for_legal_review", fresh, "drafter", {**given, **fields}).matter

    def legally_reviewed(self, decision: Decision, **fields: Any) -> LegalReview:
        """Reviewed by that department, whose drafter writes the opinion and whose head gives it."""
        review, bureau = self.sent(decision), Office(self.county, BUREAU)
        review = bureau.do("write_legal_opinion", review, "drafter", {**LEGAL, **fields}).matter
        return bureau.do("conclude_legal_review", review, "department_head").matter

    def submitted(self, decision: Decision, **fields: Any) -> Decision:
        decision = self.county.fresh(decision)
        if not LegalReview.objects.counting().filter(decision=decision).exists():
            self.legally_reviewed(decision)
        return self.do("submit", self.county.fresh(decision), "department_head", fields).matter

    def discussed(self) -> dict[str, Any]:
        """What is recorded of a discussion today."""
        return {**DISCUSSED, "decided_on": str(localdate(self.county.at))}

    def decided(self, decision: Decision) -> Decision:
        given = {**self.discussed(), "outcome": "县政府常务会议审议通过。"}
        done: Decision = self.do("decide", self.submitted(decision), "leader", given).matter
        return self.do(
            "report_to_party", done, "drafter", {"party_on": str(localdate(self.county.at))}
        ).matter


def says(
    call: Call, text: str = "第二档的价格偏高，请再算一算。", at: datetime | None = None, **more: Any
) -> Opinion:
    """An opinion from the web, an hour after the call opened."""
    assert call.opened_at is not None
    said = {"article": "", "stance": "other", "consent": "anonymous", **more}
    received = receive(call, Said(text=text, **said), new_token(), at or call.opened_at + timedelta(hours=1))
    return received.opinion
