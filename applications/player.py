"""Applications in a simulated year: from the form to the reply in every way they can go, and what comes after; some of them late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from applications.models import Application, Consultation, Reply
from foundation.agencies.queries import hears_complaints
from foundation.agencies.roles import Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player
from secrecy_review.player import ask_review

PLAYER = Player("applications")
CLERK, HEAD, LEADER, RECORDS = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER, Role.RECORDS_OFFICE

IN_A_YEAR = 800
#: How an application goes, and how often of a thousand.
WAYS: dict[str, int] = {
    "disclosed": 420, "not_held": 150, "not_ours": 60, "needs_processing": 60, "petition": 40, "deliberative": 40,
    "internal_affairs": 30, "partial": 60, "amended": 50, "unamended": 25, "extended": 35, "withdrawn": 30,
}  # fmt: skip
#: Shares of what comes after, and of those that somebody takes too long over.
EXCERPTED, COMPLAINED, LATE = 0.12, 0.03, 0.05

TOPICS = (
    "{year} 年{place}耕地地力保护补贴的发放标准", "{place}高标准农田建设项目的验收报告", "{place}土地征收补偿安置方案",
    "{place}村集体资金收支明细", "{year} 年农机购置补贴的资金总额", "{place}道路硬化工程的中标合同", "{place}老旧小区改造的设计方案",
    "{year} 年秸秆综合利用补助的分配依据", "{place}生活垃圾处理费的收费标准", "{place}供热管网改造的招标文件",
    "{year} 年{place}低保评议的程序规定", "{place}退耕还林面积核查结果", "{year} 年农村危房改造计划", "{place}机井审批文件",
)  # fmt: skip
PLACES = (
    "隆兴昌镇",
    "塔尔湖镇",
    "复兴镇红旗村",
    "新公中镇",
    "天吉泰镇永联村",
    "胜丰镇新丰村",
    "银定图镇",
    "和胜乡",
    "套海镇",
    "城南新区",
)
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
DECISIONS: dict[str, dict[str, str]] = {
    "disclosed": {"facts": "经检索，本机关制作并保存了所申请的信息", "reasons": "属于可以公开的政府信息，不涉及国家秘密、商业秘密和个人隐私", "guidance": "随本答复书附送。"},
    "not_held": {"facts": "经检索本机关的档案和业务系统，没有制作或者获取所申请的信息", "reasons": "本机关没有这一信息"},
    "not_ours": {"facts": "所申请的信息由其他机关制作和保存", "reasons": "不属于本机关负责公开"},
    "needs_processing": {"facts": "经检索，本机关没有现成的汇总表", "reasons": "所申请的内容需要另行加工、分析，本机关没有制作", "guidance": "分项数据已在本网站公开，可以自行查阅。"},
    "petition": {"facts": "所提内容是对工程质量的投诉", "reasons": "不属于政府信息公开申请", "guidance": "请向县信访局或者 12345 反映。"},
    "deliberative": {"facts": "所申请的是会议讨论的记录", "reasons": "属于讨论过程中的信息，内容尚未形成决定"},
    "internal_affairs": {"facts": "所申请的是机关内部的管理规定", "reasons": "属于内部事务信息，不对外产生效力"},
    "partial": {"facts": "所申请的验收意见由本机关制作，其中载有报价明细", "basis": "《条例》第十五条、第三十七条", "reasons": "报价明细属于商业秘密，公开会损害第三方合法权益；其余内容予以公开", "guidance": "可以公开的部分随本答复书附送。"},
}  # fmt: skip
SOURCE = "工程于六月完工，经验收合格。施工单位报价每公里四十三万五千元。质保期两年。"
RELEASED = "工程于六月完工，经验收合格。质保期两年。"


@PLAYER.begins
def applying(day: Day) -> Iterator[Beginning]:
    """Citizens apply on any day, at any hour."""
    codes = [code for code in day.world.staffed() if day.world.agencies[code].open_for_applications]
    codes = [code for code in codes if day.world.people.holders(CLERK, code)]
    stream = day.stream("applications")
    for n in range(day.how_many(IN_A_YEAR, any_day=True)):
        way = stream.choices(list(WAYS), list(WAYS.values()))[0]
        yield Beginning(f"{n}", "apply", {"agency": stream.choice(codes), "way": way}, hours=ANY_HOUR)


@PLAYER.stage
def apply(part: Part) -> Next:
    stream = part.stream
    topic = stream.choice(TOPICS).format(
        year=part.today.year - stream.randint(0, 2), place=stream.choice(PLACES)
    )
    if part.facts["way"] in ("amended", "unamended"):
        topic = f"{stream.choice(PLACES)}的账"
    data: dict[str, Any] = {
        "sort": "information",
        "applicant_class": "natural",
        "name": f"模拟{''.join(stream.choices(NAMES, k=2))}",
        "identity_kind": "other",
        "identity_number": f"模拟-{part.course.key}",
        "phone": f"1380000{stream.randint(0, 9999):04}",
        "form": "electronic",
        "delivery": "online",
        "wanted": topic,
        "may_publish": part.chance(0.5),
        "token": part.token(),
    }
    part.about(part.citizen("applications.file", part.agency, **data))
    return part.then(register, (0, 2), late=LATE, by=(2, 6))


@PLAYER.stage
def register(part: Part) -> Next:
    part.do("applications.register", CLERK)
    way = part.facts["way"]
    if way == "withdrawn":
        return part.then(withdraw, (1, 9), any_day=True)
    if way in ("amended", "unamended"):
        items = "“账”指向不明确，请写明是哪一年、哪一类收支。"
        part.do("applications.request_amendment", CLERK, items=items, span=15)
        return part.then(amend, (3, 9), any_day=True)
    if way == "partial":
        return part.then(consult, (1, 2))
    if way == "extended":
        return part.then(extend, (12, 17))
    return part.then(draft, (3, 12), late=LATE, by=(10, 18))


@PLAYER.stage
def withdraw(part: Part) -> None:
    if part.matter.is_open:
        part.citizen("applications.withdraw", sure=True)


@PLAYER.stage
def amend(part: Part) -> Next | None:
    """The applicant says more; or says nothing, and the portal closes it when the time is over."""
    if part.facts["way"] == "unamended":
        return None
    wanted = f"{part.matter.wanted}：{part.today.year - 1} 年的公用经费支出明细"
    part.citizen("applications.amend", wanted=wanted)
    part.facts["way"] = "disclosed"
    return part.then(draft, (4, 12))


@PLAYER.stage
def extend(part: Part) -> Next:
    reason = "时间跨度六年，须到各镇逐年核对。"
    part.do("applications.ask_extension", CLERK, reason=reason)
    part.do("applications.extend", HEAD, reason=reason)
    part.facts["way"] = "disclosed"
    return part.then(draft, (6, 18), late=LATE)


@PLAYER.stage
def consult(part: Part) -> Next:
    party = {"party": "third_party", "name": "模拟建筑有限公司", "address": "五原县隆兴昌镇"}
    asked = part.do("applications.consult", CLERK, concern="道路硬化工程验收意见中的报价", **party)
    part.facts["consultation"] = asked.pk
    return part.then(served, (1, 4))


@PLAYER.stage
def served(part: Part) -> Next:
    asked = Consultation.objects.get(pk=part.facts["consultation"])
    given: dict[str, Any] = {"received_on": part.today, "proof": "送达回证"}
    part.do("applications.record_receipt", CLERK, asked, **given)
    return part.then(opine, (2, 10), late=0.15, by=(8, 9), any_day=False)


@PLAYER.stage
def opine(part: Part) -> Next:
    """The third party refuses; or it is silent, which the portal records."""
    asked = Consultation.objects.get(pk=part.facts["consultation"])
    if asked.state in Consultation.OPEN:
        said = {"answer": "refuses", "opinion": "报价是我公司的商业秘密。"}
        part.citizen("applications.give_opinion", asked, called="被征求意见方", **said)
    return part.then(draft, (1, 3))


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
    decision: dict[str, Any] = {"outcome": way, **DECISIONS[way]}
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
    part.do("applications.sign_reply", LEADER)
    return part.then(issue, (0, 1), late=LATE, by=(3, 8))


@PLAYER.stage
def issue(part: Part) -> Next | None:
    part.do("applications.issue_reply", CLERK)
    way = part.facts["way"]
    if way in ("partial", "deliberative", "internal_affairs"):
        return part.then(report, (1, 4), late=LATE, by=(3, 6))
    if part.chance(COMPLAINED):
        return part.then(complain, (2, 20), any_day=True)
    if way == "disclosed" and part.chance(EXCERPTED):
        return part.then(excerpt, (1, 8))
    return None


@PLAYER.stage
def report(part: Part) -> Next | None:
    number = f"{part.agency.short_name}报〔{part.today.year}〕{part.stream.randint(1, 200)}号"
    part.do("applications.report_refusal", RECORDS, report_number=number, reported_on=part.today)
    return part.then(complain, (2, 20), any_day=True) if part.chance(5 * COMPLAINED) else None


@PLAYER.stage
def excerpt(part: Part) -> None:
    """What was answered is published without whom."""
    reply: Reply = part.matter
    given = {
        "title": reply.passages.get().title,
        "question": "申请公开的内容见标题",
        "answer": f"予以公开\n{SOURCE}",
    }
    drafted = part.do("applications.excerpt_reply", CLERK, **given)
    part.do("applications.publish_excerpt", HEAD, drafted)


@PLAYER.stage
def complain(part: Part) -> Next | None:
    """The applicant complains to the authority above, which looks into it."""
    application = Application.objects.get(pk=part.facts["application"].rpartition(":")[2])
    to = "superior" if hears_complaints(application.agency, "superior") else "discipline"
    made = part.citizen("applications.complain", application, to=to, text="答复没有把理由说清楚。")
    part.about(made)
    part.facts["agency"] = made.agency.code
    return part.then(look_into, (1, 5))


@PLAYER.stage
def look_into(part: Part) -> Next | None:
    if not part.world.people.holders(HEAD, part.agency):
        return None
    part.do("applications.accept_complaint", HEAD)
    return part.then(answer_complaint, (5, 20), late=LATE)


@PLAYER.stage
def answer_complaint(part: Part) -> None:
    finding = part.stream.choice(("unfounded", "partly", "unfounded"))
    said = {"findings": "调阅了答复书和检索记录。", "handling": "已当面向申请人说明；今后答复写明理由。"}
    part.do("applications.answer_complaint", HEAD, finding=finding, **said)
