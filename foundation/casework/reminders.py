"""What somebody has to see to that is no matter of anybody's: supervisors by what stands here, others by what rooms add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import ACTS
from foundation.casework.buttons import Button, act_url
from foundation.casework.deadlines import missing_notice
from foundation.condition.readings import concerns
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.holidays import missing_years

Remind = Callable[[Actor, datetime], list[dict[str, Any]]]

#: What rooms add: for a person and a moment, sentences with the acts that see to them.
_ADDED: list[Remind] = []


def reminds(remind: Remind) -> Remind:
    """Declare what a room reminds people of on their work list; it takes a few queries, whoever asks."""
    _ADDED.append(remind)
    return remind


def supervises(actor: Actor) -> bool:
    return actor.holds_role(Role.COUNTY_SUPERVISOR, None)


def reminders(actor: Actor, calendar: Calendar, now: datetime) -> list[dict[str, Any]]:
    """What somebody has to see to that is no matter of anybody's; of supervisors, what is wrong with the portal as well."""
    added = [said for remind in _ADDED for said in remind(actor, now)]
    return _of_supervisors(calendar, actor, now) + added if supervises(actor) else added


def _of_supervisors(calendar: Calendar, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What is wrong with the portal, and missing holiday notices."""
    wrong: list[dict[str, Any]] = [{"says": said, "acts": []} for said in concerns(now)]
    missing = missing_years(calendar, localdate(now))
    if not missing:
        return wrong
    own = Agency.objects.filter(pk=actor.agency_id).first() if actor.agency_id else None
    agency = own or agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    enter = ACTS["deadlines.enter_notice"]
    button = Button(enter.label, act_url(enter, agency), "secondary") if agency else None
    return wrong + [{"says": missing_notice(year), "acts": [button] if button else []} for year in missing]
