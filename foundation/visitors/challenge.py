"""Keeping machines from sending forms: a proof of work (ALTCHA), or a minimum time for which the form was open.

The browser's script solves a challenge while the form is sent. Without script the form must have been open for a while, and
rooms accept fewer such forms.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from altcha import ChallengeOptions, create_challenge, verify_solution
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

#: The most numbers that a browser tries: a second or two on an old phone.
EFFORT = 40_000
VALID = timedelta(minutes=20)
#: The least and the most time for which a form without solved challenge was open.
PATIENCE = timedelta(seconds=20)
OPEN_FOR = timedelta(hours=24)
_SALT = re.compile(r"[0-9a-f]+\?expires=[0-9]+&?")


def new_challenge(at: datetime) -> dict[str, Any]:
    """A new challenge for the browser's script."""
    options = ChallengeOptions(hmac_key=_key(), max_number=EFFORT, expires=at + VALID)
    return dict(create_challenge(options).to_dict())


def solved(payload: str) -> bool:
    """Whether the payload solves a challenge of ours, in time and for the first time."""
    signature = _signature_solved(payload)
    try:
        return bool(signature) and cache.add(f"challenge:{signature}", 1, VALID.total_seconds())
    except (RedisError, OSError):  # without the cache every solution is accepted
        return bool(signature)


def would_count(payload: str) -> bool:
    """As `solved`, and the solution is not used up."""
    signature = _signature_solved(payload)
    try:
        return bool(signature) and cache.get(f"challenge:{signature}") is None
    except (RedisError, OSError):
        return bool(signature)


def _signature_solved(payload: str) -> str:
    """The signature of the challenge that the payload solves in time; blank where it solves none."""
    if not payload or len(payload) > 2_000:
        return ""
    try:
        told = json.loads(base64.b64decode(payload))
        # A salt that names two ends would be read for the one and proved for the other.
        if not _SALT.fullmatch(told["salt"]):
            return ""
        right, _why = verify_solution(payload, _key(), True)
        signature = str(told["signature"])
    except Exception:  # whatever was sent in its place is no solution
        return ""
    return signature if right else ""


def stamp(token: str, at: datetime) -> str:
    """A signed field of a form that says when it was opened."""
    return _Stamper(at).sign(token)


def open_long_enough(stamped: str, token: str, at: datetime) -> bool:
    """Whether the form of this token was open for at least `PATIENCE` and at most `OPEN_FOR`."""
    lasted = open_for(stamped, token, at)
    return lasted is not None and PATIENCE <= lasted <= OPEN_FOR


def open_for(stamped: str, token: str, at: datetime) -> timedelta | None:
    """How long the form of this token has been open; None where the stamp is not ours."""
    try:
        return at - _Stamper(at).since(stamped, token)
    except (BadSignature, ValueError):
        return None


class _Stamper(TimestampSigner):
    """A signer whose clock is the moment of the request."""

    def __init__(self, at: datetime) -> None:
        super().__init__(salt="visitors.challenge")
        self.at = at

    def timestamp(self) -> str:
        return str(int(self.at.timestamp()))

    def since(self, stamped: str, token: str) -> datetime:
        told, _, opened = super(TimestampSigner, self).unsign(stamped).rpartition(self.sep)
        if told != token:
            raise BadSignature("another form's")
        return datetime.fromtimestamp(int(opened), self.at.tzinfo)


def _key() -> str:
    return salted_hmac("visitors.challenge", "altcha", algorithm="sha256").hexdigest()


def opened_stamp(given: Mapping[str, str], token: str, at: datetime) -> str:
    """The signed moment at which a form was opened, kept when it is shown again."""
    kept = given.get("opened", "")
    return kept if kept.startswith(f"{token}:") else stamp(token, at)
