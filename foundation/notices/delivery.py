"""Sending what is pending.

**What "once" means.** A dispatch is sent while its row is locked and marked sent in the same transaction, so any number
of workers, tasks lost or doubled, and calls repeated send it once. One gap is left, as with every mail: when the server
has taken the message and then it, the line, the worker or the database dies before the mark is committed, the message is
still pending and goes out again. Between twice and never, a statutory notice goes out twice; both copies of an e-mail
bear the same Message-ID, by which mail programs know them for one.
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

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
"""How long to wait after the first, second, … failure; after the last it is given up, two days on."""
RUN_SECONDS = 240
"""After this long a run ends and leaves the rest to the next."""
SMS_LIMIT = 500
"""Characters of an SMS that gateways take as one long message."""

REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, sms.SMSRefused, ValueError)
"""Failures of one message; any other is taken for the channel's own, and ends the run on that channel."""


@dataclass
class Delivered:
    """What a run did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


Send = Callable[[Dispatch], None]


def deliver(at: datetime) -> Delivered:
    """Send everything that is pending and due at `at`; see the module for what "once" means.

    Must not run inside a transaction. Never raises for what a server does; failures are on the rows, and the log holds
    their numbers only.
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
            while monotonic() < end and _deliver_next(channel, send, at, done):
                pass
    return done


def retry_failed(at: datetime) -> int:
    """Make pending again what was given up, for instance when the mail server works again; returns how many."""
    return Dispatch.objects.filter(state=State.FAILED).update(state=State.PENDING, attempts=0, next_try_at=at)


def _due(channel: Channel, at: datetime) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(channel=channel, state=State.PENDING, next_try_at__lte=at)


def _deliver_next(channel: Channel, send: Send, at: datetime, done: Delivered) -> bool:
    """Send the next dispatch that no other worker holds; false when there is none, or the channel is down."""
    with transaction.atomic(durable=True):
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
            if dispatch.attempts > len(PAUSES):
                dispatch.state = State.FAILED
                done.failed += 1
            else:
                dispatch.next_try_at = at + PAUSES[dispatch.attempts - 1]
                done.postponed += 1
            log.warning(
                "Dispatch %s was not sent (attempt %s): %s",
                dispatch.pk,
                dispatch.attempts,
                dispatch.last_error,
            )
        else:
            dispatch.state, dispatch.sent_at, dispatch.last_error = State.SENT, at, ""
            done.sent += 1
        dispatch.save(update_fields=["state", "attempts", "sent_at", "next_try_at", "last_error"])
    return goes_on


@contextmanager
def _mail() -> Iterator[Send]:
    """One connection to the mail server for the whole run."""
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
