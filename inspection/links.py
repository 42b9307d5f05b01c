"""The links of what everybody reads: gathered from the texts of every public kind, and asked for one by one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from foundation.search.entries import SOURCES, EntryData
from inspection.asking import Answer, Before, ask_inside, ask_outside
from inspection.models import Link, LinkUse
from inspection.statute import OUTSIDE_A_NIGHT, RECHECK_DAYS

logger = logging.getLogger(__name__)

#: An address in a Chinese text ends where characters begin that no address is made of.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,1500}")
_TAIL = ".,;:!?'\"*~"
#: In one call of the task: so many links outside, which with their pauses take a few minutes at most, and so many inside.
OUTSIDE_AT_ONCE = 30
INSIDE_AT_ONCE = 300
BATCH = 500
#: Seconds that one run may take.
RUN_SECONDS = 240.0

Outside = Callable[[str, Before], Answer]


def own_hosts() -> set[str]:
    """The names under which this site is reached."""
    named = {urlsplit(settings.SITE_URL).hostname or "", settings.SITE_DOMAIN}
    return {name.lower() for name in named if name}


def addresses_in(text: str) -> list[str]:
    """The addresses that a text names, each once, without the punctuation behind them."""
    return list(dict.fromkeys(filter(None, (_clean(found) for found in _ADDRESS.findall(text)))))


def _clean(found: str) -> str:
    """An address without its fragment and without what belongs to the sentence; blank where it names no host."""
    url = found.rstrip(_TAIL)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_TAIL)
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        return ""
    if not host or "." not in host:
        return ""
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


def digest_of(url: str) -> str:
    """What tells an address from others."""
    return sha256(url.encode()).hexdigest()


def gather(at: datetime) -> int:
    """Read every public text and keep what it leads to; returns how many addresses are known. It may run at any time."""
    for kind, source in SOURCES.items():
        with transaction.atomic():
            _gather(kind, source(at))
    Link.objects.filter(uses=None).delete()
    return Link.objects.count()


def _gather(kind: str, entries: Iterable[EntryData]) -> None:
    had: dict[int, dict[str, int]] = {}
    for use, object_id, digest in LinkUse.objects.filter(kind=kind).values_list(
        "pk", "object_id", "link__digest"
    ):
        had.setdefault(object_id, {})[digest] = use
    own = own_hosts()
    rows: list[tuple[EntryData, str]] = []
    for data in entries:
        kept = had.pop(data.pk, {})
        for url in addresses_in(data.text):
            if kept.pop(digest_of(url), None) is None:
                rows.append((data, url))
        LinkUse.objects.filter(pk__in=list(kept.values())).delete()
        if len(rows) >= BATCH:
            _keep(kind, rows, own)
            rows = []
    _keep(kind, rows, own)
    # What is no longer public.
    LinkUse.objects.filter(kind=kind, object_id__in=list(had)).delete()


def _keep(kind: str, rows: list[tuple[EntryData, str]], own: set[str]) -> None:
    urls = {digest_of(url): url for _data, url in rows}
    new = []
    for digest, url in urls.items():
        host = (urlsplit(url).hostname or "")[:255]
        new.append(Link(url=url, digest=digest, host=host, inside=host in own))
    Link.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    known = dict(Link.objects.filter(digest__in=urls).values_list("digest", "pk"))
    uses = [
        LinkUse(
            link_id=known[digest_of(url)],
            agency=data.agency,
            kind=kind,
            object_id=data.pk,
            page=data.url[:500],
            title=data.title[:500],
        )
        for data, url in rows
    ]
    LinkUse.objects.bulk_create(uses, ignore_conflicts=True, batch_size=BATCH)


def check(
    at: datetime,
    *,
    inside: Callable[[str], Answer] = ask_inside,
    outside: Outside = ask_outside,
    pause: Callable[[], None],
    clock: Callable[[], float] = monotonic,
) -> int:
    """Ask for the links that are due; returns for how many. Each once a day at most, whoever asks and however often.

    Outside only where settings.CHECK_OUTSIDE_LINKS allows it, one at a time, with a pause before each further request to a host.
    Where nobody outside answers, nothing is recorded of it. `clock` counts seconds, of which a run has `RUN_SECONDS`.
    """
    until = clock() + RUN_SECONDS
    day = localdate(at)
    asked = 0
    for link in _due(day, inside=True)[:INSIDE_AT_ONCE]:
        if clock() >= until:
            return asked
        if (answer := _ask(link, day, inside)) is not None:
            _record(link, day, answer)
            asked += 1
    if settings.CHECK_OUTSIDE_LINKS:
        asked += _check_outside(day, outside, _pausing(pause), lambda: clock() >= until)
    return asked


def _pausing(pause: Callable[[], None]) -> Before:
    """Called with a host before each request: it waits where that host was asked before in this run."""
    met: set[str] = set()

    def before(host: str) -> None:
        if host in met:
            pause()
        met.add(host)

    return before


def _check_outside(day: date, outside: Outside, before: Before, over: Callable[[], bool]) -> int:
    asked, silent, heard = 0, [], False
    left = OUTSIDE_A_NIGHT - Link.objects.filter(inside=False, checked_on=day).count()
    for link in _mixed(list(_due(day, inside=False)[: 4 * OUTSIDE_AT_ONCE])):
        if asked >= left or over():
            break
        answer = _ask(link, day, lambda url: outside(url, before))
        if answer is None:
            continue
        asked += 1
        if answer.alive is False and not answer.answered:
            silent.append((link, answer))
        else:
            heard |= answer.answered
            _record(link, day, answer)
    if silent and (heard or _reaches_anybody(outside, before)):
        for link, answer in silent:
            _record(link, day, answer)
    else:
        for link, _answer in silent:
            Link.objects.filter(pk=link.pk).update(checked_on=link.checked_on)
    return asked


def _reaches_anybody(outside: Outside, before: Before) -> bool:
    """Whether somebody who answered before does now; otherwise it is our own line that is down."""
    known = Link.objects.filter(inside=False, failed_days=0, status__startswith="打得开")
    link = known.order_by("-checked_on", "pk").first()
    return link is not None and outside(link.url, before).answered


def _due(day: date, *, inside: bool) -> QuerySet[Link]:
    """Those never asked for, those asked for long ago, and those that failed on an earlier day; what failed comes first."""
    again = Q(checked_on=None) | Q(failed_days__gt=0, checked_on__lt=day)
    # Within the site nobody is bothered, so that each is asked for every night.
    again |= Q(checked_on__lt=day) if inside else Q(checked_on__lte=day - timedelta(days=RECHECK_DAYS))
    return Link.objects.filter(again, inside=inside).order_by(
        "-failed_days", F("checked_on").asc(nulls_first=True), "pk"
    )


def _mixed(rows: list[Link]) -> Iterator[Link]:
    """One of each host in turn, so that no host is asked twice in a row while another waits; as many as one call asks for."""
    by_host: dict[str, list[Link]] = {}
    for link in rows:
        by_host.setdefault(link.host, []).append(link)
    given = 0
    while by_host and given < OUTSIDE_AT_ONCE:
        for host in list(by_host):
            if given == OUTSIDE_AT_ONCE:
                return
            yield by_host[host].pop(0)
            given += 1
            if not by_host[host]:
                del by_host[host]


def _ask(link: Link, day: date, ask: Callable[[str], Answer]) -> Answer | None:
    """Ask for one link; None where another worker was there first. Raises `SoftTimeLimitExceeded` when the time is over."""
    free = Link.objects.filter(Q(checked_on=None) | Q(checked_on__lt=day), pk=link.pk)
    if not free.update(checked_on=day):
        return None
    try:
        return ask(link.url)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        # One address, whatever is wrong with it, ends no run.
        logger.exception("link %s could not be asked for", link.pk)
        return Answer(None, "没有查成", answered=False)


def _record(link: Link, day: date, answer: Answer) -> None:
    """Keep what came of asking."""
    kept = Link.objects.filter(pk=link.pk)
    if answer.alive is None:
        kept.update(status=answer.said[:100])
    elif answer.alive:
        kept.update(status=answer.said[:100], failed_days=0, failed_since=None)
    else:
        kept.update(
            status=answer.said[:100],
            failed_days=min(link.failed_days + 1, 99),
            failed_since=link.failed_since or day,
        )
