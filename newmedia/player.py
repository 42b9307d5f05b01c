"""New media in a simulated year: accounts filed and opened, posts through three hands, messages answered, incidents told of in time or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player
from newmedia.models import Account, Filing, Post
from newmedia.statute import GATES

PLAYER = Player("newmedia")
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER

POSTS_A_YEAR, MESSAGES_A_YEAR, INCIDENTS_A_YEAR = 900, 700, 24
#: Of the agencies that have people: with an account of their own, with a second one.
WITH_ACCOUNT, WITH_SECOND = 0.6, 0.15
LATE, RETURNED, MENDED, WITHDRAWN = 0.06, 0.06, 0.04, 0.03
#: Who looks at filings for each of the three offices: agency and role.
RECEIVERS = {
    "propaganda": ("xcb", RECORDS),
    "cyberspace": ("wxb", RECORDS),
    "disclosure_office": ("xzfb", HEAD),
}
#: Who does what for an account.
DUTIES = (("manager", RECORDS), ("editor", DRAFTER), ("first", RECORDS), ("second", HEAD), ("final", LEADER))
PASSING = (("pass_first", "first"), ("pass_second", "second"), ("approve", "final"))

POSTS = (
    ("service", "便民服务时间调整", "从下周一起，{agency}服务大厅中午不休息，周六上午照常办理。"),
    ("information", "下乡办证点时间", "办证车每周三到各村，请带身份证和户口簿。{agency}工作人员现场办理。"),
    ("service", "停水停电提示", "因线路检修，明天 8 时至 18 时部分小区停水，请提前储水。"),
    ("information", "惠民政策一图读懂", "谁能领、领多少、到哪里办，{agency}整理成一张图，请转给需要的人。"),
    ("service", "天气和农时提示", "近期有降温，请注意大棚保温和牲畜防寒。{agency}技术员可以上门指导。"),
    ("information", "工作动态", "{agency}本周走访了三个村，收集群众意见二十多条，能办的当场办。"),
)
WRITTEN = (
    (
        "enquiry",
        "comments",
        "社保卡丢了在哪里补办？要带什么？",
        "请带身份证到便民服务大厅 3 号窗口，当场补办，不收费。",
    ),
    ("enquiry", "comments", "便民大厅周六上午几点开门？", "周六上午 9 点到 12 点，当天能办的当天办。"),
    ("enquiry", "messages", "今年的补贴什么时候发？", "各村公示结束后十五天内打到一卡通上，请留意短信。"),
    ("other", "comments", "谢谢小编，讲得很清楚。", ""),
)
EVENTS = (
    "一处民房起火，屋内人员已经安全撤离，没有人员伤亡",
    "一段主管道爆裂，三个小区停水",
    "大风刮倒树木，一条路临时封闭",
)


@PLAYER.begins
def opening(day: Day) -> Iterator[Beginning]:
    """In the first weeks agencies file accounts of their own."""
    stream = day.world.streams.of(PLAYER.name, "who")
    for n, code in enumerate(day.world.staffed()):
        first, second = stream.random() < WITH_ACCOUNT, stream.random() < WITH_SECOND
        if first and day.is_nth_working_day(1, 2 + n % 15):
            yield Beginning(f"account-{code}", "propose", {"agency": code, "platform": "wechat"})
        if first and second and day.is_nth_working_day(3, 1 + n % 15):
            yield Beginning(f"second-{code}", "propose", {"agency": code, "platform": "weibo"})


@PLAYER.stage
def propose(part: Part) -> Next:
    agency, platform = part.agency, part.facts["platform"]
    name = agency.short_name.removeprefix("县")
    given = {
        "platform": platform,
        "title": f"五原{name}{'微博' if platform == 'weibo' else '发布'}",
        "purpose": f"{agency.short_name}的政务信息、政策解读和便民服务。",
        "subject": agency.name,
        "in_charge": "分管领导",
        "phone": "0478-0000000",
        "interactions": ["messages", "comments"],
    }
    part.about(part.do("newmedia.propose", DRAFTER, agency, **given))
    for duty, role in DUTIES:
        person = part.someone(role).staff_id
        part.do("newmedia.assign", RECORDS, staff=person, duty=duty)
    return part.then(file_opening, (1, 4))


@PLAYER.stage
def file_opening(part: Part) -> Next:
    part.do("newmedia.file_opening", LEADER, reason="方便群众了解政策、办事。")
    return part.then(receive_filing, (1, 5))


@PLAYER.stage
def receive_filing(part: Part) -> Next:
    """All three offices look at it; one may ask for more first."""
    filing = Filing.objects.filter(account=part.matter).order_by("-pk")[0]
    copies = list(filing.copies.order_by("function"))
    if part.course.step < 4 and part.chance(RETURNED):
        code, role = RECEIVERS[copies[0].function]
        part.do("newmedia.return_copy", role, copies[0], of_agency=code, reason="先说明一周能更新几条。")
        part.about(Account.objects.get(pk=part.matter.pk))
        return part.then(file_opening, (2, 6))
    for copy in copies:
        code, role = RECEIVERS[copy.function]
        part.do("newmedia.acknowledge", role, copy, of_agency=code)
    part.about(Account.objects.get(pk=part.matter.pk))
    return part.then(go_live, (1, 4))


@PLAYER.stage
def go_live(part: Part) -> None:
    handle = f"{part.agency.code}-{part.facts['platform']}"
    given = {"handle": handle, "address": f"https://www.example.gov.cn/{handle}", "opened_on": part.today}
    part.do("newmedia.go_live", DRAFTER, **given)
    part.do("newmedia.record_national", RECORDS, national_on=part.today)


# Posts


def _live(day: Day) -> list[str]:
    """The running accounts, by their handles."""
    rows = Account.objects.filter(state=Account.State.LIVE).exclude(handle="")
    return sorted(rows.values_list("handle", flat=True))


@PLAYER.begins
def posting(day: Day) -> Iterator[Beginning]:
    """Accounts post on working days, people write on any day."""
    posts = day.how_many(POSTS_A_YEAR)
    messages = day.how_many(MESSAGES_A_YEAR, any_day=True)
    incidents = day.how_many(INCIDENTS_A_YEAR, any_day=True)
    handles = _live(day) if posts or messages or incidents else []
    if not handles:
        return
    stream = day.stream("posts")
    for n in range(posts):
        yield Beginning(f"p{n}", "write", {"handle": stream.choice(handles)})
    for n in range(messages):
        yield Beginning(f"m{n}", "record_message", {"handle": stream.choice(handles)})
    for n in range(incidents):
        yield Beginning(f"i{n}", "open_incident", {"handle": stream.choice(handles)}, hours=ANY_HOUR)


def _account(part: Part) -> Account:
    account: Account = Account.objects.select_related("agency").get(handle=part.facts["handle"])
    part.facts["agency"] = account.agency.code
    return account


def _on_duty(part: Part, account: Account, duty: str) -> Actor:
    """Whoever is assigned to do this for an account."""
    rows = account.assignments.filter(duty=duty, until_on=None, staff__is_active=True)
    row = rows.select_related("staff__agency").order_by("from_on", "staff__username").first()
    if row is not None:
        return part.world.people.actor(row.staff)
    # Whoever did it has left.
    person = part.someone(dict(DUTIES)[duty])
    part.do("newmedia.assign", RECORDS, account, staff=person.staff_id, duty=duty)
    return person


@PLAYER.stage
def write(part: Part) -> Next:
    account = _account(part)
    sort, title, body = part.stream.choice(POSTS)
    given = {"sort": sort, "title": title, "body": body.format(agency=part.agency.short_name)}
    editor = _on_duty(part, account, "editor")
    part.about(part.do("newmedia.write", editor, account, **given))
    part.do("newmedia.hand_in", editor)
    return part.then(pass_on, (0, 1))


@PLAYER.stage
def pass_on(part: Part) -> Next:
    account = _account(part)
    for name, duty in PASSING:
        part.do(f"newmedia.{name}", _on_duty(part, account, duty), gates=list(GATES))
    return part.then(release, (0, 0))


@PLAYER.stage
def release(part: Part) -> Next | None:
    account, post = _account(part), part.matter
    released = {"address": f"https://www.example.gov.cn/s/{part.token()[:12]}", "released_text": post.body}
    part.do(
        "newmedia.release", _on_duty(part, account, "editor"), **released, **_moment("released_at", part.at)
    )
    if part.chance(MENDED):
        return part.then(mend, (0, 2))
    return part.then(withdraw, (1, 10)) if part.chance(WITHDRAWN) else None


@PLAYER.stage
def mend(part: Part) -> None:
    part.do("newmedia.mend", LEADER, sort="correction", text="时间应为每周四。给您带来不便，请谅解。")


@PLAYER.stage
def withdraw(part: Part) -> None:
    if part.matter.state == Post.State.RELEASED:
        part.do("newmedia.withdraw_post", LEADER, reason="事项取消，请以最新通知为准。")


# Messages


@PLAYER.stage
def record_message(part: Part) -> Next:
    account = _account(part)
    n = part.facts["n"] = part.stream.randrange(len(WRITTEN))
    sort, channel, text, _answer = WRITTEN[n]
    address = "" if channel == "messages" else "https://www.example.gov.cn/s/1"
    given = {
        "sort": sort,
        "channel": channel,
        "text": text,
        "author_name": "网友",
        "author_id": part.token()[:10],
    }
    part.about(part.do("newmedia.record_message", DRAFTER, account, address=address, **given))
    return part.then(answer_message, (0, 2), late=LATE, by=(3, 8))


@PLAYER.stage
def answer_message(part: Part) -> None:
    if said := WRITTEN[part.facts["n"]][3]:
        again = "问的是同一件事，情况没有变。"
        part.do("newmedia.answer_message", DRAFTER, answer=said, repeats_because=again)
    else:
        part.do("newmedia.note_message", DRAFTER)


# Incidents


def _moment(name: str, at: datetime) -> dict[str, str]:
    """A moment as the two fields of a form."""
    local = localtime(at)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}


@PLAYER.stage
def open_incident(part: Part) -> Next:
    """Something happened half an hour ago; the first word follows within the hour, or too late."""
    account = _account(part)
    n = part.facts["n"] = part.stream.randrange(len(EVENTS))
    given: dict[str, Any] = {"title": EVENTS[n].partition("，")[0], "place": part.agency.short_name}
    given |= _moment("event_at", part.at - timedelta(minutes=25)) | _moment(
        "known_at", part.at - timedelta(minutes=9)
    )
    part.about(part.do("newmedia.open_incident", DRAFTER, account.agency, **given))
    soon = part.stream.randint(5, 15) if part.chance(0.85) else part.stream.randint(90, 200)
    return Next("first_word", part.at + timedelta(minutes=soon))


@PLAYER.stage
def first_word(part: Part) -> Next:
    account = _account(part)
    said = {
        "what": f"{EVENTS[part.facts['n']]}。",
        "doing": "有关部门已经到场处置。",
        "advice": "请绕行，不要围观，听从现场指挥。",
    }
    said |= _moment("next_word_by", part.at + timedelta(hours=5))
    part.facts["incident"] = part.course.ref
    part.about(part.do("newmedia.write_word", DRAFTER, account=account.pk, **said))
    part.do("newmedia.approve_word", LEADER, gates=list(GATES))
    released = {
        "address": f"https://www.example.gov.cn/s/{part.token()[:12]}",
        "released_text": part.matter.body,
    }
    part.do(
        "newmedia.release", _on_duty(part, account, "editor"), **released, **_moment("released_at", part.at)
    )
    return Next("last_word", part.at + timedelta(hours=3))


@PLAYER.stage
def last_word(part: Part) -> Next:
    account = _account(part)
    more = {
        "account": account.pk,
        "sort": "emergency",
        "title": "处置完毕",
        "body": "现场已经处置完毕，道路和供应恢复正常。",
    }
    incident = part.facts["incident"]
    editor = _on_duty(part, account, "editor")
    part.about(part.do("newmedia.follow_up", editor, incident, **more))
    part.do("newmedia.hand_in", editor)
    for name, duty in PASSING:
        part.do(f"newmedia.{name}", _on_duty(part, account, duty), gates=list(GATES))
    released = {
        "address": f"https://www.example.gov.cn/s/{part.token()[:12]}",
        "released_text": part.matter.body,
    }
    part.do("newmedia.release", editor, **released, **_moment("released_at", part.at))
    return part.then(close_incident, (0, 2))


@PLAYER.stage
def close_incident(part: Part) -> None:
    part.do("newmedia.close_incident", LEADER, part.facts["incident"], reason="处置完毕，情况已经全部发布。")
