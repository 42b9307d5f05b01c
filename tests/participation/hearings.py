"""A hearing and a symposium taken as far as a test needs them. Nobody in here exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.actors import SYSTEM, Actor
from foundation.casework.acts import perform
from foundation.visitors.codes import new_token
from participation.models import Decision, Hearing, Registration, Symposium
from participation.registering import Wish, register
from participation.statute import end_of
from secrecy_review.models import Review
from tests.participation.people import DRAFT, Office
from tests.personas import OPINION, SHANGHAI

#: Ten seats: six of citizens, for which people register, and four for which they are invited.
SEATS = {"interested": 3, "public": 3, "deputy": 2, "expert": 1, "lawyer": 1}
#: Announced on the second, so that the thirteenth is the first day; there is time for list and papers.
HEARING: dict[str, Any] = {
    "title": "荣丰居民用水价格调整听证会",
    "sort": "ordinary",
    "content": "居民用水分三档收费。",
    "draft": DRAFT,
    "reasons": "现行水价多年没有变。",
    "basis": "《中华人民共和国水法》",
    "background": "去年全县用水统计。",
    "held_on": "2026-11-23",
    "held_time": "09:30",
    "place": "县政府一楼会议室",
    "observers": "20",
    "press": "5",
    "selection": "自愿报名，抽签决定；报名不足的由承办单位邀请。",
    "eligibility": "年满十八周岁的本县居民。",
    "how": "在本网站报名，或者到价格科报名。",
    "registration_from": "2026-11-02",
    "registration_until": "2026-11-09",
    "lot": "2026年11月10日上证综合指数收盘点位",
    "lot_on": "2026-11-10",
    "contact": "价格科",
    "telephone": "0478-0000000",
    "chair": "钱主持",
    "speaker": "孙发言",
    "recorder": "李记录",
    "supervisor": "周监察",
    **{f"seats_{group}": n for group, n in SEATS.items()},
}


TRANSCRIPT = (
    "一、承办单位介绍决策草案、依据和有关情况\n发言人介绍草案。\n"
    "二、听证参加人陈述、询问、质证和辩论\n代表甲：价格偏高。"
)


def card(n: int) -> str:
    """An invented number of an identity card with a right checksum."""
    first = f"15082119800101{n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
    return first + "10X98765432"[rest]


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=SHANGHAI)


class Hearings:
    """The people of one agency who hold a hearing."""

    def __init__(self, office: Office) -> None:
        self.office, self.county = office, office.county

    def planned(self) -> Decision:
        return self.office.started(ways=["hearing"])

    def drafted(self, decision: Decision | None = None, **fields: Any) -> Hearing:
        decision = decision or self.planned()
        return self.office.do("draft_hearing", decision, "drafter", {**HEARING, **fields}).matter

    def ready(self, decision: Decision | None = None, **fields: Any) -> Hearing:
        hearing = self.drafted(decision, **fields)
        self.office.do("hand_in_hearing", hearing, "drafter")
        review = Review.objects.of(hearing).open().get()
        self.county.do("secrecy_review.give_opinion", review, "rfbsc-secrecy_reviewer", OPINION)
        return self.county.fresh(hearing)

    def announced(self, decision: Decision | None = None, **fields: Any) -> Hearing:
        ready = self.ready(decision, **fields)
        return self.office.do("announce_hearing", ready, "records_office").matter

    def registers(self, hearing: Hearing, n: int, group: str = "public", **fields: Any) -> Registration:
        given = {
            "name": f"报名人{'甲乙丙丁戊己庚辛壬癸'[n % 10]}",
            "identity": card(n),
            "telephone": f"138{n:08d}",
            "details": "职业：农民",
            **fields,
        }
        return register(hearing, Wish(group=group, **given), new_token(), self.county.at).registration

    def closed(self, hearing: Hearing | None = None, *, public: int = 5, interested: int = 2) -> Hearing:
        """Its last day of registration goes by."""
        hearing = hearing or self.announced()
        for n in range(public):
            self.registers(hearing, n)
        for n in range(public, public + interested):
            self.registers(hearing, n, "interested")
        assert hearing.registration_until is not None
        self.county.at = max(self.county.at, end_of(hearing.registration_until))
        return perform("participation.close_registration", on=hearing, actor=SYSTEM, at=self.county.at).matter

    def drawn(self, hearing: Hearing | None = None) -> Hearing:
        hearing = hearing or self.closed()
        self.county.at = max(self.county.at, at(str(hearing.lot_on), 16))
        given = {"number": "3421.07", "source": "上海证券交易所网站"}
        return self.office.do("draw", hearing, "records_office", given).matter

    def full(self, hearing: Hearing | None = None) -> Hearing:
        """Who is lacking is invited."""
        from participation.forms.hearing import seats_left

        hearing = hearing or self.drawn()
        n = 0
        for group, left in seats_left(hearing).items():
            for _ in range(left):
                n += 1
                given = {
                    "group": group,
                    "name": f"应邀人{'甲乙丙丁戊己庚辛壬癸'[n]}",
                    "telephone": f"139{n:08d}",
                    "because": "报名人数不足。",
                }
                self.office.do("appoint", hearing, "drafter", given)
        return self.county.fresh(hearing)

    def listed(self, hearing: Hearing | None = None) -> Hearing:
        return self.office.do("publish_list", hearing or self.full(), "records_office").matter

    def served(self, hearing: Hearing | None = None) -> Hearing:
        hearing = hearing or self.listed()
        who = [str(row.pk) for row in hearing.representatives.filter(papers_on=None)]
        given = {"served_on": str(localdate(self.county.at)), "who": who}
        self.office.do("serve_papers", hearing, "drafter", given)
        return self.county.fresh(hearing)

    def held(self, hearing: Hearing | None = None, absent: int = 1) -> Hearing:
        hearing = hearing or self.served()
        assert hearing.begins_at is not None
        self.county.at = hearing.begins_at + timedelta(hours=4)
        who = [str(row.pk) for row in hearing.representatives.all()][absent:]
        return self.office.do("hold_hearing", hearing, "drafter", {"present": who, "ended": "12:00"}).matter

    def signed(self, hearing: Hearing | None = None) -> Hearing:
        """The record, which one refuses to sign, and one view."""
        hearing = hearing or self.held()
        self.office.do("write_transcript", hearing, "drafter", {"transcript": TRANSCRIPT})
        for n, row in enumerate(hearing.representatives.filter(attended=True)):
            given = {"representative": row.pk, "signed": "no" if n == 0 else "yes", "note": "要求补充发言。"}
            self.office.do("sign_transcript", hearing, "drafter", given)
        point = {"text": "第二档的价格偏高。", "result": "partly", "because": "每吨降低两角。"}
        self.office.do("answer_point", hearing, "drafter", point)
        return self.county.fresh(hearing)

    def reported(self, hearing: Hearing | None = None) -> Hearing:
        given = {"report": "九位代表到会，逐一发言。", "conclusion": "建议修改第二档价格以后通过。"}
        return self.office.do("report_hearing", hearing or self.signed(), "records_office", given).matter


def gives_up(hearings: Hearings, row: Registration | None) -> Hearing:
    """Somebody withdraws who has the code of a registration."""
    assert row is not None
    citizen, hearing = Actor.citizen("报名人", holds=row.hearing.ref), row.hearing
    name, data = "participation.withdraw_registration", {"registration": row.pk}
    found: Hearing = perform(name, on=hearing, actor=citizen, at=hearings.county.at, data=data).matter
    return found


INVITED = (("deputy", "代表甲"), ("member", "委员乙"), ("expert", "专家丙"), ("affected", "用户丁"))


class Symposia:
    """The same people, who hold a symposium."""

    def __init__(self, office: Office) -> None:
        self.office, self.county = office, office.county

    def planned(self, decision: Decision | None = None, on: str = "2026-11-20") -> Symposium:
        given = {
            "sort": "symposium",
            "title": "用水价格座谈会",
            "held_on": on,
            "held_time": "09:00",
            "place": "县政府二楼会议室",
            "papers": "方案第三稿和起草说明",
        }
        decision = decision or self.office.started(traits=[], ways=["symposium"])
        return self.office.do("plan_symposium", decision, "drafter", given).matter

    def invited(self, symposium: Symposium | None = None, but: str = "") -> Symposium:
        symposium = symposium or self.planned()
        for group, name in INVITED:
            if group != but:
                self.office.do("invite", symposium, "drafter", {"group": group, "name": name})
        return self.county.fresh(symposium)

    def delivered(self, symposium: Symposium | None = None, on: date | None = None) -> Symposium:
        symposium = symposium or self.invited()
        who = [str(row.pk) for row in symposium.invitees.filter(papers_on=None)]
        given = {"served_on": str(on or localdate(self.county.at)), "who": who}
        self.office.do("deliver_papers", symposium, "drafter", given)
        return self.county.fresh(symposium)

    def held(self, symposium: Symposium | None = None) -> Symposium:
        symposium = symposium or self.delivered()
        self.county.at = symposium.begins_at + timedelta(hours=3)
        who = [str(row.pk) for row in symposium.invitees.all()]
        return self.office.do("hold_symposium", symposium, "drafter", {"present": who}).matter

    def said(self, symposium: Symposium | None = None) -> Symposium:
        symposium = symposium or self.held()
        given = {"invitee": symposium.invitees.get(group="affected").pk, "text": "租房的怎么算，要写明白。"}
        self.office.do("record_statement", symposium, "drafter", given)
        return self.county.fresh(symposium)

    def reported(self, symposium: Symposium | None = None) -> Symposium:
        symposium = symposium or self.said()
        for row in symposium.statements.all():
            given = {"statement": row.pk, "shown": "租房的怎么算。", "result": "adopted"}
            given["because"] = "写进第三条。"
            self.office.do("analyse_statement", symposium, "drafter", given)
        given = {"report": "四位代表到会，提出一条意见，已经采纳。"}
        return self.office.do("report_symposium", symposium, "department_head", given).matter

    def fed_back(self, symposium: Symposium | None = None) -> Symposium:
        symposium = symposium or self.reported()
        return self.office.do("feed_back_symposium", symposium, "records_office").matter


#: What experts argued, and what became of it.
EXPERT: dict[str, Any] = {
    "by": "测试甲，荣丰大学，教授；测试乙，设计院，高级工程师",
    "manner": "论证会",
    "opinion": "可行。测试乙认为第二档偏高。",
    "finding": "feasible",
    "handling": "第二档已经调低。",
    "apart": "on",
    "signed": "on",
}


def discussed(office: Office, document: Document) -> Decision:
    """A decision that went by symposium, experts and legal review to its discussion; this document is going to say so."""
    decision = office.started(traits=["professional"], ways=["symposium"])
    symposia, day = Symposia(office), localdate(office.county.at)
    planned = symposia.planned(decision, on=str(day + timedelta(days=20)))
    said = symposia.said(symposia.held(symposia.delivered(symposia.invited(planned))))
    symposia.fed_back(symposia.reported(said))
    today = str(localdate(office.county.at))
    office.do("record_experts", decision, "drafter", {**EXPERT, "on": today})
    office.do("name_document", office.county.fresh(decision), "drafter", {"document": document.pk})
    return office.decided(decision)
