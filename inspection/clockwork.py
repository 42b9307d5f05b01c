"""What the portal does by itself: the self-check of every night, and asking for links, a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.timezone import localdate, localtime

from inspection import links
from inspection.models import SelfCheck
from inspection.selfchecking import run

#: From this hour on a day's check may run: after the clocks of the midnight before.
FROM_HOUR = 1


def check_all(*, at: datetime) -> SelfCheck | None:
    """Check every agency once a day; after a missed week the next run sees things as they are then."""
    if localtime(at).hour < FROM_HOUR:
        return None
    return run(at)


def check_links(*, at: datetime, pause: Callable[[], None]) -> int:
    """Gather what public texts lead to, once a day, and ask for some of what is due; returns for how many was asked."""
    today = SelfCheck.objects.filter(day=localdate(at), gathered_at=None)
    if today.update(gathered_at=at):
        links.gather(at)
    return links.check(at, pause=pause)
