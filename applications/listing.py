"""What narrows the list of applications, and the searches that were made in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.filters import ListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from applications.finding import FIELDS, Search, found
from applications.models import Applicant
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.acts import ACTS
from foundation.casework.desk import actor_of
from foundation.casework.listing import SelectFilter
from foundation.casework.models import LedgerLine

#: A value shorter than this stands in too many texts by chance.
SHORTEST = 2


class HandlerFilter(SelectFilter):
    """By who handles it: oneself, somebody else, nobody yet."""

    title, parameter_name, parameters = "经办人", "handler", ("handler",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.get_queryset(request).order_by()
        people = Staff.objects.filter(pk__in=rows.values("handler")).select_related("agency")
        me = actor_of(request).staff_id
        named = [(str(p.pk), f"{p.full_name or p.username}（{p.agency}）") for p in people if p.pk != me]
        return [("me", "我经办的"), ("none", "还没有经办人"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if value == "none":
            return queryset.filter(handler=None)
        if value == "me":
            return queryset.filter(handler=actor_of(request).staff_id)
        return queryset.filter(handler=int(value)) if value.isdecimal() and len(value) < 19 else queryset


class FoundFilter(ListFilter):
    """What a search found, for whoever made it and as long as it is open."""

    title, template, parameters = "查找", "admin/filter_found.html", ("found",)

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.asked = False
        self.search: Search | None = None
        if "found" in params:
            sealed = params.pop("found")[-1]
            self.used_parameters["found"] = sealed
            self.asked = True
            self.search = Search.opened(sealed, actor_of(request), model_admin.moment())

    def has_output(self) -> bool:
        return self.asked

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield from ()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.search is None:
            return queryset.none()
        hits = found(self.search.by, self.search.sought, actor_of(request))
        return queryset.filter(pk__in=hits.order_by().values("pk"))


def may_find(actor: Actor) -> bool:
    """Whether this person may search applications at all."""
    finds = ACTS["applications.find"]
    return actor.staff_id is not None and any(
        actor.holds_role(role, actor.agency_id) for role in finds.every_role()
    )


def logged_searches() -> QuerySet[LedgerLine]:
    """Every search that was made, the newest first."""
    return LedgerLine.objects.filter(act="applications.find").order_by("-at", "-pk")


def shown(lines: Iterable[LedgerLine]) -> list[dict[str, Any]]:
    """Searches as a page lists them."""
    return [
        {
            "line": line,
            "field": FIELDS.get(line.detail["field"], "").partition("（")[0],
            "mark": line.detail["mark"],
            "found": line.detail["found"],
        }
        for line in lines
    ]


def says_nothing_of(applicant: Applicant, text: str) -> str:
    """A text in which what is personal of the applicant is masked where it stands as it was entered."""
    for name in Applicant.personal_labels():
        value = getattr(applicant, name)
        if len(value) >= SHORTEST and value in text:
            text = text.replace(value, Applicant.MASKS[name](value))
    return text
