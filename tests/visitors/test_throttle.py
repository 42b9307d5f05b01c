"""Tries at a door are counted by address, door by door."""

from __future__ import annotations

from foundation.visitors.throttle import HOUR, Door, Meter, Wait, allow, forgive

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


def test_a_good_try_is_taken_back() -> None:
    for _ in range(5):
        assert allow(OTHER, address="a") is None
        forgive(OTHER, address="a")
