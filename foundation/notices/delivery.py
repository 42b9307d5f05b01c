"""Sending pending dispatches.

**What "once" means.** A dispatch is sent while its row is locked and marked sent in the same transaction, so that any number
of workers, tasks and calls send it once. One gap is left: if the server has taken the message and the mark is not committed,
because something died, the message goes out again. A statutory notice rather goes out twice than never; both copies of an e-mail
have the same Message-ID, by which mail programs recognise them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from foundation.notices import sms
from foundation.notices.models import Channel, Dispatch, State

log = logging.getLogger(__name__)

#: The waiting times after the first, second, … failure; after one more, two days on, the dispatch is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
#: The length of a run; the next one sends the rest.
RUN_SECONDS = 240
#: The characters of an SMS that gateways take as one long message.
SMS_LIMIT = 500
#: Failures of one message; any other failure is one of the channel and ends the run on it.
REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, sms.SMSRefused, ValueError)


@dataclass
class Delivered:
    """The numbers of messages that a run sent, postponed and gave up."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


Send = Callable[[Dispatch], None]
Hearer = Callable[[Dispatch, datetime], None]

_hearers: list[Hearer] = []


def on_outcome(hearer: Hearer) -> Hearer:
    """Have `hearer(dispatch, at)` called, in the transaction of its row, for each dispatch that was sent or given up.

    A hearer that raises is logged and undone; what became of the dispatch stays recorded. Registering the same one twice
    changes nothing. Usable as a decorator.
    """
    if hearer not in _hearers:
        _hearers.append(hearer)
    return hearer


def deliver(at: datetime, *, durable: bool = True) -> Delivered:
    """Send the pending dispatches due at `at`. Must not run inside a transaction, unless it is not to be `durable`: where time
    is simulated, and what is lost with the transaction never left.

    Failures of servers raise nothing: they are on the rows, and the log names only the numbers of those.
    """
    done = Delivered()
    end = monotonic() + RUN_SECONDS
    for channel, gateway in ((Channel.EMAIL, _mail), (Channel.SMS, _sms)):
        if not _due(channel, at).exists():
            continue
        with ExitStack() as stack:
            try:
                send = stack.enter_context(gateway())
            except Exception as error:
                log.warning("No way to send by %s now: %s", channel.value, type(error).__name__)
                continue
            while monotonic() < end and _deliver_next(channel, send, at, done, durable=durable):
                pass
    return done


def retry_failed(at: datetime) -> int:
    """Make all dispatches that were given up and still have an address pending again; returns how many."""
    given_up = Dispatch.objects.filter(state=State.FAILED).exclude(address="")
    return given_up.update(state=State.PENDING, attempts=0, next_try_at=at)


def _due(channel: Channel, at: datetime) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(channel=channel, state=State.PENDING, next_try_at__lte=at)


def _deliver_next(channel: Channel, send: Send, at: datetime, done: Delivered, *, durable: bool) -> bool:
    """Send the next dispatch that no other worker holds; returns False if there is none or the channel is down."""
    with transaction.atomic(durable=durable):
        due = _due(channel, at).select_for_update(skip_locked=True, of=("self",))
        dispatch = due.order_by("next_try_at", "pk").first()
        if dispatch is None:
            return False
        dispatch.attempts += 1
        goes_on = True
        try:
            send(dispatch)
        except Exception as error:
            goes_on = isinstance(error, REFUSALS)
            dispatch.last_error = type(error).__name__
            if dispatch.attempts > len(PAUSES) or _for_good(error):
                dispatch.state = State.FAILED
                done.failed += 1
            else:
                dispatch.next_try_at = at + PAUSES[dispatch.attempts - 1]
                done.postponed += 1
            told = (dispatch.pk, dispatch.attempts, dispatch.last_error)
            log.warning("Dispatch %s was not sent (attempt %s): %s", *told)
        else:
            dispatch.state, dispatch.sent_at, dispatch.last_error = State.SENT, at, ""
            done.sent += 1
        dispatch.save(update_fields=["state", "attempts", "sent_at", "next_try_at", "last_error"])
        if dispatch.state != State.PENDING:
            _tell_hearers(dispatch, at)
    return goes_on


def _for_good(error: Exception) -> bool:
    """Whether the mail server refuses this address for good (a code of 500 or more), so that trying again is no use."""
    if not isinstance(error, SMTPRecipientsRefused) or not error.recipients:
        return False
    return all(code >= 500 for code, _said in error.recipients.values())


def _tell_hearers(dispatch: Dispatch, at: datetime) -> None:
    for hearer in _hearers:
        try:
            with transaction.atomic():
                hearer(dispatch, at)
        except Exception:
            log.exception("A hearer failed on dispatch %s", dispatch.pk)


@contextmanager
def _mail() -> Iterator[Send]:
    """A function that sends over one mail connection."""
    connection = get_connection()
    connection.open()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]

    def send(dispatch: Dispatch) -> None:
        number = f"dispatch-{dispatch.pk}-{dispatch.created_at:%Y%m%d%H%M%S}"
        EmailMessage(
            dispatch.subject,
            dispatch.body,
            to=[dispatch.address],
            headers={"Message-ID": f"<{number}@{domain}>", "Auto-Submitted": "auto-generated"},
            connection=connection,
        ).send()

    try:
        yield send
    finally:
        with suppress(OSError):
            connection.close()


@contextmanager
def _sms() -> Iterator[Send]:
    gateway = sms.backend()

    def send(dispatch: Dispatch) -> None:
        text = " ".join(f"{dispatch.subject}：{dispatch.body}".rstrip("：").split())
        gateway.send(dispatch.address, text if len(text) <= SMS_LIMIT else text[: SMS_LIMIT - 1] + "…")

    yield send
