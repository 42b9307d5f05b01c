"""The indicators of 国办秘函〔2019〕19号 and of the county's own clauses, one function each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate

from disclosure.guides import published_guides
from disclosure.heads import HEADS, heads_for
from disclosure.models import Document, EmptyHead
from feedback.models import Message
from foundation.agencies.models import Agency, RoleGrant
from foundation.agencies.roles import AgencyKind
from foundation.casework.acts import desk_url
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.search.models import Entry
from inspection.audiences import office_of
from inspection.models import LinkUse
from inspection.statute import (
    ANSWER_MONTHS,
    BOUND,
    COLUMNS_EMPTY,
    COLUMNS_STALE,
    FAILED_DAYS,
    HOME_DAYS,
    MEDIA_DAYS,
    NEWS_DAYS,
    OFFICERS,
    POLICY_MONTHS,
    STANDARDS,
    Field,
    months_before,
)
from interpretation.models import Duty, Interpretation, Link, Question
from newmedia.models import Message as MediaMessage
from newmedia.models import Watch

#: Heads of policies, and the kinds of documents that are notices: something new is due there in six months.
POLICY_HEADS = ("20-1", "20-3", "21-t1")
NOTICES = ("通知", "公告", "通告")
#: The limits by which an annual report is owed; whoever is exempt has none running.
REPORT_LIMITS = ("annual_report.report", "annual_report.county_report")


@dataclass(frozen=True)
class Seen:
    """What falls short now: whose, the object, its name, where it is seen, what is wrong, and since when as far as is known."""

    agency: int
    subject: str
    label: str
    url: str = ""
    detail: str = ""
    since: date | None = None


Measure = Callable[[datetime], Iterable[Seen]]
#: How each indicator is measured.
MEASURES: dict[str, Measure] = {}


def measures(code: str) -> Callable[[Measure], Measure]:
    """Declare how an indicator is measured."""
    assert code in STANDARDS, code

    def declare(measure: Measure) -> Measure:
        MEASURES[code] = measure
        return measure

    return declare


def _site() -> int | None:
    """The office that answers for the site as a whole."""
    office = office_of(Field.OPENNESS)
    return office.pk if office else None


def _days(since: date, today: date) -> str:
    return f"{since} 以后没有更新，{(today - since).days} 天"


@measures("home")
def home(at: datetime) -> Iterator[Seen]:
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
    elif (today - localdate(newest)).days > HOME_DAYS:
        yield Seen(
            office, "", "门户首页", reverse("home"), _days(localdate(newest), today), localdate(newest)
        )


@measures("news")
def news(at: datetime) -> Iterator[Seen]:
    """Each agency's own newest information, as its page lists it; whoever never published anything has empty columns instead."""
    today = localdate(at)
    newest = Entry.objects.filter(agency__isnull=False, published_at__lte=at).order_by()
    last = dict(newest.values("agency").annotate(last=Max("published_at")).values_list("agency", "last"))
    for pk, code in Agency.objects.public().values_list("pk", "code"):
        if pk in last and (since := localdate(last[pk])) < today - timedelta(days=NEWS_DAYS):
            url = reverse("agencies:detail", args=[code])
            yield Seen(pk, "newest", "最新公开", url, _days(since, today), since)


@measures("policy")
def policy(at: datetime) -> Iterator[Seen]:
    """Columns of policies and notices that have documents, the newest of them older than six months."""
    today = localdate(at)
    since = midnight(months_before(today, POLICY_MONTHS))
    public = Document.objects.public(at).filter(agency__abolished_on=None).order_by()
    heads = public.filter(head__in=POLICY_HEADS).values("agency", "agency__code", code=F("head"))
    notices = public.filter(genre__in=NOTICES).values("agency", "agency__code")
    for row in heads.annotate(last=Max("published_at")).filter(last__lt=since):
        last = localdate(row["last"])
        url = f"{reverse('documents:heads')}?agency={row['agency__code']}"
        yield Seen(row["agency"], row["code"], HEADS[row["code"]].name, url, _days(last, today), last)
    for row in notices.annotate(last=Max("published_at")).filter(last__lt=since):
        last = localdate(row["last"])
        url = reverse("agencies:detail", args=[row["agency__code"]])
        yield Seen(row["agency"], "notices", "通知公告", url, _days(last, today), last)


@measures("columns")
def columns(at: datetime) -> Iterator[Seen]:
    """How many columns are stale on the whole site."""
    office, stale = _site(), [*news(at), *policy(at)]
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
def empty(at: datetime) -> Iterator[Seen]:
    """Heads without a document and without a word of why."""
    codes = dict(Agency.objects.values_list("pk", "code"))
    for agency, heads in _empty_heads(at).items():
        url = f"{reverse('documents:heads')}?agency={codes[agency]}"
        for head in heads:
            yield Seen(agency, head, HEADS[head].name, url, "没有信息，也没有说明原因")


