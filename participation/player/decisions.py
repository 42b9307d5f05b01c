"""Decisions in a simulated year: what comes before the draft, its examination, the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from disclosure.player import PLAYER as DOCUMENTS
from disclosure.player import submit as submit_document
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from participation.models import Decision, LegalReview

PLAYER = Player("participation")
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER

DECISIONS_A_YEAR = 24
#: Each so many-th draft changes so much that it is open for comment once more.
MAJOR = 8
LATE, DROPPED = 0.1, 0.1
#: Shares: of drafts sent back by the law, discussed again, refused; of meetings with guests.
SENT_BACK, AGAIN, REFUSED, ATTENDED = 0.2, 0.2, 0.1, 0.5
#: How decisions are made known beforehand, in turn: ways (PP-3) and traits.
WAYS: tuple[tuple[list[str], str], ...] = (
    (["draft"], "vital_interest"),
    (["hearing"], "high_attention"),
    (["draft", "poll"], "vital_interest"),
    (["draft", "symposium"], "professional"),
    (["draft"], "market_entities"),
)
#: What comes before the draft: the way, and the first stage of its own.
BEFORE = (("hearing", "draft_hearing"), ("symposium", "plan_symposium"), ("poll", "draft_poll"))

SUBJECTS = (
    (
        "县城居民生活用水阶梯价格调整",
        "居民自来水按用量分档收费，用得少的不涨价。",
        "县城居民。",
        "城乡建设、环境保护/城乡建设（含住房）",
    ),
    ("县城公共汽车线路和票价调整", "新开两条线路，票价不变。", "乘坐县城公共汽车的人。", "工业、交通/公路"),
    ("农村饮水管护收费办法", "按户定额收取管护费，困难户减免。", "农村用水户。", "农业、林业、水利/水利"),
    (
        "县城生活垃圾处理收费办法",
        "按户收取，低保户免收。",
        "县城居民和商户。",
        "城乡建设、环境保护/城乡建设（含住房）",
    ),
    ("中小学课后服务收费标准", "按课时收取，困难学生免收。", "学生家庭。", "科技、教育/教育"),
    (
        "秸秆禁烧和综合利用办法",
        "划定禁烧区，离田打捆给补助。",
        "种地的农户。",
        "农业、林业、水利/农业、畜牧业、渔业",
    ),
    (
        "供热计量收费办法",
        "按面积和用热量两部分计价。",
        "集中供热用户。",
        "城乡建设、环境保护/城乡建设（含住房）",
    ),
    ("养犬管理办法", "登记免疫，划定遛犬时间和区域。", "养犬的人和居民。", "公安、安全、司法/公安"),
)
ARTICLES = (
    "第一条 为了规范管理、保障群众权益，制定本办法。",
    "第二条 收费分三档，第一档以内不涨价。",
    "第三条 一户五人以上的，每增加一人，每档用量相应增加。",
    "第四条 低保户、特困人员减免。",
    "第五条 每季度公布成本和收支。",
)
EXPERTS = {
    "by": "模拟甲，河套大学，教授；模拟乙，市规划设计院，高级工程师",
    "manner": "论证会",
    "opinion": "总体可行。模拟乙认为第一档的量偏低。",
    "finding": "feasible",
    "handling": "第一档的量已经提高。",
    "apart": "on",
    "signed": "on",
}


@PLAYER.begins
def deciding(day: Day) -> Iterator[Beginning]:
    """Agencies work out decisions that concern many; whoever reviews them as to the law has no colleague to review its own."""
    bureau = agency_with(AgencyFunction.JUSTICE_BUREAU)
    codes = [code for code in day.world.staffed() if bureau is None or code != bureau.code]
    stream = day.stream("decisions")
    for n in day.numbers(DECISIONS_A_YEAR, least=len(WAYS) + 3):
        facts = {
            "agency": stream.choice(codes),
            "what": stream.randrange(len(SUBJECTS)),
            "way": n % len(WAYS),
            "major": n % MAJOR == 2,
        }
        yield Beginning(f"d{n}", "propose", facts)


def _worked_out(part: Part, title: str) -> dict[str, Any]:
    """What is known of a decision before it is started."""
    _title, changes, whom, _topic = SUBJECTS[part.facts["what"]]
    ways, trait = WAYS[part.facts["way"]]
    given = {
        "title": title,
        "changes": changes,
        "whom": whom,
        "effective": "打算从明年起。",
        "year": part.today.year,
    }
    return given | {"basis": "《重大行政决策程序暂行条例》", "traits": [trait], "ways": ways}


@PLAYER.stage
def propose(part: Part) -> Next:
    title = f"{part.agency.short_name}关于{SUBJECTS[part.facts['what']][0]}"
    given = _worked_out(part, title)
    part.about(part.do("participation.propose", DRAFTER, part.agency, **given))
    return part.then(start, (2, 8))


@PLAYER.stage
def work_out(part: Part) -> Next:
    """What a citizen proposed and the county's leader took up is worked out by whoever is in charge."""
    part.do("participation.edit_decision", DRAFTER, **_worked_out(part, part.matter.title))
    return part.then(start, (2, 8))


@PLAYER.stage
def start(part: Part) -> Next:
    given = {"approved_on": part.today, "approved_by": "县政府常务会议同意列入年度目录"}
    part.do("participation.start", LEADER, **given)
    return part.then(take_part, (2, 10))


