"""The page on which somebody who was asked gives an opinion."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from applications.doors import LINKS
from applications.models import Application, Consultation, Letter
from foundation.casework.acts import desk_url
from foundation.casework.models import LedgerLine
from foundation.deadlines.sweep import sweep
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import County

pytestmark = pytest.mark.django_db

THIRD = {
    "party": "third_party",
    "name": "测试商贸公司",
    "address": "五原县测试路一号",
    "concern": "2024 年供地合同第三条的价款",
}


def asked(desk: Desk, **fields: str) -> tuple[Consultation, str]:
    """A consultation about an application, and the address in its letter."""
    application = desk.registered(on("2026-11-02"))
    matter = desk.clerk("applications.consult", application, on("2026-11-03"), {**THIRD, **fields}).matter
    letter = Letter.objects.filter(consultation=matter).first()
    assert letter
    found = re.search(r"输入意见码 ([0-9A-Z-]{14})，", letter.content)
    return matter, f"/apply/consultation/{found[1].lower()}/" if found else ""


def received(desk: Desk, consultation: Consultation) -> None:
    """The letter is signed for."""
    proof = {"received_on": "2026-11-05", "proof": "回证 1"}
    desk.clerk("applications.record_receipt", consultation, on("2026-11-05"), proof)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.clause("OR-6", "条例32")
def test_it_says_what_is_asked_until_when_and_what_silence_means(desk: Desk, county: County) -> None:
    consultation, address = asked(desk)
    county.at = on("2026-11-04")
    page = words(Client().get(address))
    assert "荣丰办事处征求您的意见" in page
    assert "2024 年供地合同第三条的价款" in page
    assert "收到信后 15 个工作日" in page
    assert "视作不同意公开" in page
    received(desk, consultation)
    assert "请在这天以前提出意见 2026-11-26" in words(Client().get(address))


@pytest.mark.clause("OR-3")
def test_it_never_says_who_applied_and_for_what_else(desk: Desk) -> None:
    _, address = asked(desk)
    answer = Client().get(address)
    for secret in ("测试人", "13800138000", "11010519491231002X", "土地权属", "测试路一号"):
        assert secret not in answer.content.decode()


def test_the_address_is_kept_from_everybody_else(desk: Desk) -> None:
    _, address = asked(desk)
    for path in (address, "/apply/consultation/nothing/"):
        answer = Client().get(path)
        # Not no-referrer: with it a browser sends "Origin: null" with the form, as a foreign page would.
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


@pytest.mark.clause("OR-6")
@pytest.mark.parametrize("signed_for", [True, False])
def test_an_opinion_is_given_once(desk: Desk, county: County, signed_for: bool) -> None:
    consultation, address = asked(desk)
    if signed_for:
        received(desk, consultation)
    county.at = on("2026-11-09")
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(address, {"answer": "refuses", "opinion": "价款是商业秘密"})
    assert (answer.status_code, answer["Location"]) == (303, address)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.answer) == ("answered", "refuses")
    assert Application.objects.get().state == "handling"
    line = LedgerLine.objects.get(act="applications.give_opinion")
    assert (line.actor_kind, line.actor_name) == ("citizen", "被征求意见方")
    page = words(visitor.get(address))
    assert "您的意见已收到：不同意公开" in page
    assert "价款是商业秘密" not in page
    again = visitor.post(address, {"answer": "agrees"})
    assert again.status_code == 409
    assert "OR-6" in again.content.decode()
    assert "<textarea" not in again.content.decode()
    consultation.refresh_from_db()
    assert consultation.answer == "refuses"


def test_a_partial_consent_without_its_part_is_sent_back(desk: Desk) -> None:
    _, address = asked(desk)
    page = Client().post(address, {"answer": "partly"})
    assert page.status_code == 422
    assert 'href="#id_opinion"' in page.content.decode()
    assert re.search(r'value="partly"[^>]*checked', page.content.decode())
    assert 'href="#id_answer_0"' in Client().post(address, {}).content.decode()


@pytest.mark.clause("OR-6", "条例34")
def test_after_the_time_it_says_what_silence_became(desk: Desk, county: County) -> None:
    consultation, address = asked(desk)
    received(desk, consultation)
    for day, state in (("2026-11-27", "asked"), ("2026-12-02", "silent")):
        county.at = on(day)
        sweep(at=county.at)
        assert Consultation.objects.get().state == state, "what came in time on paper is entered until 12-01"
        page = words(Client().get(address))
        assert "提出意见的时间已过：视作不同意" in page
        assert "期限到 2026-11-26 为止" in page
        assert "<textarea" not in page
        assert Client().post(address, {"answer": "agrees"}).status_code == 409


def test_the_desk_offers_to_enter_a_late_opinion_as_long_as_the_application_is_open(
    desk: Desk, doors: Doors, county: County
) -> None:
    consultation, _address = asked(desk)
    received(desk, consultation)
    county.at = on("2026-12-02")
    sweep(at=county.at)
    page = doors.desk("rfbsc-applications_clerk").get(desk_url(consultation))
    assert page.status_code == 200
    assert "applications.give_opinion" in page.content.decode()
    desk.citizen("applications.withdraw", consultation.application, county.at, {"sure": "on"})
    page = doors.desk("rfbsc-applications_clerk").get(desk_url(consultation))
    assert page.status_code == 200
    assert "applications.give_opinion" not in page.content.decode()


def test_after_the_application_ended_nobody_is_asked(desk: Desk, county: County) -> None:
    consultation, address = asked(desk)
    county.at = on("2026-11-06")
    desk.citizen("applications.withdraw", consultation.application, county.at, {"sure": "on"})
    answer = Client().get(address)
    assert "这次征求意见已经终止" in answer.content.decode()
    assert "<textarea" not in answer.content.decode()


@pytest.mark.parametrize("token", ["nothing", "x" * 5_000, "%00", "%ED%A0%80", "%F0%9F%98%80", "' OR 1=1"])
def test_an_unknown_link_opens_nothing(desk: Desk, token: str) -> None:
    asked(desk)
    answer = Client().get(f"/apply/consultation/{token}/")
    assert answer.status_code == 404
    assert "这个链接打不开" in answer.content.decode()


def test_guesses_are_held_up_and_the_right_link_never(desk: Desk) -> None:
    _, address = asked(desk)
    statuses = [Client().get(f"/apply/consultation/guess-{n}/").status_code for n in range(12)]
    assert statuses == [404] * 10 + [429] * 2
    assert Client().get(address).status_code == 200


@pytest.mark.clause("条例34")
def test_a_coauthor_is_told_that_silence_is_consent(desk: Desk, county: County) -> None:
    """The agency's letter has no link yet; the page knows what to say to one that has."""
    consultation, address = asked(desk, party="coauthor", consulted_agency="lxcz")
    assert address == ""
    Consultation.objects.filter(pk=consultation.pk).update(token_hash=LINKS.hashed("7K3M-Q2XW-94TC"))
    assert "视为同意公开（条例第三十四条）" in words(Client().get("/apply/consultation/7k3mq2xw94tc/"))


def test_the_code_can_be_typed_from_the_letter(desk: Desk) -> None:
    _, address = asked(desk)
    typed = address.split("/")[-2].replace("-", " ")
    answer = Client().post("/apply/consultation/", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert Client().get("/apply/consultation/").status_code == 200
    wrong = Client().post("/apply/consultation/", {"code": "7K3M<"})
    assert wrong.status_code == 422
    assert "12 位" in wrong.content.decode()
