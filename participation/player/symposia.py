"""Symposia in a simulated year: invited, with papers in time, held, each word analysed and fed back; some put off or called off."""

from __future__ import annotations

from datetime import timedelta

from foundation.simulation.players import Next, Part
from participation.models import Decision, Symposium
from participation.player.decisions import DRAFTER, HEAD, PLAYER, RECORDS

PUT_OFF, CALLED_OFF = 0.15, 0.08

INVITED = (
    ("deputy", "代表甲"),
    ("member", "委员乙"),
    ("expert", "专家丙"),
    ("affected", "用户丁"),
    ("affected", "用户戊"),
)
#: What is said: as it was, as everybody reads it, what becomes of it and why.
SAID = (
    ("我家六口人租房住，户口不在一起，怎么算要写明白。", "租房的人口怎样算，要写明白。", "adopted", "写进第三条。"),
    ("低保户减免要自动办，不要让人跑三趟。", "减免不用申请，自动办。", "adopted", "和民政的名单每月核对一次，自动减免。"),
    ("第一档再加两吨。", "第一档的量再提高。", "partly", "提高一吨，年底再看一次。"),
    ("今年先别动。", "推迟一年实行。", "not_adopted", "推迟对用得少的人不利。"),
)  # fmt: skip


@PLAYER.stage
def plan_symposium(part: Part) -> Next:
    decision: Decision = part.matter
    given = {
        "sort": "symposium",
        "title": f"{decision.title}座谈会",
        "held_on": part.world.calendar.add_working_days(part.today, 12).date,
        "held_time": "09:00",
        "place": "县政府二楼会议室",
        "papers": "方案第二稿和起草说明",
    }
    part.about(part.do("participation.plan_symposium", DRAFTER, **given))
    for group, name in INVITED:
        part.do("participation.invite", DRAFTER, group=group, name=name)
    return part.then(deliver, (1, 3))


@PLAYER.stage
def deliver(part: Part) -> Next:
    meeting: Symposium = part.matter
    if part.chance(PUT_OFF):
        until = part.world.calendar.add_working_days(meeting.begins_on, 4).date
        reason = "代表当天有别的会，改期。"
        part.do("participation.postpone_symposium", DRAFTER, held_on=until, held_time="09:00", reason=reason)
    who = [row.pk for row in meeting.invitees.order_by("pk")]
    part.do("participation.deliver_papers", DRAFTER, served_on=part.today, who=who)
    if not part.facts.get("again") and part.chance(CALLED_OFF):
        part.do("participation.cancel_symposium", DRAFTER, reason="方案要大改，改好以后重新邀请。")
        part.facts["again"] = True
        part.about(meeting.decision)
        return part.then(plan_symposium, (5, 10))
    return Next("hold_symposium", part.matter.begins_at + timedelta(hours=3))


@PLAYER.stage
def hold_symposium(part: Part) -> Next:
    who = [row.pk for row in part.matter.invitees.order_by("pk")]
    part.do("participation.hold_symposium", DRAFTER, present=who)
    guests = list(part.matter.invitees.order_by("pk"))
    for text, shown, result, because in part.stream.sample(SAID, k=part.stream.randint(2, len(SAID))):
        part.do("participation.record_statement", DRAFTER, invitee=part.stream.choice(guests).pk, text=text)
        statement = part.matter.statements.order_by("-pk")[0]
        analysed = {"statement": statement.pk, "shown": shown, "result": result, "because": because}
        part.do("participation.analyse_statement", DRAFTER, **analysed)
    return part.then(report_symposium, (2, 6))


@PLAYER.stage
def report_symposium(part: Part) -> Next:
    report = "邀请的人都到会，提出的意见逐条分析；多数意见已经采纳。"
    part.do("participation.report_symposium", HEAD, report=report)
    return part.then(feed_back_symposium, (1, 5))


@PLAYER.stage
def feed_back_symposium(part: Part) -> None:
    part.do("participation.feed_back_symposium", RECORDS)
