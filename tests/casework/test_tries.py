"""Passwords are tried so often and no oftener; a stranger's tries lock nobody out."""

from __future__ import annotations

from itertools import count

import pytest
from axes.models import AccessFailureLog
from django.test import Client

from foundation.accesses.models import Access, Kind
from foundation.agencies.models import Staff
from tests.personas import PASSWORD, County

OFFICE, ELSEWHERE = "203.0.113.10", "198.51.100.10"
OWNER = "rfbsc-leader"


@pytest.fixture(autouse=True)
def logins_are_kept(settings: pytest.FixtureRequest) -> None:
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]


def status(username: str, password: str, address: str) -> int:
    """302: logged in; 200: asked again; 429: held up."""
    given = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/desk/login/", given).status_code


def wrong(username: str, address: str) -> int:
    return status(username, "wrong-password-1", address)


def right(username: str, address: str) -> int:
    return status(username, PASSWORD, address)


@pytest.mark.clause("SR-6(2)")
def test_strangers_lock_nobody_out_who_comes_from_where_they_always_come_from(county: County) -> None:
    assert right(OWNER, OFFICE) == 302
    # One network after another: each is another stranger's.
    answers = [wrong(OWNER, f"198.51.{n}.7") for n in range(40)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert right(OWNER, "192.0.2.99") == 429
    assert right(OWNER, "203.0.113.200") == 302


@pytest.mark.clause("SR-6(2)")
def test_a_network_that_the_account_has_never_come_from_tries_five_times(county: County) -> None:
    # Neither another address of the network nor another spelling of it helps.
    answers = [wrong(OWNER, f"198.51.100.{n}") for n in range(1, 7)]
    assert answers == [200] * 5 + [429]
    assert wrong(OWNER, "::ffff:198.51.100.77") == 429
    assert [wrong("x", f"2001:db8:0:1::{n:x}") for n in range(1, 7)] == [200] * 5 + [429]


@pytest.mark.clause("SR-6(2)")
def test_one_password_for_many_names_is_slowed(county: County) -> None:
    names = (f"somebody{n}" for n in count())
    answers = [wrong(next(names), f"198.51.100.{n % 200}") for n in range(60)]
    assert answers[:50] == [200] * 50
    assert set(answers[50:]) == {429}
    # Whoever else is there and has been there before goes in.
    assert wrong("one-more", OFFICE) == 200


@pytest.mark.clause("SR-6(2)")
def test_an_office_comes_in_at_nine_in_the_morning(county: County) -> None:
    people = sorted(county.people)[:24]
    assert len(people) == 24
    for morning in range(2):
        for n, username in enumerate(people):
            if n % 2:
                assert wrong(username, OFFICE) == 200, (morning, username)
            assert right(username, OFFICE) == 302, (morning, username)


@pytest.mark.clause("SR-6(2)")
def test_who_comes_in_takes_back_what_they_mistyped_and_no_more(county: County) -> None:
    for n in range(15):
        assert wrong(OWNER, f"192.0.{n}.1") == 200
    for _ in range(4):
        assert wrong(OWNER, ELSEWHERE) == 200
    assert right(OWNER, ELSEWHERE) == 302
    # Fifteen tries of strangers stand; a known network has meters of its own.
    assert [wrong(OWNER, f"192.1.{n}.1") for n in range(6)] == [200] * 5 + [429]
    assert right(OWNER, ELSEWHERE) == 302


@pytest.mark.clause("SR-6(2)")
def test_at_home_too_the_tries_are_counted(county: County) -> None:
    assert right(OWNER, OFFICE) == 302
    assert [wrong(OWNER, OFFICE) for _ in range(11)] == [200] * 10 + [429]
    answer = Client(REMOTE_ADDR=OFFICE).post("/desk/login/", {"username": OWNER, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "分钟再试" in answer.content.decode()


def test_an_unknown_name_takes_the_same_work(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: (hashed.append(password), encode(self, password, salt))[1],
    )
    Staff.objects.filter(username="rfbsc-archivist").update(is_active=False)
    said = set()
    for username in (OWNER, "nobody-here", "rfbsc-archivist"):
        before = len(hashed)
        given = {"username": username, "password": "wrong-password-1"}
        answer = Client().post("/desk/login/", given)
        said.add(answer.content.decode().partition('role="alert"')[2][:60])
        assert len(hashed) == before + 1, username
    assert len(said) == 1


@pytest.mark.clause("SR-6(2)")
def test_a_password_in_place_of_the_name_is_kept_nowhere(county: County) -> None:
    wrong("My-Secret-4711", OFFICE)
    wrong(OWNER, OFFICE)
    kept = set(AccessFailureLog.objects.values_list("username", flat=True))
    assert kept == {"（没有这个账号）", OWNER}


def test_the_auditor_reads_that_logins_are_held_up_and_no_flood_of_it(county: County) -> None:
    for _ in range(12):
        wrong(OWNER, ELSEWHERE)
    lines = Access.objects.filter(kind=Kind.HELD_UP)
    assert [(line.staff, line.network) for line in lines] == [(county.people[OWNER], "198.51.100.0/24")]
    for number in range(70):
        wrong(f"nobody-{number}", "192.0.2.7")
    assert lines.all().count() == 2
    assert lines.get(staff=None).name == ""
