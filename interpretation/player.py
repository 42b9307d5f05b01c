"""Interpretation in a simulated year: judged before a document is handed in, written and signed beside it; questions; public opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import MD5
from django.utils.timezone import localtime

from disclosure.models import Document
from disclosure.player import BEFORE_SUBMITTING
from foundation.agencies.roles import Role
from foundation.simulation.models import Course
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player
from interpretation.gates import asked_of, duty_of
from interpretation.models import Interpretation, OpinionCase
from secrecy_review.models import Review
from secrecy_review.player import follow

PLAYER = Player("interpretation")
DRAFTER, RECORDS, LEADER, REVIEWER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.LEADER, Role.SECRECY_REVIEWER

QUESTIONS_A_YEAR, OPINIONS_A_YEAR = 150, 40
#: Of normative documents, and of the others.
EXEMPTED, IMPORTANT = 0.4, 0.01

NOT_DUE = (
    "内部工作安排，不涉及群众的权利义务。",
    "只管一次的具体事项，不反复适用。",
    "公布数据和办理结果，没有新的政策。",
)
PLAN: dict[str, Any] = {
    "outline": "谁要看这份文件\n能得到什么\n怎么办理\n什么时候开始", "forms": ["text"], "press": "no", "press_reason": "影响面不大。",
    "channels": "县政府门户网站、各村公开栏", "planned_for": "与文件同时", "interpreter": "模拟人员甲", "interpreter_post": "业务股负责人",
    "first_interpreter": "模拟人员乙", "contact": "0478-0000002",
}  # fmt: skip
MATERIAL: dict[str, Any] = {
    "author": "department", "byline": "业务股", "background": "这几年群众反映办事的规定不清楚，各镇做法不一样。",
    "purpose": "把规矩说清楚，让群众少跑路、办得成事。", "measures": "列清谁来办、几天办、要带什么；办不成的当场说明原因。",
    "differences": "以前各镇要的材料不一样，现在统一。以前的规定同时停止执行。", "terms": "台账：把每一件事记下来的本子。",
    "highlights": "材料少了，时间短了，结果都公开。", "cautions": "请在规定的日期以前办理，过期的等下一批。",
    "opinions": "征求了各镇和有关部门的意见，合理的都采纳了。", "spoken": "乡亲们，有个新规定，讲的是怎么办事。有不明白的，到村委会问。",
}  # fmt: skip
ASKED = (
    "这个规定什么时候开始？我家去年的还算不算？",
    "需要带什么材料，到哪里办？",
    "外地户口住在这里的能不能办？",
)
ANSWERED = "以文件写明的日期为准。请带身份证到所在村民委员会或者便民服务大厅办理，工作人员会一次讲清楚。"
STIRRED = (
    ("城南几个村的自来水发黄", "短视频里说自来水发黄，问能不能喝、什么时候好。", "主管道检修以后管壁铁锈被水冲下来，正在冲洗管道，每村安排一辆送水车。"),
    ("通村公路修了半年还没有通车", "多人打热线问通村公路什么时候通车，秋收的粮食运不出来。", "路面已经铺完，正在养护，十天以后通车；这几天走便道。"),
    ("小区供热温度不够", "业主群里说室内温度不到十八度。", "换热站循环泵故障，已经换上备用泵，今晚恢复；温度不达标的天数按规定退费。"),
    ("学校门口上下学堵车", "家长群里反映学校门口堵车，孩子过马路不安全。", "从下周起错时放学，学校门口增派人值守。"),
)  # fmt: skip


def judge(part: Part, document: Document) -> Course | None:
    """Its drafter judges, and a second person agrees; what is interpreted is written and signed before it is handed in."""
    if not asked_of(document) or duty_of(document) is not None:
        return None
    traits = ["rights", "general", "repeated"] if document.normative else ["none"]
    if not document.normative and part.chance(IMPORTANT):
        traits = ["important"]
    if traits == ["none"]:
        why = part.stream.choice(NOT_DUE)
        duty = part.do("interpretation.judge", DRAFTER, document, traits=traits, why_not=why)
        part.do("interpretation.agree_not_due", RECORDS, duty)
        return None
    duty = part.do("interpretation.judge", DRAFTER, document, traits=traits)
    if part.chance(EXEMPTED):
        part.do("interpretation.ask_exemption", DRAFTER, duty, reason="上级文件已有解读")
        part.do("interpretation.exempt", LEADER, duty)
        return None
    return part.begin(PLAYER, plan, duty, (0, 2), agency=duty.agency.code, title=document.title)


BEFORE_SUBMITTING.append(judge)


@PLAYER.stage
def plan(part: Part) -> Next:
    part.do("interpretation.plan", DRAFTER, **PLAN)
    return part.then(write, (0, 3))


@PLAYER.stage
def write(part: Part) -> Next:
    given = {**MATERIAL, "title": f"一读就懂：{part.facts['title'][:60]}"}
    made = part.do("interpretation.write_material", DRAFTER, **given)
    part.about(Interpretation.objects.get(pk=made.pk))
    part.do("interpretation.hand_in", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), sign)


@PLAYER.stage
def sign(part: Part) -> Next | None:
    """The agency's head signs; of a document of the county its leader as well."""
    state = part.matter.state
    by = Role.COUNTY_LEADER if state == Interpretation.State.COUNTERSIGNING else LEADER
    signed = part.do("interpretation.sign", by)
    if signed.state == Interpretation.State.COUNTERSIGNING:
        return part.then(sign, (0, 2))
    return None


