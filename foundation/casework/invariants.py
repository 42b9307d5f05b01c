"""Whatever an agency has to do by a day stands on the work list of somebody who can do it."""

from __future__ import annotations

from foundation.agencies.actors import Actor
from foundation.agencies.models import RoleGrant, Staff
from foundation.casework.acts import ACTS
from foundation.casework.matters import kinds
from foundation.casework.models import Matter
from foundation.casework.worklist import waiting
from foundation.deadlines.limits import LIMITS, Bound
from foundation.invariants import Finding, Findings, Look, invariant

_OPEN = """
SELECT matter_kind, matter_id, "limit", (due_at AT TIME ZONE 'Asia/Shanghai')::date FROM deadlines_clock c
 WHERE ended_at IS NULL AND paused_since IS NULL AND "limit" = ANY(%(limits)s) AND NOT EXISTS (
   SELECT FROM deadlines_clock o WHERE o.matter_kind = c.matter_kind AND o.matter_id = c.matter_id AND o.ended_at IS NULL
      AND o."limit" = ANY(%(others)s))
 ORDER BY due_at
"""


@invariant("duties.listed", "限期要办的每一件事都在某个在岗人员的待办里")
def listed(look: Look) -> Findings:
    """Compare the open clocks with the work lists of all people together.

    What others owe is on no list of an agency, and what the portal does when a limit is over waits for nobody; nor does what is
    met by the way, as an account's silence ends with any post. A matter that waits for somebody outside comes back by itself
    when their time is over: until then there is nothing to do.
    """
    met = {limit.code for declared in ACTS.values() for limit in declared.meets}
    owed = [code for code in met if LIMITS[code].binds is Bound.AGENCY and LIMITS[code].at_end is None]
    others = [
        code for code, one in LIMITS.items() if one.binds is not Bound.AGENCY and one.at_end is not None
    ]
    on_lists = _on_lists()
    for kind, number, limit, due in look.rows(_OPEN, limits=owed, others=others):
        look.seen += 1
        if (kind, number) not in on_lists:
            yield Finding(f"{kind}:{number}", f"{limit} 要办的不在任何人的待办里", due)


def _on_lists() -> set[tuple[str, int]]:
    """The matters that wait for anybody, and those to which what waits belongs."""
    held = RoleGrant.objects.filter(staff__is_active=True).values_list("role", "agency_id")
    everybody = Actor(kind="staff", name="", grants=frozenset(held))
    found: set[tuple[str, int]] = set()
    for kind, model in kinds().items():
        if not issubclass(model, Matter):
            continue
        for actor in _readers(model) if model.sealed else [everybody]:
            rows = waiting(model, actor)
            if rows is None:
                continue
            lent = model.lenders()
            for number, *others in rows.values_list("pk", *lent.values()):
                found.add((kind, number))
                found.update((of, other) for of, other in zip(lent, others, strict=True) if other)
    return found


def _readers(model: type[Matter]) -> list[Actor]:
    """Those who may read some rows of what is sealed, each their own."""
    people = Staff.objects.filter(is_active=True, grants__role__in=model.readers.within).distinct()
    return [Actor.of(staff) for staff in people.select_related("agency")]