@measures("empties")
def empties(at: datetime) -> Iterator[Seen]:
    """How many empty columns the whole site has."""
    office, found = _site(), _empty_heads(at)
    number = sum(map(len, found.values()))
    if office is not None and number >= COLUMNS_EMPTY:
        agencies = sum(bool(heads) for heads in found.values())
        yield Seen(
            office, "", "全站栏目", reverse("agencies:list"), f"{agencies} 个单位有 {number} 个空白栏目"
        )


@measures("link")
def link(at: datetime) -> Iterator[Seen]:
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


@measures("unanswered")
def unanswered(at: datetime) -> Iterator[Seen]:
    """What people wrote here, to accounts, and asked of policies, and nobody answered in three months."""
    since = midnight(months_before(localdate(at), ANSWER_MONTHS))
    late: list[tuple[Any, str, str]] = [
        (Message.objects.filter(state__in=Message.OPEN), "created_at", "留言"),
        (MediaMessage.objects.filter(state__in=MediaMessage.OPEN), "received_at", "新媒体留言"),
        (
            Question.objects.filter(state__in=[Question.State.RECEIVED, Question.State.CONFIRMING]),
            "created_at",
            "政策提问",
        ),
    ]
    for rows, field, what in late:
        found = rows.filter(**{f"{field}__lt": since}).order_by("pk")
        for matter in found.only("pk", "agency", "number", field):
            day = localdate(getattr(matter, field))
            said = f"{day} 收到，还没有答复"
            yield Seen(matter.agency_id, matter.ref, f"{what} {matter.number}", desk_url(matter), said, day)


@measures("media")
def media(at: datetime) -> Iterator[Seen]:
    """Accounts on which nothing was published for two weeks, but for those whose silence was granted."""
    today = localdate(at)
    since = midnight(today - timedelta(days=MEDIA_DAYS))
    awake = [state for state in Watch.AWAKE if state != Watch.State.ACCEPTED]
    silent = Watch.objects.filter(state__in=awake).filter(
        Q(last_post_at__lt=since) | Q(last_post_at=None, created_at__lt=since)
    )
    for watch in silent.select_related("account"):
        day = localdate(watch.last_post_at or watch.created_at)
        yield Seen(
            watch.agency_id, watch.ref, str(watch.account), desk_url(watch.account), _days(day, today), day
        )


@measures("interpretation")
def interpretation(at: datetime) -> Iterator[Seen]:
    """Policies that are to be explained and lead to no explanation; explanations that lead to no text anybody can read."""
    linked = Link.objects.filter(
        document=OuterRef("document"), interpretation__in=Interpretation.objects.public(at).values("pk")
    )
    due = Duty.objects.filter(
        ~Exists(linked),
        state__in=[Duty.State.DUE, Duty.State.EXEMPTING],
        document__in=Document.objects.public(at).values("pk"),
    )
    for duty in due.select_related("document").order_by("pk"):
        document = duty.document
        day = localdate(document.published_at) if document.published_at else None
        yield Seen(
            duty.agency_id,
            duty.ref,
            document.title[:200],
            desk_url(duty),
            "原文已经公布，没有链接到解读",
            day,
        )
    loose = Interpretation.objects.filter(state=Interpretation.State.PUBLISHED, published_at__lte=at).exclude(
        pk__in=Interpretation.objects.public(at).values("pk")
    )
    for each in loose.order_by("pk"):
        yield Seen(each.agency_id, each.ref, each.title, desk_url(each), "解读没有链接到公布的原文")


@measures("guide")
def guide(at: datetime) -> Iterator[Seen]:
    """Agencies without a published guide."""
    have = published_guides()
    for pk, name, code in Agency.objects.public().filter(kind__in=BOUND).values_list("pk", "name", "code"):
        if pk not in have:
            yield Seen(
                pk, "", f"{name}政府信息公开指南", reverse("agencies:detail", args=[code]), "还没有公布"
            )


@measures("report")
def report(at: datetime) -> Iterator[Seen]:
    """Annual reports whose limit is over and not met."""
    late = Clock.objects.overdue(at).filter(limit__in=REPORT_LIMITS)
    for row in late.order_by().values("agency", "subject").annotate(due=Min("due_at")):
        day = localdate(row["due"]) - timedelta(days=1)
        yield Seen(
            row["agency"], row["subject"][:200], row["subject"][:200], "", f"应当在 {day} 以前公布", day
        )


@measures("mechanism")
def mechanism(at: datetime) -> Iterator[Seen]:
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


def counted(rows: Any) -> dict[int, int]:
    """How many rows each agency has."""
    found = rows.order_by().values("agency").annotate(n=Count("pk"))
    return dict(found.values_list("agency", "n"))
