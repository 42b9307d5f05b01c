"""What citizens searched in vain: counted by month, without who searched, for the agency that would know (PD-8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q, Sum
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.privacy.detectors import detect
from foundation.search.models import VainSearch
from foundation.search.names import names
from foundation.search.words import fold, parse
from foundation.visitors.throttle import HOUR, Door, Meter, allow

#: The longest words that are counted; more is a sentence, which may tell who wrote it.
LONGEST = 20
#: What fewer searches than these asked for is shown to nobody.
SHOWN_FROM = 3
#: The rows of a month, so that nobody fills the table.
MOST = 5_000
#: The days for which counts are kept.
KEPT_DAYS = 400
#: One address counts so often and no oftener.
COUNTING = Door("search.vain", Meter("address", 20, HOUR), Meter("network", 200, HOUR))


def count_vain(q: str, agency: Agency | None, at: datetime, sender: dict[str, str]) -> None:
    """Count a search that found nothing; not one that names somebody by a number or an address, or tells a story."""
    words = "".join(fold(q).split())
    if not 1 < len(words) <= LONGEST or not parse(q, names()) or _personal(q):
        return
    if allow(COUNTING, **sender):
        return
    month = localdate(at).replace(day=1)
    if VainSearch.objects.filter(month=month, words=words).update(times=F("times") + 1):
        return
    if VainSearch.objects.filter(month=month).count() < MOST:
        VainSearch.objects.bulk_create(
            [VainSearch(month=month, words=words, agency=agency)], ignore_conflicts=True
        )


def searched_in_vain(agency: Agency, at: datetime, *, whole_county: bool, most: int) -> list[tuple[str, int]]:
    """What was searched in vain in this month and the two before, and how often, the most frequent first."""
    rows = VainSearch.objects.filter(month__gte=_months_back(localdate(at), 2))
    if not whole_county:
        rows = rows.filter(agency=agency)
    found = rows.order_by().values_list("words").annotate(number=Sum("times"))
    return list(found.filter(number__gte=SHOWN_FROM).order_by("-number", "words")[:most])


def forget_old(at: datetime) -> None:
    """Delete what is older than `KEPT_DAYS`, and of months that are over what too few asked for to be ever shown."""
    today = localdate(at)
    rare = Q(times__lt=SHOWN_FROM, month__lt=_months_back(today, 2))
    VainSearch.objects.filter(rare | Q(month__lt=today - timedelta(days=KEPT_DAYS))).delete()


def _personal(q: str) -> bool:
    """Whether the words hold a personal number or an address, or a number that may be one."""
    return bool(detect(q)) or sum(character.isdigit() for character in fold(q)) > 8


def _months_back(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _month in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
