"""The indicators of 国办秘函〔2019〕19号 and of the county's own clauses, one function each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate

from disclosure.guides import published_guides
from disclosure.heads import HEADS, heads_for
from disclosure.models import Document, EmptyHead
from foundation.agencies.models import Agency, RoleGrant
from foundation.agencies.roles import AgencyKind
from foundation.casework.acts import desk_url
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.search.models import Entry
from foundation.shortcomings import Seen, measures, not_since
from inspection.audiences import office_of
from inspection.models import LinkUse
from inspection.statute import (
    AGES,
    BOUND,
    COLUMNS_EMPTY,
    COLUMNS_STALE,
    FAILED_DAYS,
    MONTHS,
    OFFICERS,
    Field,
    months_before,
)

#: Heads of policies, and the kinds of documents that are notices: something new is due there in six months.
POLICY_HEADS = ("20-1", "20-3", "21-t1")
NOTICES = ("通知", "公告", "通告")
#: The limits by which an annual report is owed; whoever is exempt has none running.
REPORT_LIMITS = ("annual_report.report", "annual_report.county_report")


def too_old(indicator: str, at: datetime) -> datetime:
    """The moment before which something is too old for an indicator; now, where no age is set."""
    day = localdate(at)
    if indicator in AGES:
        return midnight(day - timedelta(days=AGES[indicator]))
    if indicator in MONTHS:
        return midnight(months_before(day, MONTHS[indicator]))
    return at


def _site() -> int | None:
    """The office that answers for the site as a whole."""
    office = office_of(Field.OPENNESS)
    return office.pk if office else None


@measures("home")
def home(at: datetime, before: datetime) -> Iterator[Seen]:
    """The home page shows what was published last, of any kind."""
    office, newest = (
        _site(),
        Entry.objects.filter(published_at__lte=at).aggregate(last=Max("published_at"))["last"],
    )
    if office is None:
        return
    today = localdate(at)
    if newest is None:
        yield Seen(office, "", "门户首页", reverse("home"), "还没有发布过信息")
    elif newest < before:
        yield Seen(
            office, "", "门户首页", reverse("home"), not_since(localdate(newest), today), localdate(newest)
        )


@measures("news")
def news(at: datetime, before: datetime) -> Iterator[Seen]:
    """Each agency's own newest information, as its page lists it; whoever never published anything has empty columns instead."""
    today = localdate(at)
    newest = Entry.objects.filter(agency__isnull=False, published_at__lte=at).order_by()
    last = dict(newest.values("agency").annotate(last=Max("published_at")).values_list("agency", "last"))
    for pk, code in Agency.objects.public().values_list("pk", "code"):
        if pk in last and last[pk] < before:
            since = localdate(last[pk])
            url = reverse("agencies:detail", args=[code])
            yield Seen(pk, "newest", "最新公开", url, not_since(since, today), since)


@measures("policy")
def policy(at: datetime, before: datetime) -> Iterator[Seen]:
    """Columns of policies and notices that have documents, the newest of them older than six months."""
    today = localdate(at)
    public = Document.objects.public(at).filter(agency__abolished_on=None).order_by()
    heads = public.filter(head__in=POLICY_HEADS).values("agency", "agency__code", code=F("head"))
    notices = public.filter(genre__in=NOTICES).values("agency", "agency__code")
    for row in heads.annotate(last=Max("published_at")).filter(last__lt=before):
        last = localdate(row["last"])
        url = f"{reverse('documents:heads')}?agency={row['agency__code']}"
        yield Seen(row["agency"], row["code"], HEADS[row["code"]].name, url, not_since(last, today), last)
    for row in notices.annotate(last=Max("published_at")).filter(last__lt=before):
        last = localdate(row["last"])
        url = reverse("agencies:detail", args=[row["agency__code"]])
        yield Seen(row["agency"], "notices", "通知公告", url, not_since(last, today), last)


@measures("columns")
def columns(at: datetime, before: datetime) -> Iterator[Seen]:
    """How many columns are stale on the whole site."""
    office, stale = _site(), [*news(at, too_old("news", at)), *policy(at, too_old("policy", at))]
    if office is not None and len(stale) >= COLUMNS_STALE:
        agencies = len({each.agency for each in stale})
        detail = f"{agencies} 个单位的 {len(stale)} 个栏目没有按期更新"
        yield Seen(office, "", "全站栏目", reverse("agencies:list"), detail)


