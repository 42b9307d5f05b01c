"""What the portal does by itself: end the notices of accounts that close, ask again of silent ones, erase what people wrote."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day
from newmedia.models import Account, Declaration, Message, MonthCheck, Provider, Watch
from newmedia.monthly import month_of

#: Messages that are erased in one run at most.
AT_ONCE = 200


def end_notices(*, at: datetime) -> int:
    """Let every account be cancelled whose notice has stood for its working days; return how many."""
    over = Account.objects.filter(state=Account.State.NOTICE, notice_until__lt=localdate(at)).order_by("pk")
    return perform_on_each("newmedia.end_notice", over, at=at)


def ask_again(*, at: datetime) -> int:
    """Ask anew of every account whose silence was granted until a day that is over; return how many."""
    over = Watch.objects.filter(state=Watch.State.ACCEPTED, accepted_until__lt=localdate(at)).order_by("pk")
    return perform_on_each("newmedia.ask_explanation", over, at=at)


def end_contracts(*, at: datetime) -> int:
    """End every third party whose contract is over; return how many."""
    over = Provider.objects.filter(state=Provider.State.IN_FORCE, contract_until__lt=localdate(at)).order_by(
        "pk"
    )
    return perform_on_each("newmedia.contract_over", over, at=at)


def open_declarations(*, at: datetime) -> int:
    """Ask every agency with a running account to declare its computers for this half-year, once; return how many."""
    today = localdate(at)
    half = 1 if today.month <= 6 else 2
    running = Account.objects.filter(state__in=Account.RUNNING).values("agency")
    asked = Declaration.objects.filter(year=today.year, half=half).values("agency")
    found = Agency.objects.public().filter(pk__in=running).exclude(pk__in=asked).order_by("pk")
    return perform_on_each("newmedia.ask_declaration", found, at=at, year=today.year, half=half)


def check_months(*, at: datetime) -> int:
    """Make the check of every month that is over and has none, for the county's disclosure office; return how many were made."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    begun = Account.objects.filter(live_at__isnull=False).order_by("live_at").first()
    if office is None or begun is None or begun.live_at is None:
        return 0
    had = set(MonthCheck.objects.values_list("month", flat=True))
    day, made = localdate(begun.live_at).replace(day=1), 0
    while day < localdate(at).replace(day=1):
        if day not in had:
            perform("newmedia.make_check", on=office, actor=SYSTEM, at=at, data={"day": str(day)})
            made += 1
        day = month_of(day)[1] + timedelta(days=1)
    return made


def erase_due(*, at: datetime) -> int:
    """Erase what people wrote, and who, of messages done with before the retention term; evidence stays. Return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    over = Message.objects.filter(state__in=Message.ENDED, ended_at__lt=end, erased_at=None).order_by("pk")
    return perform_on_each("newmedia.erase_message", over[:AT_ONCE], at=at)
