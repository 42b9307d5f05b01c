"""What becomes of accounts in a simulated year: another name, a pause, an attack, and the end after its notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from foundation.casework.models import LedgerLine
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from newmedia.models import Account, Filing, Message, PasswordTask
from newmedia.player.accounts import (
    DRAFTER,
    DUTIES,
    HEAD,
    LEADER,
    PLAYER,
    RECORDS,
    account_of,
    acknowledge_filing,
    live,
    on_duty,
    return_filing,
)

CLOSINGS_A_YEAR, CHANGES_A_YEAR, PAUSES_A_YEAR = 4, 10, 6
#: How an account ends, in turn; and why it pauses.
ENDS = ("closed", "merged", "returned", "called_off")
PAUSES = ("hacked", "staff", "platform")
#: What is different at a platform, in turn; and what is filed of it.
CHANGES = {"phone": "办公电话改了。", "manager": "管理员换人，密码已经重新设置。"}
#: How many accounts run before one of them closes.
FEW = 3


@PLAYER.begins
def changing(day: Day) -> Iterator[Beginning]:
    """From March on, accounts change, pause and end; none that has something else before it."""
    planned: dict[str, list[tuple[int, tuple[str, ...]]]] = {
        "decide_closing": [(n, ENDS) for n in day.numbers(CLOSINGS_A_YEAR, least=len(ENDS))],
        "change": [(n, tuple(CHANGES)) for n in day.numbers(CHANGES_A_YEAR, least=len(CHANGES))],
        "suspend": [(n, PAUSES) for n in day.numbers(PAUSES_A_YEAR, least=len(PAUSES))],
    }
    handles = live() if day.date.month > 2 and any(planned.values()) else []
    stream = day.stream("fates")
    stream.shuffle(handles)
    for stage, numbers in planned.items():
        for n, ways in numbers:
            if len(handles) < FEW:
                return
            facts = {"handle": handles.pop(), "how": ways[n % len(ways)]}
            yield Beginning(f"{stage}{n}", stage, facts)


@PLAYER.begins
def losing(day: Day) -> Iterator[Beginning]:
    """Who kept an account, wrote for it or passed its posts has left: on the next working day somebody sees to it."""
    if not day.working:
        return
    lost = LedgerLine.objects.filter(matter_kind=Account.kind, act="newmedia.lose")
    lately = lost.filter(at__date__gte=day.working_day_before, at__date__lt=day.date).values("matter_id")
    handles = Account.objects.filter(pk__in=lately).exclude(handle="").values_list("handle", flat=True)
    for handle in sorted(handles):
        yield Beginning(f"lost-{handle}", "take_over", {"handle": handle, "how": "lost"})


@PLAYER.stage
def take_over(part: Part) -> Next | None:
    """Others take on what nobody does any more, and it is filed; after what is being filed of the account already."""
    account = part.about(account_of(part))
    if account.state not in (Account.State.LIVE, Account.State.SUSPENDED) or not account.unfiled:
        return None
    if account.filings.filter(state=Filing.State.SENT).exists():
        return part.then(take_over, (2, 4))
    for duty, _role in DUTIES:
        on_duty(part, account, duty)
    reset_passwords(part)
    return file_change(part)


@PLAYER.stage
def change(part: Part) -> Next:
    """Something is different, at the platform or in who keeps it; within days it is filed."""
    account = part.about(account_of(part))
    if part.facts["how"] == "phone":
        part.do("newmedia.change", DRAFTER, phone="0478-0000009")
    else:
        for manager in account.assignments.filter(duty="manager", until_on=None):
            part.do("newmedia.relieve", RECORDS, assignment=manager.pk)
        part.do("newmedia.assign", RECORDS, staff=part.someone(HEAD).staff_id, duty="manager")
        reset_passwords(part)
    return part.then(file_change, (1, 3))


@PLAYER.stage
def file_change(part: Part) -> Next:
    part.do(
        "newmedia.file_change",
        LEADER,
        reason=CHANGES.get(part.facts["how"], "继续运行，人员和电话以这次为准。"),
    )
    return part.then(receive_change, (1, 4))


@PLAYER.stage
def receive_change(part: Part) -> None:
    acknowledge_filing(part)


@PLAYER.stage
def suspend(part: Part) -> Next:
    """Somebody attacked it, nobody is there to keep it, or the platform stands still."""
    how = part.facts["how"]
    part.about(account_of(part))
    part.do("newmedia.suspend", LEADER, because=how, reason="先停下来，查清楚再恢复。")
    if how == "hacked":
        told = {"what": "后台有异地登录，发了一条广告，已经删除。", "station": "五原县公安局网络安全保卫大队"}
        told |= clock_moment("noticed_at", part.at - timedelta(minutes=30)) | clock_moment(
            "reported_at", part.at
        )
        part.do("newmedia.report_hacking", RECORDS, **told, number=f"J{part.today.year}-77")
    return part.then(resume, (3, 10))


@PLAYER.stage
def resume(part: Part) -> None:
    reset_passwords(part)
    part.do("newmedia.resume", LEADER, reason="已经查清，恢复运行。")


def reset_passwords(part: Part) -> None:
    """Whoever keeps the account sets its password anew where that is asked for."""
    account: Account = part.matter
    for task in account.password_tasks.filter(state=PasswordTask.State.DUE).order_by("pk"):
        manager = on_duty(part, account, "manager")
        part.do("newmedia.record_reset", manager, task, reset_on=part.today, kept_alone="on")


# The end


@PLAYER.stage
def close_as_ordered(part: Part) -> Next | None:
    """What the propaganda department ordered closed; what is filed of the account comes to its end first."""
    account = account_of(part)
    if account.state not in (Account.State.LIVE, Account.State.SUSPENDED):
        return None
    if account.filings.filter(state=Filing.State.SENT).exists():
        return part.then(close_as_ordered, (3, 6))
    return decide_closing(part)


@PLAYER.stage
def decide_closing(part: Part) -> Next:
    account = part.about(account_of(part))
    given: dict[str, Any] = {
        "reason": "关注的人少，更新跟不上。",
        "where_now": "请关注“五原发布”微信公众号。",
    }
    if part.facts["how"] == "merged":
        others = [handle for handle in live() if handle != account.handle]
        given["merged_into"] = Account.objects.get(handle=part.stream.choice(others)).pk
    part.do("newmedia.decide_closing", LEADER, **given)
    return part.then(receive_closing, (1, 5))


@PLAYER.stage
def receive_closing(part: Part) -> Next | None:
    """The offices put it on file, or ask first; its leader may think better of it."""
    if part.facts["how"] == "returned":
        return_filing(part, "先说明为什么不并入县里的账号。")
        return None
    acknowledge_filing(part)
    if part.facts["how"] == "called_off":
        part.do("newmedia.call_off_closing", LEADER, reason="有人接手，继续运行。")
        return part.then(file_change, (1, 3))
    return part.then(begin_notice, (1, 3))


@PLAYER.stage
def begin_notice(part: Part) -> Next:
    part.do("newmedia.begin_notice", DRAFTER, notice_from=part.today)
    archived = {"archive": "县档案馆新媒体光盘", "archived_items": part.stream.randint(80, 900)}
    part.do("newmedia.record_archive", DRAFTER, **archived)
    return part.on_day(cancel, part.matter.notice_until + timedelta(days=3))


@PLAYER.stage
def cancel(part: Part) -> Next | None:
    """Nothing ends while somebody waits for an answer on it."""
    account: Account = part.matter
    if account.messages.exclude(state__in=Message.DONE).exists():
        return part.then(cancel, (3, 5))
    part.do("newmedia.cancel", DRAFTER, closed_on=localdate(part.at))
    part.do("newmedia.record_national", RECORDS, national_on=part.today)
    return None
