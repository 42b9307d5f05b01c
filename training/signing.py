"""What stands on the organiser's screen while people sign, and what it lets them do.

Time is cut into windows of half a minute by the clock of the server, and by no other: a phone whose clock is wrong signs like
any. A window's code is accepted until the next one is over, and one window early, for hosts whose clocks differ; a code that was
passed on later is worth nothing. Whoever opened the form in time has five minutes to fill it in.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from django.core import signing
from django.utils.crypto import salted_hmac

from training.statute import FORM_STANDS, ROTATES

SALT, FORM_SALT = "training.sign", "training.sign.form"
#: Digits of the short code, for whoever has no camera.
DIGITS = 6
#: Windows for which a code is accepted: before the one it is of, and after it.
EARLY, LATE = 1, 1


def window(at: datetime) -> int:
    """The window in which a moment lies."""
    return int(at.timestamp()) // ROTATES


def _digest(session: int, number: int) -> bytes:
    return salted_hmac(SALT, f"{session}:{number}", algorithm="sha256").digest()


def token(session: int, at: datetime) -> str:
    """What the QR code on the screen says at this moment."""
    number = window(at)
    return f"{session}-{number:x}-{_digest(session, number).hex()[:32]}"


def short_code(session: int, at: datetime) -> str:
    """The digits beside the QR code at this moment."""
    return _short(session, window(at))


def _short(session: int, number: int) -> str:
    return f"{int.from_bytes(_digest(session, number)[16:24], 'big') % 10**DIGITS:0{DIGITS}}"


def session_of(given: str, at: datetime) -> int | None:
    """The session whose QR code this is, if its window is not over; None for any other text."""
    parts = given.split("-")
    if len(parts) != 3 or not parts[0].isdecimal() or len(parts[0]) > 18 or len(parts[1]) > 12:
        return None
    try:
        session, number = int(parts[0]), int(parts[1], 16)
    except ValueError:
        return None
    good = hmac.compare_digest(_digest(session, number).hex()[:32], parts[2])
    return session if good and -EARLY <= window(at) - number <= LATE else None


def fits(session: int, digits: str, at: datetime) -> bool:
    """Whether these digits stood on the screen of the session in a window that is not over."""
    now = window(at)
    return any(
        hmac.compare_digest(_short(session, number).encode(), digits.strip().encode())
        for number in range(now - LATE, now + EARLY + 1)
    )


def form_of(session: int, at: datetime) -> str:
    """What a form carries that was opened in time."""
    return signing.dumps([session, int(at.timestamp())], salt=FORM_SALT)


def opened(given: str, at: datetime) -> int | None:
    """The session whose form was opened in time and no longer ago than it stands; None for any other text."""
    try:
        session, since = signing.loads(given, salt=FORM_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return session if 0 <= int(at.timestamp()) - since <= FORM_STANDS else None
