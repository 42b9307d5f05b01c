"""What can be done: telling someone, and noting that it was read. Sending itself is `delivery`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from foundation.agencies.models import Staff
from foundation.clauses import cite
from foundation.notices.models import Channel, Dispatch, Notice
from foundation.notices.tasks import deliver_pending
from foundation.privacy.keys import fingerprint
from foundation.worker import soon

SUBJECT_LIMIT = 200
"""Characters of a subject that are kept."""


def tell(
    staff: Iterable[Staff],
    *,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    url: str = "",
    clause: str = "",
    urgent: bool = False,
) -> None:
    """Tell members of staff something, each of them once per `key`, however often this is called.

    Writes to their inboxes inside the caller's transaction; e-mail, and SMS when `urgent`, leave after it commits, to
    those who have an address and still work here. `url` is a path of this site or a full address; `clause` an id of
    the register (`UnknownClause` when it is none). What is not to be sent in the open must not stand in `body`.
    """
    people = {person.pk: person for person in staff}
    if clause:
        cite(clause)
    if not people:
        return
    subject, body = _one_line(subject), _clean(body)
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(
                    recipient=person,
                    key=key,
                    subject=subject,
                    body=body,
                    url=url,
                    clause=clause,
                    created_at=at,
                )
                for person in people.values()
            ],
            ignore_conflicts=True,
        )
        letters = []
        for notice in Notice.objects.filter(key=key, recipient__in=people, created_at=at):
            person = people[notice.recipient_id]
            if not person.is_active:
                continue
            if person.email:
                letters.append(_dispatch(Channel.EMAIL, person.email, notice, _letter(notice)))
            if urgent and person.phone:
                letters.append(_dispatch(Channel.SMS, person.phone, notice, notice.body))
        _hand_over(letters)


def tell_address(
    *, email: str | None = None, phone: str | None = None, subject: str, body: str, key: str, at: datetime
) -> None:
    """Tell a person without account something by e-mail, SMS or both: once per `key` and address.

    Leaves after the caller's transaction commits. With neither address nothing happens: such a person is told on paper.
    """
    notice = Notice(key=key, subject=_one_line(subject), body=_clean(body), created_at=at)
    letters = []
    if email:
        letters.append(_dispatch(Channel.EMAIL, email, notice, notice.body))
    if phone:
        letters.append(_dispatch(Channel.SMS, phone, notice, notice.body))
    with transaction.atomic():
        _hand_over(letters)


def forget(*, before: datetime) -> int:
    """Take addresses and words away from messages to people without account that were registered before; how many it were.

    What stays says that there was a message, when, and whether it was sent.
    """
    old = Dispatch.objects.filter(notice=None, created_at__lt=before).exclude(address="")
    return old.update(address="", body="", address_key=Cast("pk", CharField()))


def mark_read(staff: Staff, ids: Iterable[int], at: datetime) -> int:
    """Note that a person read notices of their own; returns how many were unread until now. Others' are not touched."""
    return Notice.objects.filter(recipient=staff, pk__in=list(ids), read_at=None).update(read_at=at)


def _hand_over(letters: list[Dispatch]) -> None:
    if letters:
        Dispatch.objects.bulk_create(letters, ignore_conflicts=True)
        soon(deliver_pending)


def _dispatch(channel: Channel, address: str, notice: Notice, body: str) -> Dispatch:
    return Dispatch(
        notice=notice if notice.pk else None,
        channel=channel,
        address=address,
        address_key=fingerprint(address, "dispatch"),
        key=notice.key,
        subject=notice.subject,
        body=body,
        created_at=notice.created_at,
        next_try_at=notice.created_at,
    )


def _letter(notice: Notice) -> str:
    """The notice as a letter: its body, and where to go on from here."""
    site = settings.SITE_URL if notice.url.startswith("/") else ""
    return f"{notice.body}\n\n办理：{site}{notice.url}" if notice.url else notice.body


def _clean(text: str) -> str:
    """Without what neither PostgreSQL nor a mail can hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _one_line(text: str) -> str:
    line = " ".join(_clean(text).split())
    return line if len(line) <= SUBJECT_LIMIT else line[: SUBJECT_LIMIT - 1] + "…"
