"""The kinds of matters, and how a reference such as `document:12` finds one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter


@cache
def kinds() -> Mapping[str, type[Model]]:
    """The models on which acts are performed, by the name used in references."""
    return {"agency": Agency, "staff": Staff, **{model.kind: model for model in matter_kinds()}}


@cache
def matter_kinds() -> tuple[type[Matter], ...]:
    """The models of matters."""
    return tuple(model for model in apps.get_models() if issubclass(model, Matter))


def kind_of(model: type[Model] | Model) -> str:
    """The kind of a matter, an agency or a person."""
    cls = model if isinstance(model, type) else type(model)
    if issubclass(cls, Matter):
        return cls.kind
    return {Agency: "agency", Staff: "staff"}[cls]


def ref_of(matter: Model) -> str:
    """The reference of a matter, as `find` reads it: `kind:number`, an agency by its code, an account by its name."""
    known_as = {Agency: "code", Staff: "username"}.get(type(matter), "pk")  # type: ignore[call-overload]
    return f"{kind_of(matter)}:{getattr(matter, known_as)}"


def numbered(ref: str) -> str:
    """Which matter a reference names, in words for whoever may not read what it is called: 公文 317 号."""
    kind, _, key = ref.partition(":")
    model = kinds().get(kind)
    return f"{model._meta.verbose_name if model else '事项'} {key} 号"


def agency_of(matter: Model) -> Agency | None:
    """The agency of a matter or a person; an agency's is itself."""
    return matter if isinstance(matter, Agency) else getattr(matter, "agency", None)


def find(ref: str, actor: Actor) -> Any:
    """The matter that a reference names, or None if the actor may not read it.

    `document:12`, `document:wy-rfbsc/2023-07692` (the newest version), `agency:rfbsc`, `staff:anna`.
    """
    named = named_by(ref)
    if named is None:
        return None
    model, where = named
    return in_sight(model, actor).filter(where).order_by("-pk").first()


def named_by(ref: str) -> tuple[type[Model], Q] | None:
    """The model that a reference names and the filter for its row; None if it is no reference."""
    kind, _, key = ref.partition(":")
    model = kinds().get(kind)
    if model is None or not key or "\0" in key:
        return None
    if issubclass(model, Matter):
        return model, model.named(key)
    return model, Q(code=key) if model is Agency else Q(username=key)


def in_sight(model: type[Model], actor: Actor) -> Any:
    """The rows of a kind that the actor may read."""
    if issubclass(model, Matter):
        return model._default_manager.all().visible_to(actor)  # type: ignore[attr-defined]
    rows = model._default_manager.all()
    if actor.kind == "citizen":
        return rows.public() if model is Agency else rows.none()  # type: ignore[attr-defined]
    if actor.sees_all:
        return rows
    if model is Agency:
        return rows.filter(pk__in=actor.agency_ids)
    return rows.filter(Q(agency_id__in=actor.agency_ids) | Q(pk=actor.staff_id))


def clocks_in_sight(actor: Actor) -> Q:
    """The filter for clocks of kinds and agencies that the actor may read."""
    found = Q(pk=None)
    for model in matter_kinds():
        if model.narrowed(actor):
            rows = in_sight(model, actor).order_by().values("pk")
            found |= Q(matter_kind=model.kind, matter_id__in=rows)
        elif model.readers.everywhere(actor):
            found |= Q(matter_kind=model.kind)
        elif agencies := model.readers.agencies(actor):
            found |= Q(matter_kind=model.kind, agency_id__in=agencies)
    return found
