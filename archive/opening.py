"""Who opens which file of an item: never more than whoever reads the matter itself may open there (AR-3(1), SR-6(1))."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from archive.models import Kept, SealedItem
from archive.models.base import KEEPER, READERS
from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.models import Matter
from foundation.files.models import Audience


class Opening:
    """What one person opens of one item; each matter in its file is asked about once, however many files there are."""

    def __init__(self, actor: Actor, item: Kept) -> None:
        self._actor, self._item = actor, item
        self._known: dict[str, bool] = {}

    def opens(self, member: Any) -> bool:
        """Whether this person, who reads the item, opens this file of it.

        What the public reads everybody opens; the record, which tells of everything, whoever reads every matter in the file and
        each part of it; other files whoever reads the matter and its internal part, of material from outside its keeper, and of
        what waits for a keeper's word the one whose word it is. Personal files nobody opens from here: they stand at the matter.
        """
        audience = member.file.audience
        if audience == Audience.PUBLIC:
            return True
        if member.sort == "record":
            return self._once("record", self._reads_everything)
        if isinstance(self._item, SealedItem) or audience == Audience.PERSONAL:
            return False
        return self._once("internal", self._reads_internal) or asked_of(self._actor, self._item)

    def _once(self, what: str, ask: Any) -> bool:
        if what not in self._known:
            self._known[what] = ask()
        return self._known[what]

    def _reads_internal(self) -> bool:
        item, actor = self._item, self._actor
        if item.source_kind == "archive_material" and READERS.include(actor, item.agency_id):
            return True
        source = matters.find(item.source_ref, actor)
        if source is None:
            return False
        return "internal" not in type(source).readers_of or source.part_open_to("internal", actor)

    def _reads_everything(self) -> bool:
        item, actor = self._item, self._actor
        if isinstance(item, SealedItem):  # of a case its team reads the whole
            return True
        several: dict[str, set[int]] = defaultdict(set)
        for ref in item.matters or [item.source_ref]:
            kind, _, pk = ref.partition(":")
            several[kind].add(int(pk))
        for kind, numbers in several.items():
            rows = list(matters.in_sight(matters.kinds()[kind], actor).filter(pk__in=numbers))
            if len(rows) < len(numbers) or not all(_parts_open(row, actor) for row in rows):
                return False
        return True


def _parts_open(matter: Matter, actor: Actor) -> bool:
    return all(matter.part_open_to(part, actor) for part in type(matter).readers_of)


def asked_of(actor: Actor, item: Kept) -> bool:
    """Whether this is its keeper, whose word it waits for: nobody vouches for a file that they cannot open (AR-2)."""
    waits = item.state == Kept.State.COLLECTED and item.tested_at is not None
    return waits and not isinstance(item, SealedItem) and actor.holds_role(KEEPER, item.agency_id)


def may_open(actor: Actor, item: Kept, member: Any) -> bool:
    """Whether this person, who reads the item, opens this file of it: as `Opening.opens`."""
    return Opening(actor, item).opens(member)
