"""Decisions in force, in a simulated year: the catalogue, what people and the agency find wrong, the later look that the county orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part
from participation.models import Decision, Evaluation, Objection
from participation.player.decisions import DRAFTER, HEAD, LEADER, PLAYER, RECORDS

COUNTY_LEADER = Role.COUNTY_LEADER
#: Where the county's leader works.
OFFICE = "xzfb"
OBJECTED, ON_PAPER, ASIDE, TAKEN_BACK, REPORTED, EVALUATED, LEFT, RETURNED = (
    0.7,
    0.3,
    0.15,
    0.15,
    0.4,
    0.6,
    0.3,
    0.3,
)
OBJECTION = "末班车六点半就没有了，下夜班的人坐不上。我在县纸箱厂上夜班。希望改到九点半。"
#: What everybody reads of it once its sender fears to be known by it, as every other one does.
HIDDEN = "末班车六点半就没有了，下夜班的人坐不上。〔隐去工作单位〕。希望改到九点半。"


@PLAYER.begins
def cataloguing(day: Day) -> Iterator[Beginning]:
    """In June and December the catalogue of the year is published, as the Party committee agreed."""
    office = agency_with(AgencyFunction.COUNTY_OFFICE)
    due = day.is_nth_working_day(6, 5) or day.is_nth_working_day(12, 5)
    if due and office is not None and Decision.objects.public().filter(year=day.date.year).exists():
        yield Beginning("catalogue", "publish_catalogue", {"agency": office.code})


@PLAYER.stage
def publish_catalogue(part: Part) -> None:
    consent = {"year": part.today.year, "party_on": part.today, "party_document": "县委常委会第 9 次会议"}
    part.do("participation.publish_catalogue", RECORDS, part.agency, **consent)


@PLAYER.stage
def carry_out(part: Part) -> Next | None:
    """Somebody finds something wrong; the agency says what goes badly."""
    if part.chance(OBJECTED):
        if part.chance(ON_PAPER):
            given = {
                "channel": "letter",
                "received_on": part.today,
                "text": OBJECTION,
                "consent": "anonymous",
            }
            made = part.do("participation.record_objection", DRAFTER, **given)
        else:
            said = {"text": OBJECTION, "consent": "anonymous", "token": part.token()}
            made = part.citizen("participation.object", called="提意见的人", **said)
        part.begin(PLAYER, answer_objection, made, (2, 12), agency=part.agency.code)
    if part.chance(REPORTED):
        text = "新线路乘客不多，末班车有时空驶。"
        part.do("participation.report_execution", DRAFTER, trouble="problem", text=text)
    return part.then(ask_evaluation, (10, 20)) if part.chance(EVALUATED) else None


@PLAYER.stage
def answer_objection(part: Part) -> Next | None:
    if part.chance(TAKEN_BACK):
        part.citizen("participation.withdraw_objection", called="提意见的人")
    elif part.chance(ASIDE):
        given = {"ground": "repeated", "reason": "同一件事已经答复，见公布的答复。"}
        part.do("participation.set_aside_objection", HEAD, **given)
    else:
        part.do("participation.reveal_objection", DRAFTER, reason="联系提意见的人核实。")
        answer = {"result": "mended", "answer": "末班车改到 21 时 30 分，下个月起试行。", "shown": OBJECTION}
        part.do("participation.answer_objection", DRAFTER, **answer)
        answered = Objection.objects.filter(state=Objection.State.ANSWERED).count()
        return part.then(hide_in_objection, (1, 9)) if answered % 2 else None
    return None


@PLAYER.stage
def hide_in_objection(part: Part) -> None:
    reason = "提意见的人来电话，担心同事认出来，要求隐去。"
    part.do("participation.hide_in_objection", DRAFTER, shown=HIDDEN, reason=reason)


@PLAYER.stage
def ask_evaluation(part: Part) -> Next | None:
    """The county's leader orders it, or leaves it for a reason."""
    decision: Decision = part.matter
    if Evaluation.objects.filter(decision=decision).exists():  # what was reported has it asked for already
        evaluation = Evaluation.objects.get(decision=decision)
    else:
        given: dict[str, Any] = {"ground": "short_of_aim", "occasion": "新线路乘客不多。"}
        if Evaluation.objects.count() % 2:  # every other time the county's leader sees it first
            office, given["decision"] = part.world.agencies[OFFICE], decision.pk
            evaluation = part.do(
                "participation.choose_for_evaluation", COUNTY_LEADER, office, of_agency=OFFICE, **given
            )
        else:
            evaluation = part.do("participation.propose_evaluation", LEADER, **given)
    part.about(evaluation)
    if part.chance(LEFT):
        why = "施行不满一年，明年一并评估。"
        part.do("participation.leave_evaluation", COUNTY_LEADER, of_agency=OFFICE, result=why)
        return None
    ordered = {"ground": "short_of_aim", "evaluator": "河套大学交通研究所", "assessed_before": "无"}
    part.do("participation.order_evaluation", COUNTY_LEADER, of_agency=OFFICE, **ordered)
    return part.then(record_evaluation, (15, 30))


@PLAYER.stage
def record_evaluation(part: Part) -> Next:
    found = {"evaluated_on": part.today - timedelta(days=1), "heard": "入户访谈 60 户，村民小组长参加。"}
    part.do("participation.record_evaluation", DRAFTER, **found, result="多数人满意；末班车太早，建议推后。")
    return part.then(take_evaluation, (3, 10))


@PLAYER.stage
def take_evaluation(part: Part) -> Next | None:
    if part.course.step < 4 and part.chance(RETURNED):
        part.do(
            "participation.return_evaluation", COUNTY_LEADER, of_agency=OFFICE, reason="补上各线路的人数。"
        )
        return part.then(record_evaluation, (3, 8))
    part.do(
        "participation.take_evaluation",
        COUNTY_LEADER,
        of_agency=OFFICE,
        conclusion="继续执行，末班车推后半小时。",
    )
    return None
