"""One run of the self-check: what falls short is entered once, what was mended is kept as history."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.timezone import localdate

from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.clauses import Citation, cite
from foundation.shortcomings import MEASURES, Seen
from inspection.measuring import too_old
from inspection.models import SelfCheck, Shortfall
from inspection.statute import INDICATORS_OF, STANDARDS, Standard

logger = logging.getLogger(__name__)
cite(
    INDICATORS_OF,
    by=Citation("record", "inspection.selfcheck", "每夜按国家检查指标自查，查出的当天告诉各单位和县里"),
)
cite(
    "PD-2",
    by=Citation(
        "record", "inspection.mechanism", "没有明确工作机构、岗位和人员的，每夜查出，告诉县里和单位管理员"
    ),
)

BATCH = 1_000
#: So many names are told of whoever has to act.
NAMED = 3
_TOLD = ("label", "url", "detail", "since", "who")


@transaction.atomic
def run(at: datetime) -> SelfCheck | None:
    """Check everything, once a day; None where this day's run is done, or another worker is at it."""
    day = localdate(at)
    SelfCheck.objects.get_or_create(day=day, defaults={"begun_at": at})
    check = SelfCheck.objects.select_for_update(skip_locked=True).filter(day=day).first()
    if check is None or check.ended_at is not None:
        return None
    seen: dict[str, list[Seen]] = {}
    failed = []
    for code in STANDARDS:
        before = too_old(code, at)
        try:
            with transaction.atomic():
                seen[code] = [each for measure in MEASURES[code] for each in measure(at, before)]
        except (DatabaseError, ValueError, LookupError, ArithmeticError, AttributeError, TypeError):
            # Whatever one indicator stumbles over, the others are measured; its own rows stand as they were.
            logger.exception("self-check: %s could not be measured", code)
            failed.append(code)
    check.appeared = check.mended = 0
    people = _People()
    for code, rows in seen.items():
        appeared, mended = _enter(STANDARDS[code], rows, people, at)
        check.appeared += appeared
        check.mended += mended
    check.failed = failed
    check.standing = Shortfall.objects.standing().count()
    check.ended_at = at
    check.save()
    return check


def _enter(standard: Standard, seen: Iterable[Seen], people: _People, at: datetime) -> tuple[int, int]:
    """Enter what falls short of one indicator now, and end what does no more; how many are new, and how many mended."""
    day = localdate(at)
    now = {(each.agency, each.subject): each for each in seen}
    rows = {
        (row.agency_id, row.subject): row
        for row in Shortfall.objects.standing().filter(indicator=standard.code)
    }
    new, changed, as_before = [], [], []
    for key, each in now.items():
        told = {
            "label": each.label[:300],
            "url": each.url[:500],
            "detail": each.detail[:500],
            "since": each.since,
            "who": people.who(standard, each.agency),
        }
        if (row := rows.get(key)) is None:
            fixed = {"agency_id": each.agency, "indicator": standard.code, "subject": each.subject[:500]}
            new.append(Shortfall(**fixed, first_seen_on=day, last_seen_on=day, **told))
            continue
        if all(getattr(row, name) == value for name, value in told.items()):
            as_before.append(row.pk)
            continue
        for name, value in told.items():
            setattr(row, name, value)
        row.last_seen_on = day
        changed.append(row)
    gone = [row.pk for key, row in rows.items() if key not in now]
    Shortfall.objects.bulk_create(new, batch_size=BATCH)
    Shortfall.objects.bulk_update(changed, [*_TOLD, "last_seen_on"], batch_size=BATCH)
    # Most stand as they stood the night before: one query for all of them.
    Shortfall.objects.filter(pk__in=as_before).update(last_seen_on=day)
    # What no longer falls short stays, with the day on which it was seen to be mended.
    Shortfall.objects.filter(pk__in=gone).update(mended_on=day)
    return len(new), len(gone)


class _People:
    """Who holds which role in which agency, read once for a whole run."""

    def __init__(self) -> None:
        self.held: dict[tuple[int | None, str], list[str]] = defaultdict(list)
        rows = RoleGrant.objects.filter(staff__is_active=True, agency__isnull=False).order_by(
            "staff__username"
        )
        for agency, role, name, username in rows.values_list(
            "agency", "role", "staff__full_name", "staff__username"
        ):
            self.held[agency, role].append(name or username)

    def who(self, standard: Standard, agency: int) -> str:
        """Whoever has to act: the first role that somebody holds, by name; the county where nobody does."""
        for role in standard.acts:
            if names := self.held.get((agency, role.value)):
                return f"{role.label} {'、'.join(names[:NAMED])}"[:200]
        if admins := self.held.get((agency, Role.AGENCY_ADMIN.value)):
            return f"没有{standard.acts[0].label}，请单位管理员 {'、'.join(admins[:NAMED])}明确人员"[:200]
        return "单位还没有管理员，请县政务公开督查先设一位"


def last_run() -> SelfCheck | None:
    """The last run that came to its end."""
    return SelfCheck.objects.filter(ended_at__isnull=False).order_by("-day").first()
