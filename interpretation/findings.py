"""What drafters are reminded of: the sentences that readers of their documents did not understand (PI-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.casework.acts import desk_url
from foundation.casework.buttons import Button
from foundation.casework.reminders import reminds
from interpretation.models import Unclear

#: How many readers it takes, and the sentences that one is reminded of.
READERS, SENTENCES = 3, 3


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
