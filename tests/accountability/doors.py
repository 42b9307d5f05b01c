"""A closed file of the commission, and every address at which somebody might look for it: generated, so that new pages count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import get_resolver, reverse

from accountability.models import Appeal, Case, Correction, Evidence, Paper, Report
from archive.models import Item, SealedItem
from foundation.casework import overview
from foundation.casework.acts import ACTS
from foundation.casework.desk import desk
from foundation.figures.declared import FIGURES
from tests.accountability.people import (
    CLERK,
    PLANTED,
    Commission,
)


@dataclass
class Sealed:
    """A case with everything in it, and what would show that somebody found it."""

    commission: Commission
    case: Case
    report: Report
    appeal: Appeal
    correction: Correction
    paper: Paper
    proof: Evidence

    @property
    def strings(self) -> tuple[str, ...]:
        """What stands in the file and nowhere else."""
        return (*PLANTED, self.case.number, self.case.decision_number)

    def found_in(self, text: str, but: str = "") -> list[str]:
        """Which of them a text shows."""
        return [planted for planted in self.strings if planted != but and planted in text]


# The doors, generated

_NUMBERS: dict[str, Callable[[Sealed], Any]] = {"paper": lambda s: s.paper.pk, "proof": lambda s: s.proof.pk}


def matters_of(sealed: Sealed) -> dict[type[Any], Any]:
    return {Case: sealed.case, Report: sealed.report, Appeal: sealed.appeal, Correction: sealed.correction}


def room_addresses(sealed: Sealed) -> Iterator[str]:
    """Every address of every registered page of the room, each with a row of its kind, and what Django's own would be."""
    rows = matters_of(sealed)
    for model, pages in desk._registry.items():
        if model._meta.app_label != "accountability":
            continue
        row = rows[model]
        base = f"/desk/accountability/{model._meta.model_name}/"
        for pattern in pages.get_urls():
            route = str(pattern.pattern)
            for name in getattr(pattern.pattern, "converters", {}):
                number = _NUMBERS[name](sealed) if name in _NUMBERS else row.pk
                route = route.replace(f"<int:{name}>", str(number))
            yield base + route
        for more in ("history/", "delete/", "change/?_popup=1", "autocomplete/", "add/"):
            yield f"{base}{row.pk}/{more}"
        for asked in ("?as=print", "?as=xlsx", "?o=1", "?state__exact=correcting", "?agency=jw", "?e=1"):
            yield base + asked
        for word in sealed.strings:
            yield f"{base}?q={quote(word)}"


def act_addresses(sealed: Sealed) -> Iterator[str]:
    """The page of every act on a row of the room, and its draft."""
    for row in matters_of(sealed).values():
        for name, declared in ACTS.items():
            if isinstance(row, declared.on):
                yield f"/desk/act/{name}/{row.ref}/"
    yield f"/desk/act/accountability.tell/accountability_case:{sealed.case.number}/"
    yield f"/desk/draft/accountability.tell/{sealed.case.ref}/"
    yield f"/desk/files/accountability.add_evidence/{sealed.case.ref}/"
    yield "/desk/together/accountability.verify/"


def other_addresses(sealed: Sealed) -> Iterator[str]:
    """Whatever else of the desk shows rows of many kinds."""
    yield from (
        "/desk/",
        "/desk/mine/",
        "/desk/others/",
        "/desk/inbox/",
        "/desk/audit/",
        "/desk/audit/?as=xlsx",
        "/desk/figures/",
        "/desk/figures/?as=xlsx",
        "/desk/accountability/",
        f"/desk/autocomplete/?app_label=accountability&model_name=case&field_name=report&term={sealed.case.number}",
        "/desk/agencies/agency/",
        f"/desk/agencies/agency/{sealed.commission.agency.pk}/change/",
        f"/desk/agencies/agency/{sealed.case.unit_id}/change/",
        "/desk/act/agencies.merge/agency:jw/",
        "/desk/act/agencies.close/agency:jw/",
        "/desk/act/agencies.urge/agency:jw/",
        f"/desk/agencies/staff/{sealed.commission.pk(CLERK)}/change/",
        f"/desk/act/agencies.hand_over/staff:{CLERK}/",
        "/desk/archive/",
    )
    yield from archive_addresses(sealed)
    for kind in overview.KINDS:
        yield f"/desk/due/{kind}/"
        yield f"/desk/due/{kind}/?agency=jw"
    for id in FIGURES:
        if id.startswith(("accountability.", "archive.")):
            yield f"/desk/figures/{id}/"
            yield f"/desk/figures/{id}/?agency=jw"


def archive_addresses(sealed: Sealed) -> Iterator[str]:
    """Every address of the archive's pages; every row behind the door with every act, and one of each other kind."""
    for model, pages in desk._registry.items():
        if model._meta.app_label != "archive":
            continue
        base = f"/desk/archive/{model._meta.model_name}/"
        rows = list(model._default_manager.order_by("pk")[: 30 if model is SealedItem else 1])
        for pattern in pages.get_urls():
            route = str(pattern.pattern)
            for row in rows if "<" in route else [None]:
                filled = route.replace("<str:paper>", "proof")
                for name in ("pk", "file", "paper"):
                    filled = filled.replace(f"<int:{name}>", str(row.pk if row else 0))
                yield base + filled
        yield from (base + asked for asked in ("?as=print", "?as=xlsx", "?o=1"))
        if model in (Item, SealedItem):  # what else is searched there bears no words of a matter
            yield from (f"{base}?q={quote(word)}" for word in sealed.strings)
        for row in rows if model is SealedItem else ():
            for name, declared in ACTS.items():
                if isinstance(row, declared.on):
                    yield f"/desk/act/{name}/{row.ref}/"


def public_addresses(sealed: Sealed) -> Iterator[str]:
    """The pages of the site that take no argument, the search, what programs read."""
    found = get_resolver().reverse_dict
    for name in [key for key in found if isinstance(key, str)]:
        with suppress(Exception):
            yield reverse(name)
    for space in get_resolver().namespace_dict:
        if space in ("admin", "desk"):
            continue
        _prefix, resolver = get_resolver().namespace_dict[space]
        for name in [key for key in resolver.reverse_dict if isinstance(key, str)]:
            with suppress(Exception):
                yield reverse(f"{space}:{name}")
    for word in sealed.strings:
        yield f"/search/?q={quote(word)}"
    yield f"/accountability/served/papers/{sealed.paper.pk}/"
    yield "/desk/login/"


def dealt(addresses: Iterator[str], turn: int) -> Iterator[str]:
    """Every page, and a fourth of the ways in which a page is asked for: searched, filtered, as a workbook.

    What they narrow is nothing, as the page itself shows; each way of asking is tried by seven strangers.
    """
    for number, address in enumerate(addresses):
        if "?" not in address or number % 4 == turn % 4:
            yield address
