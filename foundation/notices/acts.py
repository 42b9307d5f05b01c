"""Telling people, and noting that they have read it; `delivery` sends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from foundation.agencies.models import Staff
from foundation.clauses import cite
from foundation.notices import contacts
from foundation.notices.models import Channel, Dispatch, Notice
from foundation.notices.tasks import deliver_pending
from foundation.privacy.keys import fingerprint
from foundation.worker import soon

#: The most characters of a subject.
SUBJECT_LIMIT = 200
#: What a message to the staff says in place of its body.
READ_AT_DESK = "内容请登录工作台查看。"


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
    outside: str = "",
) -> None:
    """Tell members of staff something, each of them once per `key`.

    Writes to their inboxes in the caller's transaction; after commit, active staff with an address get e-mail and, if `urgent`,
    SMS. `url` is a path of this site or a full address; `clause` an id of the register (else `UnknownClause`). Mail and SMS
    say the subject, or `outside` in its place where that says less, and never the body: they leave unencrypted.
    """
    people = {person.pk: person for person in staff}
    if clause:
        cite(clause)
    if not people:
        return
    subject, body = _one_line(subject), _clean(body)
    # Within an act's transaction it fails with the act: a savepoint of its own would cost every act two queries.
    with transaction.atomic(savepoint=False):
        said = {"key": key, "subject": subject, "body": body, "url": url, "clause": clause, "created_at": at}
        new = [Notice(recipient=person, **said) for person in people.values()]
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        # Which notices are new must be known only where something leaves.
        if not any(
            person.is_active and (person.email or (urgent and person.phone)) for person in people.values()
        ):
            return
        letters = []
        for notice in Notice.objects.filter(key=key, recipient__in=people, created_at=at):
            person = people[notice.recipient_id]
            if not person.is_active:
                continue
            if person.email:
                letters.append(_dispatch(Channel.EMAIL, person.email, notice, _letter(notice), outside))
            if urgent and person.phone:
                letters.append(_dispatch(Channel.SMS, person.phone, notice, READ_AT_DESK, outside))
        _hand_over(letters)


def tell_address(
    *,
    email: str | None = None,
    phone: str | None = None,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    because: str = "",
) -> bool:
    """Tell a person without account something by e-mail, SMS or both, once per `key` and address, after commit.

    Without `because` it is the service of a letter, or goes to an address that a member of the staff answers for, and always
    leaves. What is written automatically names the matter because of which it is written (`contacts.consider`). Returns
    whether something leaves, now or with others in one message.
    """
    notice = Notice(key=key, subject=_one_line(subject), body=_clean(body), created_at=at)
    letters = []
    if email:
        letters.append(_dispatch(Channel.EMAIL, email, notice, notice.body))
    if phone:
        letters.append(_dispatch(Channel.SMS, phone, notice, notice.body))
    with transaction.atomic():
        if because:
            letters = [contacts.consider(letter, because) for letter in letters]
        _hand_over([letter for letter in letters if letter.pk is None])
    return any(letter.state in contacts.LEAVES for letter in letters)


def forget(*, before: datetime) -> int:
    """Erase addresses and texts of messages to people without account created before a moment; returns how many.

    Also the fingerprints of those that were never sent, and have lost their address already.
    The rows keep when each message was created and whether it was sent.
    """
    old = Dispatch.objects.filter(notice=None, created_at__lt=before)
    erased = Cast("pk", CharField())
    return old.exclude(address_key=erased).update(address="", body="", address_key=erased)


def mark_read(staff: Staff, ids: Iterable[int], at: datetime) -> int:
    """Mark notices of this person as read; returns how many were unread. Notices of others stay as they are."""
    return Notice.objects.filter(recipient=staff, pk__in=list(ids), read_at=None).update(read_at=at)


def _hand_over(letters: list[Dispatch]) -> None:
    if letters:
        Dispatch.objects.bulk_create(letters, ignore_conflicts=True)
        soon(deliver_pending)


def _dispatch(channel: Channel, address: str, notice: Notice, body: str, subject: str = "") -> Dispatch:
    return Dispatch(
        notice=notice if notice.pk else None,
        channel=channel,
        address=address,
        address_key=fingerprint(address, "dispatch"),
        key=notice.key,
        subject=_one_line(subject) or notice.subject,
        body=body,
        created_at=notice.created_at,
        next_try_at=notice.created_at,
    )


def _letter(notice: Notice) -> str:
    """The text of an e-mail to the staff: where to read the notice, nothing of what it says."""
    site = settings.SITE_URL if notice.url.startswith("/") else ""
    return f"{READ_AT_DESK}\n\n办理：{site}{notice.url}" if notice.url else READ_AT_DESK


def _clean(text: str) -> str:
    """The text without NUL and lone surrogates, which neither PostgreSQL nor mail can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _one_line(text: str) -> str:
    line = " ".join(_clean(text).split())
    return line if len(line) <= SUBJECT_LIMIT else line[: SUBJECT_LIMIT - 1] + "…"
