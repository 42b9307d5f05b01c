"""Taking in registrations for a hearing: one for each person, and no official in a citizen's seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.agencies.models import Agency, Staff
from foundation.casework.refusals import Invalid
from foundation.privacy.keys import fingerprint
from foundation.visitors.sending import hashed, sent_with
from participation.doors import CODES
from participation.drawing import drawn, leaf
from participation.models import Hearing, Registration, Representative
from participation.statute import CITIZENS, Group
from secrecy_review.leaks import normalised


@dataclass(frozen=True)
class Wish:
    """Who wants to speak for which group; `identity` is the number of the identity card, which is not kept."""

    group: str
    name: str
    identity: str
    telephone: str
    details: str
    unit: str = ""


@dataclass(frozen=True)
class Registered:
    """A registration that was taken in, with the query code that is told once; `again` if it was there already."""

    registration: Registration
    code: str
    again: bool = False


class Twice(Exception):
    """This person registered for this hearing already."""


def register(
    hearing: Hearing, wish: Wish, token: str, at: datetime, *, by: Staff | None = None
) -> Registered:
    """Keep a registration; the same token twice is one. `Twice` where the same person is there already.

    As with opinions, the row itself is the record and no act on the hearing; the database refuses it outside the period.
    """
    at = at.replace(microsecond=0)
    code = CODES.code_of(token)
    row = Registration(
        hearing=hearing,
        group=wish.group,
        person=fingerprint(wish.identity, f"hearing.{hearing.pk}"),
        name=wish.name,
        telephone=wish.telephone,
        details=wish.details,
        received_at=at,
        recorded_by=by,
        form_token=hashed(token),
        code_hash=CODES.hashed(code),
        digest=leaf(code, at, str(Group(wish.group).label)),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        earlier = sent_with(Registration.objects.all(), token)
        if earlier is not None:
            return Registered(earlier, CODES.code_of(token, earlier.code_hash), again=True)
        raise Twice from None
    return Registered(row, code)


def is_theirs(row: Registration, identity: str) -> bool:
    """Whether a registration is that of the person with this number of an identity card."""
    return compare_digest(row.person, fingerprint(identity, f"hearing.{row.hearing_id}"))


def seat(hearing: Hearing, row: Registration) -> Representative:
    """Give somebody who registered a seat of their group."""
    return Representative.objects.create(
        hearing=hearing,
        group=row.group,
        registration=row,
        name=row.name,
        telephone=row.telephone,
        shown=shown_name(row.name),
    )


def next_in_order(hearing: Hearing, group: str) -> Registration | None:
    """Who comes next in the order of the lot for a seat of this group; None where nobody waits."""
    rows = Registration.objects.listed(hearing).standing().filter(group=group, representative=None)
    waiting = {row.digest: row for row in rows if not is_representative(hearing, row.name, row.telephone)}
    order = drawn(waiting, hearing.list_hash, hearing.lot_number, str(Group(group).label))
    return waiting[order[0]] if order else None


def in_order(hearing: Hearing, row: Registration) -> int:
    """The place of somebody who waits for a seat, in the order of the lot among those who wait: 1 comes next."""
    rows = Registration.objects.listed(hearing).standing().filter(group=row.group, representative=None)
    digests = rows.values_list("digest", flat=True)
    order = drawn(digests, hearing.list_hash, hearing.lot_number, str(row.get_group_display()))
    return order.index(row.digest) + 1 if row.digest in order else 0


def works_for_an_agency(hearing: Hearing, group: str, name: str, telephone: str, unit: str = "") -> str:
    """Why somebody may not sit for citizens, in words; blank where nothing speaks against it.

    Known by the telephone of a colleague, by the name of one of the agency in charge, or by an agency as employer.
    """
    if group not in CITIZENS:
        return ""
    digits = "".join(sign for sign in telephone if sign.isdecimal())
    staff = Staff.objects.filter(is_active=True)
    if digits and staff.exclude(phone="").filter(phone=digits).exists():
        return "这个电话是机关工作人员的。"
    if staff.filter(agency=hearing.agency_id, full_name="".join(name.split())).exists():
        return f"与{hearing.agency.name}的工作人员同名。"
    employer = unit.strip()
    if employer and Agency.objects.filter(Q(name=employer) | Q(short_name=employer)).exists():
        return f"{employer}是行政机关。"
    return ""


def shown_name(name: str) -> str:
    """A name as lists show it: 朱**."""
    return f"{name.strip()[:1]}**"


def is_representative(hearing: Hearing, name: str, telephone: str) -> bool:
    """Whether somebody of this name and telephone sits already."""
    rows = Representative.objects.filter(hearing=hearing)
    return any((row.name, row.telephone) == (name, telephone) for row in rows)


def refuse_names(hearing: Hearing, places: dict[str, str], *more: str) -> None:
    """Raise `Invalid` at the place that has the full name of somebody who registered or sits, or one of `more`.

    For what everybody reads of a hearing.
    """
    known = [*hearing.representatives.values_list("name", flat=True)]
    known += hearing.registrations.values_list("name", flat=True)
    names = {normalised(name) for name in (*known, *more) if len(name) > 1}
    for label, text in places.items():
        if any(name in normalised(text) for name in names):
            raise Invalid({label: ["里面有报名人或者代表的姓名。人人看得到，请改写成“一位居民代表”之类。"]})


def refuse_staff(hearing: Hearing, data: dict[str, Any]) -> None:
    """Nobody who works for an agency sits for citizens; a namesake does, whom somebody at the desk made sure of."""
    if data.get("verified"):
        return
    if why := works_for_an_agency(
        hearing, data["group"], data["name"], data["telephone"], data.get("unit", "")
    ):
        said = f"{why}机关工作人员不能占这一组的名额，请选别的组别；不是的，核实以后勾选“已核实不是机关工作人员”。"
        raise Invalid({"组别": [said]})
