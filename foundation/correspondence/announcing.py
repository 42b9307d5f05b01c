"""Telling a person without account that there is a letter for them."""

from __future__ import annotations

import re
from datetime import datetime

from foundation.notices.acts import tell_address


def announce(*, email: str, phone: str, subject: str, body: str, key: str, at: datetime) -> None:
    """Send `body` once per `key` by e-mail and, to a mainland mobile number, by SMS; nothing if both are blank.

    Others can read mail and SMS: `body` says who wrote what kind of letter and how to read it, never what it says.
    """
    mobile = re.sub(r"\+86|[ -]", "", phone)
    tell_address(
        email=email or None,
        phone=mobile if re.fullmatch("1[0-9]{10}", mobile) else None,
        subject=subject,
        body=body,
        key=key,
        at=at,
    )
