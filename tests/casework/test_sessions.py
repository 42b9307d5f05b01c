"""Whoever reads the table of sessions enters with none of them."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from foundation.agencies.models import Staff
from foundation.casework.sessions import SessionStore, kept
from tests.personas import PASSWORD, County

NAME = "rfbsc-drafter"


def entered() -> Client:
    """Somebody at the desk."""
    browser = Client()
    assert browser.post("/desk/login/", {"username": NAME, "password": PASSWORD}).status_code == 302
    return browser


def test_the_table_holds_no_key_that_opens_the_desk(county: County) -> None:
    browser = entered()
    key = browser.cookies["sessionid"].value
    assert browser.get("/desk/").status_code == 200
    row = Session.objects.get()
    assert key not in (row.session_key, row.session_data)
    stranger = Client()
    stranger.cookies["sessionid"] = row.session_key
    assert stranger.get("/desk/").status_code == 302
    assert SessionStore(key).exists(key)
    assert not SessionStore(key).exists(row.session_key)


def test_who_logs_out_leaves_no_session(county: County) -> None:
    browser = entered()
    key = browser.cookies["sessionid"].value
    browser.post("/desk/logout/")
    assert not SessionStore(key).exists(key)
    assert browser.get("/desk/").status_code == 302


def test_a_session_that_is_over_and_an_account_that_is_closed_open_nothing(county: County) -> None:
    browser, other = entered(), entered()
    Session.objects.filter(session_key=kept(browser.cookies["sessionid"].value)).update(
        expire_date=timezone.now()
    )
    assert browser.get("/desk/").status_code == 302
    assert other.get("/desk/").status_code == 200
    Staff.objects.filter(username=NAME).update(is_active=False)
    assert other.get("/desk/").status_code == 302


def test_a_key_that_nobody_was_given_makes_no_session(county: County) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "a" * 32
    assert browser.get("/desk/").status_code == 302
    assert not Session.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\ud800" * 40, "甲" * 5000])
def test_whatever_is_sent_as_a_key_is_answered(county: County, key: str) -> None:
    assert not SessionStore(key or None).exists(key)