def _empty_heads(at: datetime) -> dict[int, list[str]]:
    """By agency the heads under which nothing is published and nothing is said of why; two queries besides the agencies."""
    filled = defaultdict(set)
    rows = Document.objects.public(at).exclude(head="").order_by().values_list("agency", "head").distinct()
    for agency, head in [*rows, *EmptyHead.objects.values_list("agency", "head")]:
        filled[agency].add(head)
    found = {}
    for agency in Agency.objects.public().filter(kind__in=BOUND):
        heads = heads_for(township=agency.kind in (AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT))
        found[agency.pk] = [head.code for head in heads if head.code not in filled[agency.pk]]
    return found


@measures("empty")
def empty(at: datetime, before: datetime) -> Iterator[Seen]:
    """Heads without a document and without a word of why."""
    codes = dict(Agency.objects.values_list("pk", "code"))
    for agency, heads in _empty_heads(at).items():
        url = f"{reverse('documents:heads')}?agency={codes[agency]}"
        for head in heads:
            yield Seen(agency, head, HEADS[head].name, url, "没有信息，也没有说明原因")


@measures("empties")
def empties(at: datetime, before: datetime) -> Iterator[Seen]:
    """How many empty columns the whole site has."""
    office, found = _site(), _empty_heads(at)
    number = sum(map(len, found.values()))
    if office is not None and number >= COLUMNS_EMPTY:
        agencies = sum(bool(heads) for heads in found.values())
        yield Seen(
            office, "", "全站栏目", reverse("agencies:list"), f"{agencies} 个单位有 {number} 个空白栏目"
        )


@measures("link")
def link(at: datetime, before: datetime) -> Iterator[Seen]:
    """Links of public texts that lead nowhere: within the site at once, outside after failing on several days."""
    dead = LinkUse.objects.filter(
        Q(link__inside=True, link__failed_days__gte=1) | Q(link__failed_days__gte=FAILED_DAYS),
        agency__isnull=False,
    )
    for use in dead.select_related("link").order_by("pk"):
        assert use.agency_id is not None
        yield Seen(
            use.agency_id,
            f"{use.link.digest}:{use.kind}:{use.object_id}",
            f"{use.link.url[:180]}（在《{use.title[:80]}》里）",
            use.page,
            f"{use.link.status}，最近检查 {use.link.checked_on}",
            use.link.failed_since,
        )


@measures("guide")
def guide(at: datetime, before: datetime) -> Iterator[Seen]:
    """Agencies without a published guide."""
    have = published_guides()
    for pk, name, code in Agency.objects.public().filter(kind__in=BOUND).values_list("pk", "name", "code"):
        if pk not in have:
            yield Seen(
                pk, "", f"{name}政府信息公开指南", reverse("agencies:detail", args=[code]), "还没有公布"
            )


@measures("report")
def report(at: datetime, before: datetime) -> Iterator[Seen]:
    """Annual reports whose limit is over and not met."""
    late = Clock.objects.overdue(at).filter(limit__in=REPORT_LIMITS)
    for row in late.order_by().values("agency", "subject").annotate(due=Min("due_at")):
        day = localdate(row["due"]) - timedelta(days=1)
        yield Seen(
            row["agency"], row["subject"][:200], row["subject"][:200], "", f"应当在 {day} 以前公布", day
        )


@measures("mechanism")
def mechanism(at: datetime, before: datetime) -> Iterator[Seen]:
    """PD-2: agencies that have named no office, no post, or nobody who holds the roles."""
    held = set(
        RoleGrant.objects.filter(role__in=list(OFFICERS), staff__is_active=True).values_list("agency", "role")
    )
    for agency in Agency.objects.public().filter(kind__in=BOUND):
        missing = lacking(agency, held)
        if missing:
            yield Seen(agency.pk, "", "公开工作机制", desk_url(agency), f"没有{'、'.join(missing)}")


def lacking(agency: Agency, held: set[Any]) -> list[str]:
    """What an agency has not named (PD-2), given who holds which role where."""
    missing = [] if agency.disclosure_office else ["公开工作机构"]
    missing += [] if agency.disclosure_officer else ["负责岗位"]
    return missing + [label for role, label in OFFICERS.items() if (agency.pk, role.value) not in held]
