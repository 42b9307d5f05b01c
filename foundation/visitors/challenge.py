"""Proof that a form is sent by a person and not by a machine: a proof of work (ALTCHA), or else patience.

The browser's script solves a challenge while the form is being sent. Where no script runs, the form has to have been open for a
while, and a room lets such forms in more slowly. Nobody is asked to read crooked letters.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from typing import Any

from altcha import ChallengeOptions, create_challenge, verify_solution
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

#: Numbers that a browser may have to try: a second or two on an old phone.
EFFORT = 40_000
VALID = timedelta(minutes=20)
#: How long a form without a solved challenge has to have been open, and for how long it is good.
PATIENCE = timedelta(seconds=20)
OPEN_FOR = timedelta(hours=24)
_SALT = re.compile(r"[0-9a-f]+\?expires=[0-9]+&?")


def new_challenge(at: datetime) -> dict[str, Any]:
    """A challenge as the browser's script takes it."""
    options = ChallengeOptions(hmac_key=_key(), max_number=EFFORT, expires=at + VALID)
    return dict(create_challenge(options).to_dict())


def solved(payload: str) -> bool:
    """Whether a challenge was solved, in time, and not shown here before."""
    if not payload or len(payload) > 2_000:
        return False
    try:
        told = json.loads(base64.b64decode(payload))
        # A salt that names two ends would be read for the one and proved for the other.
        if not _SALT.fullmatch(told["salt"]):
            return False
        right, _why = verify_solution(payload, _key(), True)
        signature = str(told["signature"])
    except Exception:  # whatever was sent in its place is no solution
        return False
    try:
        return bool(right) and cache.add(f"challenge:{signature}", 1, VALID.total_seconds())
    except (
        RedisError,
        OSError,
    ):  # as with the tries: while the cache is away, who has done the work is let in
        return bool(right)


def stamp(token: str, at: datetime) -> str:
    """What a form carries to show since when it has been open."""
    return _Stamper(at).sign(token)


def open_long_enough(stamped: str, token: str, at: datetime) -> bool:
    """Whether a form was opened by us, for this token, a while ago and not too long."""
    try:
        opened = _Stamper(at).since(stamped, token)
    except (BadSignature, ValueError):
        return False
    return PATIENCE <= at - opened <= OPEN_FOR


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
