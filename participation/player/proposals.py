"""Proposals in a simulated year: citizens and agencies propose what the county should decide; it is studied, taken up or declined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part
from participation.models import Decision
from participation.player.decisions import DRAFTER, LATE, PLAYER

CLERK, COUNTY_LEADER = Role.APPLICATIONS_CLERK, Role.COUNTY_LEADER

PROPOSALS_A_YEAR, OF_AGENCIES_A_YEAR = 60, 8
#: Each so many-th comes on paper.
ON_PAPER = 4
#: What becomes of proposals, in turn.
WAYS = ("declined", "taken_up", "hidden", "set_aside", "sent_back", "withdrawn", "returned")
#: By what somebody fears to be known afterwards, and what stands in its place.
SELF, IN_ITS_PLACE = "我在那里开小卖部。", "〔隐去提建议的人的情况〕。"
PROPOSED = (
    ("在隆兴昌镇南区建一个便民菜市场", "南区住了八千多人，买菜要走三公里。"),
    ("县城所有路口都装红绿灯", "小路口车抢行，孩子过马路不安全。"),
    ("村里的机井统一换智能水表", "现在按亩摊水费，用得少的人吃亏。"),
    ("开通县城到黄河湿地的周末旅游专线", "周末去湿地的人多，没有公共交通。"),
)


@PLAYER.begins
def proposing(day: Day) -> Iterator[Beginning]:
    """Citizens propose what the county should decide."""
    office = agency_with(AgencyFunction.COUNTY_OFFICE) if day.working else None
    if office is None or not day.world.people.holders(CLERK, office):
        return
    stream = day.stream("proposals")
    codes = [code for code in day.world.staffed() if code != office.code]
    for n in day.numbers(PROPOSALS_A_YEAR, least=len(WAYS)):
        facts = {"agency": office.code, "to": stream.choice(codes), "what": stream.randrange(len(PROPOSED))}
        facts["way"] = WAYS[n % len(WAYS)]
        if n % ON_PAPER == 2:
            yield Beginning(f"t{n}", "record", facts)
        else:
            yield Beginning(f"t{n}", "suggest", facts, hours=ANY_HOUR)
    for n in day.numbers(OF_AGENCIES_A_YEAR, least=2, of="agencies"):
        facts = {"to": stream.choice(codes), "what": stream.randrange(len(PROPOSED)), "agency": office.code}
        yield Beginning(f"a{n}", "propose_as_agency", facts | {"way": ("taken_up", "declined")[n % 2]})


def _proposed(part: Part) -> dict[str, Any]:
    """What is proposed, and why; some tell of themselves."""
    wanted, reasons = PROPOSED[part.facts["what"]]
    if part.facts["way"] == "hidden":
        reasons += SELF
    return {"proposer": "citizen", "wanted": wanted, "reasons": reasons, "consent": "anonymous"}


@PLAYER.stage
def suggest(part: Part) -> Next:
    given = _proposed(part) | {"token": part.token()}
    part.about(part.citizen("participation.submit_proposal", part.agency, called="提建议的人", **given))
    return part.then(refer, (1, 4), late=LATE, by=(3, 6))


@PLAYER.stage
def record(part: Part) -> Next:
    """What comes by letter the office enters."""
    came = {"channel": "letter", "received_on": part.today, **_proposed(part)}
    part.about(part.do("participation.record_proposal", CLERK, part.agency, **came))
    return part.then(refer, (1, 4), late=LATE, by=(3, 6))


@PLAYER.stage
def propose_as_agency(part: Part) -> Next:
    """An agency proposes with a study of its own, which the office lays before the county's leader."""
    by = part.world.agencies[part.facts["to"]]
    wanted, reasons = PROPOSED[part.facts["what"]]
    given = {"wanted": wanted, "reasons": reasons, "basis": "县“十四五”规划。", "whom": "当地群众。"}
    given |= {"solution": "先办一处，看效果再推开。", "problem": "群众反映多年，一直没有解决。"}
    given |= {
        "necessity": "走访了三个社区，八成的人赞成。",
        "feasibility": "用地和资金都有着落，一年可以建成。",
    }
    part.about(part.do("participation.propose_as_agency", DRAFTER, by, of_agency=by, **given))
    return part.then(lay_before, (1, 4))


@PLAYER.stage
def lay_before(part: Part) -> Next:
    made = part.matter
    part.do("participation.lay_before", CLERK, shown_title=made.wanted, shown=made.words)
    return part.then(answer_proposal, (3, 15))


@PLAYER.stage
def refer(part: Part) -> Next | None:
    """The office passes it on; what is none of the county's business it sets aside, and some think better of it."""
    made = part.matter
    if part.facts["way"] == "withdrawn":
        part.citizen("participation.withdraw_proposal", called="提建议的人")
        return None
    if part.facts["way"] == "set_aside":
        told = {"ground": "elsewhere", "reason": "属于村民自治的事项，请向村民委员会提出。"}
        part.do("participation.set_aside_proposal", CLERK, **told)
        return None
    shown = {"to": part.facts["to"], "shown_title": made.wanted, "shown": made.words}
    part.do("participation.refer_proposal", CLERK, **shown)
    return part.then(study, (5, 20))


@PLAYER.stage
def study(part: Part) -> Next:
    if part.facts["way"] == "sent_back":
        part.facts["way"] = "declined"
        why = "属于交通部门的职责。"
        part.do("participation.send_back_proposal", DRAFTER, of_agency=part.facts["to"], reason=why)
        others = [code for code in part.world.staffed() if code not in (part.facts["to"], part.agency.code)]
        part.facts["to"] = part.stream.choice(others)
        return part.then(refer, (1, 3))
    studied = {
        "problem": "情况属实。",
        "necessity": "现场看了三次。",
        "feasibility": "分两年可以办到。",
        "advice": "otherwise",
    }
    part.do("participation.study_proposal", DRAFTER, of_agency=part.facts["to"], **studied)
    return part.then(answer_proposal, (3, 15), late=LATE, by=(20, 40))


@PLAYER.stage
def answer_proposal(part: Part) -> Next | None:
    if part.facts["way"] == "returned":
        part.facts["way"] = "declined"
        part.do("participation.return_study", COUNTY_LEADER, of_agency="xzfb", reason="补上费用的测算。")
        return part.then(study, (3, 10))
    if part.facts["way"] == "taken_up":
        said = {"in_charge": part.facts["to"], "title": PROPOSED[part.facts["what"]][0], "decision": ""}
        said["answer"] = "同意列为决策事项；方案拟好以后公开征求大家的意见。"
        part.do("participation.take_up_proposal", COUNTY_LEADER, of_agency="xzfb", **said)
        decision = Decision.objects.get(proposals=part.matter)
        facts = {"agency": part.facts["to"], "what": part.facts["what"], "way": 0}
        part.begin(PLAYER, "work_out", decision, (3, 10), **facts)
        return None
    answer = "不单独立项：今年先在几处试办，年底看效果再定。谢谢您的建议。"
    part.do("participation.decline_proposal", COUNTY_LEADER, of_agency="xzfb", answer=answer)
    return part.then(hide_in_proposal, (1, 9)) if part.facts["way"] == "hidden" else None


@PLAYER.stage
def hide_in_proposal(part: Part) -> None:
    made = part.matter
    given = {"shown_title": made.shown_title, "shown": made.shown.replace(SELF, IN_ITS_PLACE)}
    reason = "提建议的人来电话，担心被认出来，要求隐去。"
    part.do("participation.hide_in_proposal", CLERK, **given, reason=reason)
