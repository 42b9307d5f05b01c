"""Cases from the decision to the end: served, the unit told, corrected in writing, appealed against before another leader, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from accountability.models import Appeal, Case, Correction
from accountability.player.cases import BASIS, GRAVE, TOLD, TRIAL, team
from accountability.player.reports import LEADER, PLAYER
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Next, Part

State = Case.State
ON_PAPER, LATE = 0.3, 0.15
THEMSELVES = "被追究的单位或者个人"
CORRECTED = "三份文件已经补公布；明确了专人，每周核对一次。"


@PLAYER.stage
def decide(part: Part) -> Next | None:
    """Those who lead decide together, never heavier than what was told."""
    how, leader = part.facts["how"], team(part, "leader")
    if how == "none":
        left = part.today - timedelta(days=3)
        part.do("accountability.note_left", leader, left_on=left)
        because = "本人已经退休，不再给予处分。"
        part.do("accountability.decide_none", leader, how="left", because=because)
        part.do("accountability.close", leader, remark="")
        return None
    level, measures = TOLD.get(how, GRAVE)
    decision: dict[str, Any] = {"level": level, "measures": measures, "basis": BASIS}
    decision |= {"decider": "organ" if how == "organ" else "supervision", "deliberated_on": part.today}
    decision |= {"deliberation": "五人出席，一致同意。", "correct_by": part.today + timedelta(days=40)}
    part.do("accountability.decide", leader, **decision)
    return part.then(organ_decides if how == "organ" else serve, (1, 4), late=LATE, by=(4, 6))


@PLAYER.stage
def organ_decides(part: Part) -> Next:
    """The person's own organ decides, as was recommended."""
    case: Case = part.matter
    decided: dict[str, Any] = {
        "organ": case.unit.name,
        "number": f"任免〔{part.today.year}〕{part.stream.randint(1, 90)}号",
    }
    level, measures = GRAVE
    decided |= {"decided_on": part.today, "level": level, "measures": measures}
    paper = ContentFile("处分决定。".encode(), "决定.txt")
    part.do("accountability.record_organ_decision", team(part, "clerk"), **decided, file=paper)
    return part.then(serve, (1, 3))


@PLAYER.stage
def serve(part: Part) -> Next:
    clerk = team(part, "clerk")
    part.do("accountability.serve", clerk, served_on=part.today, service="在单位会议室送达，当面签收。")
    case: Case = part.matter
    if case.subject != "unit":
        part.do("accountability.tell_unit", clerk, told_on=part.today, how="办公室主任签收。")
        if case.announces:
            where = "单位班子会，七人参加。"
            part.do("accountability.announce", clerk, announced_on=part.today, where=where)
    return part.then(appeal if part.facts["how"] == "appealed" else correct, (5, 15))


@PLAYER.stage
def appeal(part: Part) -> Next:
    """Whom it is about asks for a review; people who had no part in the case look at it again."""
    case: Case = part.matter
    part.facts["case"] = case.ref
    text = "处理过重：延误只有两个月，没有造成损失。"
    if part.chance(ON_PAPER):
        given = {"stage": "review", "lodged_on": part.today, "text": text, "late_because": ""}
        lodged = part.do("accountability.enter_appeal", team(part, "clerk"), **given)
    else:
        lodged = part.citizen("accountability.appeal", called=THEMSELVES, text=text)
    people, leader = part.world.people, team(part, "leader")
    reviewer, other = people.holders(TRIAL, part.agency)[-1], people.holders(LEADER, part.agency)[-1]
    part.do("accountability.add_member", leader, member=reviewer.pk, part="reviewer")
    part.do("accountability.add_member", leader, member=other.pk, part="leader")
    part.facts["reviewer"] = reviewer.pk
    part.about(lodged)
    return part.then(decide_appeal, (5, 15))


@PLAYER.stage
def decide_appeal(part: Part) -> Next:
    outcome = part.stream.choice(("upheld", "changed", "revoked"))
    said: dict[str, Any] = {"outcome": outcome, "reviewer": part.facts["reviewer"], "decided_on": part.today}
    said["opinion"] = (
        "延误的时间和后果重新核对，事实没有变。" if outcome == "upheld" else "后果较轻，原决定偏重。"
    )
    said |= {"level": 3, "measures": ["warning"]} if outcome == "changed" else {"level": "", "measures": []}
    other = part.world.people.actor(part.world.people.holders(LEADER, part.agency)[-1])
    part.do("accountability.decide_appeal", other, **said)
    return part.then(serve_review, (1, 3))


@PLAYER.stage
def serve_review(part: Part) -> Next:
    row: Appeal = part.do("accountability.serve_review", team(part, "clerk"), served_on=part.today)
    part.about(Case.objects.get(pk=row.case_id))
    return part.then(close if part.matter.revoked_at else correct, (2, 8))


@PLAYER.stage
def correct(part: Part) -> Next:
    """In writing, on the page of their own or on paper; the county's disclosure office has it too."""
    said = {"text": CORRECTED, "corrected_on": part.today}
    if part.chance(ON_PAPER):
        part.do("accountability.enter_correction", team(part, "clerk"), **said)
    else:
        part.citizen("accountability.report_correction", called=THEMSELVES, **said)
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    sent = (
        Correction.objects.filter(unit=part.matter.unit, state=Correction.State.SENT).order_by("-pk").first()
    )
    if office is not None and sent is not None:
        part.do("accountability.receive_correction", Role.DISCLOSURE_HEAD, sent, of_agency=office)
    return part.then(close, (3, 10))


@PLAYER.stage
def close(part: Part) -> None:
    part.do("accountability.close", team(part, "leader"), remark="已经改正，办结。")
