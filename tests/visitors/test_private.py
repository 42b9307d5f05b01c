"""The pass that a code brings: it opens one matter, as long as that has the code."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signing import dumps
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from foundation.visitors.private import Pass

pytestmark = pytest.mark.clause("OR-3")

HOLDER = Pass("track", salt="tests.tracking", page="applications:track")
MINE, OTHER = SimpleNamespace(pk=1, code_hash="a" * 64), SimpleNamespace(pk=2, code_hash="a" * 64)


def shown(cookie: str, name: str = "track") -> HttpRequest:
    """A request that brings a cookie."""
    request = RequestFactory().get("/")
    request.COOKIES[name] = cookie
    return request


def given(to: SimpleNamespace, holder: Pass = HOLDER) -> str:
    """The cookie that is given for a matter."""
    return str(holder.give(HttpResponse(), to).cookies[holder.cookie].value)


def test_it_opens_its_own_matter_and_no_other() -> None:
    request = shown(given(MINE))
    assert HOLDER.named(request) == 1
    assert HOLDER.opens(request, MINE)
    assert not HOLDER.opens(request, OTHER), "though they share a code"


@pytest.mark.parametrize("kept", ["b" * 64, ""])
def test_it_opens_nothing_once_the_code_is_changed_or_erased(kept: str) -> None:
    assert not HOLDER.opens(shown(given(MINE)), SimpleNamespace(pk=1, code_hash=kept))
    erased = SimpleNamespace(pk=1, code_hash="")
    assert not HOLDER.opens(shown(given(erased)), erased)


@pytest.mark.parametrize("cookie", ["", "x:y:z", ([1, "x"], "tests.other"), (7, "tests.tracking")])
def test_what_was_not_given_here_names_nothing(cookie: Any) -> None:
    request = shown(cookie if isinstance(cookie, str) else dumps(cookie[0], salt=cookie[1]))
    assert HOLDER.named(request) is None
    assert not HOLDER.opens(request, MINE)


def test_the_pass_of_another_kind_of_matter_is_worth_nothing_here() -> None:
    other = Pass("track", salt="tests.other", page="applications:track")
    assert HOLDER.named(shown(given(MINE, other))) is None
    assert HOLDER.form_token(MINE) != other.form_token(MINE)


def test_a_form_carries_the_token_of_its_own_matter() -> None:
    sent = {
        matter.pk: RequestFactory().post("/", {"token": HOLDER.form_token(matter)})
        for matter in (MINE, OTHER)
    }
    assert HOLDER.carries_token(sent[1], MINE)
    assert not HOLDER.carries_token(sent[2], MINE)
    assert not HOLDER.carries_token(RequestFactory().post("/", {}), MINE)
