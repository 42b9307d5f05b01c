"""Addresses that visitors give, which may be a stranger's: confirmed by their holders before they are written to again.

The first automatic message to an address asks its holder; until they say that it is theirs, what follows is held. A confirmed
address gets a few automatic messages an hour, the rest in one. Service of letters never passes through here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.urls import reverse

from foundation.notices.models import Answer, Channel, Contact, Dispatch, Question, State
from foundation.notices.tasks import deliver_pending
from foundation.privacy.keys import fingerprint
from foundation.visitors.codes import new_token
from foundation.worker import soon

log = logging.getLogger(__name__)

#: How long a link is good, and the time in which an address that nobody has confirmed is asked once.
VALID = timedelta(days=7)
#: The automatic messages to a confirmed address in `WINDOW`; what comes on top leaves in one message at its end.
AT_MOST, WINDOW = 4, timedelta(hours=1)
#: How long messages wait for the holder of their address.
HELD_FOR = timedelta(days=30)
#: The most lines of a message that sums up.
LINES = 20
#: The states of what leaves or has left.
LEAVES = (State.PENDING, State.SENT, State.SUMMED)

_SUMMARY = "summary:"
#: What the addresses of a channel are called.
CALLED: dict[str, str] = {Channel.EMAIL: "邮箱", Channel.SMS: "手机号"}

#: Called with the matter, the channel and the moment when the holder of an address says that the matter is not theirs.
Hearer = Callable[[str, Channel, datetime], None]
_hearers: list[Hearer] = []


def on_refused(hearer: Hearer) -> Hearer:
    """Have `hearer(because, channel, at)` called, in the same transaction, when somebody says 不是我. Usable as a decorator.

    One that raises is logged and undone; what was said stays said.
    """
    if hearer not in _hearers:
        _hearers.append(hearer)
    return hearer


def address_key(address: str) -> str:
    """The fingerprint of an address: `a+1@…` and `A+2@…` are read by the same person."""
    local, at, domain = address.rpartition("@")
    return fingerprint(f"{local.partition('+')[0] or local}{at}{domain}", "contact")


def consider(letter: Dispatch, because: str) -> Dispatch:
    """Decide whether an automatic message leaves, asks, waits, or goes into one with others; the caller stores it.

    Of what was told before under its key the stored message is returned.
    """
    contact = _locked(letter.channel, letter.address)
    told = Dispatch.objects.filter(notice=None, key=letter.key, channel=letter.channel)
    if before := told.filter(address_key=letter.address_key).first():
        return before
    letter.contact, letter.because = contact, because
    at = letter.created_at
    asked = contact.questions.all()
    if asked.filter(because=because, answer=Answer.REFUSED).exists():
        letter.state, letter.address, letter.body = State.DROPPED, "", ""
    elif contact.confirmed_at is not None:
        if _is_one_too_many(contact, at):
            letter.state = State.SUMMED
            _sum_up(contact, [letter], letter.address, at, due=_window_end(contact, at))
        elif not asked.filter(because=because).exists():
            letter.body += _asks(contact, because, at)
    elif asked.filter(asked_at__gt=at - VALID).exists():
        letter.state = State.HELD
    else:
        letter.body += _asks(contact, because, at)
    return letter


def question_of(token: str, at: datetime) -> Question | None:
    """The question whose link this is; None for an unknown or expired one."""
    asked = Question.objects.select_related("contact").filter(token_hash=_hashed(token))
    return asked.filter(asked_at__gt=at - VALID).first()


@transaction.atomic
def answer(question: Question, said: Answer, at: datetime) -> None:
    """Record what the holder of an address says; the last word holds.

    Confirmed, what was held leaves in one message. Refused, nothing automatic is written to it because of this matter any more.
    """
    contact = Contact.objects.select_for_update().get(pk=question.contact_id)
    question.refresh_from_db()
    if question.answer == said:
        return
    question.answer, question.answered_at = said, at
    question.save(update_fields=["answer", "answered_at"])
    confirmed = contact.questions.filter(answer=Answer.CONFIRMED).exists()
    contact.confirmed_at = (contact.confirmed_at or at) if confirmed else None
    contact.save(update_fields=["confirmed_at"])
    if said == Answer.CONFIRMED:
        _release(contact, at)
    else:
        unsent = (State.HELD, State.PENDING, State.FAILED)
        _drop(contact.dispatches.filter(state__in=unsent, because=question.because))
        _tell_hearers(question, Channel(contact.channel), at)


class Standing(TextChoices):
    """What the holder of an address has said of it, and of one matter."""

    CONFIRMED = "confirmed", "已确认"
    UNCONFIRMED = "unconfirmed", "未确认"
    REFUSED = "refused", "持有人称不是申请人"


def standing(addresses: Iterable[tuple[Channel, str]], because: str) -> dict[Channel, Standing]:
    """How each address that is not blank stands, by its channel; one query."""
    keys = {(channel.value, address_key(address)): channel for channel, address in addresses if address}
    if not keys:
        return {}
    refused = Question.objects.filter(contact=OuterRef("pk"), because=because, answer=Answer.REFUSED)
    rows = Contact.objects.filter(address_key__in={key for _channel, key in keys}).annotate(
        no=Exists(refused)
    )
    said = {
        (row.channel, row.address_key): Standing.REFUSED if row.no else Standing.CONFIRMED
        for row in rows
        if row.no or row.confirmed_at is not None
    }
    return {channel: said.get(key, Standing.UNCONFIRMED) for key, channel in keys.items()}


def confirmed_here(addresses: Iterable[tuple[Channel, str]], because: str) -> set[Channel]:
    """The channels whose address its holder has confirmed in answer to a message about this very matter.

    Who filed it may be a stranger to that holder, and learns of no other confirmation.
    """
    keys = {(channel.value, address_key(address)): channel for channel, address in addresses if address}
    said = Question.objects.filter(because=because, answer=Answer.CONFIRMED)
    found = said.filter(contact__address_key__in={key for _channel, key in keys})
    rows = found.values_list("contact__channel", "contact__address_key")
    return {keys[row] for row in rows if row in keys}


def forget_old(at: datetime) -> None:
    """Drop messages that waited in vain; delete contacts, and what they said, to whose address no message is kept any more."""
    _drop(Dispatch.objects.filter(state=State.HELD, created_at__lte=at - HELD_FOR))
    kept = Dispatch.objects.filter(contact=OuterRef("pk")).exclude(address="")
    old = Contact.objects.exclude(Exists(kept))
    with transaction.atomic():
        # One that somebody is writing to at this moment is locked, and stays.
        free = list(old.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        old.filter(pk__in=free).delete()


def _locked(channel: str, address: str) -> Contact:
    found = {"channel": channel, "address_key": address_key(address)}
    # Not inserted first: one that is there may be forgotten before it is locked.
    return Contact.objects.select_for_update().get_or_create(defaults=None, **found)[0]


def _asks(contact: Contact, because: str, at: datetime) -> str:
    """Note a question and return its words."""
    token = new_token()
    Question.objects.create(contact=contact, because=because, token_hash=_hashed(token), asked_at=at)
    link = f"{settings.SITE_URL}{reverse('notices:contact', args=[token])}"
    if contact.confirmed_at is not None:
        return f"\n\n不是您提出的，请打开下面的网页告诉我们（{VALID.days} 日内有效）：\n{link}"
    called = CALLED[contact.channel]
    return (
        f"\n\n请确认这个{called}是您的，或者告诉我们不是您提出的；确认之前不再自动发送提醒。"
        f"网页 {VALID.days} 日内有效：\n{link}"
    )


def _hashed(token: str) -> str:
    """The stored digest of a token: 256 random bits need no salt."""
    return hashlib.sha256(token[:200].encode("utf-8", "replace")).hexdigest()


def _recent(contact: Contact, at: datetime) -> list[datetime]:
    rows = contact.dispatches.filter(created_at__gt=at - WINDOW, state__in=(State.PENDING, State.SENT))
    return list(rows.order_by("created_at").values_list("created_at", flat=True))


def _is_one_too_many(contact: Contact, at: datetime) -> bool:
    return len(_recent(contact, at)) >= AT_MOST


def _window_end(contact: Contact, at: datetime) -> datetime:
    return min([at, *_recent(contact, at)]) + WINDOW


def _sum_up(
    contact: Contact, letters: Iterable[Dispatch], address: str, at: datetime, *, due: datetime
) -> None:
    """Put the subjects of messages into one, which leaves when it is due; one that waits already takes them up."""
    waiting = contact.dispatches.filter(key__startswith=_SUMMARY, state=State.PENDING)
    summary = waiting.select_for_update(of=("self",)).first() or Dispatch(
        channel=contact.channel,
        address=address,
        address_key=fingerprint(address, "dispatch"),
        key=f"{_SUMMARY}{contact.pk}:{at.isoformat()}",
        contact=contact,
        subject="您的公开申请有新进展",
        body="提醒较多，合并成这一封。凭登记号和查询码可以查看全文。",
        created_at=at,
        next_try_at=due,
    )
    lines = summary.body.split("\n")
    for letter in letters:
        if (line := f"· {letter.subject}") not in lines:
            lines.append(line)
    if len(lines) > LINES:
        lines = [*lines[:LINES], "· 另有其他提醒"]
    summary.body = "\n".join(lines)
    summary.save()
    soon(deliver_pending)


def _release(contact: Contact, at: datetime) -> None:
    held = list(contact.dispatches.select_for_update(of=("self",)).filter(state=State.HELD).order_by("pk"))
    if held:
        _sum_up(contact, held, held[-1].address, at, due=at)
        Dispatch.objects.filter(pk__in=[letter.pk for letter in held]).update(state=State.SUMMED)


def _drop(letters: QuerySet[Dispatch]) -> None:
    """Let messages go unsent, and keep neither their address nor their text."""
    letters.update(state=State.DROPPED, address="", body="")


def _tell_hearers(question: Question, channel: Channel, at: datetime) -> None:
    for hearer in _hearers:
        try:
            with transaction.atomic():
                hearer(question.because, channel, at)
        except Exception:
            log.exception("A hearer failed on question %s", question.pk)
