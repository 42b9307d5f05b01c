"""The check of every account at the end of a month: counted from what the portal knows, reported by nobody (NM-13, NM-24).

Whenever it is made, it says how everything stood at the end of its last day: accounts by their history, posts and limits by their
own moments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Agency
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from newmedia.models import Account, Incident, Mending, Message, MonthCheck, PasswordTask, Post, Watch
from newmedia.statute import (
    FIRST_WORD,
    HOT,
    MONTH,
    NEXT_WORD,
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
    NEXT_WORD.code: "突发事件预告的再次发布没有按时",
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
    found = _as_they_stood(standing, ends)
    rows: dict[int, Row] = {}
    for account in found:
        assert account.live_at is not None
        suspended = account.state == Account.State.SUSPENDED or (
            account.state == Account.State.CLOSING and bool(account.suspended_because)
        )
        rows[account.pk] = Row(
            account=account.pk,
            platform=account.platform_label,
            title=account.title,
            agency=account.agency.short_name,
            state=str(account.get_state_display()),
            last_post="",
            silent_days=(last - localdate(account.live_at)).days,
            problems=["暂停运行"] if suspended else [],
            hints=[] if account.interactions else ["互动功能都没有开"],
        )
    _count_posts(rows, begins, ends, last)
    _count_mendings(rows, begins, ends)
    for row in rows.values():
        if row.own < FEW:
            row.hints.append("原创少，可以考虑并入别的账号")
    _note_clocks(rows, {account.pk: account.agency_id for account in found}, begins, ends)
    return list(rows.values())


#: What of an account the table says, and may be otherwise by now.
_CHANGING = ("state", "title", "agency_id", "interactions", "suspended_because")


def _as_they_stood(standing: QuerySet[Account], ends: datetime) -> list[Account]:
    """These accounts as they were before a moment, by the code of the agency that each belonged to then."""
    found = list(standing.select_related("agency"))
    history = Account.history.filter(id__in=[each.pk for each in found], history_date__lt=ends)  # type: ignore[attr-defined]
    then = {
        row["id"]: row
        for row in history.order_by("id", "-history_date", "-history_id")
        .distinct("id")
        .values("id", *_CHANGING)
    }
    agencies = {each.agency_id: each.agency for each in found}
    gone = {row["agency_id"] for row in then.values()} - agencies.keys()
    agencies |= Agency.objects.in_bulk(gone) if gone else {}
    for account in found:
        row = then.get(account.pk)
        if row is not None:
            account.agency = agencies[row["agency_id"]]
            account.title, account.interactions = row["title"], row["interactions"]
            account.suspended_because = row["suspended_because"]
            # Never saved: this is how it was.
            account.__dict__["state"] = row["state"]
    return sorted(found, key=lambda each: (each.agency.code, each.platform, each.pk))


def _count_posts(rows: dict[int, Row], begins: datetime, ends: datetime, last: date) -> None:
    """Its last post before the end, and those of the month."""
    posts = Post.objects.filter(account__in=list(rows), released_at__lt=ends).order_by()
    within = Q(released_at__gte=begins)
    stands = Q(withdrawn_at=None) | Q(withdrawn_at__gte=ends)
    counted = posts.values("account").annotate(
        newest=Max("released_at", filter=stands),
        own=Count("pk", filter=within & stands & Q(source=None, original=None)),
        reposted=Count("pk", filter=within & stands & (Q(source__isnull=False) | Q(original__isnull=False))),
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


def _note_clocks(rows: dict[int, Row], agencies: Mapping[int, int], begins: datetime, ends: datetime) -> None:
    """What ran out in the month, and what had run out at its end."""
    broken = Q(limit__in=list(BROKEN), due_at__gte=begins, due_at__lt=ends)
    open_then = Q(ended_at=None) | Q(ended_at__gte=ends)
    standing = Q(limit__in=list(STANDING), due_at__lt=ends) & open_then
    late = Clock.objects.filter(broken | standing, breached_at__isnull=False)
    clocks = late.values_list("limit", "matter_kind", "matter_id").order_by("pk")
    found = list(clocks)
    whose = _accounts(rows, agencies, found)
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
    rows: dict[int, Row], agencies: Mapping[int, int], clocks: Iterable[tuple[str, str, int]]
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
    for pk, agency in agencies.items():
        of_units[agency].append(pk)
    incidents = Incident.objects.filter(pk__in=matters[Incident.kind]).values_list("pk", "agency")
    return found | {(Incident.kind, pk): of_units[agency] for pk, agency in incidents}


def kept(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as they are kept."""
    return [asdict(row) for row in rows]


def read(rows: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows as they were kept."""
    return [Row(**row) for row in rows]


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[dict[str, str]]:
    """What one table says otherwise than another: account, head, the cell before and after; blank for no such account."""
    old, new = {row.account: row for row in before}, {row.account: row for row in after}
    found = []
    for key in {**old, **new}:
        one, other = old.get(key), new.get(key)
        said = one.cells() if one else [""] * len(HEADS)
        says = other.cells() if other else [""] * len(HEADS)
        named = other or one
        assert named is not None
        found += [
            {"account": f"{named.title}（{named.platform}）", "head": head, "before": a, "after": b}
            for head, a, b in zip(HEADS, said, says, strict=True)
            if a != b
        ]
    return found


def differing(made: MonthCheck) -> list[dict[str, str]]:
    """What the table of that month would say otherwise by now; a fixed number of queries."""
    return differences(read(made.rows), check(Account.objects.all(), *month_of(made.month)))


def is_trivial(post: Post, before: datetime | None) -> bool:
    """Whether it only beats the two weeks: after long silence, reposted or of hardly any words (NM-13)."""
    if before is None or post.released_at is None:
        return False
    silent = localdate(post.released_at) - localdate(before)
    short = sum(character.isalnum() for character in post.body) < TRIVIAL_CHARACTERS
    return silent.days >= TRIVIAL_AFTER and (short or not post.own)
