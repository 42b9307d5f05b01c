"""What replies say in a simulated year: the decision of each way, the texts that are given, and what goes with them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from applications.models import Application, Reply
from applications.player.applying import CLERK, HEAD, RECORDS
from applications.receivers import owes_answers
from applications.statute import OUTCOMES
from foundation.simulation.players import Part

#: The outcome of a way that is not called by it.
OUTCOME: dict[str, str] = {
    "disputed": "deliberative", "later": "deliberative", "grounds": "internal_affairs", "struck": "partial",
    "passed_on": "not_ours", "inspected": "disclosed", "other_form": "disclosed", "attached": "disclosed",
    "adopted": "disclosed", "complained": "disclosed",
}  # fmt: skip
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
STRUCK_SOURCE = (
    "方案于五月印发，涉及三个镇。轮值表和值守电话另附。总投资二百万元。明年拟再增加两处，尚未议定。"
)
STRUCK_RELEASED = "方案于五月印发，涉及三个镇。总投资二百万元。"
STRUCK = {
    "facts": "所申请的方案由本机关制作，其中两处不宜公开",
    "reasons": "删去的两处分别属于内部事务信息和过程性信息，其余内容予以公开",
    "guidance": "可以公开的部分随本答复书附送。",
}
DETAILS = "镇,数量,金额（万元）\n隆兴昌镇,12,86.5\n塔尔湖镇,9,61.2\n新公中镇,7,40.8\n"
READING = (
    "县政务服务中心三楼档案室，收到本答复书之日起十个工作日内，上午 9:00 至 11:30；带身份证，找值班人员。"
)


def outcome_of(way: str) -> str:
    """The outcome of a way in which an application goes."""
    return OUTCOME.get(way, way)


def refuses(way: str) -> bool:
    """Whether something is withheld in that way, so that it is reported to the authority above."""
    return OUTCOMES[outcome_of(way)].refuses


def give(part: Part, reply: Reply) -> None:
    """The texts that go with a reply: all of one, or what is left of it when the rest is struck."""
    way, application = part.facts["way"], reply.application
    passage = {"title": application.wanted[:60], "source": SOURCE, "released": SOURCE, "ground": ""}
    if way == "partial":
        passage |= {"released": RELEASED, "ground": "third_party"}
        weighed = {"decided": "withheld", "reasons": "报价明细属于商业秘密，公开会损害你公司的合法权益"}
        part.do("applications.weigh", CLERK, reply, consultation=part.facts["consultation"], **weighed)
    if way == "struck":
        passage |= {"source": STRUCK_SOURCE, "released": STRUCK_RELEASED, "ground": "internal_affairs"}
    if not OUTCOMES[outcome_of(way)].gives:
        return
    part.do("applications.give_passage", CLERK, reply, **passage)
    if way == "struck":  # what is not settled yet is kept on another ground than the rota
        piece = f"{reply.passages.get().pk}:1"
        part.do("applications.ground_passage", CLERK, reply, piece=piece, ground="deliberative")


def add(part: Part, reply: Reply) -> None:
    """What goes with a reply beside decision and text: a table as a file, a word before it, another form than was wanted."""
    way = part.facts["way"]
    if way == "attached":
        opening = "您在申请中还问到分镇的情况，一并答复如下。"
        part.do("applications.word_reply", CLERK, reply, opening=opening)
        table: dict[str, Any] = {"title": "分镇明细", "file": ContentFile(DETAILS.encode(), "分镇明细.csv")}
        part.do("applications.attach_to_reply", CLERK, reply, given="copy", **table)
    if way == "inspected":
        part.do("applications.choose_form", CLERK, reply, arrangement=READING)
    if way == "other_form":
        because = part.stream.choice(("damage", "cost"))
        part.do("applications.choose_form", CLERK, reply, form="electronic", form_because=because)


def decision_of(part: Part, application: Application) -> dict[str, Any]:
    """What is decided, and on what."""
    way = part.facts["way"]
    outcome = outcome_of(way)
    decision: dict[str, Any] = {"outcome": outcome, **(STRUCK if way == "struck" else DECISIONS[outcome])}
    if outcome == "not_ours":
        decision["agency"] = part.stream.choice(_others(part, application, alone=way == "passed_on"))
    if way == "later":
        until = part.world.calendar.add_working_days(part.today, part.stream.randint(40, 60)).date
        part.facts["until"] = until.isoformat()
        decision["until"] = until
    return decision


def _others(part: Part, application: Application, *, alone: bool) -> list[str]:
    """The agencies that may hold what is asked for; with `alone`, those where nobody handles applications yet, if any."""
    people = part.world.people
    others = [code for code in part.world.staffed() if code != application.agency.code]
    without = [
        code
        for code, agency in part.world.agencies.items()
        if owes_answers(agency) and not people.holders(CLERK, code)
    ]
    without = [code for code in without if people.holders(RECORDS, code) and not people.holders(HEAD, code)]
    return (alone and without) or others
