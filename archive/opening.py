"""Who opens which file of an item: never more than whoever reads the matter itself may open there (AR-3(1), SR-6(1))."""

from __future__ import annotations

from typing import Any

from archive.models import Kept, SealedItem
from archive.models.base import READERS
from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.files.models import Audience


def may_open(actor: Actor, item: Kept, member: Any) -> bool:
    """Whether this person, who reads the item, opens this file of it.

    What the public reads everybody opens; internal files whoever reads the matter and its internal part, and of material
    from outside its keeper; personal files nobody from here: they stand at the matter itself. Of a sealed item its team opens the
    record.
    """
    audience = member.file.audience
    if audience == Audience.PUBLIC:
        return True
    if isinstance(item, SealedItem):
        return bool(member.sort == "record")
    if audience == Audience.PERSONAL and member.sort != "record":
        return False
    if item.source_kind == "archive_material" and READERS.include(actor, item.agency_id):
        return True
    source = matters.find(item.source_ref, actor)
    if source is None:
        return False
    parts = [part for part in ("internal",) if part in type(source).readers_of]
    return all(source.part_open_to(part, actor) for part in parts)
