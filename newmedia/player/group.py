"""What the county's offices and the agencies do beside posts: lists of sources and words, circulars, rosters, talks with people, third parties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from foundation.casework import ledger
from foundation.questionnaires import taking
from foundation.questionnaires.taking import Said
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from newmedia.models import Circular, Declaration, Exchange, MonthCheck, Watch
from newmedia.player.accounts import DRAFTER, LEADER, PLAYER, RECORDS, account_of, live, on_duty
from newmedia.player.fates import FEW, close_as_ordered
from newmedia.statute import GATES

#: The department that keeps the lists and answers for silence.
PROPAGANDA = "xcb"
CIRCULARS_A_YEAR, EXCHANGES_A_YEAR, ROSTERS_A_YEAR = 6, 12, 60
CALLED_OFF = 0.15
#: After so many explanations the propaganda department orders this share of silent accounts closed.
OFTEN, ORDERED = 2, 0.12
SOURCES = (("新华网", "central"), ("内蒙古日报", "region"), ("巴彦淖尔日报", "city"), ("某商业门户", "city"))
TERMS = (("最高级", "answer"), ("内部消息", "block"), ("据说", "hint"), ("路口交通", "allow"))
SURVEY: dict[str, Any] = {
    "sort": "survey",
    "title": "社区食堂办在哪里",
    "topic": "老人反映吃饭不方便，打算办一个社区食堂。",
    "wording": "【单选】办在哪里方便\n葵花社区\n新民社区\n【填写】还想说什么",
}
INTERVIEW: dict[str, Any] = {
    "sort": "interview",
    "title": "冬季供暖怎么保障",
    "topic": "供暖温度、报修和退费。",
    "guests": "住建局分管供暖的副局长",
    "address": "https://www.example.gov.cn/live/1",
}


@PLAYER.begins
def together(day: Day) -> Iterator[Beginning]:
    """Lists in January, circulars and talks through the year, rosters before long holidays."""
    people = day.world.people
    if day.is_nth_working_day(1, 5) and people.holders(RECORDS, PROPAGANDA):
        yield Beginning("lists", "make_lists", {"agency": PROPAGANDA})
    handles = live() if day.working and day.date.month > 2 else []
    if not handles:
        return
    stream = day.stream("group")
    for n in day.numbers(CIRCULARS_A_YEAR, least=2):
        yield Beginning(f"circular{n}", "send_circular", {"agency": PROPAGANDA})
    for n in day.numbers(EXCHANGES_A_YEAR, least=3):
        yield Beginning(
            f"exchange{n}", "plan_exchange", {"handle": stream.choice(handles), "survey": n % 2 == 0}
        )
    for n in day.numbers(ROSTERS_A_YEAR, least=4):
        yield Beginning(f"roster{n}", "roster", {"handle": stream.choice(handles)})


@PLAYER.begins
def asked(day: Day) -> Iterator[Beginning]:
    """What the portal asks for at night is taken up: declarations, checks of a month, days of silence."""
    for declaration in day.opened(Declaration.objects.all()):
        facts = {"agency": declaration.agency.code}
        yield Beginning(f"declare-{declaration.agency.code}", "declare", facts, ref=declaration.ref)
    for check in day.opened(MonthCheck.objects.all()):
        yield Beginning("month", "circulate_check", {"agency": check.agency.code}, ref=check.ref)
    silent = Watch.objects.filter(state=Watch.State.ASKED).select_related("account__agency")
    for watch in silent.order_by("pk") if day.working and day.date.day == 15 else ():
        yield Beginning(
            f"silent{watch.pk}", "explain_silence", {"agency": watch.account.agency.code}, ref=watch.ref
        )


@PLAYER.stage
def make_lists(part: Part) -> Next:
    """Which media may be reposted, and which words are looked at twice."""
    listed = []
    for name, level in SOURCES:
        given = {
            "name": name,
            "level": level,
            "edition": f"{part.today.year} 年名单",
            "listed_on": part.today,
        }
        listed.append(part.do("newmedia.list_source", RECORDS, part.agency, **given).ref)
    words = []
    for word, severity in TERMS:
        given = {"sort": "word", "word": word, "severity": severity, "advice": "请核对出处。"}
        words.append(part.do("newmedia.list_term", RECORDS, part.agency, **given).ref)
    part.facts |= {"last_source": listed[-1], "last_word": words[-2]}
    return part.then(look_through, (120, 160))


@PLAYER.stage
def look_through(part: Part) -> None:
    gone = {"lapsed_on": part.today, "reason": "新的名单里没有了。"}
    part.do("newmedia.lapse_source", RECORDS, part.facts["last_source"], **gone)
    part.do("newmedia.strike_term", RECORDS, part.facts["last_word"], reason="误伤太多。")


@PLAYER.stage
def send_circular(part: Part) -> Next:
    given = {
        "title": "近期更新和答复要求",
        "body": "每周至少更新两条；留言当天看、次日答。",
        "answer_wanted": "on",
    }
    part.about(part.do("newmedia.send_circular", RECORDS, part.agency, **given))
    return part.then(answer_circular, (0, 1))


@PLAYER.stage
def answer_circular(part: Part) -> Next:
    circular: Circular = part.matter
    for copy in circular.copies.select_related("agency").order_by("agency__code"):
        if not part.world.people.holders(DRAFTER, copy.agency) or part.chance(0.1):
            continue
        seen = part.do("newmedia.see_circular", DRAFTER, copy, of_agency=copy.agency)
        part.do("newmedia.answer_circular", DRAFTER, seen, of_agency=copy.agency, answer="收到，照办。")
    return part.then(close_circular, (4, 8))


@PLAYER.stage
def close_circular(part: Part) -> None:
    part.do("newmedia.close_circular", RECORDS)


@PLAYER.stage
def declare(part: Part) -> Next | None:
    """How many computers, and what they have."""
    if not part.course.step:
        return part.then(declare, (3, 15))
    if not part.world.people.holders(RECORDS, part.agency):
        return None
    given = {"computers": 2, "licensed": 2, "protected_ones": 2, "checked_on": part.today, "remedy": ""}
    part.do("newmedia.declare", RECORDS, **given)
    return None


@PLAYER.stage
def circulate_check(part: Part) -> Next | None:
    if not part.course.step:
        return part.then(circulate_check, (1, 4))
    part.do("newmedia.circulate_check", LEADER)
    return None


@PLAYER.stage
def explain_silence(part: Part) -> Next | None:
    """An account of which nothing was heard: why, and until when that is all right."""
    if part.matter.state != Watch.State.ASKED or not part.world.people.holders(LEADER, part.agency):
        return None
    part.do("newmedia.explain_silence", LEADER, reason="采编人员借调，下个月恢复更新。")
    return part.then(answer_silence, (1, 4))


@PLAYER.stage
def answer_silence(part: Part) -> None:
    """Accepted for a while; an account that explains itself again and again is ordered closed, as long as some are left."""
    watch: Watch = part.matter
    if watch.state != Watch.State.EXPLAINED:
        return
    explained = ledger.lines(watch.kind, watch.pk).filter(act="newmedia.explain_silence").count()
    if explained >= OFTEN and part.chance(ORDERED) and len(live()) > FEW:
        reason = f"今年已经 {explained} 次超过一个月没有更新，每次都说人手不够，没有必要单独运行。"
        part.do("newmedia.order_closing", RECORDS, of_agency=PROPAGANDA, reason=reason)
        facts = {"handle": watch.account.handle, "how": "closed"}
        part.begin(PLAYER, close_as_ordered, watch.account, (3, 8), **facts)
    else:
        until = part.today + timedelta(days=30)
        part.do("newmedia.accept_silence", RECORDS, of_agency=PROPAGANDA, accepted_until=until, reason="")


@PLAYER.stage
def roster(part: Part) -> Next | None:
    """Two people for some days; now and then it is changed."""
    agency = account_of(part).agency
    person, leader = part.someone(DRAFTER), part.someone(LEADER)
    days = {"from_on": part.today + timedelta(days=2), "until_on": part.today + timedelta(days=8)}
    shift = part.do(
        "newmedia.roster", RECORDS, agency, person=person.staff_id, leader=leader.staff_id, **days
    )
    if part.chance(CALLED_OFF):
        part.do("newmedia.call_off_shift", RECORDS, shift, reason="两个人都要下乡，换人。")
    return None


# Surveys and interviews


@PLAYER.stage
def plan_exchange(part: Part) -> Next:
    account = account_of(part)
    starts = localtime(part.at + timedelta(days=4)).replace(hour=9, minute=0)
    times = clock_moment("starts_at", starts) | clock_moment("ends_at", starts + timedelta(days=5))
    given = (SURVEY if part.facts["survey"] else INTERVIEW) | times
    editor = on_duty(part, account, "editor")
    part.about(part.do("newmedia.plan_exchange", editor, account, **given))
    part.do("newmedia.edit_exchange", editor, **(given | {"topic": f"{given['topic']}欢迎大家来说。"}))
    if part.chance(0.1):
        part.do("newmedia.abandon_exchange", editor, reason="同一件事县里已经在问。")
        return part.then(plan_exchange, (10, 20))
    return part.then(announce_exchange, (0, 1))


@PLAYER.stage
def announce_exchange(part: Part) -> Next:
    account = account_of(part)
    part.do("newmedia.announce_exchange", on_duty(part, account, "final"), gates=list(GATES))
    if part.chance(CALLED_OFF):
        return part.then(call_off_exchange, (0, 1))
    return Next("take_part", part.matter.starts_at + timedelta(hours=3))


@PLAYER.stage
def call_off_exchange(part: Part) -> None:
    part.do("newmedia.call_off_exchange", LEADER, reason="答题的人临时有会，另行安排。")


@PLAYER.stage
def take_part(part: Part) -> Next:
    exchange: Exchange = part.matter
    if exchange.questionnaire is not None:
        for n in range(part.stream.randint(5, 20)):
            words = {"2": "饭菜软一点。"} if n % 6 == 0 else {}
            taking.take(exchange.questionnaire, Said({"1": [part.stream.randrange(2)]}, words), part.today)
    return part.on_day(report_exchange, localdate(exchange.ends_at) + timedelta(days=2))


@PLAYER.stage
def report_exchange(part: Part) -> None:
    said = {"summary": "多数人希望办在葵花社区；问得最多的是价钱。", "uses": "先在葵花社区试办，年底再看。"}
    part.do("newmedia.report_exchange", LEADER, **said)
