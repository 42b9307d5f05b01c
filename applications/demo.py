"""The applications of the demonstration county: invented applicants, each application in another state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from applications.doors import CODES
from applications.models import Application
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from secrecy_review.demo import review

Data = dict[str, Any]

#: What a natural person enters; the identity number is the example of GB 11643 and belongs to nobody.
SOMEBODY: Data = {
    "sort": "information",
    "applicant_class": "natural",
    "name": "演示申请人",
    "identity_kind": "resident",
    "identity_number": "11010519491231002X",
    "phone": "13800138000",
    "form": "electronic",
    "delivery": "online",
}
COMPANY: Data = {
    **SOMEBODY,
    "applicant_class": "enterprise",
    "name": "演示农机有限公司",
    "identity_kind": "credit_code",
    "identity_number": "91350100M000100Y43",
    "representative": "演示代表",
    "contact_name": "演示联系人",
}

#: The third party of the consultations.
BUILDER: Data = {"party": "third_party", "name": "演示建筑有限公司", "address": "五原县隆兴昌镇"}


@dataclass(frozen=True)
class Lookup:
    """An application that a visitor of the demonstration can look up: number, query code, state."""

    number: str
    code: str
    state: str


class Way:
    """One application, filed some days ago and moved on by the acts of one agency and its applicant."""

    def __init__(self, code: str, wanted: str, days_ago: int, now: datetime, who: Data, **more: Any) -> None:
        self.code, self.now, self.at = code, now, now - timedelta(days=days_ago)
        data = {**who, "wanted": wanted, "token": token(wanted), **more}
        agency = Agency.objects.get(code=code)
        filed = perform("applications.file", on=agency, actor=Actor.citizen("申请人"), at=self.at, data=data)
        self.application: Application = filed.matter

    def later(self, days: float) -> Way:
        """Let days pass, but not beyond now."""
        self.at = min(self.at + timedelta(days=days), self.now)
        return self

    def act(self, what: str, office: str = "jingban", on: Any = None, **data: Any) -> Done:
        """Perform an act as an office of the agency, twenty minutes after the last."""
        actor = Actor.of(Staff.objects.select_related("agency").get(username=f"{self.code}-{office}"))
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(what, on=on or self.application, actor=actor, at=self.at, data=data)

    def citizen(self, name: str, on: Any = None, **data: Any) -> Done:
        """Perform an act as the applicant, or on a consultation as the party that was asked."""
        matter = on or self.application
        actor = Actor.citizen("被征求意见方" if on else "申请人", holds=matter.ref)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(name, on=matter, actor=actor, at=self.at, data=data)

    def reply(self, *decisions: Data, passages: tuple[Data, ...] = (), weighed: Data | None = None) -> Any:
        """Draft, review, sign and issue a reply; return it."""
        reply = self.act("applications.draft_reply").matter
        for decision in decisions:
            self.act("applications.decide", on=reply, **decision)
        for passage in passages:
            self.act("applications.give_passage", on=reply, **passage)
        if weighed:
            self.act("applications.weigh", on=reply, **weighed)
        self.act("applications.submit_reply", on=reply)
        found = self.act("secrecy_review.request", "wenshu", on=reply).matter
        review(found, Actor.of(Staff.objects.get(username=f"{self.code}-shencha")), self.at)
        self.act("applications.sign_reply", "lingdao", on=reply)
        return self.act("applications.issue_reply", on=reply).matter


DISCLOSED: Data = {
    "outcome": "disclosed",
    "facts": "经检索，本机关制作并保存了所申请的信息",
    "basis": "《中华人民共和国政府信息公开条例》第三十六条第二项",
    "reasons": "属于可以公开的政府信息，不涉及国家秘密、商业秘密和个人隐私",
    "guidance": "随本答复书附送。",
}
PARTIAL: Data = {
    "outcome": "partial",
    "facts": "经检索，所申请的验收意见由本机关制作，其中载有施工单位报价的明细",
    "basis": "《中华人民共和国政府信息公开条例》第十五条、第三十七条",
    "reasons": "报价明细属于商业秘密，公开会损害第三方合法权益，第三方不同意公开；其余内容可以区分处理，予以公开",
    "guidance": "可以公开的部分随本答复书附送。",
}


def _waiting(wanted: str, now: datetime) -> None:
    Way("lxcz", wanted, 1, now, SOMEBODY)


def _amending(wanted: str, now: datetime) -> None:
    way = Way("lxcz", wanted, 4, now, SOMEBODY)
    way.act("applications.register")
    way.act(
        "applications.request_amendment",
        items="“村里去年的账”指向不明确，请写明是哪个村、哪一年、哪一类收支。",
        span=15,
    )


def _consulting(wanted: str, now: datetime) -> None:
    way = Way("slj", wanted, 9, now, COMPANY)
    way.act("applications.register")
    concern = "2026 年第二水厂改造工程中标合同中的综合单价表"
    way.later(1).act("applications.consult", **BUILDER, concern=concern)


def _extended(wanted: str, now: datetime) -> None:
    way = Way("nmj", wanted, 24, now, SOMEBODY)
    way.act("applications.register")
    reason = "时间跨度六年，须到七个镇逐年核对。"
    way.later(14).act("applications.ask_extension", reason=reason)
    way.act("applications.extend", "zhuren", reason=reason)


def _answered(wanted: str, now: datetime) -> None:
    way = Way("nmj", wanted, 30, now, SOMEBODY, may_publish=True)
    way.act("applications.register")
    text = "2026 年耕地地力保护补贴每亩 30 元，按确权面积发放。"
    passage = {"title": "2026 年耕地地力保护补贴发放标准", "source": text, "released": text}
    reply = way.later(6).reply(DISCLOSED, passages=(passage,))
    excerpt = way.later(2).act(
        "applications.excerpt_reply",
        on=reply,
        title="2026 年耕地地力保护补贴的发放标准",
        question="2026 年第二季度耕地地力保护补贴按什么标准发放",
        answer=f"予以公开\n{text}",
    )
    way.later(1).act("applications.publish_excerpt", "zhuren", on=excerpt.matter)


def _partial(wanted: str, now: datetime) -> None:
    way = Way("lxcz", wanted, 26, now, SOMEBODY)
    way.act("applications.register")
    consulted = way.later(1).act(
        "applications.consult", **BUILDER, concern="2026 年村道硬化工程验收意见中的报价"
    )
    asked = consulted.matter
    way.later(2)
    way.act("applications.record_receipt", on=asked, received_on=str(localdate(way.at)), proof="送达回证")
    way.later(3).citizen(
        "applications.give_opinion", on=asked, answer="refuses", opinion="报价是我公司的商业秘密。"
    )
    passage = {
        "title": "村道硬化工程竣工验收意见",
        "source": "工程于六月完工，经验收合格。施工单位报价每公里四十三万五千元。质保期两年。",
        "released": "工程于六月完工，经验收合格。质保期两年。",
        "ground": "third_party",
    }
    weighed = {
        "consultation": asked.pk,
        "decided": "withheld",
        "reasons": "报价明细属于商业秘密，公开会损害你公司的合法权益",
    }
    reply = way.later(3).reply(PARTIAL, passages=(passage,), weighed=weighed)
    way.later(1).act(
        "applications.report_refusal",
        "wenshu",
        on=reply,
        report_number="隆政报〔2026〕3号",
        reported_on=localdate(way.at),
    )
    way.later(3).citizen("applications.complain", to="superior", text="答复没有说明报价为什么属于商业秘密。")


#: How each application of the demonstration is moved on, by what it asks for.
WAYS: dict[str, Callable[[str, datetime], None]] = {
    "2025 年隆兴昌镇高标准农田建设项目的验收报告": _waiting,
    "村里去年的账": _amending,
    "2026 年第二水厂改造工程的中标合同": _consulting,
    "2020 年至 2025 年全县秸秆补助发放的分年明细": _extended,
    "2026 年第二季度耕地地力保护补贴的发放标准": _answered,
    "2026 年村道硬化工程的竣工验收意见": _partial,
}


def token(wanted: str) -> str:
    """The form token of an application: computed from its text, so that its query code is known."""
    return salted_hmac("wuyuan_portal.demo", wanted, algorithm="sha256").hexdigest()[:43]


def play(now: datetime) -> None:
    """File the applications and move them on, unless there are any already."""
    if Application.objects.exists():
        return
    with transaction.atomic():
        for wanted, go in WAYS.items():
            go(wanted, now)


def told() -> list[str]:
    """The lines that tell a visitor numbers, query codes and states of the demonstration's applications."""
    return [
        "演示申请（在 /apply/track/ 用登记号和查询码查看）：",
        *(f"  {found.number:<12}{found.code}　{found.state}" for found in lookups()),
    ]


def lookups() -> list[Lookup]:
    """The applications of the demonstration with their query codes."""
    codes = {wanted: CODES.code_of(token(wanted)) for wanted in WAYS}
    return [
        Lookup(found.number, codes[found.wanted], found.get_state_display())
        for found in Application.objects.order_by("pk")[: len(WAYS)]
        if found.wanted in codes
    ]