# Questions about policies


@PLAYER.begins
def asking(day: Day) -> Iterator[Beginning]:
    """Citizens ask about documents that were published."""
    codes, stream = day.world.staffed(), day.stream("questions")
    for n in range(day.how_many(QUESTIONS_A_YEAR, any_day=True)):
        yield Beginning(f"q{n}", "ask", {"agency": stream.choice(codes)}, hours=ANY_HOUR)


@PLAYER.stage
def ask(part: Part) -> Next | None:
    shown = Document.objects.public(part.at).filter(agency__code=part.facts["agency"])
    found = list(shown.select_related("index").order_by(MD5("digest"))[:20])
    if not found:
        return None
    document = part.stream.choice(found)
    given = {"document": document.index_number, "text": part.stream.choice(ASKED), "token": part.token()}
    part.about(part.citizen("interpretation.ask", part.agency, called="提问人", **given))
    return part.then(answer, (0, 4), late=0.06, by=(4, 9))


@PLAYER.stage
def answer(part: Part) -> Next:
    part.do("interpretation.answer", DRAFTER, question=part.matter.text, answer=ANSWERED)
    return part.then(confirm, (0, 1))


@PLAYER.stage
def confirm(part: Part) -> None:
    part.do("interpretation.confirm_answer", REVIEWER)


# Public opinion


@PLAYER.begins
def stirring(day: Day) -> Iterator[Beginning]:
    """Something stirs people, and an agency finds it."""
    codes, stream = day.world.staffed(), day.stream("opinions")
    for n in range(day.how_many(OPINIONS_A_YEAR)):
        facts = {"agency": stream.choice(codes), "what": stream.randrange(len(STIRRED))}
        yield Beginning(f"o{n}", "find_out", facts)


def _moment(name: str, at: datetime) -> dict[str, str]:
    """What a form sends of a moment."""
    here = localtime(at)
    return {f"{name}_0": f"{here:%Y-%m-%d}", f"{name}_1": f"{here:%H:%M}"}


@PLAYER.stage
def find_out(part: Part) -> Next:
    """It is registered, conferred on and judged within hours."""
    title, summary, _said = STIRRED[part.facts["what"]]
    given = {
        "title": title,
        "emergency": "no",
        "level": part.stream.choice(("third", "fourth")),
        "source": "video",
    }
    given |= {
        "link": "https://video.example/wuyuan/1",
        "summary": summary,
        "place": "县城",
        "reach": "转发数百次",
    }
    given |= _moment("appeared_at", part.at - timedelta(hours=2)) | _moment("found_at", part.at)
    part.about(part.do("interpretation.register_opinion", DRAFTER, part.agency, **given))
    met = {"conferred_by": "县委宣传部、镇政府分管负责人", "conferred_on": "先说情况，再说办法。"}
    part.do("interpretation.confer", RECORDS, **met, **_moment("conferred_at", part.at))
    judged = {"truth": "partly", "risk": "影响群众生活。", "answered": "yes"}
    judged |= {"measures": "派人核实，先解决急的。", "line": "实事求是，不清楚的说不清楚。"}
    part.do("interpretation.judge_opinion", LEADER, **judged)
    return part.then(respond, (0, 1))


@PLAYER.stage
def respond(part: Part) -> Next:
    title, _summary, said = STIRRED[part.facts["what"]]
    given = {
        "sort": "first",
        "title": f"关于{title}的情况说明",
        "body": f"{title}。经查，{said}",
        "speaker": "单位负责人",
    }
    response = part.do("interpretation.draft_response", DRAFTER, **given)
    part.facts["case"] = part.course.ref
    part.about(response)
    part.do("interpretation.hand_in_response", DRAFTER)
    course = follow(part, Review.objects.of(part.matter).open().get())
    course.due_at = part.moment(0)
    return part.when_done(course, publish_response, (0, 0))


@PLAYER.stage
def publish_response(part: Part) -> Next:
    part.do("interpretation.publish_response", LEADER)
    case = OpinionCase.objects.get(pk=part.facts["case"].rpartition(":")[2])
    part.about(case)
    return part.then(evaluate, (5, 15))


@PLAYER.stage
def evaluate(part: Part) -> None:
    said = {
        "effect": "质疑平息，转发明显减少。",
        "lessons": "以后检修、施工提前两天告知。",
        "taken_up": "增加现场告示。",
    }
    part.do("interpretation.evaluate", RECORDS, **said)
