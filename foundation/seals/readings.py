"""Whether the ledger is sealed and proves itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from foundation.casework.models import LedgerLine
from foundation.condition.readings import Reading, reading
from foundation.seals.models import Seal, Verification

#: A day, and two hours for a night in which much is sealed.
LATEST = timedelta(hours=26)


@reading("seal_age_seconds", "Seconds since the ledger was last sealed.")
def seal_age(at: datetime) -> Reading:
    """How long ago the last seal was made, and whether it should be younger."""
    seal = Seal.objects.first()
    if seal is None:
        old = LedgerLine.objects.filter(recorded_at__lt=at - LATEST).exists()
        return Reading(float("inf"), "办理记录从来没有封存，请检查 SEAL_KEY 和 worker。" if old else "")
    newer = LedgerLine.objects.filter(recorded_at__gt=seal.sealed_at, recorded_at__lt=at - LATEST).exists()
    age = (at - seal.sealed_at).total_seconds()
    return Reading(age, f"办理记录从 {seal.sealed_at:%Y-%m-%d} 起没有封存，请检查 worker。" if newer else "")


@reading("verification_findings", "What the last verification of the ledger found.")
def findings(at: datetime) -> Reading:
    """How many things the last verification found; no number before the first."""
    last = Verification.objects.first()
    found = last.found if last else 0
    return Reading(found, f"办理记录核验发现 {found} 处异常，请运行 manage.py verify。" if found else "")


@reading("seal_recipients", "Addresses to which seals are sent.")
def recipients(at: datetime) -> Reading:
    """To how many people outside each seal is sent; without any it proves little."""
    number = len(settings.SEAL_MAIL_TO)
    wrong = "封签没有寄给任何人，请在 SEAL_MAIL_TO 里指定网站以外的人。"
    return Reading(number, wrong if not number and settings.PRODUCTION else "")
