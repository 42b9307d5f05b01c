"""The post of a simulated county: what leaves arrives nowhere; on some days nothing leaves, and some addresses there are not.

Mail and messages go once a night. While the server is down they wait, as they do anywhere, and leave when it is up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test.utils import override_settings
from django.utils.timezone import localdate

from foundation.notices import delivery
from foundation.simulation.streams import Streams

#: How often in a year nothing leaves, and for how many days.
OUTAGES, LASTS = 3, (2, 5)
#: With what an address begins that there is not: the server refuses it for good.
NOWHERE = "meiyou-"

_down: ContextVar[bool] = ContextVar("down", default=False)


class Mail(BaseEmailBackend):
    """A mail server that takes everything and delivers nothing."""

    def open(self) -> bool:
        """Raise `ConnectionRefusedError` while it is down."""
        if _down.get():
            raise ConnectionRefusedError
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take them, but none to an address that there is not (`SMTPRecipientsRefused`)."""
        for message in email_messages:
            if message.to[0].startswith(NOWHERE):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return len(email_messages)


class Sms:
    """A gateway that takes everything and delivers nothing."""

    def send(self, phone: str, text: str) -> None:
        """Take it; raises `ConnectionRefusedError` while nothing leaves."""
        if _down.get():
            raise ConnectionRefusedError


class Post:
    """When nothing leaves in a year, by its seed."""

    def __init__(self, streams: Streams, year: int) -> None:
        stream = streams.of("post", year)
        begins = [date(year, 1, 1) + timedelta(days=stream.randrange(20, 350)) for _ in range(OUTAGES)]
        self.down = {first + timedelta(days=n) for first in begins for n in range(stream.randint(*LASTS))}

    def carry(self, at: datetime) -> delivery.Delivered:
        """Send what is due, within the transaction of the day that is played."""
        backends = {"EMAIL_BACKEND": f"{__name__}.Mail", "SMS_BACKEND": f"{__name__}.Sms"}
        token = _down.set(localdate(at) in self.down)
        try:
            with override_settings(**backends):
                return delivery.deliver(at, durable=False)
        finally:
            _down.reset(token)
