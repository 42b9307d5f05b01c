"""Letters composed from values and nothing else: no database, no clock.

Their page extends `correspondence/letter.html`: head, number, addressee, text, remedies, seal, and whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.template.loader import render_to_string

from foundation.agencies.models import Agency

T = TypeVar("T")

_DIGITS = "一二三四五六七八九"
#: 一 to 九十九.
ORDINALS = tuple(
    f"{tens}{one}" for tens in ("", "十", *(f"{n}十" for n in _DIGITS[1:])) for one in ("", *_DIGITS)
)[1:]


#: What follows a last day that may still move.
PROVISIONAL = "（暂定，以国务院公布的放假安排为准）"


class MissingValue(ValueError):
    """A letter lacks something it has to say."""


@dataclass(frozen=True)
class Form:
    """How one kind of letter is called, which template it has, and what its body must bring."""

    title: str
    template: str
    needs: tuple[str, ...] = ()
    #: It goes to somebody else than most letters of the case do, who is named by this value of the body.
    addressee: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Who writes, under which number, when; a room adds what its own letters are about."""

    agency_name: str
    agency_address: str
    agency_phone: str
    disclosure_office: str
    office_hours: str
    document_number: str
    issued_on: date
    #: What this kind of letter needs besides: see its `Form`.
    body: Mapping[str, Any] = field(default_factory=dict)


def letterhead(agency: Agency) -> dict[str, str]:
    """What a `Case` says of the agency that writes."""
    return {
        "agency_name": agency.name,
        "agency_address": agency.office_address,
        "agency_phone": agency.office_phone,
        "disclosure_office": agency.disclosure_office,
        "office_hours": agency.office_hours,
    }


def compose(form: Form, case: Case, *, to: str, **more: Any) -> str:
    """The page of a letter to somebody. Raises `MissingValue` when its body lacks what the letter has to say.

    Where the body says that the last day it names is `provisional`, the template has `tentative` to say so beside the day.
    """
    body = case.body
    if missing := [name for name in form.needs if name not in body or body[name] in ("", None, (), [])]:
        raise MissingValue(f"{form.title}: {', '.join(missing)}")
    values = {
        **body,
        **more,
        "case": case,
        "title": f"{case.agency_name}{form.title}",
        "name": form.title,
        "tentative": PROVISIONAL if body.get("provisional") else "",
        "addressee": body[form.addressee] if form.addressee else to,
    }
    return render_to_string(form.template, values)


def numbered(parts: Iterable[T]) -> list[tuple[str, T]]:
    """What stands under 一、二、三 in a letter, each with its number."""
    return list(zip(ORDINALS, parts, strict=False))
