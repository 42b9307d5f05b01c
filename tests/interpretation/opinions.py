"""Matters that stir the public, and what is answered. Nobody in here exists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from foundation.deadlines.limits import SHANGHAI
from interpretation.models import OpinionCase, Response
from secrecy_review.models import Review
from tests.interpretation.people import Office
from tests.personas import OPINION

CONFERRED = {"conferred_by": "县应急局、镇政府分管负责人", "conferred_on": "先说情况，再说办法。"}
JUDGED = {
    "truth": "partly",
    "risk": "影响三个村。",
    "answered": "yes",
    "measures": "派人核实。",
    "line": "实事求是。",
}
EVALUATED = {"effect": "大家明白了。", "lessons": "早点说。", "taken_up": ""}


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)


def moment(name: str, at: datetime) -> dict[str, str]:
    """What the form sends of a moment."""
    here = at.astimezone(SHANGHAI)
    return {f"{name}_0": f"{here:%Y-%m-%d}", f"{name}_1": f"{here:%H:%M}"}


def registered(office: Office, at: datetime, **given: Any) -> OpinionCase:
    """A matter that stirs the public, registered at that moment."""
    data: dict[str, Any] = {
        "title": "村里自来水发黄",
        "emergency": "no",
        "level": "fourth",
        "source": "weibo",
        "link": "https://weibo.example/1",
        "summary": "好几个村的人说自来水发黄。",
        **moment("found_at", given.pop("found_at", at)),
    }
    if (appeared := given.pop("appeared_at", None)) is not None:
        data |= moment("appeared_at", appeared)
    files = given.pop("files", None)
    more = {"files": files} if files else {}
    return office.by(
        "records_office",
        "interpretation.register_opinion",
        f"agency:{office.code}",
        data | given,
        at=at,
        **more,
    ).matter


def judged(office: Office, case: OpinionCase, at: datetime) -> OpinionCase:
    data = CONFERRED | moment("conferred_at", at)
    office.by("records_office", "interpretation.confer", case, data, at=at)
    return office.by("leader", "interpretation.judge_opinion", case, JUDGED, at=at).matter


def drafted(office: Office, case: OpinionCase, at: datetime, sort: str = "first") -> Response:
    """A response, begun at that moment."""
    data = {
        "sort": sort,
        "title": "关于自来水发黄的情况说明",
        "body": "已经派人核实，是管道检修，下午恢复。",
        "speaker": "县水利局负责人",
    }
    return office.by("drafter", "interpretation.draft_response", case, data, at=at).matter


def answered(office: Office, case: OpinionCase, at: datetime, sort: str = "first") -> Response:
    """A response, drafted, reviewed and published at that moment."""
    response = drafted(office, case, at, sort)
    office.by("drafter", "interpretation.hand_in_response", response, at=at)
    review = Review.objects.of(response).open().get()
    office.by("secrecy_reviewer", "secrecy_review.give_opinion", review, OPINION, at=at)
    return office.by("leader", "interpretation.publish_response", response, at=at).matter
