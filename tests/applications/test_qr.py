"""Letters lead to the page on which their own matter is followed."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve
from pytest_django import Settings

from applications.models import Application, Letter
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = pytest.mark.django_db

SITE = "https://xxgk.example.gov.cn"


def letters(county: County) -> dict[str, str]:
    """The letters of an application about which a third party was asked, and a co-author."""
    desk = Desk(county)
    came: Application = desk.registered(on("2026-11-02"), wanted="2024 年供地合同")
    third = {"party": "third_party", "name": "测试商贸公司", "address": "五原县测试路一号", "concern": "单价"}
    desk.clerk("applications.consult", came, on("2026-11-03"), third)
    desk.clerk("applications.consult", came, on("2026-11-04"), {
        "party": "coauthor", "consulted_agency": "lxcz", "concern": "会议纪要"
    })  # fmt: skip
    return {letter.kind: letter.content for letter in Letter.objects.all()}


def code_of(content: str) -> str:
    found = re.findall(r'<img class="qr"\s+src="qr:([^"]+)"\s+alt="([^"]+)">', content)
    assert len(found) <= 1
    assert all(address in words for address, words in found), "who cannot see it is told where it leads"
    return found[0][0] if found else ""


@pytest.mark.clause("OR-4(1)")
def test_whoever_gets_a_letter_is_led_to_their_own_page(county: County, settings: Settings) -> None:
    settings.SITE_URL = SITE
    written = letters(county)
    for kind in ("receipt", "consultation_told"):
        address = code_of(written[kind])
        assert address == f"{SITE}/apply/track/", "never with the query code: others see letters"
        assert f"网上查询办理进度：{address}</p>" in written[kind]
    address = code_of(written["third_party_consultation"])
    code = re.search(r"输入意见码 ([0-9A-Z-]{14})", written["third_party_consultation"])
    assert code
    match = resolve(address.removeprefix(SITE))
    assert match.view_name == "applications:consultation"
    assert code[1].lower() in match.kwargs.values() or code[1].lower() in match.args
    for kind in ("third_party_reply_form", "coauthor_consultation"):
        assert code_of(written[kind]) == "", kind


def test_without_an_address_of_the_site_there_is_no_code(county: County, settings: Settings) -> None:
    settings.SITE_URL = ""
    assert {kind: code_of(content) for kind, content in letters(county).items() if code_of(content)} == {}