@PLAYER.stage
def take_part(part: Part) -> Next:
    """People are heard, invited and asked, one way after the other; the draft that is open for comment comes last."""
    ways, _trait = WAYS[part.facts["way"]]
    taken: list[str] = part.facts.setdefault("taken", [])
    for way, first in BEFORE:
        if way in ways and way not in taken:
            taken.append(way)
            course = part.begin(PLAYER, first, part.matter, (0, 3), agency=part.agency.code)
            return part.when_done(course, take_part, (1, 5))
    return part.then("draft_call" if "draft" in ways else examine, (1, 5))


@PLAYER.stage
def examine(part: Part) -> Next | None:
    """Risks are weighed, the law is looked at by another agency."""
    if part.chance(DROPPED):
        part.do("participation.drop", LEADER, reason="多数人认为时机不成熟，暂缓。")
        return None
    risks = {
        "by": "五原县信访局",
        "manner": "走访、会商",
        "opinion": "总体平稳。",
        "finding": "after_measures",
        "handling": "做好解释。",
    }
    part.do("participation.record_risks", DRAFTER, on=part.today, **risks)
    if WAYS[part.facts["way"]][1] == "market_entities":
        fair = {
            "on": part.today,
            "by": "五原县市场监督管理局",
            "opinion": "没有限制竞争的内容。",
            "finding": "no_limit",
        }
        part.do("participation.record_competition", DRAFTER, **fair)
    if WAYS[part.facts["way"]][1] == "professional":
        part.do("participation.record_experts", DRAFTER, on=part.today, **EXPERTS)
    return send_to_the_law(part)


@PLAYER.stage
def send_to_the_law(part: Part) -> Next:
    drafted = {} if part.matter.calls.exists() else {"draft": "\n".join(ARTICLES)}
    review: LegalReview = part.do("participation.send_for_legal_review", DRAFTER, **drafted)
    part.facts["legal"] = review.pk
    return part.then(reviewed_by_law, (3, 12))


@PLAYER.stage
def reviewed_by_law(part: Part) -> Next:
    bureau = agency_with(AgencyFunction.JUSTICE_BUREAU)
    review = LegalReview.objects.get(pk=part.facts["legal"])
    said = {
        "authority": "属于法定权限。",
        "formed": "程序完备。",
        "content": "没有同法律、法规不一致的内容。",
    }
    said |= {"counsel": "县政府法律顾问认为合法。", "conclusion": "lawful"}
    if not part.facts.get("sent_back") and part.chance(SENT_BACK):
        part.facts["sent_back"] = True
        why = "缺风险评估报告，请补上再送。"
        part.do("participation.return_legal_review", HEAD, review, of_agency=bureau, reason=why)
        part.about(Decision.objects.get(pk=part.matter.pk))
        return part.then(send_to_the_law, (2, 6))
    part.do("participation.write_legal_opinion", DRAFTER, review, of_agency=bureau, **said)
    part.do("participation.conclude_legal_review", HEAD, review, of_agency=bureau)
    part.do("participation.submit", HEAD)
    return part.then(decide, (5, 15))


@PLAYER.stage
def decide(part: Part) -> Next | None:
    discussed = {"sort": "executive", "meeting": "常务会议", "last": "on", "dissent": "无"}
    discussed |= {"no_attendees_because": "会议材料已经全部公开，没有收到列席申请。"}
    if part.chance(ATTENDED):
        guest = {
            "group": "public",
            "name": "模拟列席人",
            "meeting": "常务会议",
            "met_on": part.today,
            "said": "收支要公布。",
        }
        part.do("participation.record_attendee", DRAFTER, **guest)
    if not part.facts.get("discussed") and part.chance(AGAIN):
        part.facts["discussed"] = True
        why = "减免的范围再研究，补上测算。"
        part.do("participation.discuss_again", LEADER, decided_on=part.today, reason=why, **discussed)
        return part.then(send_to_the_law, (5, 10))
    if part.chance(REFUSED):
        said = {"decided_on": part.today, "outcome": "会议认为条件还不成熟，不予决定。"}
        part.do("participation.refuse", LEADER, **said, **discussed)
        return None
    outcome = {"decided_on": part.today, "outcome": "审议通过，公文印发后发布。"}
    part.do("participation.decide", LEADER, **outcome, **discussed)
    part.do("participation.report_to_party", LEADER, party_on=part.today)
    return part.then(publish, (1, 4))


@PLAYER.stage
def publish(part: Part) -> Next:
    """The document that decides goes the way of every document, with this decision named in it."""
    decision: Decision = part.matter
    given = {"title": decision.title, "body": "\n".join(ARTICLES), "genre": "通知", "validity": "in_force"}
    given |= {"topic": SUBJECTS[part.facts["what"]][3], "formed_on": str(part.today)}
    paper: dict[str, Any] = {**given, "attribute": "proactive", "proactive_tests": ["1", "2"]}
    document = part.do("disclosure.draft", DRAFTER, decision.agency, **paper)
    part.do("participation.name_document", DRAFTER, decision, document=document.pk)
    facts = {"agency": decision.agency.code, "attribute": "proactive", "stays": True}
    return part.when_done(part.begin(DOCUMENTS, submit_document, document, (0, 1), **facts), announce)


@PLAYER.stage
def announce(part: Part) -> Next:
    given = {"gazette": f"{part.today.year} 年第 {part.today.month} 期", "newspaper": "《五原报》公布了全文"}
    part.do("participation.announce", RECORDS, **given)
    return part.then("carry_out", (5, 20))
