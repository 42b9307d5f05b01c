"""What falls short in an agency's archive now, line by line (AR-3(4)): unfiled, sent back, missing, damaged, not in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive.models import Damage, Item, Kept, Member, QuarterCheck, QuarterFinding, Volume
from archive.models.apart import apart
from archive.models.item import MemberBase

Sort = QuarterFinding.Sort
#: What ended so many days ago is expected to be filed: the night that follows may just have found it.
GRACE = timedelta(days=7)
Line = tuple[str, str, str, str]


def shortcomings(check: QuarterCheck, at: datetime) -> Iterator[Line]:
    """Sort, reference, name and what is the matter, of each; a few queries."""
    own = Item.objects.filter(agency=check.agency_id).exclude(apart())
    unfiled = own.filter(state__in=Kept.UNFILED, ended_at__lt=at - GRACE)
    for item in unfiled.exclude(state=Kept.State.RETURNED).order_by("pk"):
        yield Sort.UNFILED, item.ref, item.title, f"{item.ended_at:%Y-%m-%d} 办结，{item.get_state_display()}"
    for item in own.filter(state="returned").order_by("pk"):
        yield Sort.RETURNED, item.ref, item.title, "；".join(item.faults)[:500]
    volumes = Volume.objects.filter(agency=check.agency_id).exclude(apart())
    for volume in volumes.exclude(state="closed").order_by("pk"):
        yield Sort.OPEN_VOLUME, volume.ref, volume.title, str(volume.get_state_display())
    damages = Damage.objects.filter(agency=check.agency_id, state__in=Damage.OPEN).select_related("member")
    for damage in damages.exclude(apart("member__item__")).order_by("pk"):
        yield Sort.DAMAGED, damage.ref, damage.member.title, damage.what
    missing = Member.objects.filter(
        item__agency=check.agency_id, item__state="filed", condition=MemberBase.Condition.LOST
    )
    for member in missing.exclude(apart("item__")).select_related("item").order_by("pk"):
        yield Sort.MISSING, f"archive_member:{member.pk}", member.title, member.item.title


def bring_up_to_date(check: QuarterCheck, at: datetime) -> dict[str, int]:
    """Add what falls short now, and tick off what does so no more; how many of each."""
    known = {(row.sort, row.ref): row for row in check.findings.all()}
    now = {(sort, ref): (label, detail) for sort, ref, label, detail in shortcomings(check, at)}
    QuarterFinding.objects.bulk_create(
        [
            QuarterFinding(check_of=check, sort=sort, ref=ref, label=label[:500], detail=detail[:500])
            for (sort, ref), (label, detail) in now.items()
            if (sort, ref) not in known
        ]
    )
    settled = [row.pk for key, row in known.items() if key not in now and row.settled_at is None]
    again = [row.pk for key, row in known.items() if key in now and row.settled_at is not None]
    QuarterFinding.objects.filter(pk__in=settled).update(settled_at=at)
    QuarterFinding.objects.filter(pk__in=again).update(settled_at=None)
    return {"found": len(now), "settled": len(settled)}
