"""Limits on the attempts at public forms, counted in the cache under digests of addresses, for a window of time.

All processes must share the cache (Redis in production), or each counts for itself.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Meter:
    """The number of attempts for one key (`of`: an address, a receipt number) in a window from the first attempt."""

    of: str
    limit: int
    seconds: int


class Door:
    """A public form with its meters: `Door("applications.filing", Meter("address", 10, HOUR))`."""

    def __init__(self, name: str, *meters: Meter) -> None:
        self.name, self.meters = name, meters


@dataclass(frozen=True)
class Wait:
    """The answer to too many attempts: how long to wait."""

    seconds: int

    @property
    def minutes(self) -> int:
        """Whole minutes, at least one."""
        return max(1, math.ceil(self.seconds / MINUTE))

    def __str__(self) -> str:
        return f"试的次数太多了，请 {self.minutes} 分钟后再试。"


def allow(door: Door, **who: str) -> Wait | None:
    """Count an attempt at a door; returns a `Wait` if it is one too many.

    `who` are the keys of the door's meters: `allow(TRACKING, address=…, number=…)`. The attempt is counted before its outcome
    is known, so that many at once do not pass together; `forget` undoes that after a good one. Without the cache everybody
    passes: the right to apply must not depend on it.
    """
    return spend(door, 1, who)


def spend(door: Door, amount: int, who: dict[str, str]) -> Wait | None:
    """As `allow`, for what is counted by amounts, such as the bytes of files."""
    now = time.time()
    try:
        for meter in door.meters:
            taken, until = _take(_key(door, meter, who), meter, now, amount)
            if taken > meter.limit:
                # The later meters are not touched: an address that is held up cannot hold up a receipt number.
                return Wait(math.ceil(until - now))
    except (RedisError, OSError) as away:
        logger.warning("attempts are not counted, the cache is away: %s", type(away).__name__)
    return None


def held_up(door: Door, **who: str) -> Wait | None:
    """As `allow` would answer to one more attempt, without counting one."""
    now = time.time()
    try:
        for meter in door.meters:
            key = _key(door, meter, who)
            until = cache.get(f"{key}:until")
            if until is not None and int(cache.get(f"{key}:{until}", 0)) >= meter.limit:
                return Wait(max(1, math.ceil(until - now)))
    except (RedisError, OSError):
        return None
    return None


def forget(door: Door, of: str, **who: str) -> None:
    """Uncount every attempt that the meter `of` has counted, in that meter and in the others of its door.

    `forget(STRANGER, "pair", …)`: whoever has come in after mistyping takes back what they mistyped, and nothing that anybody
    else did.
    """
    try:
        keys = {meter.of: _key(door, meter, who) for meter in door.meters}
        ends = {name: cache.get(f"{key}:until") for name, key in keys.items()}
        count = int(cache.get(f"{keys[of]}:{ends[of]}", 0))
        for name, key in keys.items():
            if count > 0 and ends[name] is not None:
                _shift(f"{key}:{ends[name]}", -count)
    except (RedisError, OSError) as away:
        logger.warning("attempts are not taken back, the cache is away: %s", type(away).__name__)


def sender(request: HttpRequest) -> dict[str, str]:
    """The keys by which doors count whoever sends a request: its address, and the network that it comes from."""
    return {"address": client_address(request), "network": network_of(client_address(request))}


def network_of(address: str) -> str:
    """The network of an address as `client_address` gives it: IPv4 /24, IPv6 /56.

    Whoever has one address of a network can mostly have many of them: a line into a house brings a /56, which is 256 of /64.
    """
    found = network(address)
    return str(found) if found is not None else address


def network(address: str) -> IPv4Network | IPv6Network | None:
    """As `network_of`; None where it is no address."""
    try:
        found = ip_network(address, strict=False)
    except ValueError:
        return None
    prefix = 24 if found.version == 4 else 56
    return found.supernet(new_prefix=prefix) if found.prefixlen > prefix else found


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 address, or the /64 network of its IPv6 address, which one household has.

    Only REMOTE_ADDR is read: for a proxy in TRUSTED_PROXIES the server has put the client's address there
    (wuyuan_portal/proxies.py).
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
    """The cache key, a digest that names nobody."""
    told = who[meter.of].encode("utf-8", "replace")
    digest = salted_hmac(f"visitors.throttle.{door.name}.{meter.of}", told, algorithm="sha256").hexdigest()
    return f"throttle:{digest}"


def _take(key: str, meter: Meter, now: float, amount: int) -> tuple[int, int]:
    """Count one attempt in the window; returns its number and the end of the window."""
    closes = math.ceil(now) + meter.seconds
    until = cache.get_or_set(f"{key}:until", closes, meter.seconds)
    until = closes if until is None else int(until)
    # A window has counters of its own; the counter outlives it a little so as never to vanish while it is open.
    cache.add(f"{key}:{until}", 0, meter.seconds + MINUTE)
    return _shift(f"{key}:{until}", amount), until


def _shift(key: str, by: int) -> int:
    try:
        return int(cache.incr(key, by))
    except ValueError:  # the counter has just been dropped
        return max(by, 0)
