"""Tries at a door are counted by address, door by door."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from foundation.visitors.throttle import HOUR, Door, Meter, Wait, allow, client_address, forget, network_of

ONE = Door("tests.one", Meter("address", 2, HOUR), Meter("number", 3, HOUR))
OTHER = Door("tests.other", Meter("address", 2, HOUR))


def tries(address: str, number: str = "1") -> bool:
    return allow(ONE, address=address, number=number) is None


def test_the_third_try_of_an_address_waits_and_another_door_does_not() -> None:
    assert [tries("a") for _ in range(3)] == [True, True, False]
    assert allow(OTHER, address="a") is None
    wait = allow(ONE, address="a", number="1")
    assert wait is not None
    assert HOUR - 60 < wait.seconds <= HOUR + 1
    assert str(Wait(90)) == "试的次数太多了，请 2 分钟后再试。"


def test_an_address_that_is_held_up_holds_up_no_number() -> None:
    assert [tries("a") for _ in range(9)] == [True, True] + [False] * 7
    assert [tries("b"), tries("c")] == [True, False]
    assert tries("c", "2")


def test_a_good_try_takes_back_those_before_it_and_nobody_elses() -> None:
    assert [tries("a", "1"), tries("a", "1"), tries("b", "1")] == [True, True, True]
    forget(ONE, "address", address="a", number="1")
    # Two of the three tries of this number were of the one who came in.
    assert [tries("c", "1"), tries("c", "1"), tries("d", "1")] == [True, True, False]
    assert tries("a", "2")


@pytest.mark.parametrize(
    ("remote", "address", "network"),
    [
        ("203.0.113.77", "203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/56"),
        ("2001:db8:1:2ff:3:4:5:6", "2001:db8:1:2ff::/64", "2001:db8:1:200::/56"),
        ("unix:", "unix:", "unix:"),
    ],
)
def test_whoever_has_one_address_of_a_network_has_many(remote: str, address: str, network: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote)
    assert client_address(request) == address
    assert network_of(address) == network
