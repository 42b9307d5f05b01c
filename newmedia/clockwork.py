"""What the portal does by itself: end the notices of accounts that close, ask again when a silence was granted long enough."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from newmedia.models import Account, Watch


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
