"""What the portal does by itself: each day it reads the figures anew, ends the cases of merged units, takes new units in."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate, localtime

from appraisal.acts.year import without_case
from appraisal.models import Appraisal, Case
from foundation.casework.clockwork import perform_on_each

#: From this hour on: after the clocks of the midnight before.
FROM_HOUR = 2


def compute_all(*, at: datetime) -> int:
    """Read every appraisal that goes on, once a day, merged units ended and new ones taken in before; how many were read."""
    if localtime(at).hour < FROM_HOUR:
        return 0
    going_on = Appraisal.objects.filter(state__in=Appraisal.OPEN)
    gone = Case.objects.filter(
        appraisal__in=going_on, state__in=Case.LIVE, agency__abolished_on__isnull=False
    )
    perform_on_each("appraisal.merge_case", gone.order_by("pk"), at=at)
    new = [row for row in going_on.select_related("scheme").order_by("pk") if without_case(row, at)]
    perform_on_each("appraisal.take_in", new, at=at)
    due = [
        row
        for row in going_on.order_by("pk")
        if row.computed_at is None or localdate(row.computed_at) < localdate(at)
    ]
    return perform_on_each("appraisal.compute_nightly", due, at=at)
