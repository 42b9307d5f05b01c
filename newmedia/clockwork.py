"""What the portal does by itself: end the notices of accounts that close, ask again of silent ones, erase what people wrote."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day
from newmedia.models import Account, Message, Watch

#: Messages that are erased in one run at most.
AT_ONCE = 200


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


def erase_due(*, at: datetime) -> int:
    """Erase what people wrote, and who, of messages done with before the retention term; evidence stays. Return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    over = Message.objects.filter(state__in=Message.ENDED, ended_at__lt=end, erased_at=None).order_by("pk")
    return len([perform("newmedia.erase_message", on=one, actor=SYSTEM, at=at) for one in over[:AT_ONCE]])
