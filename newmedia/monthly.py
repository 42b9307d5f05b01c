"""The check of every account at the end of a month: counted from what the portal knows, reported by nobody (NM-13, NM-24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import localdate, localtime

from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from newmedia.models import Account, Incident, Mending, Message, PasswordTask, Post, Watch
from newmedia.statute import (
    FIRST_WORD,
    HOT,
    MONTH,
    PETITION,
    REFILE,
    RESET,
    SILENCE,
    TRIVIAL_AFTER,
    TRIVIAL_CHARACTERS,
)

#: What ran out in the month, by its limit.
BROKEN: dict[str, str] = {
    FIRST_WORD.code: "突发事件超过 120 分钟才首发",
    REFILE.code: "变动没有按时报备",
    RESET.code: "密码没有按时重新设置",
    PETITION.code: "信访事项没有按时书面告知",
    HOT.code: "社会热点没有按时反馈",
}
#: What has run out and still runs at the end of the month, by its limit; the graver one says enough.
STANDING: dict[str, str] = {MONTH.code: "超过一个月没有更新", SILENCE.code: "超过两周没有更新"}
#: An account with fewer of its own posts in a month could be merged into another.
FEW = 4
#: The heads of the table.
HEADS = (
    "平台",
    "账号",
    "责任单位",
    "问题",
    "检查时最近更新",
    "没有更新的天数",
    "状态",
    "原创",
    "转发",
    "更正、撤下",
    "提示",
)


@dataclass
class Row:
    """One account in one month."""

    account: int
    platform: str
    title: str
    agency: str
    state: str
    last_post: str
    silent_days: int
    own: int = 0
    reposted: int = 0
    mended: int = 0
    problems: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        """Its cells under `HEADS`."""
        return [
            self.platform,
            self.title,
            self.agency,
            "；".join(self.problems) or "没有发现",
            self.last_post or "还没有发布过",
            str(self.silent_days),
            self.state,
            str(self.own),
            str(self.reposted),
            str(self.mended),
            "；".join(self.hints),
        ]


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month of a day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def check(accounts: QuerySet[Account], first: date, last: date) -> list[Row]:
    """Check these accounts for the days from the first to the last, the agency's own order; a fixed number of queries."""
    begins, ends = midnight(first), midnight(last + timedelta(days=1))
    standing = accounts.filter(live_at__lt=ends).filter(Q(closed_on=None) | Q(closed_on__gt=last))
    rows: dict[int, Row] = {}
    for account in standing.select_related("agency").order_by("agency__code", "platform", "pk"):
        assert account.live_at is not None
        rows[account.pk] = Row(
            account=account.pk,
            platform=account.platform_label,
            title=account.title,
            agency=account.agency.short_name,
            state=str(account.get_state_display()),
            last_post="",
            silent_days=(last - localdate(account.live_at)).days,
            problems=["暂停运行"] if account.state == Account.State.SUSPENDED else [],
            hints=[] if account.interactions else ["互动功能都没有开"],
        )
    _count_posts(rows, begins, ends, last)
    _count_mendings(rows, begins, ends)
    for row in rows.values():
        if row.own < FEW:
            row.hints.append("原创少，可以考虑并入别的账号")
    _note_clocks(rows, begins, ends)
    return list(rows.values())


