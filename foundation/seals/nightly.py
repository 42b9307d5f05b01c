"""The verification of a night: everything but the files, kept, and told where something is found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.utils.timezone import localdate

from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.models import LedgerLine
from foundation.files.acts import verify as intact
from foundation.files.models import StoredFile
from foundation.invariants import Finding, Findings
from foundation.notices.acts import tell
from foundation.seals import verifying
from foundation.seals.findings import Progress, day_of
from foundation.seals.models import Verification
from foundation.seals.protection import protection

#: The findings that are kept and told in full; of more, the number.
KEPT = 100


def everything(published: Iterable[str] = (), told: Progress = lambda lines: None) -> Findings:
    """Everything that can be verified in the database, what is named most closely first."""
    return chain(
        protection(),
        verifying.chains(told),
        verifying.without_lines(),
        verifying.texts(),
        verifying.sealed_lines(),
        verifying.seals(published),
    )


def files() -> Findings:
    """The stored files whose bytes are gone or not those that were stored."""
    for stored in StoredFile.objects.filter(erased_at=None).order_by("pk").iterator():
        if not intact(stored):
            yield Finding(f"file:{stored.pk}", "文件内容缺失或者被改动", day_of(stored.uploaded_at))


def verified_since(moment: datetime) -> bool:
    """Whether everything was verified at that moment or later."""
    return Verification.objects.filter(checked_at__gte=moment).exists()


def verify_and_tell(at: datetime) -> Verification:
    """Verify everything, keep what was found, and tell the county's supervisors where there is anything."""
    found = [str(finding) for finding in everything()]
    kept = Verification.objects.create(
        checked_at=at, lines=LedgerLine.objects.count(), found=len(found), findings=found[:KEPT]
    )
    if found:
        tell(
            holders(Role.COUNTY_SUPERVISOR, None),
            subject=f"办理记录核验发现 {len(found)} 处异常",
            body="数据库里的记录与封存的不一致。请马上请技术人员运行 manage.py verify 查明，并保留现场。",
            key=f"verification:{localdate(at)}",
            at=at,
            url="/desk/",
            clause="SR-6(2)",
            urgent=True,
        )
    return kept
