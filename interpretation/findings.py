"""What people are reminded of: sentences that readers did not understand (PI-5), press conferences still to be held (PI-7(2))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.casework.acts import desk_url
from foundation.casework.buttons import Button
from foundation.casework.reminders import reminds
from foundation.shortcomings import Seen, measures
from interpretation import statute
from interpretation.models import Duty, Interpretation, Link, Question, Unclear

#: How many readers it takes, and the sentences that one is reminded of.
READERS, SENTENCES = 3, 3


#: The documents of which one is reminded that their press conference is still to be held.
CONFERENCES = 5


@reminds
def conferences_owed(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Published documents whose press conference nobody can read about yet, the oldest first: no hours are set. One query."""
    overall = actor.holds_role(Role.COUNTY_SUPERVISOR, None)
    within = [Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.LEADER]
    if not overall and not any(actor.holds_role(role, actor.agency_id) for role in within if actor.agency_id):
        return []
    out = Interpretation.objects.filter(
        duty=OuterRef("pk"), form=statute.PRESS, state=Interpretation.State.PUBLISHED
    )
    owed = Duty.objects.filter(press=True, state=Duty.State.DUE, document__state=Document.State.PUBLISHED)
    if not overall:
        owed = owed.filter(agency=actor.agency_id)
    rows = owed.exclude(Exists(out)).select_related("document").order_by("document__published_at", "pk")
    return [
        {
            "says": f"《{duty.document.title[:60]}》要开新闻发布会，公布已有 {_days(duty, now)} 天，还没有发布实录。",
            "acts": [Button("看解读责任", desk_url(duty), "quiet")],
        }
        for duty in rows[:CONFERENCES]
    ]


def _days(duty: Duty, now: datetime) -> int:
    published = duty.document.published_at
    return (localdate(now) - localdate(published)).days if published else 0


@reminds
def not_understood(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The sentences that most readers of the drafter's agency's documents did not understand; one query."""
    if actor.agency_id is None or not actor.holds_role(Role.DRAFTER, actor.agency_id):
        return []
    rows = Unclear.objects.filter(
        document__agency=actor.agency_id, document__state=Document.State.PUBLISHED, count__gte=READERS
    )
    return [
        {
            "says": f"“{row.sentence[:60]}”这一句有 {row.count} 人次说没看懂，请在解读里讲清楚。",
            "acts": [Button("看这份文件", desk_url(row.document), "quiet")],
        }
        for row in rows.select_related("document").order_by("-count", "pk")[:SENTENCES]
    ]


# What the self-check sees: texts and explanations that do not lead to one another, questions without answer


@measures("interpretation")
def apart(at: datetime, before: datetime) -> Iterator[Seen]:
    """Policies that are to be explained and lead to no explanation; explanations that lead to no text anybody can read."""
    public = Interpretation.objects.public(at).values("pk")
    linked = Link.objects.filter(document=OuterRef("document"), interpretation__in=public)
    due = Duty.objects.filter(
        ~Exists(linked),
        state__in=[Duty.State.DUE, Duty.State.EXEMPTING],
        document__in=Document.objects.public(before).values("pk"),
    )
    for duty in due.select_related("document").order_by("pk"):
        document = duty.document
        day = localdate(document.published_at) if document.published_at else None
        said = "原文已经公布，没有链接到解读"
        yield Seen(duty.agency_id, duty.ref, document.title[:200], desk_url(duty), said, day)
    loose = Interpretation.objects.filter(state=Interpretation.State.PUBLISHED, published_at__lte=before)
    for each in loose.exclude(pk__in=public).order_by("pk"):
        yield Seen(each.agency_id, each.ref, each.title, desk_url(each), "解读没有链接到公布的原文")


@measures("unanswered")
def unanswered(at: datetime, before: datetime) -> Iterator[Seen]:
    """Questions about policies that came before then and have no answer."""
    waiting = [Question.State.RECEIVED, Question.State.CONFIRMING]
    rows = Question.objects.filter(state__in=waiting, created_at__lt=before).order_by("pk")
    for question in rows.only("agency", "number", "created_at"):
        day = localdate(question.created_at)
        said = f"{day} 收到，还没有答复"
        yield Seen(
            question.agency_id, question.ref, f"政策提问 {question.number}", desk_url(question), said, day
        )
