"""The desk's page of a call: every opinion can be read there, page by page, by group and by what is unanswered."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from participation.admin import call as desk_of_calls
from participation.clockwork import suggest_groups
from participation.models import Call, Suggestion
from tests.participation.people import Office, says

pytestmark = pytest.mark.django_db


def read(office: Office, call: Call, query: str = "") -> list[str]:
    """The numbers of the opinions that the page lists, with their words."""
    client = Client()
    client.force_login(office.county.people["rfbsc-drafter"])
    page = client.get(f"/desk/participation/call/{call.pk}/change/{query}").content.decode()
    return re.findall(r"建议之[甲乙丙丁戊]", page)


def test_every_opinion_is_read_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_of_calls, "ROWS", 2)
    call = office.opened()
    rows = {n: says(call, f"建议之{n}") for n in "甲乙丙丁戊"}
    pages = [read(office, call, f"?page={n}") for n in (1, 2, 3)]
    assert pages == [["建议之戊", "建议之丁"], ["建议之丙", "建议之乙"], ["建议之甲"]]
    assert read(office, call, "?page=x&show=group-x") == pages[0]
    given = {"title": "前两条", "opinions": f"{rows['甲'].number} {rows['乙'].number}"}
    office.do("group", call, "drafter", given)
    group = call.groups.get()
    assert read(office, call, f"?show=group-{group.pk}") == ["建议之乙", "建议之甲"]
    office.do("answer", call, "drafter", {"group": group.pk, "result": "adopted"})
    office.do("answer", call, "drafter", {"opinions": rows["戊"].number, "result": "adopted"})
    assert read(office, call, "?show=unanswered") == ["建议之丁", "建议之丙"]


def test_what_is_found_alike_is_read_before_it_is_confirmed(office: Office) -> None:
    call = office.opened()
    for n in "甲乙":
        says(call, f"建议把第一档的用量由十二吨提高到十五吨，照顾老人，建议之{n}")
    says(call, "建议之丙")
    suggest_groups(at=office.county.at)
    alike = Suggestion.objects.get()
    assert read(office, call, f"?show=alike-{alike.pk}")[:2] == ["建议之乙", "建议之甲"]
    assert "建议之丙" not in read(office, call, f"?show=alike-{alike.pk}")
