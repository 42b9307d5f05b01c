"""Elder mode without script: pages below `/elder/` are the same pages, and lead on below it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.applicants import Desk, on
from tests.applications.visitors import PAGE, TOKEN
from tests.personas import County

pytestmark = pytest.mark.django_db


def links(html: str) -> set[str]:
    return set(re.findall(r'\b(?:href|action|formaction)="(/[^"]*)"', html))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents/",
        "/documents/?q=%E5%8F%96%E6%9A%96&agency=rfbsc",
        "/agencies/",
        "/apply/",
        "/nowhere/",
    ],
)
def test_a_page_is_the_same_in_large_type_and_leads_on_in_it(county: County, path: str) -> None:
    county.published()
    plain, large = Client().get(path), Client().get(f"/elder{path}")
    assert large.status_code == plain.status_code
    html = large.content.decode()
    assert '<html lang="zh-CN" class="elder">' in html
    assert large["X-Robots-Tag"] == "noindex"
    led = {link for link in links(html) if not link.startswith(("/static/", "/desk/", "/elder/"))}
    out = path.replace("&", "&amp;")
    assert led == {out}, "the way out"
    assert "退出长者模式" in html
    assert {link.removeprefix("/elder") for link in links(html)} >= {
        link for link in links(plain.content.decode()) if not link.startswith(("/elder", "/desk/"))
    }
    named = re.findall('<link rel="canonical"\\s+href="([^"]*)"', html)
    assert all("/elder" not in address for address in named)
    assert '<html lang="zh-CN">' in plain.content.decode()


def test_a_document_is_downloaded_and_found_as_elsewhere(county: County) -> None:
    document = county.published()
    page = Client().get(f"/elder/documents/{document.index_number}/").content.decode()
    assert document.title in page
    assert Client().get(f"/elder/documents/{document.index_number}/qr.svg")["Content-Type"] == "image/svg+xml"
    assert Client().get("/elder/feed.atom").content.startswith(b"<?xml")


def test_the_desk_and_stranger_addresses_have_none(county: County) -> None:
    for path in ("/elder/desk/", "/elder/desk/login/", "/elder/elder/", "/elder//evil.example/", "/elder"):
        answer = Client().get(path)
        assert answer.status_code in (404, 301), path
        assert "evil" not in answer.get("Location", "")
    missing_slash = Client().get("/elder/documents")
    assert (missing_slash.status_code, missing_slash["Location"]) == (301, "/elder/documents/")


def test_nothing_that_is_typed_gets_out_of_its_attribute(county: County) -> None:
    page = Client().get("/elder/documents/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.clause("OR-4")
def test_an_application_is_followed_in_large_type(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from applications.doors import CODES

    application = Desk(county).file(on("2026-11-02"), token=TOKEN)
    visitor = Client()
    entered = visitor.post(f"/elder{PAGE}", {"number": application.number, "code": CODES.code_of(TOKEN)})
    assert (entered.status_code, entered["Location"]) == (303, f"/elder{PAGE}")
    assert all(cookie["path"].startswith("/elder/apply/") for cookie in entered.cookies.values())
    page = visitor.get(entered["Location"]).content.decode()
    assert application.number in page
    assert "办理进度" in page
