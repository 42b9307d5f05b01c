"""Whether documents are interpreted in a simulated year: judged before they are handed in, planned, exempted; written and signed beside them."""

from __future__ import annotations

from typing import Any

from disclosure.models import Document
from disclosure.player import BEFORE_PUBLISHING, BEFORE_SUBMITTING
from foundation.agencies.roles import Role
from foundation.simulation.models import Course
from foundation.simulation.players import Next, Part, Player
from interpretation.gates import asked_of, duty_of
from interpretation.models import Duty, Interpretation
from interpretation.player import further
from secrecy_review.models import Review
from secrecy_review.player import follow

PLAYER = Player("interpretation")
DRAFTER, RECORDS, LEADER, REVIEWER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.LEADER, Role.SECRECY_REVIEWER

#: Of normative documents, and of the others; of requests that are refused, and of judgements that somebody finds wrong.
EXEMPTED, IMPORTANT, NOT_EXEMPTED, FOUND_DUE = 0.4, 0.01, 0.2, 0.005
#: Of interpretations that lie before the head.
RETURNED = 0.1
#: The forms of plans beside the text, in turn.
FORMS = (("qa",), ("chart", "press"), (), ("video",), ("qa", "comment"), ("chart",))

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


def judge(part: Part, document: Document) -> Course | None:
    """Its drafter judges, and a second person agrees; what is interpreted is written and signed before it is handed in."""
    if not asked_of(document):
        return None
    if (duty := duty_of(document)) is not None:
        return _made_good(part, duty, document)
    traits = ["rights", "general", "repeated"] if document.normative else ["none"]
    if not document.normative and part.chance(IMPORTANT):
        traits = ["important"]
    if traits == ["none"]:
        why = part.stream.choice(NOT_DUE)
        duty = part.do("interpretation.judge", DRAFTER, document, traits=traits, why_not=why)
        if not part.chance(FOUND_DUE):
            part.do("interpretation.agree_not_due", RECORDS, duty)
            return None
        found = {"sort": "other", "reason": "家家都用得着，要讲明白。"}
        part.do("interpretation.find_due", RECORDS, duty, **found)
        return _to_be_planned(part, duty, document)
    duty = part.do("interpretation.judge", DRAFTER, document, traits=traits)
    if part.chance(EXEMPTED):
        part.do("interpretation.ask_exemption", DRAFTER, duty, reason="上级文件已有解读")
        if not part.chance(NOT_EXEMPTED):
            part.do("interpretation.exempt", LEADER, duty)
            return None
        part.do("interpretation.refuse_exemption", LEADER, duty, reason="上级的解读没有讲到本县的办法。")
    return _to_be_planned(part, duty, document)


def _to_be_planned(part: Part, duty: Duty, document: Document) -> Course:
    facts = {"agency": duty.agency.code, "title": document.title}
    return part.begin(PLAYER, plan, duty, (0, 2), **facts)


def make_good(part: Part, document: Document) -> Course | None:
    """What was signed before the document changed is signed again; a new version is explained anew."""
    duty = duty_of(document) if asked_of(document) else None
    return _made_good(part, duty, document) if duty is not None else None


def _made_good(part: Part, duty: Duty, document: Document) -> Course | None:
    if not duty.binding:
        return None
    if duty.plan_gaps or duty.material() is None:
        return _to_be_planned(part, duty, document)
    return part.begin(PLAYER, sign_again, duty, (0, 1), agency=duty.agency.code) if _stale(duty) else None


def _stale(duty: Duty) -> list[Interpretation]:
    """Signed interpretations whose plan or document has changed since."""
    signed = duty.interpretations.filter(state=Interpretation.State.SIGNED).order_by("pk")
    return [one for one in signed if not one.is_signed]


BEFORE_SUBMITTING.append(judge)
BEFORE_PUBLISHING.append(make_good)


@PLAYER.stage
def plan(part: Part) -> Next:
    forms = FORMS[Duty.objects.exclude(outline="").count() % len(FORMS)]
    part.facts["forms"] = [form for form in forms if form != "press"]
    given = PLAN | {"forms": ["text", *part.facts["forms"]]}
    if "press" in forms:
        given |= {"press": "yes", "press_reason": "全县农户都要按新办法办，社会高度关注。"}
        part.facts["press"] = True
    part.do("interpretation.plan", DRAFTER, **given)
    if not forms:  # whoever keeps the records finds that the text alone is not enough
        part.do("interpretation.require_press", RECORDS, reason="热线里问的人多，要当面说清楚。")
        part.facts["press"] = True
    return part.then(write, (0, 3))


@PLAYER.stage
def write(part: Part) -> Next:
    """The material, and each other form that the plan names; then one after the other is reviewed and signed."""
    given = {**MATERIAL, "title": f"一读就懂：{part.facts['title'][:60]}"}
    made = [part.do("interpretation.write_material", DRAFTER, **given)]
    made += [further.write(part, form) for form in part.facts["forms"]]
    part.facts |= {"duty": part.course.ref, "left": [one.pk for one in made]}
    return part.then(hand_in, (0, 1))


@PLAYER.stage
def hand_in(part: Part) -> Next:
    part.about(Interpretation.objects.get(pk=part.facts["left"].pop(0)))
    part.do("interpretation.hand_in", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), sign)


@PLAYER.stage
def sign(part: Part) -> Next | None:
    """The agency's head signs; of a document of the county its leader as well."""
    state = part.matter.state
    if state == Interpretation.State.SIGNING and not part.facts.get("returned") and part.chance(RETURNED):
        part.facts["returned"] = True
        part.do("interpretation.return_to_drafter", LEADER, reason="话再说得白一些。")
        return part.then(write_again, (0, 2))
    by = Role.COUNTY_LEADER if state == Interpretation.State.COUNTERSIGNING else LEADER
    signed = part.do("interpretation.sign", by)
    if signed.state == Interpretation.State.COUNTERSIGNING:
        return part.then(sign, (0, 2))
    if part.facts["left"]:
        return part.then(hand_in, (0, 1))
    duty = Duty.objects.get(pk=part.facts["duty"].rpartition(":")[2])
    part.begin(
        PLAYER,
        "after_publication",
        duty,
        (8, 12),
        agency=duty.agency.code,
        press=part.facts.get("press", False),
    )
    return None


@PLAYER.stage
def sign_again(part: Part) -> None:
    """The agency's head finds among what waits what changed; of a document of the county its leader signs as well."""
    for interpretation in _stale(part.matter):
        signed = part.do("interpretation.sign", LEADER, interpretation)
        if signed.state == Interpretation.State.COUNTERSIGNING:
            part.do("interpretation.sign", Role.COUNTY_LEADER, interpretation)


@PLAYER.stage
def write_again(part: Part) -> Next:
    """What came back is changed, and reviewed anew."""
    spoken = "乡亲们，有个新规定，讲的是怎么办事。到村里登记，带身份证。有不明白的，到村委会问。"
    is_material = part.matter.form == "text"
    part.do("interpretation.edit_material" if is_material else "interpretation.edit", DRAFTER, spoken=spoken)
    part.do("interpretation.hand_in", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), sign)
