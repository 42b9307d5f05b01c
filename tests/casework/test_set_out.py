"""A text that is being typed is shown as it will stand, to whoever is at the desk, and nothing of it is kept."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from foundation.casework.fields import Prose
from foundation.casework.models import Draft, LedgerLine
from foundation.casework.views import LONGEST_SHOWN
from tests.doors import Doors

BY = "rfbsc-drafter"
ADDRESS = "/desk/set-out/"
ACT = "/desk/act/disclosure.draft/agency:rfbsc/"
TEXT = "各镇：\n镇\t亩\n甲<i>\t5\n特此通知。\n五原县教育局\n2026年3月2日"


def test_a_text_is_set_out_and_escaped(doors: Doors) -> None:
    answer = doors.desk(BY).post(ADDRESS, {"text": TEXT})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<th scope="col" class="short">镇</th>' in html
    assert "甲&lt;i&gt;" in html
    assert 'class="signed"' in html
    assert "<html" not in html
    assert "no-store" in answer["Cache-Control"]


def test_the_form_offers_it_with_and_without_script(doors: Doors) -> None:
    html = doors.desk(BY).get(ACT).content.decode()
    assert html.count(f'data-set-out="{ADDRESS}"') == 2
    assert "preview.js" in html
    assert 'value="body=正文\ninternal_body=内部行文文稿"' in html
    # Whoever presses Enter in a field performs the act: its button comes first.
    assert html.index(">看排版<") > html.index('class="button button-primary" type="submit"')
    page = doors.desk(BY).post(ADDRESS, {"set_out": "body=正文\r\ninternal_body=内部", "body": TEXT})
    assert page.status_code == 200
    said = page.content.decode()
    assert '<h2 id="text-1">正文</h2>' in said
    assert '<th scope="col" class="short">镇</th>' in said
    assert "还没有写。" in said


def test_forms_without_such_a_field_have_none(doors: Doors) -> None:
    document = doors.county.draft()
    html = doors.desk(BY).get(f"/desk/act/disclosure.submit/{document.ref}/").content.decode()
    assert "set-out" not in html
    assert "preview.js" not in html


def test_who_may_ask() -> None:
    assert Client().post(ADDRESS, {"text": "甲"}).status_code == 302


def test_only_by_post_from_our_own_pages(doors: Doors) -> None:
    client = doors.desk(BY)
    assert client.get(ADDRESS).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(doors.county.people[BY])
    assert strict.post(ADDRESS, {"text": "甲"}).status_code == 403


def test_what_is_too_long_or_no_plain_text_is_refused(doors: Doors) -> None:
    client = doors.desk(BY)
    long = client.post(ADDRESS, {"text": "甲" * (LONGEST_SHOWN + 1)})
    assert (long.status_code, "<table" in long.content.decode()) == (413, False)
    assert "300,000" in long.content.decode()
    assert (
        client.post(ADDRESS, {"set_out": "body=正文", "body": "甲" * (LONGEST_SHOWN + 1)}).status_code == 413
    )
    wrong = client.post(ADDRESS, {"text": "<script>alert(1)</script>"})
    assert wrong.status_code == 422
    assert "<script>" not in wrong.content.decode()


def test_nothing_is_kept_or_logged(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="portal"):
        doors.desk(BY).post(ADDRESS, {"text": "不宜记录的一句话"})
    assert "不宜记录" not in caplog.text
    assert not Draft.objects.exists()
    assert not LedgerLine.objects.filter(act__contains="set_out").exists()


def test_such_a_field_is_a_plain_text() -> None:
    assert Prose(label="正文").clean("甲\r\n乙") == "甲\n乙"
    assert Prose.listed_as == "PlainText"


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("\n\n\n", ["", "", ""]),
        ("　\n\n", ["　", ""]),
        ("各镇：\n\n", ["各镇：", ""]),
    ],
)
def test_the_editor_keeps_what_is_blank_before_a_table(doors: Doors, before: str, lines: list[str]) -> None:
    """At the very start of a text too; a first cell that is empty stays one."""
    client = doors.desk(BY)
    for table in ("镇\t亩\n甲\t5", "\t亩\n甲\t5"):
        rows = [row.split("\t") for row in table.split("\n")]
        pieces = client.post(ADDRESS, {"pieces": f"{before}{table}\n\n特此通知。"}).json()["pieces"]
        wanted = [{"lines": lines}] if lines else []
        assert pieces == [*wanted, {"rows": rows}, {"lines": [""]}, {"lines": ["特此通知。"]}]
