"""Posts in a simulated year: written, sent in by colleagues, made of documents, passed on; through three hands; mended, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models.functions import MD5
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.deadlines.models import Clock
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from newmedia.acts.circular import recommended_to
from newmedia.models import Account, Post, Watch
from newmedia.player.accounts import DRAFTER, HEAD, LEADER, PLAYER, account_of, live, on_duty, running
from newmedia.statute import GATES, SILENCE, Severity

#: Posts of which there is something to tell; more are written so that no account falls silent.
POSTS_A_YEAR = 600
#: How many days before the limit of silence an editor begins a post; how often the editor forgets, and by how many days.
THOUGHT_OF, FORGOTTEN, FORGOTTEN_BY = (3, 8), 0.06, (1, 9)
#: An account that is overdue by more than this is seen to on the next Monday.
LONG_SILENT = timedelta(days=10)
#: Shares of posts that go other ways.
SENT_BACK, MENDED, WITHDRAWN, RECOMMENDED, GIVEN_UP, TAKEN_BACK = 0.05, 0.04, 0.03, 0.05, 0.02, 0.02
#: Where a post comes from: by how often, the stage that writes it.
FROM = {"write": 80, "send_in": 6, "about_document": 10, "pass_on_original": 4}
PASSING = (
    ("newmedia.pass_first", "first"),
    ("newmedia.pass_second", "second"),
    ("newmedia.approve", "final"),
)

POSTS = (
    ("service", "便民服务时间调整", "从下周一起，{agency}服务大厅中午不休息，周六上午照常办理。"),
    ("information", "下乡办证点时间", "办证车每周三到各村，请带身份证和户口簿。{agency}工作人员现场办理。"),
    ("service", "停水停电提示", "因线路检修，明天 8 时至 18 时部分小区停水，请提前储水。"),
    ("information", "惠民政策一图读懂", "谁能领、领多少、到哪里办，{agency}整理成一张图，请转给需要的人。"),
    ("service", "天气和农时提示", "近期有降温，请注意大棚保温和牲畜防寒。{agency}技术员可以上门指导。"),
    (
        "service",
        "夜间报修值班",
        "冬季供水管道冻堵的，随时拨打值班手机 13847800000，{agency}安排人员上门。",
    ),
    ("information", "工作动态", "{agency}本周走访了三个村，收集群众意见二十多条，能办的当场办。"),
)


@PLAYER.begins
def posting(day: Day) -> Iterator[Beginning]:
    """Accounts post on working days: when there is something to say, and before they have been silent for too long."""
    posts = day.how_many(POSTS_A_YEAR)
    handles = live() if posts else []
    stream = day.stream("posts")
    for n in range(posts if handles else 0):
        first = stream.choices(list(FROM), list(FROM.values()))[0]
        yield Beginning(f"p{n}", first, {"handle": stream.choice(handles)})
    for handle in _falling_silent(day):
        yield Beginning(f"silent-{handle}", "write", {"handle": handle})


def _falling_silent(day: Day) -> Iterator[str]:
    """The running accounts of which somebody thinks today that they have not posted for long."""
    if not day.working:
        return
    handles = dict(Watch.objects.filter(account__in=running()).values_list("pk", "account__handle"))
    clocks = Clock.objects.filter(limit=SILENCE.code, matter_kind=Watch.kind, ended_at=None)
    for clock in clocks.filter(matter_id__in=handles).order_by("matter_id", "pk"):
        handle = handles[clock.matter_id]
        stream = day.world.streams.of(PLAYER.name, "silent", handle, localdate(clock.started_at))
        forgotten = stream.random() < FORGOTTEN
        left = -stream.randint(*FORGOTTEN_BY) if forgotten else stream.randint(*THOUGHT_OF)
        begins = clock.due_on - timedelta(days=left)
        long_ago = clock.due_on < day.date - LONG_SILENT and not day.date.weekday()
        if day.working_day_before < begins <= day.date or long_ago:
            yield handle


def drawn(part: Part) -> dict[str, Any]:
    """What somebody has to say."""
    sort, title, body = part.stream.choice(POSTS)
    return {"sort": sort, "title": title, "body": body.format(agency=part.agency.short_name)}


@PLAYER.stage
def write(part: Part) -> Next | None:
    account = account_of(part)
    if account.state == Account.State.SUSPENDED:
        return None
    editor = on_duty(part, account, "editor")
    return _written(part, account, part.do("newmedia.write", editor, account, **drawn(part)))


def _written(part: Part, account: Account, post: Post) -> Next | None:
    """Handed in, or given up."""
    part.about(post)
    if part.chance(GIVEN_UP):
        part.do("newmedia.abandon_post", on_duty(part, account, "editor"), reason="事项改期，不发了。")
        return None
    return hand_in(part)


@PLAYER.stage
def hand_in(part: Part) -> Next:
    """With a word on what the portal asks about; some are taken back once more before anybody has looked."""
    account = account_of(part)
    if account.state == Account.State.SUSPENDED:
        return part.then(hand_in, (2, 4))
    editor = on_duty(part, account, "editor")
    for finding in part.matter.findings.filter(severity=Severity.ANSWER, answer="").order_by("pk"):
        part.do("newmedia.answer_finding", editor, finding=finding.pk, answer="对外公布的值班电话。")
    part.do("newmedia.hand_in", editor)
    if part.chance(TAKEN_BACK):
        part.do("newmedia.take_back", editor, reason="电话写错了一位。")
        part.do("newmedia.hand_in", editor)
    return part.then(pass_on, (0, 1))


@PLAYER.stage
def send_in(part: Part) -> Next | None:
    """A colleague knows something; the editor makes a post of it."""
    account = account_of(part)
    post = part.do("newmedia.submit", DRAFTER, account, **drawn(part))
    return _written(part, account, post)


@PLAYER.stage
def about_document(part: Part) -> Next | None:
    account = account_of(part)
    shown = Document.objects.public(part.at).filter(agency=account.agency)
    found = list(shown.select_related("index").order_by(MD5("digest"))[:20])
    if not found or account.state != Account.State.LIVE:
        return None
    document = part.stream.choice(found)
    body = f"{part.agency.name}发布了《{document.title}》。全文见县政府信息公开网站，索引号 {document.index_number}。"
    given = {"account": account.pk, "sort": "information", "title": document.title[:100], "body": body}
    editor = on_duty(part, account, "editor")
    return _written(part, account, part.do("newmedia.write_about", editor, document, **given))


@PLAYER.stage
def pass_on_original(part: Part) -> Next | None:
    """What another account recommended, word for word."""
    account = account_of(part)
    original = recommended_to(account).first()
    if original is None:
        return None
    editor = on_duty(part, account, "editor")
    return _written(part, account, part.do("newmedia.pass_on", editor, account, post=original.pk))


@PLAYER.stage
def pass_on(part: Part) -> Next:
    account = account_of(part)
    if account.state == Account.State.SUSPENDED:
        return part.then(pass_on, (2, 4))
    if part.course.step < 3 and part.chance(SENT_BACK):
        part.do(
            "newmedia.return_post", on_duty(part, account, "first"), reason="时间写清楚，哪一天、几点到几点。"
        )
        editor = on_duty(part, account, "editor")
        part.do("newmedia.edit_post", editor, body=f"{part.matter.body}时间以现场公告为准。")
        part.do("newmedia.hand_in", editor)
        return part.then(pass_on, (0, 1))
    reviewed(part, account)
    return part.then(release, (0, 0))


def reviewed(part: Part, account: Account) -> None:
    """It passes all three."""
    for name, duty in PASSING:
        part.do(name, on_duty(part, account, duty), gates=list(GATES))


@PLAYER.stage
def release(part: Part) -> Next | None:
    account, post = account_of(part), part.matter
    if account.state == Account.State.SUSPENDED:
        return part.then(release, (2, 4))
    released = {"address": f"https://www.example.gov.cn/s/{part.token()[:12]}", "released_text": post.body}
    part.do(
        "newmedia.release",
        on_duty(part, account, "editor"),
        **released,
        **clock_moment("released_at", part.at),
    )
    if part.chance(MENDED):
        return part.then(mend, (0, 2))
    if post.own and part.chance(RECOMMENDED):
        part.do("newmedia.recommend", HEAD)
    return part.then(withdraw, (1, 10)) if part.chance(WITHDRAWN) else None


@PLAYER.stage
def mend(part: Part) -> None:
    part.do("newmedia.mend", LEADER, sort="correction", text="时间应为每周四。给您带来不便，请谅解。")


@PLAYER.stage
def withdraw(part: Part) -> None:
    if part.matter.state == Post.State.RELEASED:
        part.do("newmedia.withdraw_post", LEADER, reason="事项取消，请以最新通知为准。")