def _count_posts(rows: dict[int, Row], begins: datetime, ends: datetime, last: date) -> None:
    """Its last post before the end, and those of the month."""
    posts = Post.objects.filter(account__in=list(rows), released_at__lt=ends).order_by()
    within = Q(released_at__gte=begins)
    stands = ~Q(state=Post.State.WITHDRAWN)
    counted = posts.values("account").annotate(
        newest=Max("released_at", filter=stands),
        own=Count("pk", filter=within & stands & Q(source=None, original=None)),
        reposted=Count("pk", filter=within & (Q(source__isnull=False) | Q(original__isnull=False))),
        # What is put right counts when that is done, whenever it was published.
        withdrawn=Count("pk", filter=Q(withdrawn_at__gte=begins, withdrawn_at__lt=ends)),
        trivial=Count("pk", filter=within & Q(trivial=True)),
    )
    for found in counted:
        row = rows[found["account"]]
        if found["newest"] is not None:
            newest = localtime(found["newest"])
            row.last_post, row.silent_days = f"{newest:%Y-%m-%d}", (last - newest.date()).days
        row.own, row.reposted, row.mended = found["own"], found["reposted"], found["withdrawn"]
        if found["trivial"]:
            row.problems.append(f"卡着期限凑数更新 {found['trivial']} 次")


def _count_mendings(rows: dict[int, Row], begins: datetime, ends: datetime) -> None:
    mendings = Mending.objects.filter(post__account__in=list(rows), at__gte=begins, at__lt=ends).order_by()
    for account, many in mendings.values_list("post__account").annotate(Count("pk")):
        rows[account].mended += many


def _note_clocks(rows: dict[int, Row], begins: datetime, ends: datetime) -> None:
    """What ran out in the month, and what had run out at its end."""
    broken = Q(limit__in=list(BROKEN), due_at__gte=begins, due_at__lt=ends)
    open_then = Q(ended_at=None) | Q(ended_at__gte=ends)
    standing = Q(limit__in=list(STANDING), due_at__lt=ends) & open_then
    late = Clock.objects.filter(broken | standing, breached_at__isnull=False)
    clocks = late.values_list("limit", "matter_kind", "matter_id").order_by("pk")
    found = list(clocks)
    whose = _accounts(rows, found)
    said: dict[int, list[str]] = defaultdict(list)
    for limit, label in {**STANDING, **BROKEN}.items():
        for ran_out, kind, pk in found:
            if ran_out != limit:
                continue
            for account in whose.get((kind, pk), ()):
                if not (limit == SILENCE.code and STANDING[MONTH.code] in said[account]):
                    said[account].append(label)
    for account, labels in said.items():
        rows[account].problems[:0] = list(dict.fromkeys(labels))


def _accounts(
    rows: dict[int, Row], clocks: Iterable[tuple[str, str, int]]
) -> dict[tuple[str, int], list[int]]:
    """The accounts of the table that a matter concerns: its own, and of an emergency all of the unit concerned."""
    matters: dict[str, list[int]] = defaultdict(list)
    for _limit, kind, pk in clocks:
        matters[kind].append(pk)
    found: dict[tuple[str, int], list[int]] = {
        (Account.kind, pk): [pk] for pk in matters[Account.kind] if pk in rows
    }
    for model in (Watch, PasswordTask, Message):
        pairs = model.objects.filter(pk__in=matters[model.kind], account__in=list(rows))
        found |= {(model.kind, pk): [account] for pk, account in pairs.values_list("pk", "account")}
    of_units: dict[int, list[int]] = defaultdict(list)
    for pk, agency in Account.objects.filter(pk__in=list(rows)).values_list("pk", "agency"):
        of_units[agency].append(pk)
    incidents = Incident.objects.filter(pk__in=matters[Incident.kind]).values_list("pk", "agency")
    return found | {(Incident.kind, pk): of_units[agency] for pk, agency in incidents}


def kept(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as they are kept."""
    return [asdict(row) for row in rows]


def read(rows: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows as they were kept."""
    return [Row(**row) for row in rows]


def is_trivial(post: Post, before: datetime | None) -> bool:
    """Whether it only beats the two weeks: after long silence, reposted or of hardly any words (NM-13)."""
    if before is None or post.released_at is None:
        return False
    silent = localdate(post.released_at) - localdate(before)
    short = sum(character.isalnum() for character in post.body) < TRIVIAL_CHARACTERS
    return silent.days >= TRIVIAL_AFTER and (short or not post.own)
