"""What the page of a closed application shows of its end: each decision with articles and reasons, and what can be done about it.

The words are those of the reply, which were reviewed and signed; the last days count from the arrival of its letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from applications.letters import LetterKind
from applications.models import Application, Decision, Letter
from applications.models.letter import REPLIES
from applications.queries import last_days
from applications.remedies import LastDays, remedies
from foundation.agencies.county import COUNTY_GOVERNMENT, Recourse, recourse_against
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.correspondence.models import Service

State = Application.State

#: The letters that end an application, and what they call themselves, by its state.
_ENDS: dict[str, tuple[tuple[str, ...], str]] = {
    State.ANSWERED: (REPLIES, "答复书"),
    State.LAPSED_UNAMENDED: ((LetterKind.CLOSED_UNAMENDED,), "告知书"),
    State.LAPSED_UNPAID: ((LetterKind.CLOSED_UNPAID,), "告知书"),
}


def decisions_of(application: Application) -> list[Decision]:
    """The decisions of the issued reply that stands, in their order; none before it is answered."""
    if application.state not in (State.DELIVERING, State.ANSWERED):
        return []
    decisions = Decision.objects.filter(
        reply__application=application, reply__state="issued", reply__quashed_on=None, reply__explains=False
    )
    return list(decisions.select_related("agency").order_by("reply", "position", "pk"))


def against(application: Application, letters: Iterable[Letter]) -> dict[str, Any]:
    """The paragraphs on remedies, with their last days once the letter has arrived, and where to go; empty while it is open."""
    if application.state not in _ENDS:
        return {}
    kinds, called = _ENDS[application.state]
    outcomes = application.outcomes or ["closed"]  # type: ignore[attr-defined]
    recourse = recourse_against(application.agency)
    last = _last_days([letter for letter in letters if letter.kind in kinds])
    return {
        "paragraphs": remedies(outcomes, recourse=recourse, letter=called, last=last),
        "places": [] if recourse.complaint else _places(recourse),
    }


def _last_days(ending: list[Letter]) -> LastDays | None:
    """Count from the arrival of the last of the letters; None while it has not arrived."""
    if not ending or ending[-1].service != Service.ARRIVED:
        return None
    arrived = ending[-1].deliveries.filter(event=Service.ARRIVED).order_by("pk").last()
    return last_days(arrived.delivered_on) if arrived else None


def _places(recourse: Recourse) -> list[tuple[str, str]]:
    """Where to hand in what: the body that handles reconsideration for the county government (行政复议法 4 ¶2); the court."""
    places = []
    if COUNTY_GOVERNMENT in recourse.authority:
        bureaus = Agency.objects.public().filter(functions__contains=[AgencyFunction.JUSTICE_BUREAU])
        if bureau := bureaus.exclude(office_address="").order_by("pk").first():
            told = "，".join(filter(None, (bureau.office_address, bureau.office_hours, bureau.office_phone)))
            places.append((f"行政复议，由{bureau.name}承办", told))
    if settings.SITE_COURT:
        places.append((f"行政诉讼，{recourse.court}", settings.SITE_COURT))
    return places
