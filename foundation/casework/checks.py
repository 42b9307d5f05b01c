"""The check of names between declarations, run once when all rooms are loaded."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.acts import ACTS
from foundation.casework.models import Matter
from foundation.deadlines.limits import LIMITS


def check_names() -> None:
    """Raise `ImproperlyConfigured` if a time limit, a separation of duties or a reader names an unknown act or role.

    Without the check a misspelt name would fail only when the limit runs out.
    """
    wrong = [
        f"time limit {limit.code}: no role {role!r}"
        for limit in LIMITS.values()
        for role in limit.tells
        if role not in Role.values
    ]
    wrong += [
        f"time limit {limit.code}: no act {limit.at_end!r} that the portal performs"
        for limit in LIMITS.values()
        if limit.at_end and not (limit.at_end in ACTS and ACTS[limit.at_end].by_system)
    ]
    wrong += [
        f"act {declared.name}: no act {name!r} to keep apart from"
        for declared in ACTS.values()
        for name in (declared.not_by.acts if declared.not_by else ())
        if name not in ACTS
    ]
    wrong += [
        f"act {declared.name}: {role.value} may perform it and does not read {model.kind}"
        for declared in ACTS.values()
        for model in matters.matter_kinds()
        if issubclass(model, declared.on)
        # What the county does with every kind of matter it does not do with one that is sealed: it is none to the county.
        and not (model.sealed and declared.on is Matter)
        for role in declared.every_role()
        if role not in model.readers.within | model.readers.county
    ]
    wrong += [
        f"act {declared.name}: no act {name!r} that would satisfy “{check.label}”"
        for declared in ACTS.values()
        for check in declared.gates
        for name in check.done_by
        if name not in ACTS
    ]
    if wrong:
        raise ImproperlyConfigured("; ".join(wrong))
