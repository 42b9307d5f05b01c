"""Sheets stand within public pages, and the policy of each allows these and no other, and no script."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from foundation.pages import within
from tests.personas import County

SHEET = re.compile("<style>(.*?)</style>", re.S)
#: A script whose text stands in the page; data for machines is none.
SCRIPT = re.compile(r'<script(?![^>]*(?: src=|type="application/ld\+json"))')


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def directives(answer: Any) -> dict[str, str]:
    told = answer.headers["Content-Security-Policy"].split("; ")
    return {name: allowed for name, _space, allowed in (one.partition(" ") for one in told)}


@pytest.fixture
def addresses(county: County) -> dict[str, int]:
    """Public pages of several rooms, in elder mode and refused, and how they are answered."""
    document = county.published()
    rooms = ("agencies", "annual-reports", "apply", "documents", "evaluation", "newmedia", "participation")
    return {
        "/": 200,
        f"/documents/{document.index_number}/": 200,
        "/search/?q=取暖": 200,
        "/regulations/secrecy_review/": 200,
        "/elder/documents/": 200,
        "/nowhere/": 404,
        **{f"/{room}/": 200 for room in rooms},
    }


@pytest.mark.django_db
def test_each_page_holds_the_sheets_that_its_policy_names(addresses: dict[str, int]) -> None:
    for address, status in addresses.items():
        answer = Client().get(address)
        assert answer.status_code == status, address
        page, policy = answer.content.decode(), directives(answer)
        sheets = SHEET.findall(page)
        assert sheets
        assert set(policy["style-src"].split()) == {"'self'", *map(digest, sheets)}, address
        assert "script-src" not in policy, address
        assert policy["default-src"] == "'self'", address
        assert not SCRIPT.search(page), address
        assert 'rel="stylesheet"' not in page, address
        assert not re.search(r'\sstyle="', page), address


def test_no_page_brings_a_style_or_a_script_of_its_own() -> None:
    """Papers, which are typeset and never sent to a browser, are whole documents, as is the frame of all public pages."""
    static = re.compile(r'<style>{% within "[a-z-]+\.css" %}</style>')
    own = re.compile(r'<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)')
    pages = {path: path.read_text() for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")}
    found = [path for path, text in pages.items() if "<html" not in text and own.search(static.sub("", text))]
    assert found == []


def test_nothing_in_a_sheet_ends_it() -> None:
    sheets = [path.name for path in (Path(settings.BASE_DIR) / "static").glob("*.css")]
    for name in sheets:
        assert not re.search("</|<!--", within.within(name).text)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder of static files in development, with the sheet and what it imports."""
    sheets = '@import url("tokens.css");\na { background: url("icon.svg") }\nb { background: url(/static/icon.svg) }'
    (tmp_path / "public.css").write_text(sheets)
    (tmp_path / "tokens.css").write_text("i { background: url(data:image/gif;base64,AA); mask: url(#here) }")
    settings.DEBUG, settings.STATICFILES_DIRS = True, [tmp_path]
    return tmp_path


def test_what_the_sheet_asks_for_is_found_from_any_page(folder: Path) -> None:
    text = within.within(within.SHEET).text
    asked = re.findall(r"url\((.*?)\)", text)
    assert asked == ["data:image/gif;base64,AA", "#here", "/static/icon.svg", "/static/icon.svg"]
    assert "@import" not in text


@pytest.mark.django_db(transaction=True)
def test_an_edited_sheet_is_seen_in_development(folder: Path, county: County) -> None:
    seen: list[str] = []
    for text in ("a{color:red}", "a{color:blue}"):
        (folder / "public.css").write_text(text)
        os.utime(folder / "public.css", ns=(0, 2**62 + len(seen)))
        made, kept = Client().get("/"), Client().get("/")
        assert made.content == kept.content
        seen += SHEET.findall(kept.content.decode())
        assert digest(seen[-1]) in directives(kept)["style-src"]
    assert seen == ["a{color:red}", "a{color:blue}"]
