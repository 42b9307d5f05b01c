"""Nothing is opened before its sender has paid: neither written to disk nor looked into."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.test import Client

from applications.doors import FILES, FORM, UNUSUAL
from applications.models import Application
from foundation.notices.models import Notice
from foundation.visitors.throttle import allow, spend
from tests.applications.test_filing_page import door, form, html, proof, send
from tests.personas import County

__all__ = ["door"]
CLIENT = {"address": "127.0.0.1", "network": "127.0.0.0/24"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was written or looked into."""
    found: list[str] = []
    for handler in (MemoryFileUploadHandler, TemporaryFileUploadHandler):
        new_file = handler.new_file

        def noted(self: Any, *args: Any, _new: Any = new_file, **more: Any) -> Any:
            found.append("written")
            return _new(self, *args, **more)

        monkeypatch.setattr(handler, "new_file", noted)
    from foundation.files import kept

    inspect = kept.inspect
    monkeypatch.setattr(
        kept, "inspect", lambda content, name: (found.append("read"), inspect(content, name))[1]
    )
    return found


def with_file(**changed: Any) -> dict[str, Any]:
    return {**form(**changed), "proof": SimpleUploadedFile("证件.txt", "身份证明".encode())}


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
@pytest.mark.parametrize("why", ["no proof", "used proof", "too many", "disk full"])
def test_what_is_not_paid_for_is_not_opened(county: County, opened: list[str], why: str) -> None:
    unpaid: dict[str, Any] = {"altcha": "", "opened": "made:up:1"} if why == "no proof" else {}
    if why == "used proof":
        used = proof()
        send(form(altcha=used))
        unpaid = {"altcha": used, "opened": "made:up:1", "twice": "1"}
    if why == "too many":
        for _ in range(60):
            allow(FORM, **CLIENT)
    if why == "disk full":
        spend(FILES, 10**12, CLIENT)
    before = Application.objects.count()
    answer = send(with_file(**unpaid))
    assert opened == []
    assert answer.status_code == 429
    assert Application.objects.count() == before
    page = html(answer)
    assert form()["wanted"] in page
    assert ("文件已经太多" in page) == (why == "disk full")


@pytest.mark.django_db
def test_what_is_paid_for_is(county: County, opened: list[str]) -> None:
    send(with_file())
    assert "written" in opened


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/apply/track/", "/apply/consultation/", "/desk/login/", "/desk/", "/"])
def test_where_no_file_is_asked_for_none_is_taken(county: County, opened: list[str], address: str) -> None:
    sent = {"a": SimpleUploadedFile("a.txt", b"x" * 3_000_000), "username": "a", "password": "b"}
    Client(raise_request_exception=False).post(address, sent)
    assert opened == []


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
def test_unusually_many_applications_are_told_to_the_countys_office_once_an_hour(county: County) -> None:
    for _ in range(20):
        allow(UNUSUAL, network=CLIENT["network"], county="")
    assert not Notice.objects.filter(recipient__username="county_supervisor").exists()
    for _ in range(3):
        assert send(form(twice="1")).status_code == 200
    told = Notice.objects.filter(subject__contains="申请异常多")
    assert [notice.recipient.username for notice in told] == ["county_supervisor"]
    assert CLIENT["address"] not in told[0].body
