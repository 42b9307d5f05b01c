"""Telling a person without account that there is a letter for them."""

from __future__ import annotations

import re
from datetime import datetime

from foundation.notices.acts import tell_address


def announce(*, email: str, phone: str, subject: str, body: str, key: str, at: datetime) -> bool:
    """Send `body` once per `key` by e-mail and, where the phone is a mobile of the mainland, by SMS.

    Mail and SMS are read by whoever passes them on: `body` says who wrote what sort of letter and how to read it. Whoever
    gave neither address is told on paper: False then.
    """
    mobile = re.sub(r"\+86|[ -]", "", phone)
    called = mobile if re.fullmatch("1[0-9]{10}", mobile) else None
    tell_address(email=email or None, phone=called, subject=subject, body=body, key=key, at=at)
    return bool(email or called)
