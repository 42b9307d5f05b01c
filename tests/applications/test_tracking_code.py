"""Number and query code open an application, and nothing else does."""

from __future__ import annotations

from http.cookies import SimpleCookie
from time import time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from applications.doors import CODES, HOLDER
from applications.models import Application
from applications.views.tracking import ENTRANCE, EntryForm, track
from tests.applicants import Desk, on
from tests.applications.visitors import PAGE, TOKEN, Visitor, text
from tests.personas import County

pytestmark = pytest.mark.django_db

COOKIE = HOLDER.cookie


@pytest.fixture
def visitor(county: County) -> Visitor:
    return Visitor(county)


@pytest.mark.clause("OR-3")
def test_the_code_brings_a_cookie_and_the_cookie_the_page(desk: Desk, visitor: Visitor) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    page = visitor.opens(application, on("2026-11-03"))
    assert f"登记号 {application.number} 的办理进度" in text(page)
    cookie = visitor.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", PAGE)
    assert cookie["max-age"] == 2 * 3600
    assert list(visitor.cookies) == [COOKIE]


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_secure_where_sessions_are(
    desk: Desk, visitor: Visitor, settings: Any, secure: bool
) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    visitor.opens(desk.file(on("2026-11-02"), token=TOKEN), on("2026-11-03"))
    assert bool(visitor.cookies[COOKIE]["secure"]) is secure


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}amend/", f"{PAGE}letters/1/", f"{PAGE}files/1/"])
def test_without_a_code_there_is_only_the_form(desk: Desk, visitor: Visitor, address: str) -> None:
    desk.file(on("2026-11-02"), token=TOKEN)
    answer = visitor.get(address)
    assert "查询码" in answer.content.decode()
    assert "经过" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_width_case_and_blanks_are_forgiven(desk: Desk, visitor: Visitor, county: County) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    county.at = on("2026-11-03")
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    code = CODES.code_of(TOKEN).lower().replace("-", " ")
    assert visitor.enter(f" 登记号 {application.number.translate(wide)} ", f" {code} ").status_code == 303
    assert EntryForm.written("2026—0147") == EntryForm.written("20260147") == "2026-0147"


def test_unknown_number_and_wrong_code_are_told_alike(desk: Desk, visitor: Visitor) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    answers, queries = [], []
    for number in (application.number, "2026-9999"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = visitor.enter(number, "7K3M-Q2XW-94TC")
        assert answer.status_code == 422
        answers.append(answer.content.decode().replace(number, ""))
        queries.append(len(asked))
    assert ENTRANCE.wrong in answers[0]
    assert answers[0] == answers[1]
    assert queries == [1, 1]


@pytest.mark.parametrize(
    "bad", ["\ud800", "\0", "9" * 100_000, "２" * 5_000, "' OR 1=1 --", "<script>", "2026-\ud8000001", " "]
)
def test_whatever_is_sent_opens_nothing_and_breaks_nothing(desk: Desk, bad: str) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    for sent in ({"number": bad, "code": bad}, {"number": application.number, "code": bad}, {"number": bad}):
        request = RequestFactory().post(PAGE)
        request._post = sent  # type: ignore[attr-defined] – so that what no browser encodes arrives as it is
        request._files = {}  # type: ignore[attr-defined]
        answer = track(request)
        assert answer.status_code == 422
        assert b"<script>" not in answer.content


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize("remembers", [True, False])
def test_guesses(desk: Desk, monkeypatch: pytest.MonkeyPatch, remembers: bool) -> None:
    """With what is counted the eleventh is held up, and all after it; without it, not one is right either."""
    application = desk.file(on("2026-11-02"), token=TOKEN)
    if not remembers:
        monkeypatch.setattr("foundation.visitors.entering.allow", lambda *door, **who: None)
    monkeypatch.setattr(
        "foundation.visitors.entering.Entrance.ask",
        lambda self, request, form, status=200, wait=None: HttpResponse(status=status),
    )
    factory = RequestFactory()
    statuses = []
    for n in range(300):
        code = CODES.code_of(f"guess {n}")
        statuses.append(track(factory.post(PAGE, {"number": application.number, "code": code})).status_code)
    assert statuses == ([422] * 10 + [429] * 290 if remembers else [422] * 300)


def test_too_many_tries_are_told_how_long_to_wait(desk: Desk, visitor: Visitor) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    for _ in range(10):
        visitor.enter(application.number, "7K3M-Q2XW-94TC")
    answer = visitor.enter(application.number, "7K3M-Q2XW-94TC")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "试的次数太多了" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.clause("OR-3")
def test_the_right_code_opens_whatever_was_tried_before(desk: Desk, visitor: Visitor) -> None:
    """Neither what the applicant mistyped, nor what strangers try for the number from anywhere."""
    application = desk.file(on("2026-11-02"), token=TOKEN)
    wrong = {"number": application.number, "code": "7K3M-Q2XW-94TC"}
    statuses = [
        Client(REMOTE_ADDR=f"198.51.{n % 250}.{n // 250 + 1}").post(PAGE, wrong).status_code
        for n in range(210)
    ]
    assert (statuses[0], statuses[-1]) == (422, 429)
    for _ in range(12):
        visitor.enter(application.number, "7K3M-Q2XW-94TC")
    assert visitor.enter(application.number, CODES.code_of(TOKEN)).status_code == 303


@pytest.mark.clause("OR-3")
def test_strangers_of_one_network_are_counted_together(desk: Desk) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    wrong = {"number": application.number, "code": "7K3M-Q2XW-94TC"}
    statuses = [Client(REMOTE_ADDR=f"198.51.100.{n}").post(PAGE, wrong).status_code for n in range(1, 42)]
    assert statuses == [422] * 40 + [429]


def test_the_right_code_is_no_try(desk: Desk, visitor: Visitor) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    for _ in range(30):
        visitor.opens(application, on("2026-11-03"))


@pytest.mark.clause("OR-3")
def test_a_changed_code_a_tampered_cookie_and_an_old_one_open_nothing(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN)
    visitor.opens(application, on("2026-11-03"))
    good = visitor.cookies[COOKIE].value
    for bad in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x" + good, "", "::", "a:b:c"):
        visitor.cookies = SimpleCookie({COOKIE: bad})
        assert "经过" not in visitor.page()
    visitor.cookies = SimpleCookie({COOKIE: good})
    assert "经过" in visitor.page()
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: time() + 7201)
        assert "经过" not in visitor.page()
    for kept in (CODES.hashed(CODES.code_of("another")), ""):
        Application.objects.filter(pk=application.pk).update(code_hash=kept)
        visitor.cookies = SimpleCookie({COOKIE: good})
        assert "经过" not in visitor.page()
    # An erased code is matched by nothing, not even by nothing.
    assert visitor.enter(application.number, "").status_code == 422
    assert visitor.enter(application.number, CODES.code_of(TOKEN)).status_code == 422


def test_leaving_takes_the_cookie_away(desk: Desk, visitor: Visitor) -> None:
    visitor.opens(desk.file(on("2026-11-02"), token=TOKEN), on("2026-11-03"))
    assert visitor.get(f"{PAGE}leave/").status_code == 405
    assert visitor.post(f"{PAGE}leave/").status_code == 303
    assert "经过" not in visitor.page()
