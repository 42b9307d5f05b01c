"""Hearings in a simulated year: announced, registered for, drawn, listed, held, their record signed, reported; some put off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime

from foundation.deadlines.calendar import ONE_DAY
from foundation.simulation.players import ANY_HOUR, Next, Part, clock_time
from participation.forms.hearing import TRANSCRIPT_HEADS, seats_left
from participation.models import Decision, Hearing, Registration
from participation.player.decisions import ARTICLES, DRAFTER, PLAYER, RECORDS
from participation.registering import Wish, register
from secrecy_review.models import Review
from secrecy_review.player import follow

SEATS = {"interested": 3, "public": 3, "deputy": 2, "expert": 2, "lawyer": 1}
#: Shares: a day on which nobody registers, of those who registered and take it back, of hearings put off, of seats given up,
#: of representatives who do not come, and of those who do not sign.
QUIET, TAKEN_BACK, PUT_OFF, GIVEN_UP, ABSENT, UNSIGNED = 0.4, 0.06, 0.2, 0.3, 0.1, 0.1

NOTICE: dict[str, Any] = {
    "sort": "ordinary",
    "reasons": "涉及的人多，各家的情况不一样，要当面听一听。",
    "background": "现行办法执行多年；去年收到有关来信四十多件。",
    "held_time": "09:00",
    "place": "县政府一楼会议室",
    "observers": 30,
    "press": 6,
    "selection": "自愿报名，报名多过名额的抽签决定；报名不足的由承办单位邀请，理由写在名单里。",
    "eligibility": "年满十八周岁、住在本县的人。",
    "how": "在本网站报名，或者打电话、到办公室报名。",
    "contact": "办公室",
    "telephone": "0478-0000000",
    "chair": "模拟主持",
    "speaker": "模拟发言",
    "recorder": "模拟记录",
    "supervisor": "模拟监察",
    **{f"seats_{group}": n for group, n in SEATS.items()},
}
#: Who registers: group, occupation, what it has to do with them.
WISHES = (
    ("interested", "农民", "家里每个月都要用到。"),
    ("interested", "个体户", "开店用得多，收费变了负担就变。"),
    ("interested", "务工", "租房住，不知道怎么算。"),
    ("public", "退休", "关心县城的事。"),
    ("public", "教师", "学生家里常说起。"),
    ("public", "农民", "村里人托我来问。"),
    ("expert", "工程师", "做过同类的规划。"),
)
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
POINTS = (
    ("第一档的量应当再提高一些。", "adopted", ""),
    ("收费每个季度公布一次太慢。", "partly", "先按季度公布，年底看能不能改为每月。"),
    ("今年先不要实行。", "not_adopted", "已经说明了过渡的办法，推迟一年对用得少的人不利。"),
)


def _someone_by(part: Part, n: int) -> tuple[str, str]:
    """Name and telephone of an invented person."""
    return (
        f"模拟{NAMES[n % len(NAMES)]}{NAMES[part.stream.randrange(len(NAMES))]}",
        f"139{n:04}{part.stream.randrange(10_000):04}",
    )


@PLAYER.stage
def draft_hearing(part: Part) -> Next:
    """Days enough for a slow review: registration, lot, list, papers and the hearing follow each other."""
    decision: Decision = part.matter
    held = part.world.calendar.add_working_days(part.today, 50).date
    until = held - timedelta(days=24)
    lot_on = until + 2 * ONE_DAY
    given = NOTICE | {
        "title": f"{decision.title}听证会",
        "content": decision.changes,
        "draft": "\n".join(ARTICLES),
        "basis": decision.basis,
        "held_on": held,
        "registration_from": part.today,
        "registration_until": until,
        "lot": f"{lot_on.year}年{lot_on.month}月{lot_on.day}日中国福利彩票3D开奖号码",
        "lot_on": lot_on,
    }
    part.about(part.do("participation.draft_hearing", DRAFTER, **given))
    part.do("participation.hand_in_hearing", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), announce_hearing)


@PLAYER.stage
def announce_hearing(part: Part) -> Next:
    part.do("participation.announce_hearing", RECORDS)
    return part.then(register_for_hearing, (1, 1), any_day=True)


@PLAYER.stage
def register_for_hearing(part: Part) -> Next:
    """Each day somebody registers, or nobody; some think better of it."""
    hearing: Hearing = part.matter
    if not hearing.takes(part.at):
        assert hearing.lot_on is not None, "an announced hearing has its lot"
        return part.on_day(
            draw_hearing, part.world.calendar.add_working_days(hearing.lot_on - ONE_DAY, 1).date
        )
    if not part.chance(QUIET):
        group, occupation, stake = part.stream.choice(WISHES)
        name, telephone = _someone_by(part, part.course.step)
        details = f"职业：{occupation}\n工作单位：—\n住址：隆兴昌镇\n和这件事有什么关系：{stake}\n想说什么：—"
        wish = Wish(group, name, f"模拟-{part.course.key}-{part.course.step}", telephone, details)
        row = register(hearing, wish, part.token(), part.at).registration
        if part.chance(TAKEN_BACK):
            part.citizen("participation.withdraw_registration", called="报名人", registration=row.pk)
    return Next("register_for_hearing", clock_time(part.today + ONE_DAY, ANY_HOUR, part.stream))


@PLAYER.stage
def draw_hearing(part: Part) -> Next:
    """The number is out; who is lacking is invited, and the list is published."""
    number = " ".join(str(part.stream.randrange(10)) for _ in range(3))
    part.do("participation.draw", RECORDS, number=number, source="中国福利彩票网")
    n = 1_000
    for group, left in seats_left(part.matter).items():
        for _ in range(left):
            n += 1
            name, telephone = _someone_by(part, n)
            invited = {"group": group, "name": name, "telephone": telephone, "because": "报名人数不足。"}
            part.do("participation.appoint", DRAFTER, **invited)
    part.do("participation.publish_list", RECORDS)
    return part.then(serve_papers, (0, 1))


@PLAYER.stage
def serve_papers(part: Part) -> Next:
    """Somebody gives the seat up; everybody is sent the papers; now and then the hearing is put off."""
    hearing: Hearing = part.matter
    if part.chance(GIVEN_UP):
        leaving = part.stream.choice(list(hearing.representatives.sitting().order_by("pk")))
        name, telephone = _someone_by(part, 2_000)
        instead = {"name": name, "telephone": telephone, "because": "没有候补的人，另行邀请。"}
        part.do(
            "participation.replace_representative",
            DRAFTER,
            representative=leaving.pk,
            reason="那几天要出门。",
            **instead,
        )
    who = [row.pk for row in hearing.representatives.sitting().order_by("pk")]
    part.do("participation.serve_papers", DRAFTER, served_on=part.today, who=who)
    hearing = part.matter
    if part.chance(PUT_OFF) and hearing.begins_on is not None:
        until = part.world.calendar.add_working_days(hearing.begins_on, 5).date
        reason = "会议室要维修，改在一周以后，地点不变。"
        part.do("participation.postpone_hearing", RECORDS, held_on=until, held_time="09:00", reason=reason)
    assert part.matter.begins_at is not None, "an announced hearing has a time"
    return Next("hold_hearing", part.matter.begins_at + timedelta(hours=4))


@PLAYER.stage
def hold_hearing(part: Part) -> Next:
    rows = list(part.matter.representatives.sitting().order_by("pk"))
    came = [row.pk for n, row in enumerate(rows) if n < 8 or not part.chance(ABSENT)]
    ended = localtime(part.at) - timedelta(hours=1)
    part.do("participation.hold_hearing", DRAFTER, present=came, ended=f"{ended:%H:%M}")
    return part.then(write_transcript, (1, 3))


@PLAYER.stage
def write_transcript(part: Part) -> Next:
    said = ("发言人介绍草案和依据。", "代表依次发言，询问成本怎样算，发言人答复；双方辩论两轮。")
    text = "\n".join(f"{head}\n{below}" for head, below in zip(TRANSCRIPT_HEADS, said, strict=True))
    part.do("participation.write_transcript", DRAFTER, transcript=text)
    for row in part.matter.representatives.filter(attended=True).order_by("pk"):
        refused = part.chance(UNSIGNED)
        signed = {"signed": "no" if refused else "yes", "note": "要求把自己的话再写细些。" if refused else ""}
        part.do("participation.sign_transcript", DRAFTER, representative=row.pk, **signed)
    return part.then(report_hearing, (2, 8))


@PLAYER.stage
def report_hearing(part: Part) -> None:
    for text, result, because in part.stream.sample(POINTS, k=2):
        given = {"text": text, "result": result, "because": because}
        part.do("participation.answer_point", DRAFTER, **given)
    came = part.matter.representatives.filter(attended=True).count()
    registered = Registration.objects.filter(hearing=part.matter).standing().count()
    report = f"{registered} 人报名，{came} 位代表到会，逐一发言。意见集中在分档的量和公布的次数。"
    part.do("participation.report_hearing", RECORDS, report=report, conclusion="建议修改以后通过。")
