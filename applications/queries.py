"""The reads of applications that other rooms and the desk may use."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from applications.models import Application
from foundation.agencies.actors import Actor
from foundation.casework import ledger
from foundation.deadlines.counting import midnight


def revealed(application: Application, actor: Actor, at: datetime) -> bool:
    """Whether this person asked for the applicant's particulars today: the ledger line is what opens them (OR-3)."""
    return (
        actor.staff_id is not None
        and ledger.lines(application.kind, application.pk)
        .filter(
            act="applications.reveal", staff_id=actor.staff_id, at__gte=midnight(localdate(at)), at__lte=at
        )
        .exists()
    )
