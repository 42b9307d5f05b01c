"""Telling a person without account that there is a letter for them."""

from __future__ import annotations

import re
from datetime import datetime

from foundation.notices import contacts
from foundation.notices.acts import tell_address
from foundation.notices.contacts import Standing
from foundation.notices.models import Channel


def announce(
    *, email: str, phone: str, subject: str, body: str, key: str, at: datetime, because: str = ""
) -> bool:
    """Send `body` once per `key` by e-mail and, where the phone is a mobile of the mainland, by SMS.

    Mail and SMS are read by whoever passes them on: `body` says who wrote what sort of letter and how to read it. Without
    `because` it is part of the service of a letter and always leaves; else it is an automatic message because of that matter.
    False where nothing leaves: whoever gave no address, or one that nobody has confirmed, is told on paper.
    """
    called = mobile(phone) or None
    return tell_address(
        email=email or None, phone=called, subject=subject, body=body, key=key, at=at, because=because
    )


def mobile(phone: str) -> str:
    """The mobile of the mainland to which SMS are sent; blank for any other telephone."""
    digits = re.sub(r"\+86|[ -]", "", phone)
    return digits if re.fullmatch("1[0-9]{10}", digits) else ""


def unconfirmed(email: str, phone: str, because: str) -> list[Channel]:
    """The channels on which nobody has confirmed in answer to a message about this matter that the address is theirs."""
    given = [(channel, to) for channel, to in ((Channel.EMAIL, email), (Channel.SMS, mobile(phone))) if to]
    known = contacts.confirmed_here(given, because)
    return [channel for channel, _to in given if channel not in known]


def standing(email: str, phone: str, because: str) -> dict[Channel, Standing]:
    """What the holders of the addresses to which messages are sent have said, by channel, of themselves and of this matter."""
    return contacts.standing([(Channel.EMAIL, email), (Channel.SMS, mobile(phone))], because)
