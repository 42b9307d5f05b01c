"""How often the public doors may be tried: counted in the cache, by a digest of the address, and forgotten after the window.

The cache has to be one for all processes (Redis in production), or each process counts for itself.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Meter:
    """How many tries one key – an address, a receipt number – has within a window that opens with its first try."""

    of: str
    limit: int
    seconds: int


class Door:
    """What the public may try, under a name of its own: `Door("applications.filing", Meter("address", 10, HOUR))`."""

    def __init__(self, name: str, *meters: Meter) -> None:
        self.name, self.meters = name, meters


@dataclass(frozen=True)
class Wait:
    """Too many tries; how long until the next is taken."""

    seconds: int

    @property
    def minutes(self) -> int:
        """Whole minutes, never none."""
        return max(1, math.ceil(self.seconds / MINUTE))

    def __str__(self) -> str:
        return f"试的次数太多了，请 {self.minutes} 分钟后再试。"


def allow(door: Door, **who: str) -> Wait | None:
    """Count one try at a door and say whether it is one too many.

    `who` names what the door's meters count: `allow(TRACKING, address=…, number=…)`. The try is counted before its outcome
    is known, so that many at once do not slip through together; `forgive` takes it back when it was a good one. While the
    cache is away everybody is let in: the right to apply does not hang on it.
    """
    now = time.time()
    try:
        for meter in door.meters:
            taken, until = _take(_key(door, meter, who), meter, now)
            if taken > meter.limit:
                # The later meters are not touched: an address that is held up cannot hold up a receipt number.
                return Wait(math.ceil(until - now))
    except (RedisError, OSError) as away:
        logger.warning("attempts are not counted, the cache is away: %s", type(away).__name__)
    return None


def forgive(door: Door, **who: str) -> None:
    """Take a try back, once it turned out to be right."""
    try:
        for meter in door.meters:
            key = _key(door, meter, who)
            until = cache.get(f"{key}:until")
            if until is not None:
                _shift(f"{key}:{until}", -1)
    except (RedisError, OSError) as away:
        logger.warning("an attempt is not taken back, the cache is away: %s", type(away).__name__)


def client_address(request: HttpRequest) -> str:
    """Who is counted as one: an IPv4 address, or the /64 network of an IPv6 address, which is what one house has.

    REMOTE_ADDR alone is read. Behind a proxy that TRUSTED_PROXIES names, the server has put the client's address there
    (wuyuan_portal/wsgi.py); an X-Forwarded-For from anybody else means nothing.
    """
    given = str(request.META.get("REMOTE_ADDR") or "")
    try:
        address = ip_address(given)
    except ValueError:
        return given[:100]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return f"{IPv6Address(int(address) >> 64 << 64)}/64"
        address = address.ipv4_mapped
    return str(address)


def _key(door: Door, meter: Meter, who: dict[str, str]) -> str:
    """A cache key that tells nobody whose it is."""
    told = who[meter.of].encode("utf-8", "replace")
    digest = salted_hmac(f"visitors.throttle.{door.name}.{meter.of}", told, algorithm="sha256").hexdigest()
    return f"throttle:{digest}"


def _take(key: str, meter: Meter, now: float) -> tuple[int, int]:
    """Take one place in the window; which place it is, and when the window closes."""
    closes = math.ceil(now) + meter.seconds
    until = cache.get_or_set(f"{key}:until", closes, meter.seconds)
    until = closes if until is None else int(until)
    # A window has counters of its own; the counter outlives it a little so as never to vanish while it is open.
    cache.add(f"{key}:{until}", 0, meter.seconds + MINUTE)
    return _shift(f"{key}:{until}", 1), until


def _shift(key: str, by: int) -> int:
    try:
        return int(cache.incr(key, by))
    except ValueError:  # the counter has just been dropped
        return max(by, 0)
