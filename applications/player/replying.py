"""Replies: what was searched, what is decided, the passages that are given, review, signature, and how the letter arrives."""

from __future__ import annotations

from typing import Any

from applications.models import Application, Reply
from applications.player.applying import CLERK, LATE, LEADER, PLAYER
from foundation.simulation.players import Next, Part
from secrecy_review.player import ask_review

#: Shares of what comes after, and of replies that come back.
EXCERPTED, COMPLAINED, RETURNED, PROPOSED = 0.12, 0.03, 0.04, 0.05

DECISIONS: dict[str, dict[str, str]] = {
    "disclosed": {"facts": "经检索，本机关制作并保存了所申请的信息", "reasons": "属于可以公开的政府信息，不涉及国家秘密、商业秘密和个人隐私", "guidance": "随本答复书附送。"},
    "not_held": {"facts": "经检索本机关的档案和业务系统，没有制作或者获取所申请的信息", "reasons": "本机关没有这一信息"},
    "not_ours": {"facts": "所申请的信息由其他机关制作和保存", "reasons": "不属于本机关负责公开"},
    "needs_processing": {"facts": "经检索，本机关没有现成的汇总表", "reasons": "所申请的内容需要另行加工、分析，本机关没有制作", "guidance": "分项数据已在本网站公开，可以自行查阅。"},
    "excessive": {"facts": "今年已经提出十二件内容相近的申请，其中九件已经答复", "reasons": "没有说明合理的理由，不予处理"},
    "petition": {"facts": "所提内容是对工程质量的投诉", "reasons": "不属于政府信息公开申请", "guidance": "请向县信访局或者 12345 反映。"},
    "deliberative": {"facts": "所申请的是会议讨论的记录", "reasons": "属于讨论过程中的信息，内容尚未形成决定"},
    "internal_affairs": {"facts": "所申请的是机关内部的管理规定", "reasons": "属于内部事务信息，不对外产生效力"},
    "partial": {"facts": "所申请的验收意见由本机关制作，其中载有报价明细", "basis": "《条例》第十五条、第三十七条", "reasons": "报价明细属于商业秘密，公开会损害第三方合法权益；其余内容予以公开", "guidance": "可以公开的部分随本答复书附送。"},
}  # fmt: skip
SOURCE = "工程于六月完工，经验收合格。施工单位报价每公里四十三万五千元。质保期两年。"
RELEASED = "工程于六月完工，经验收合格。质保期两年。"


def application_of(part: Part) -> Application:
    """The application that the course began with."""
    found: Application = Application.objects.get(pk=part.facts["application"].rpartition(":")[2])
    return found


def _by_mail(part: Part) -> bool:
    return application_of(part).delivery == "email"


@PLAYER.stage
def draft(part: Part) -> Next | None:
    application: Application = part.matter
    if application.state != Application.State.HANDLING:
        return None
    way, stream = part.facts["way"], part.stream
    searched = {"place": "局档案室和业务系统", "terms": "按名称、年份和地点检索", "searched_on": part.today}
    found = "no" if way == "not_held" else "yes"
    part.do("applications.record_search", CLERK, found=found, **searched)
    reply = part.do("applications.draft_reply", CLERK)
    outcome = "deliberative" if way == "disputed" else way
    decision: dict[str, Any] = {"outcome": outcome, **DECISIONS[outcome]}
    if way == "not_ours":
        others = [code for code in part.world.staffed() if code != part.agency.code]
        decision["agency"] = stream.choice(others)
    part.do("applications.decide", CLERK, reply, **decision)
    passage = {"title": application.wanted[:60], "source": SOURCE, "released": SOURCE, "ground": ""}
    if way == "partial":
        passage |= {"released": RELEASED, "ground": "third_party"}
        weighed = {"decided": "withheld", "reasons": "报价明细属于商业秘密，公开会损害你公司的合法权益"}
        part.do("applications.weigh", CLERK, reply, consultation=part.facts["consultation"], **weighed)
    if way in ("disclosed", "partial"):
        part.do("applications.give_passage", CLERK, reply, **passage)
    part.do("applications.submit_reply", CLERK, reply)
    part.facts["application"] = application.ref
    part.about(Reply.objects.get(pk=reply.pk))
    return part.then(send_to_review, (0, 1))


@PLAYER.stage
def send_to_review(part: Part) -> Next:
    return part.when_done(ask_review(part), sign)


@PLAYER.stage
def sign(part: Part) -> Next:
    if not part.facts.get("returned") and part.chance(RETURNED):
        part.facts["returned"] = True
        part.do("applications.return_reply", LEADER, reason="把检索的情况写进答复书。")
        part.do("applications.submit_reply", CLERK)
        return part.then(send_to_review, (0, 1))
    part.do("applications.sign_reply", LEADER)
    return part.then(issue, (0, 1), late=LATE, by=(3, 8))


@PLAYER.stage
def issue(part: Part) -> Next | None:
    part.do("applications.issue_reply", CLERK)
    way = part.facts["way"]
    if part.facts.get("post") or _by_mail(part):
        part.begin(PLAYER, "deliver", application_of(part), (1, 2), agency=part.agency.code)
    if way == "disputed":
        return part.then("record_remedy", (10, 25))
    if way in ("partial", "deliberative", "internal_affairs"):
        return part.then("report", (1, 4), late=LATE, by=(3, 6))
    if part.chance(COMPLAINED):
        return part.then("complain", (2, 20), any_day=True)
    if way == "disclosed" and part.chance(PROPOSED):
        return part.then("propose", (1, 10), any_day=True)
    if way == "disclosed" and part.chance(EXCERPTED):
        return part.then("excerpt", (1, 8))
    return None


@PLAYER.stage
def deliver(part: Part) -> Next | None:
    """A letter by post is registered as sent and as arrived; one that the mail server refused goes by post after all."""
    application: Application = part.matter
    if application.delivery == "email" and part.course.step < 3:
        return part.then(deliver, (3, 3))
    sent = part.facts.pop("sent", None)
    missing = [letter.pk for letter in application.letters.to_deliver().order_by("pk") if letter.missing]
    if not (sent or missing):
        return None
    event, proof = ("arrived", "本人签收") if sent else ("sent", "挂号信 XA00000000015")
    given = {"event": event, "way": "post", "delivered_on": part.today, "proof": proof}
    part.do("applications.deliver", CLERK, letter=sent or missing[0], **given)
    if not sent:
        part.facts["sent"] = missing[0]
    return part.then(deliver, (2, 5))
