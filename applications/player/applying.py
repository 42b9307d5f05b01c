"""Applications until they are replied to: on the web, on paper, amended, explained, extended, suspended, consulted on, withdrawn; some late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from applications.models import Application, Consultation
from applications.player.ways import (
    BY_MAIL,
    CAME,
    FILLED_IN,
    IN_A_YEAR,
    LATE,
    LOOKED_UP,
    NAMES,
    NO_SUCH_BOX,
    ON_PAPER,
    PECULIAR,
    PLACES,
    PLAIN_ALONE,
    SUPPLEMENTED,
    WAYS,
    topic_of,
)
from applications.statute import THIRD_PARTY_OPINION
from foundation.agencies.roles import Role
from foundation.deadlines import clocks
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player
from foundation.simulation.post import NOWHERE

PLAYER = Player("applications")
CLERK, HEAD, LEADER, RECORDS = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER, Role.RECORDS_OFFICE


def reached(day: Day) -> list[str]:
    """The codes of the agencies that take applications online, and have somebody for them."""
    codes = [code for code in day.world.staffed() if day.world.agencies[code].open_for_applications]
    return [code for code in codes if day.world.people.holders(CLERK, code)]


@PLAYER.begins
def applying(day: Day) -> Iterator[Beginning]:
    """Citizens apply on any day, at any hour."""
    codes, stream = reached(day), day.stream("applications")
    for way, share in WAYS.items():
        for n in day.numbers(IN_A_YEAR * share / 1_000, any_day=True, least=1, of=way):
            facts = {"agency": stream.choice(codes), "way": way}
            yield Beginning(f"{way}{n}", "apply", facts, hours=ANY_HOUR)


@PLAYER.stage
def apply(part: Part) -> Next:
    file(part)
    return part.then(register, (0, 2), late=LATE, by=(2, 6))


def applicant(part: Part) -> dict[str, str]:
    """Somebody who wants information, and who they are."""
    return {
        "sort": "information",
        "applicant_class": "natural",
        "name": f"模拟{''.join(part.stream.choices(NAMES, k=2))}",
        "identity_kind": "other",
        "identity_number": f"模拟-{part.course.key}",
    }


def file(part: Part) -> None:
    """Somebody applies on the web, and the course is about that."""
    stream = part.stream
    topic = part.facts.get("topic") or topic_of(stream, part.today.year)
    if part.facts["way"] in ("amended", "unamended"):
        topic = f"{stream.choice(PLACES)}的账"
    data: dict[str, Any] = {
        **applicant(part),
        "phone": f"1380000{stream.randint(0, 9999):04}",
        "form": "electronic",
        "delivery": "online",
        "wanted": topic,
        "may_publish": part.chance(0.5),
        "token": part.token(),
    }
    if part.facts["way"] not in PLAIN_ALONE and part.chance(BY_MAIL):
        box = f"{NOWHERE if part.chance(NO_SUCH_BOX) else ''}shenqing{stream.randint(100, 999)}@example.com"
        data |= {"email": box, "delivery": "email"}
    data |= FILLED_IN.get(part.facts["way"], {})
    part.facts["post"] = data["delivery"] == "post"
    part.about(part.citizen("applications.file", part.agency, **data))


@PLAYER.begins
def writing(day: Day) -> Iterator[Beginning]:
    """Some write on paper, and have the reply by post."""
    codes, stream = reached(day), day.stream("paper")
    for n in day.numbers(IN_A_YEAR * ON_PAPER, least=5):
        facts = {"agency": stream.choice(codes), "way": "disclosed", "came": CAME[n % len(CAME)]}
        yield Beginning(f"paper{n}", "enter", facts)


@PLAYER.stage
def enter(part: Part) -> Next:
    """A clerk enters a letter that came by registered post, or a mail whose sender wants the reply by mail."""
    stream = part.stream
    topic = topic_of(stream, part.today.year)
    given: dict[str, Any] = {
        "channel": "registered_post",
        "received_on": part.today,
        **applicant(part),
        "address": "五原县隆兴昌镇示例街 1 号",
        "form": "paper",
        "delivery": "post",
        "wanted": topic,
        "scan": [ContentFile("来信扫描件。".encode(), "来信.txt")],
    }
    if part.facts["came"] != "post":
        box = f"{NOWHERE if part.facts['came'] == 'nowhere' else ''}laixin{stream.randint(100, 999)}@example.com"
        given |= {"channel": "email", "form": "electronic", "delivery": "email", "email": box}
    part.facts["post"] = True
    part.about(part.do("applications.enter", CLERK, part.agency, **given))
    return part.then(register, (0, 1))


@PLAYER.stage
def register(part: Part) -> Next:
    part.do("applications.register", CLERK)
    way = part.facts["way"]
    if way == "withdrawn":
        return part.then(withdraw, (1, 9), any_day=True)
    if way in ("amended", "unamended"):
        items = "“账”指向不明确，请写明是哪一年、哪一类收支。"
        if not part.matter.wanted.endswith("账"):
            items = "没有写明要的是哪一级、哪一份材料，请写明名称或者文号。"
        part.do("applications.request_amendment", CLERK, items=items, span=15)
        return part.then(amend, (3, 9), any_day=True)
    if part.chance(LOOKED_UP):
        part.do("applications.reveal", CLERK, reason="核对身份。")
    if part.chance(SUPPLEMENTED):
        more = [ContentFile("村民小组的证明。".encode(), "证明.txt")]
        part.citizen("applications.supplement", files=more)
    if way in PECULIAR:
        return part.then(*PECULIAR[way])
    return part.then("draft", (3, 12), late=LATE, by=(10, 18))


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
    return part.then("draft", (4, 12))


@PLAYER.stage
def extend(part: Part) -> Next:
    reason = "时间跨度六年，须到各镇逐年核对。"
    part.do("applications.ask_extension", CLERK, reason=reason)
    if part.facts["way"] == "not_extended":
        part.do("applications.refuse_extension", HEAD, reason="台账齐全，五天内可以办完。")
        part.facts["way"] = "disclosed"
        return part.then("draft", (0, 2))
    part.do("applications.extend", HEAD, reason=reason)
    part.facts["way"] = "disclosed"
    return part.then("draft", (6, 18), late=LATE)


@PLAYER.stage
def suspend(part: Part) -> Next:
    """Something that nobody could help stops the time."""
    cause = {
        "ground": "disaster",
        "law": "",
        "reason": "暴雨导致档案室进水，档案正在抢救。",
        "evidence": "县应急管理局通报。",
    }
    part.do("applications.suspend", HEAD, **cause)
    return part.then(resume, (5, 15))


@PLAYER.stage
def resume(part: Part) -> Next:
    part.do("applications.resume", HEAD, reason="档案已经可以查阅。")
    part.facts["way"] = "disclosed"
    return part.then("draft", (2, 8))


@PLAYER.stage
def request_explanation(part: Part) -> Next:
    """Somebody who asks very often is asked why."""
    facts = "同一申请人今年已经提出十二件内容相近的申请，其中九件已经答复。"
    part.do("applications.request_explanation", CLERK, facts=facts, span=5)
    return (
        part.then(explain, (2, 5), any_day=True)
        if part.facts["way"] == "explained"
        else part.then(find, (10, 11))
    )


@PLAYER.stage
def explain(part: Part) -> Next:
    part.citizen("applications.explain", explanation="在写村史，要核对各年的数字。")
    return part.then(find, (0, 2))


@PLAYER.stage
def find(part: Part) -> Next | None:
    """Good reasons have more time set for them; of others the application is answered without being handled."""
    if part.matter.state != Application.State.HANDLING:
        return part.then(find, (1, 1)) if part.course.step < 12 else None
    good = part.facts["way"] == "explained"
    why = "写村史要核对历年数字，数量合理。" if good else "期限内没有说明理由。"
    part.do("applications.find_on_reasons", HEAD, found="good" if good else "bad", reason=why)
    if good:
        part.do("applications.delay", HEAD, reason="涉及六年的账册，须逐年核对。", by=10)
    part.facts["way"] = "disclosed" if good else "excessive"
    return part.then("draft", (3, 6))


@PLAYER.stage
def end_with_applicant(part: Part) -> None:
    told = {"evidence": "村民委员会证明。", "reason": "近亲属来电告知，没有人继续申请。"}
    part.do("applications.end_with_applicant", HEAD, **told)


@PLAYER.stage
def consult(part: Part) -> Next:
    again = "consultation" in part.facts
    address = "五原县塔尔湖镇团结路 8 号" if again else "五原县隆兴昌镇"
    party = {"party": "third_party", "name": "模拟建筑有限公司", "address": address}
    asked = part.do("applications.consult", CLERK, concern="道路硬化工程验收意见中的报价", **party)
    part.facts["consultation"] = asked.pk
    return part.then(served, (1, 4))


@PLAYER.stage
def served(part: Part) -> Next:
    asked = Consultation.objects.get(pk=part.facts["consultation"])
    if part.facts["way"] == "moved":  # nobody of that name is there any more
        part.do(
            "applications.end_consultation", CLERK, asked, reason="退信，原址查无此单位；另查到新的地址。"
        )
        part.facts["way"] = "partial"
        return part.then(consult, (1, 3))
    given: dict[str, Any] = {"received_on": part.today, "proof": "送达回证"}
    part.do("applications.record_receipt", CLERK, asked, **given)
    return part.then(opine, (2, 10), late=0.15, by=(8, 9), any_day=False)


@PLAYER.stage
def opine(part: Part) -> Next:
    """The third party refuses; or it is silent, or writes too late, and the portal records its silence."""
    asked = Consultation.objects.get(pk=part.facts["consultation"])
    limit = clocks.open_clock(asked, THIRD_PARTY_OPINION)
    if asked.state in Consultation.OPEN and not (limit and limit.over_before(part.today)):
        said = {"answer": "refuses", "opinion": "报价是我公司的商业秘密。"}
        part.citizen("applications.give_opinion", asked, called="被征求意见方", **said)
    return part.then("draft", (1, 3))
