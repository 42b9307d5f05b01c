"""What the portal does by itself: each day it reads the figures anew, and takes units along into their successors."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate, localtime

from appraisal.models import Appraisal, Case
from foundation.casework.clockwork import perform_on_each

#: From this hour on: after the clocks of the midnight before.
FROM_HOUR = 2


def compute_all(*, at: datetime) -> int:
    """Read every appraisal that goes on, once a day, and close the cases of units that were merged; how many were read."""
    if localtime(at).hour < FROM_HOUR:
        return 0
    going_on = Appraisal.objects.filter(state__in=Appraisal.OPEN)
    gone = Case.objects.filter(
        appraisal__in=going_on, state__in=Case.LIVE, agency__abolished_on__isnull=False
    )
    perform_on_each("appraisal.merge_case", gone.order_by("pk"), at=at)
    due = [
        row
        for row in going_on.order_by("pk")
        if row.computed_at is None or localdate(row.computed_at) < localdate(at)
    ]
    return perform_on_each("appraisal.compute_nightly", due, at=at)
