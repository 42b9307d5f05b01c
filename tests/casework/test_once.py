"""A second press, or going back and sending again, does nothing twice: at every door that takes a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from applications.models import Application, Complaint, Consultation, Enclosure, Reply
from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.casework import ledger
from foundation.casework.acts import ACTS
from foundation.casework.models import LedgerLine
from foundation.casework.once import Sent, new_key
from tests.applicants import FILING, Desk, on, scan
from tests.applications.visitors import PAGE, TOKEN, Visitor
from tests.doors import Doors
from tests.personas import DRAFT

pytestmark = pytest.mark.django_db

DRAFTER, CLERK = "rfbsc-drafter", "rfbsc-applications_clerk"
AT = on("2026-11-02")


def shown(doors: Doors, by: str, act: str, ref: str) -> str:
    """What the form of an act carries when it is opened."""
    page = doors.desk(by).get(reverse("admin:act", args=[act, ref])).content.decode()
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def paper(_: Doors) -> tuple[str, dict[str, Any]]:
    return "agency:rfbsc", {**FILING, "channel": "in_person", "received_on": "2026-11-02"}


def draft(_: Doors) -> tuple[str, dict[str, Any]]:
    return "agency:rfbsc", DRAFT


def agency(_: Doors) -> tuple[str, dict[str, Any]]:
    return "agency:rfbsc", {
        "code": "xin", "name": "五原县新设局", "short_name": "新设局", "kind": "department", "sign_levels": "2"
    }  # fmt: skip


def person(_: Doors) -> tuple[str, dict[str, Any]]:
    return "agency:rfbsc", {"username": "xinlai", "full_name": "新来的", "password": "kiosk-plum-anvil-7"}


def third_party(doors: Doors) -> tuple[str, dict[str, Any]]:
    application = Desk(doors.county).registered(AT)
    return application.ref, {"party": "third_party", "name": "某某", "address": "五原县", "concern": "合同"}


def reply(doors: Doors) -> tuple[str, dict[str, Any]]:
    return Desk(doors.county).registered(AT).ref, {}


def search(doors: Doors) -> tuple[str, dict[str, Any]]:
    application = Desk(doors.county).registered(AT)
    return application.ref, {"place": "档案室", "terms": "春光村", "found": "no", "searched_on": "2026-11-02"}


CREATING: list[tuple[str, str, Callable[[Doors], tuple[str, dict[str, Any]]], Any]] = [
    ("applications.enter", CLERK, paper, Application),
    ("disclosure.draft", DRAFTER, draft, Document),
    ("agencies.establish", "county_supervisor", agency, Agency),
    ("agencies.appoint", "county_supervisor", person, Staff),
    ("applications.consult", CLERK, third_party, Consultation),
    ("applications.draft_reply", CLERK, reply, Reply),
    ("applications.record_search", CLERK, search, None),
]


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize(("act", "by", "given", "kind"), CREATING, ids=[row[0] for row in CREATING])
def test_a_second_press_does_nothing_again(
    doors: Doors, act: str, by: str, given: Callable[[Doors], tuple[str, dict[str, Any]]], kind: Any
) -> None:
    Desk(doors.county)
    doors.county.at = on("2026-11-02", 10)
    ref, entered = given(doors)
    seen, before = shown(doors, by, act, ref), kind.objects.count() if kind else 0

    def press() -> Any:
        files = {"scan": [scan()]} if act == "applications.enter" else {}
        return doors.post(act, ref, by, {**entered, **files, "seen": seen})

    first, second = press(), press()
    assert (first.status_code, second.status_code) == (302, 302), first.context["form"].errors
    assert first["Location"] == second["Location"]
    assert LedgerLine.objects.filter(act=act).count() == 1
    assert kind is None or kind.objects.count() == before + 1
    told = doors.desk(by).get(second["Location"]).content.decode()
    assert "没有重复办理" in told


def test_every_form_that_is_opened_has_a_key_of_its_own(doors: Doors) -> None:
    keys = {shown(doors, DRAFTER, "disclosure.draft", "agency:rfbsc") for _ in range(3)}
    assert len(keys) == 3
    ref, entered = draft(doors)
    for key in keys:
        assert doors.post("disclosure.draft", ref, DRAFTER, {**entered, "seen": key}).status_code == 302
    assert Document.objects.count() == 3


def test_what_was_changed_after_going_back_is_neither_done_nor_lost(doors: Doors) -> None:
    """Whether it is a correction or another matter only the person knows: told what was done, they decide."""
    ref, entered = draft(doors)
    seen = shown(doors, DRAFTER, "disclosure.draft", ref)
    doors.post("disclosure.draft", ref, DRAFTER, {**entered, "seen": seen})
    changed = {**entered, "title": "另一份公文", "seen": seen}
    answer = doors.post("disclosure.draft", ref, DRAFTER, changed)
    page = answer.content.decode()
    assert (answer.status_code, Document.objects.count()) == (409, 1)
    assert "没有再办" in page
    assert "另一份公文" in page
    changed["seen"] = answer.context["seen"]
    assert doors.post("disclosure.draft", ref, DRAFTER, changed).status_code == 302
    assert Document.objects.count() == 2


def test_a_key_counts_for_one_person_one_act_one_matter(doors: Doors) -> None:
    sent, county = Sent.of(new_key(), QueryDict("a=1")), doors.county
    assert sent
    one, other = county.agencies["rfbsc"], county.agencies["lxcz"]
    marks = {
        sent.mark(act, matter, county.actor(who))
        for act in ("disclosure.draft", "applications.enter")
        for matter in (one, other)
        for who in (DRAFTER, CLERK)
    }
    assert len(marks) == 8


@pytest.mark.parametrize("key", ["", "x", "é" * 22, "a" * 23, "a" * 21 + "\0"])
def test_a_form_with_another_key_counts_as_one_without(key: str) -> None:
    assert Sent.of(key, QueryDict("a=1")) is None


def test_the_database_holds_a_form_once_and_the_line_says_what_it_said(doors: Doors) -> None:
    ref, entered = draft(doors)
    seen = shown(doors, DRAFTER, "disclosure.draft", ref)
    doors.post("disclosure.draft", ref, DRAFTER, {**entered, "seen": seen})
    line = LedgerLine.objects.get(act="disclosure.draft")
    assert seen.partition(".")[2] not in (line.form_key, line.form_said)
    assert ledger.broken_at("document", line.matter_id) is None
    line.pk, line.sequence, line.hash = None, 2, "x"
    with pytest.raises(IntegrityError, match="ledgerline_form_once"), transaction.atomic():
        line.save(force_insert=True)


SENT_BY_CITIZENS: list[tuple[str, Callable[[], dict[str, Any]], Any]] = [
    ("complain", lambda: {"to": "superior", "text": "没有依规定办理"}, Complaint),
    ("supplement", lambda: {"files": [scan()]}, Enclosure),
    ("withdraw", lambda: {"sure": "on"}, None),
]


@pytest.mark.clause("OR-3", "OR-7")
@pytest.mark.parametrize(("slug", "given", "kind"), SENT_BY_CITIZENS)
def test_citizens_may_press_twice_too(
    doors: Doors, slug: str, given: Callable[[], dict[str, Any]], kind: Any
) -> None:
    county = doors.county
    desk = Desk(county)
    desk.agency.parent = county.agencies["lxcz"]
    desk.agency.save()
    application = desk.file(AT, token=TOKEN)
    visitor = Visitor(county)
    visitor.opens(application, AT)
    address = f"{PAGE}{slug}/"
    hidden = dict(re.findall(r'name="(token|once)" value="([^"]+)"', visitor.page(address)))
    for _ in range(2):
        answer = visitor.post(address, {**hidden, **given()})
        assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?done={slug}")
    assert kind is None or kind.objects.count() == 1
    assert LedgerLine.objects.filter(act=f"applications.{slug}").count() == 1


def test_no_act_that_creates_is_forgotten() -> None:
    """Each is performed through the desk's one form, the tracking page, or the public form with its token."""
    by_citizens = {name for name, act in ACTS.items() if act.creates and act.public}
    # Those of the feedback room are pressed twice in tests/feedback/test_pages.py.
    messages = {f"feedback.{name}" for name in ("report_error", "complain", "ask_why", "go_up")}
    # A question is sent twice in tests/interpretation/test_questions.py.
    # A proposal and an objection are sent twice in tests/participation/test_enclosures.py.
    decisions = {"participation.submit_proposal", "participation.object"}
    # A complaint about an evaluation is sent twice in tests/evaluation/test_pages.py.
    # A report is sent twice in tests/accountability/test_clues.py, an appeal goes through the form of its own page.
    cases = {"accountability.report", "accountability.appeal"}
    others = {"applications.file", "applications.complain", "interpretation.ask", "evaluation.complain"}
    assert by_citizens == others | messages | decisions | cases
