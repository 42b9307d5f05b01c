"""What the self-check sees of accounts: those that fell silent, and messages that nobody answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from foundation.casework.acts import desk_url
from foundation.shortcomings import Seen, measures, not_since
from newmedia.models import Message, Watch


@measures("unanswered")
def unanswered(at: datetime, before: datetime) -> Iterator[Seen]:
    """Messages to accounts that came before then and are still open."""
    rows = Message.objects.filter(state__in=Message.OPEN, received_at__lt=before).order_by("pk")
    for message in rows.only("agency", "number", "received_at"):
        day = localdate(message.received_at)
        said = f"{day} 收到，还没有答复"
        yield Seen(
            message.agency_id, message.ref, f"新媒体留言 {message.number}", desk_url(message), said, day
        )


@measures("media")
def silent(at: datetime, before: datetime) -> Iterator[Seen]:
    """Accounts on which nothing was published since then, but for those whose silence was granted."""
    awake = [state for state in Watch.AWAKE if state != Watch.State.ACCEPTED]
    rows = Watch.objects.filter(state__in=awake).filter(
        Q(last_post_at__lt=before) | Q(last_post_at=None, created_at__lt=before)
    )
    for watch in rows.select_related("account").order_by("pk"):
        day = localdate(watch.last_post_at or watch.created_at)
        said = not_since(day, localdate(at))
        yield Seen(watch.agency_id, watch.ref, str(watch.account), desk_url(watch.account), said, day)
