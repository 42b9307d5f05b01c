"""Incidents in a simulated year: the first word within the hour or too late, what follows, and what turned out to be none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, clock_moment
from newmedia.player.accounts import DRAFTER, LEADER, PLAYER, RECORDS, account_of, live, on_duty
from newmedia.player.posts import reviewed
from newmedia.statute import GATES

INCIDENTS_A_YEAR = 24
DROPPED, TIME_CORRECTED, WORD_RETURNED = 0.1, 0.1, 0.1
#: Each so many-th is another agency's, which is told by the one that heard of it first.
PASSED = 8

EVENTS = (
    "一处民房起火，屋内人员已经安全撤离，没有人员伤亡",
    "一段主管道爆裂，三个小区停水",
    "大风刮倒树木，一条路临时封闭",
)


@PLAYER.begins
def happening(day: Day) -> Iterator[Beginning]:
    """On any day something happens."""
    incidents = day.numbers(INCIDENTS_A_YEAR, any_day=True, least=4)
    handles = live() if incidents else []
    stream = day.stream("incidents")
    for n in incidents if handles else ():
        facts: dict[str, Any] = {"handle": stream.choice(handles)}
        others = [handle for handle in handles if _of(handle) != _of(facts["handle"])]
        if n % PASSED == 1 and others:
            facts["passed_to"] = stream.choice(others)
        yield Beginning(f"i{n}", "open_incident", facts, hours=ANY_HOUR)


def _of(handle: str) -> str:
    """The code of the agency whose account it is."""
    return handle.partition("-")[0]


@PLAYER.stage
def open_incident(part: Part) -> Next:
    """Something happened half an hour ago; the first word follows within the hour, or too late."""
    account = account_of(part)
    n = part.facts["n"] = part.stream.randrange(len(EVENTS))
    given: dict[str, Any] = {"title": EVENTS[n].partition("，")[0], "place": part.agency.short_name}
    given |= clock_moment("event_at", part.at - timedelta(minutes=25)) | clock_moment(
        "known_at", part.at - timedelta(minutes=9)
    )
    part.about(part.do("newmedia.open_incident", DRAFTER, account.agency, **given))
    if (handle := part.facts.pop("passed_to", "")) != "":
        reason = "事情发生在对方管理的路段，由对方首发。"
        part.do("newmedia.pass_incident", RECORDS, to=_of(handle), reason=reason)
        part.facts["handle"] = handle
    elif part.chance(DROPPED):
        return Next("drop_incident", part.at + timedelta(minutes=part.stream.randint(10, 30)))
    if part.chance(TIME_CORRECTED):
        earlier = clock_moment("event_at", part.at - timedelta(minutes=45))
        part.do("newmedia.correct_event_time", LEADER, **earlier, reason="接警记录的时间更早。")
    soon = part.stream.randint(5, 15) if part.chance(0.85) else part.stream.randint(90, 200)
    return Next("first_word", part.at + timedelta(minutes=soon))


@PLAYER.stage
def first_word(part: Part) -> Next:
    account = account_of(part)
    said = {
        "what": f"{EVENTS[part.facts['n']]}。",
        "doing": "有关部门已经到场处置。",
        "advice": "请绕行，不要围观，听从现场指挥。",
    }
    said |= clock_moment("next_word_by", part.at + timedelta(hours=5))
    part.facts["incident"] = part.course.ref
    part.about(part.do("newmedia.write_word", on_duty(part, account, "editor"), account=account.pk, **said))
    if part.chance(WORD_RETURNED):
        part.do("newmedia.return_word", LEADER, reason="写明绕行哪条路。")
        editor = on_duty(part, account, "editor")
        part.do("newmedia.edit_post", editor, body=f"{part.matter.body}请绕行新民路。")
    part.do("newmedia.approve_word", LEADER, gates=list(GATES))
    released = {
        "address": f"https://www.example.gov.cn/s/{part.token()[:12]}",
        "released_text": part.matter.body,
    }
    part.do(
        "newmedia.release",
        on_duty(part, account, "editor"),
        **released,
        **clock_moment("released_at", part.at),
    )
    return Next("last_word", part.at + timedelta(hours=3))


@PLAYER.stage
def last_word(part: Part) -> Next:
    account = account_of(part)
    more = {
        "account": account.pk,
        "sort": "emergency",
        "title": "处置完毕",
        "body": "现场已经处置完毕，道路和供应恢复正常。",
    }
    incident = part.facts["incident"]
    editor = on_duty(part, account, "editor")
    part.about(part.do("newmedia.follow_up", editor, incident, **more))
    part.do("newmedia.hand_in", editor)
    reviewed(part, account)
    released = {
        "address": f"https://www.example.gov.cn/s/{part.token()[:12]}",
        "released_text": part.matter.body,
    }
    part.do("newmedia.release", editor, **released, **clock_moment("released_at", part.at))
    return part.then(close_incident, (0, 2))


@PLAYER.stage
def close_incident(part: Part) -> None:
    part.do("newmedia.close_incident", LEADER, part.facts["incident"], reason="处置完毕，情况已经全部发布。")


@PLAYER.stage
def drop_incident(part: Part) -> None:
    part.do("newmedia.drop_incident", LEADER, reason="现场核实是演练，不是突发事件。")
