"""A number and what it is made of: counted, entered, added from elsewhere, settled by hand; and the cases behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annual_report import queries
from annual_report.composing import breakdowns
from annual_report.drafting import Subject, draft
from annual_report.figures import Figures
from annual_report.layout import CELLS, SUMS
from annual_report.models import Adjustment
from annual_report.rules import check
from applications.models import Application, Remedy
from disclosure.models import Document
from foundation.casework.refusals import Invalid
from tests.annual_report.offices import ENTERED, Office
from tests.annual_report.test_way import withdrawn
from tests.applicants import on
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("条例50")]


def norm(county: County, formed_on: str, **fields: Any) -> Document:
    """A published normative document."""
    return county.published(formed_on=formed_on, normative="norms", **fields)


def test_normative_documents_are_counted_as_made_repealed_and_in_force(county: County) -> None:
    county.at = on("2025-06-02")
    kept = norm(county, "2025-06-02")
    gone = norm(county, "2024-03-01", title="关于旧办法的通知")
    county.published(title="不是规范性文件", formed_on="2025-06-02")
    lapsed = {"validity": "repealed", "lapsed_on": "2025-06-02", "reason": "新办法施行"}
    county.do("disclosure.set_validity", gone.ref, "rfbsc-records_office", lapsed)
    office = Office(county).open()
    assert office.report.table.row("t2", "norms") == [1, 1, 1]
    assert "主动公开政府信息3件" in office.report.proactive
    assert "制发行政规范性文件1件，废止1件，年末现行有效1件" in office.report.proactive
    # One that lapses in January was in force when the year ended.
    county.do(
        "disclosure.set_validity",
        kept.ref,
        "rfbsc-records_office",
        {**lapsed, "lapsed_on": "2026-01-05"},
        at=on("2026-01-05", 20),
    )
    assert queries.drift(office.report) == []


def test_a_number_is_the_sum_of_what_it_is_made_of_and_a_hand_replaces_it(county: County) -> None:
    withdrawn(county, "rfbsc", "2025-03-03", "2025-03-10")
    office = Office(county).compiled()
    office.act(
        "add_elsewhere",
        source="纸质登记簿",
        cells={"t3.new.natural": 2, "t3.open.natural": 2, "t4.review.upheld": 1},
    )
    office.act("add_elsewhere", source="12345 转办", cells={"t3.new.biz": 1, "t3.n1.biz": 1})
    table = office.report.table
    assert (table["t3.new.natural"], table["t3.new.total"]) == (3, 4)
    assert (table["t3.done.total"], table["t4.review.total"]) == (4, 1)
    office.act("override", cell="t3.open.natural", value=3, reason="登记簿漏了一件。")
    breakdown = office.report.breakdowns()["t3.open.natural"]
    assert (
        breakdown.counted,
        breakdown.elsewhere,
        breakdown.computed,
        breakdown.override,
        breakdown.value,
    ) == (
        0,
        {"纸质登记簿": 2},
        2,
        3,
        3,
    )
    assert office.report.table["t3.done.natural"] == 4
    assert [str(v) for v in check(office.report.table)[:3]] == [
        "R1 holds",
        "R2 holds",
        "R3 fails: natural: 3+0 ≠ 4+0; total: 4+0 ≠ 5+0",
    ]
    page = Client()
    page.force_login(county.people["rfbsc-applications_clerk"])
    shown = page.get(
        reverse("desk:annual_report_annualreport_change", args=[office.report.pk])
    ).content.decode()
    assert "改定，原 2" in shown
    assert "R3 不成立" in shown
    cell = page.get(
        reverse("desk:annual_report_cell", args=[office.report.pk, "t3.open.natural"])
    ).content.decode()
    assert "登记簿漏了一件。" in cell
    assert "系统外：纸质登记簿" in cell
    # The same source given again replaces what it gave before; dropped, it is gone.
    office.act("add_elsewhere", source="12345 转办", cells={"t3.new.biz": 2, "t3.n1.biz": 2})
    assert office.report.table["t3.new.biz"] == 2
    office.act("drop_elsewhere", source="12345 转办")
    office.act("lift_override", cell="t3.open.natural")
    assert office.report.table["t3.new.total"] == 3
    assert [v.rule for v in check(office.report.table) if v.blocks] == []


def test_a_sum_adds_up_what_its_cells_are_in_the_end_unless_it_is_settled_itself() -> None:
    rows = [
        Adjustment(kind="override", cell="t3.d1.natural", value=Decimal(4), note="x"),
        Adjustment(kind="override", cell="t3.new.total", value=Decimal(9), note="x"),
        Adjustment(kind="entry", cell="t2.fee_wan", value=Decimal("10.5000"), note="x"),
    ]
    made = breakdowns({"t3.new.natural": 5, "t3.d1.biz": 1}, rows)
    assert made["t3.done.natural"].value == 4
    assert made["t3.done.total"].value == 5
    assert (made["t3.new.total"].computed, made["t3.new.total"].value) == (5, 9)
    assert str(made["t2.fee_wan"].value) == "10.5"
    assert made["t2.license"].value == ""
    assert set(made) == set(CELLS)
    assert not set(SUMS) & {"t3.new.natural", "t2.license"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("override", {"cell": "t2.license", "value": 1, "reason": "x"}, "本来就是填报的数"),
        ("override", {"cell": "t3.new.natural", "value": "1.5", "reason": "x"}, "请填整数"),
        ("override", {"cell": "t3.new.natural", "value": -1, "reason": "x"}, "不能是负数"),
        ("override", {"cell": "t9.x", "value": 1, "reason": "x"}, "没有这个选项"),
        ("override", {"cell": "t3.new.natural", "value": 1, "reason": ""}, "请写明为什么改"),
        ("add_elsewhere", {"source": "x", "cells": {}}, "还没有填件数"),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.total": 1}}, "由系统合计"),
        ("add_elsewhere", {"source": "x", "cells": {"t2.license": 1}}, "另行填报"),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.natural": "两件"}}, "请填整数"),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.natural": "NaN"}}, "请填整数"),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.natural": "sNaN"}}, "请填整数"),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.natural": "1E+999999"}}, "请填整数"),
        (
            "add_elsewhere",
            {"source": "x", "cells": {"t3.new.natural": "999999999999", "t3.new.biz": "999999999999"}},
            "加起来超过 12 位数",
        ),
        ("add_elsewhere", {"source": "", "cells": {"t3.new.natural": 1}}, "请填写来源"),
        ("enter", {"source": "x"}, "一个数也没有"),
        ("enter", {**ENTERED, "license": "1.5"}, "请填整数"),
        ("enter", {**ENTERED, "fee_wan": "0.00001"}, "最多四位小数"),
        ("enter", {**ENTERED, "license": "99999999999999"}, "行政许可"),
    ],
)
def test_what_is_no_figure_is_not_taken(county: County, name: str, data: dict[str, Any], said: str) -> None:
    office = Office(county).open()
    before = office.report.figures
    with pytest.raises(Invalid, match=said):
        office.act(name, **data)
    assert office.report.figures == before


def test_the_grid_of_the_desk_takes_numbers_by_their_cells(county: County) -> None:
    office = Office(county).open()
    client = Client()
    client.force_login(county.people["rfbsc-applications_clerk"])
    address = reverse("desk:act", args=["annual_report.add_elsewhere", office.report.ref])
    form = client.get(address).content.decode()
    assert 'name="cells-t3.open.legal"' in form
    assert 'name="cells-t3.open.total"' not in form
    wrong = client.post(address, {"source": "登记簿", "cells-t3.open.legal": "x", "cells-t3.new.legal": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.content.decode()
    right = {
        "source": "登记簿",
        "cells-t3.open.legal": "2",
        "cells-t3.new.legal": "2",
        "cells-t3.d1.natural": "",
    }
    assert client.post(address, right).status_code == 302
    assert office.report.table["t3.open.legal"] == 2


def test_a_number_leads_to_its_cases_and_to_nobodys_name(county: County) -> None:
    case = withdrawn(county, "rfbsc", "2025-03-03", "2025-03-10")
    other = withdrawn(county, "lxcz", "2025-03-03", "2025-03-10")
    Remedy.objects.create(
        application=case, way="reconsideration", body="五原县人民政府", case_number="五复〔2025〕1号",
        accepted_on=date(2025, 4, 1), result="upheld", concluded_on=date(2025, 5, 1),
    )  # fmt: skip
    office = Office(county).open()
    assert office.report.table["t4.review.upheld"] == 1
    client = Client()
    client.force_login(county.people["rfbsc-leader"])

    def page(cell: str) -> str:
        answer = client.get(reverse("desk:annual_report_cell", args=[office.report.pk, cell]))
        assert answer.status_code == 200
        return answer.content.decode()

    for cell in ("t3.new.natural", "t3.new.total", "t3.o3.natural", "t3.done.total"):
        assert case.number in page(cell)
        assert other.number not in page(cell)
        assert "测试人" not in page(cell)
        assert case.wanted not in page(cell)
    assert case.number not in page("t3.new.biz")
    assert "五复〔2025〕1号" in page("t4.review.upheld")
    assert "五复〔2025〕1号" in page("t4.review.total")
    assert "还没有填报" in page("t2.license")
    assert client.get(f"/desk/annual_report/annualreport/{office.report.pk}/cells/t9.x.y/").status_code == 404


def test_the_tables_of_an_agency_and_its_grade_take_seven_queries(county: County) -> None:
    withdrawn(county, "rfbsc", "2025-03-03", "2025-03-10")
    report = Office(county).open().report
    assert report.agency is not None
    with CaptureQueriesContext(connection) as asked:
        queries.counted_now(report)
    assert len(asked) == 7


def test_the_page_of_a_report_costs_as_many_queries_however_many_cases(county: County) -> None:
    office = Office(county).open()
    client = Client()
    client.force_login(county.people["rfbsc-leader"])
    address = reverse("desk:annual_report_annualreport_change", args=[office.report.pk])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = asked()
    for n in range(5):
        withdrawn(county, "rfbsc", f"2025-03-{n + 3:02d}", f"2025-03-{n + 10:02d}")
    assert Application.objects.count() == 5
    assert asked() == few
    assert few < 45


def test_a_difference_is_marked_when_it_is_large_in_per_cent_and_in_cases() -> None:
    def marked(cell: str, before: Any, now: Any) -> bool:
        return queries.changes(Figures({cell: now}), Figures({cell: before}))[cell].notable

    assert marked("t3.open.natural", 17, 9)
    assert not marked("t3.new.natural", 29, 34)  # less than three in ten
    assert not marked("t3.carry_out.natural", 1, 2)  # one case
    assert marked("t3.new.natural", 0, 5)
    assert marked("t2.fee_wan", Decimal("1.0"), Decimal("0.5"))
    assert not marked("t3.new.natural", 0, 0)
    assert marked("t3.new.natural", "/", 0)
    assert queries.changes(Figures({}), None) == {}


def test_the_first_draft_says_what_the_tables_say() -> None:
    cells: dict[str, Any] = {
        "t3.new.total": 34, "t3.carry_in.total": 2, "t3.open.total": 9, "t3.d5.total": 1, "t3.d6.total": 1,
        "t3.done.total": 35, "t3.carry_out.total": 1, "t4.review.total": 1, "t4.direct.total": 2, "t4.after.total": 3,
        "t2.norms.made": 13, "t2.norms.in_force": 55,
    }  # fmt: skip
    figures = Figures(cells)
    facts = {
        "published": 120, "fee": "1500.50", "fee_cases": 2, "replies": 20, "replies_in_time": 19,
        "publications": 118, "publications_in_time": 116,
    }  # fmt: skip
    texts = draft(Subject("五原县民政局", 2025, figures, facts=facts))
    assert "主动公开政府信息120件" in texts["proactive"]
    assert "制发行政规范性文件13件" in texts["proactive"]
    assert (
        "新收政府信息公开申请34件，上年结转2件；办结35件，其中予以公开9件、部分公开0件、不予公开2件、"
        "无法提供0件、不予处理0件、其他处理0件；结转下年度继续办理1件"
    ) in texts["on_request"]
    assert "作出答复的20件中，19件在法定期限内答复" in texts["on_request"]
    assert "行政复议1件，被提起行政诉讼5件" in texts["on_request"]
    assert "收取信息处理费1500.5元，涉及申请2件" in texts["others"]
    assert "118件公文中，2件超过法定期限；答复的20件申请中，1件超过法定期限" in texts["supervision"]
    assert "全年在平台公布政府信息120件" in texts["platform"]
    assert texts["problems"] == "2件公文超过法定期限才公布；1件申请超过法定期限才答复。"
    nothing = draft(Subject("五原县民政局", 2025, Figures({})))
    assert nothing["problems"] == ""  # where the figures show nothing, only people can tell
    told = check(figures, None, {code: text for code, text in texts.items() if text})
    assert [str(verdict) for verdict in told if verdict.rule == "R7"] == ["R7 holds"]
