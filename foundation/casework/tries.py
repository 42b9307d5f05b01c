"""How often a password may be tried: for one account, from one network, and from a network that the account knows.

An account knows the networks from which it has logged in. Who tries there is held up by what was mistyped there for this very
account and by nothing else: a stranger's wrong passwords lock nobody out. Strangers wait for three things: what they tried for
this account from their network, what their network tried for all accounts, and what all strangers tried for this account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessLog
from django.http import HttpRequest

from foundation.agencies.models import Staff
from foundation.visitors.throttle import (
    HOUR,
    MINUTE,
    Door,
    Meter,
    Wait,
    allow,
    client_address,
    forget,
    network,
    network_of,
)

#: Where the account has logged in before: one account from one network.
AT_HOME = Door("desk.login at home", Meter("pair", 10, 15 * MINUTE))
#: Elsewhere. An office of two dozen that first logs in on one morning mistypes less than a network may in an hour; the last
#: meter is reached by those alone whom the first two let through.
STRANGER = Door(
    "desk.login",
    Meter("pair", 5, 15 * MINUTE),
    Meter("network", 50, HOUR),
    Meter("account", 20, HOUR),
)
#: A network from which the account has not logged in for so long is a stranger's.
KNOWN_FOR = timedelta(days=180)


class HeldUp(Exception):
    """There were too many wrong passwords; `wait` says for how long."""

    def __init__(self, wait: Wait) -> None:
        super().__init__(str(wait))
        self.wait = wait


@dataclass(frozen=True)
class Attempt:
    """One attempt that has been counted."""

    door: Door
    who: dict[str, str]

    def good(self) -> None:
        """The password was right: what was mistyped here for this account before counts no more."""
        forget(self.door, "pair", **self.who)


def name_of_account(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The user name that somebody tries, as django-axes keeps it; that of no account is not kept."""
    tried = str((credentials or {}).get("username") or request.POST.get("username", ""))
    return (
        tried if Staff.objects.filter(username=tried[:150].replace("\0", "")).exists() else "（没有这个账号）"
    )


def begin(request: HttpRequest, username: str, at: datetime) -> Attempt:
    """Count an attempt for a user name, whether or not there is such an account; raises `HeldUp` if it is one too many."""
    address = client_address(request)
    door = AT_HOME if _knows(username, address, at) else STRANGER
    where = network_of(address)
    who = {"pair": f"{username} {where}", "network": where, "account": username}
    if wait := allow(door, **who):
        raise HeldUp(wait)
    return Attempt(door, who)


def _knows(username: str, address: str, at: datetime) -> bool:
    """Whether the account has logged in from the network of this address."""
    where = network(address)
    if where is None:
        return False
    return bool(
        AccessLog.objects.filter(
            username=username,
            ip_address__gte=str(where.network_address),
            ip_address__lte=str(where.broadcast_address),
            attempt_time__gte=at - KNOWN_FOR,
        ).exists()
    )
