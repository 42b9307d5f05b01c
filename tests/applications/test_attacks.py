"""What was tried against the portal's doors, and what stands in the way of it since."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.test import Client
from redis.connection import Connection, ConnectionPool, UnixDomainSocketConnection

from applications.models import Letter
from foundation.agencies.actors import SYSTEM
from foundation.casework.fields import PlainText
from foundation.correspondence import printing
from tests.applicants import Desk, on
from wuyuan_portal import settings
from wuyuan_portal.log import DiscreetFormatter

pytestmark = pytest.mark.django_db

DOORS = ["/apply/", "/apply/track/", "/apply/consultation/some-token/"]


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "sent",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_no_other_site_sends_our_forms(desk: Desk, door: str, sent: dict[str, str]) -> None:
    assert Client().post(door, {"number": "2026-0001"}, **sent).status_code == 403
    own = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
    assert Client().post(door, {"number": "2026-0001"}, **own).status_code != 403


def test_tries_are_counted_where_every_process_sees_them() -> None:
    """The shared cache, also at the embedded broker's socket."""
    location = settings.CACHES["default"]["LOCATION"]
    assert ConnectionPool.from_url(location).connection_class is (
        UnixDomainSocketConnection if location.startswith("unix:") else Connection
    )
    assert "/" in location


@pytest.mark.parametrize("below", ["/apply/consultation/", "/reminders/"])
def test_the_key_of_a_page_stands_in_no_log(below: str) -> None:
    said = f"Not Found: {below}0Zk-geheim_9/"
    line = DiscreetFormatter("%(message)s").format(
        logging.LogRecord("x", logging.WARNING, "", 0, said, None, None)
    )
    assert "geheim" not in line
    assert line.endswith(f"{below}***/")


def test_what_is_too_long_is_refused_before_anything_reads_it() -> None:
    with pytest.raises(forms.ValidationError, match="999"):
        PlainText(label="正文", max_length=999).clean("<" * 2_000_000)
    with pytest.raises(forms.ValidationError, match="网页代码"):
        PlainText(label="正文", max_length=999).clean("看 < / script type='x'> 这里")
    assert PlainText(label="正文", max_length=999).clean("a < b，c > d") == "a < b，c > d"


def test_a_letter_that_cannot_be_printed_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desk.registered(on("2026-11-02")), desk.registered(on("2026-11-02"))
    broken, whole = first.letters.get(), second.letters.get()
    paper, tried = printing.render, []

    def render(content: str, **more: Any) -> bytes:
        tried.append("broken" if first.number in content else "whole")
        if first.number in content:
            raise ValueError("no such font")
        return paper(content, **more)

    monkeypatch.setattr(printing, "render", render)
    for n in range(2):
        printing.print_waiting(Letter, at=on("2026-11-02", 10) + timedelta(minutes=n), by=SYSTEM)
    later = desk.registered(on("2026-11-03")).letters.get()
    printing.print_waiting(Letter, at=on("2026-11-03", 10), by=SYSTEM)
    assert tried == ["broken", "whole", "broken", "whole", "broken"], "what failed waits behind the others"
    stood = {letter.pk: (letter.file_id is not None, letter.tries) for letter in Letter.objects.all()}
    assert stood == {broken.pk: (False, 3), whole.pk: (True, 1), later.pk: (True, 1)}
