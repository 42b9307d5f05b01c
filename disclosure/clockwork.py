"""What the clock does in disclosure: documents whose force is over are void."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.casework.clockwork import perform_on_each


def expire(*, at: datetime) -> int:
    """Mark every published document as void that was in force until a day that is over; return how many."""
    return perform_on_each("disclosure.expire", Document.objects.expired(localdate(at)).order_by("pk"), at=at)
