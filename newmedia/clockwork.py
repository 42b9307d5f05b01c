"""What the portal does by itself: end the notices of accounts that close, ask again when a silence was granted long enough."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.casework.acts import perform
from newmedia.models import Account, Declaration, Provider, Watch


def end_notices(*, at: datetime) -> int:
    """Let every account be cancelled whose notice has stood for its working days; return how many."""
    over = Account.objects.filter(state=Account.State.NOTICE, notice_until__lt=localdate(at)).order_by("pk")
    for account in over:
        perform("newmedia.end_notice", on=account, actor=SYSTEM, at=at)
    return len(over)


def ask_again(*, at: datetime) -> int:
    """Ask anew of every account whose silence was granted until a day that is over; return how many."""
    over = Watch.objects.filter(state=Watch.State.ACCEPTED, accepted_until__lt=localdate(at)).order_by("pk")
    for watch in over:
        perform("newmedia.ask_explanation", on=watch, actor=SYSTEM, at=at)
    return len(over)


def end_contracts(*, at: datetime) -> int:
    """End every third party whose contract is over; return how many."""
    over = Provider.objects.filter(state=Provider.State.IN_FORCE, contract_until__lt=localdate(at)).order_by(
        "pk"
    )
    for provider in over:
        perform("newmedia.contract_over", on=provider, actor=SYSTEM, at=at)
    return len(over)


def open_declarations(*, at: datetime) -> int:
    """Ask every agency with a running account to declare its computers for this half-year, once; return how many."""
    today = localdate(at)
    half = 1 if today.month <= 6 else 2
    running = Account.objects.filter(state__in=Account.RUNNING).values("agency")
    asked = Declaration.objects.filter(year=today.year, half=half).values("agency")
    found = Agency.objects.public().filter(pk__in=running).exclude(pk__in=asked).order_by("pk")
    for agency in found:
        perform(
            "newmedia.ask_declaration",
            on=agency,
            actor=SYSTEM,
            at=at,
            data={"year": today.year, "half": half},
        )
    return len(found)
