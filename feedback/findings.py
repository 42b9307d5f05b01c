"""What the self-check sees of messages: those that nobody answered in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate

from feedback.models import Message
from foundation.casework.acts import desk_url
from foundation.shortcomings import Seen, measures


@measures("unanswered")
def unanswered(at: datetime, before: datetime) -> Iterator[Seen]:
    """Messages that came before then and are still open; by their number, not by what they say."""
    rows = Message.objects.filter(state__in=Message.OPEN, created_at__lt=before).order_by("pk")
    for message in rows.only("agency", "number", "created_at"):
        day = localdate(message.created_at)
        said = f"{day} 收到，还没有答复"
        yield Seen(message.agency_id, message.ref, f"留言 {message.number}", desk_url(message), said, day)
