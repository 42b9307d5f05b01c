"""Tables and signatures of a document on its public pages, at the desk and in the report of a refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.correspondence import FORM
from foundation.correspondence.letters import Case, compose
from tests.applications.test_tables_in_letters import TABLE, tables_in
from tests.doors import Doors
from tests.personas import TEXT

BODY = f"{TEXT}\n表1 补贴标准\n镇｜面积（亩）｜金额\n甲镇｜12｜1,200\n乙镇｜5｜500\n特此通知。\n\n五原县教育局\n2026年3月2日"


def test_the_public_page_has_a_real_table_and_the_signature_on_the_right(doors: Doors) -> None:
    document = doors.county.published(body=BODY)
    for name, args in (("detail", []), ("version", [1])):
        address = reverse(f"documents:{name}", args=[document.index_number, *args])
        html = Client().get(address).content.decode()
        assert 'tabindex="0"\n     role="group"\n     aria-label="表格：镇、面积（亩）、金额"' in html
        assert '<th scope="col" class="short">镇</th>' in html
        assert '<th scope="col" class="num">金额</th>' in html
        assert '<td class="num">1,200</td>' in html
        assert "<p>表1 补贴标准</p>" in html
        assert "<p>五原县教育局</p><p>2026年3月2日</p>" in html.replace("\n", "").replace("  ", "")
        assert "｜" not in html.partition('<div class="prose">')[2].partition("<aside")[0]


def test_the_desk_shows_the_same(doors: Doors) -> None:
    document = doors.county.draft(body=BODY)
    page = (
        doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{document.pk}/change/").content.decode()
    )
    assert '<th scope="col" class="short">镇</th>' in page
    assert 'class="signed"' in page


@pytest.mark.clause("PD-7(2)")
def test_the_report_of_a_refusal_keeps_the_table_of_its_reasons() -> None:

    sender: dict[str, Any] = dict.fromkeys(
        ("agency_address", "agency_phone", "disclosure_office", "office_hours"), "某处"
    )
    body = {"decided_on": date(2026, 3, 2), "what": "决定不予公开", "particulars": [("理由", TABLE)]}
    case = Case(agency_name="某局", document_number="1号", issued_on=date(2026, 3, 3), body=body, **sender)
    assert tables_in(compose(FORM, case, to="上级")) == 1
