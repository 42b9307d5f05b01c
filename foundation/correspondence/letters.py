"""Composing letters from values, without database or clock.

Their templates extend `correspondence/letter.html`: head, number, addressee, text, remedies, seal, contact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.template.loader import render_to_string

from foundation.agencies.models import Agency
from foundation.clauses.places import NUMBERS

T = TypeVar("T")


#: What follows a last day that may still move.
PROVISIONAL = "（暂定，以国务院公布的放假安排为准）"


class MissingValue(ValueError):
    """A letter lacks a value that its form needs."""


@dataclass(frozen=True)
class Form:
    """One kind of letter: its title, its template, and the values that its body must have."""

    title: str
    template: str
    needs: tuple[str, ...] = ()
    #: The value of the body that names the addressee, if that is not the usual one of the case.
    addressee: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """The sender, number and date of a letter; a room adds the subject of its own letters."""

    agency_name: str
    agency_address: str
    agency_phone: str
    disclosure_office: str
    office_hours: str
    document_number: str
    issued_on: date
    #: What the page of the matter on this site is for, and its address, for whoever gets the letter; blank without one.
    online: str = ""
    page: str = ""
    #: The address that is printed, where the page's own is too long to type.
    address: str = ""
    #: Further values, among them those that the `Form` needs.
    body: Mapping[str, Any] = field(default_factory=dict)


def letterhead(agency: Agency) -> dict[str, str]:
    """The sender's fields of a `Case`."""
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


def in_words(day: date) -> str:
    """A day as letters write it: 2026年11月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


#: Days, numbers of documents and of applications, and codes, which are not parted at the end of a line.
_TOGETHER = re.compile(
    r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|〔[0-9]{4}〕[0-9]+号"
    r"|(?<![0-9-])[0-9]{4}-[0-9]{4,}(?![0-9-])|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}"
)
#: A tag, or the text between two of them.
_PIECES = re.compile(r"<[^>]*>|[^<]+")


def kept_together(page: str) -> str:
    """The page of a letter as it is printed: no line ends within a day or a number of its paragraphs."""
    head, body, text = page.partition("<body")
    return head + body + _PIECES.sub(lambda piece: _whole(piece[0]), text)


def _whole(piece: str) -> str:
    return piece if piece.startswith("<") else _TOGETHER.sub(r"<nobr>\g<0></nobr>", piece)


def numbered(parts: Iterable[T]) -> list[tuple[str, T]]:
    """The parts with the Chinese numerals 一, 二, 三 … before them."""
    return list(zip(NUMBERS, parts, strict=False))
