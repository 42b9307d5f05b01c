"""The lists of the desk: narrowed by agency, due day and handler, sorted by due day, printed and exported, masked in both."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models import BooleanField
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import mark_safe

from applications.models import Application
from foundation.casework.desk import MatterAdmin, desk
from foundation.casework.tags import headed
from foundation.files.packages import Package
from foundation.sheets import harmless
from tests.applicants import Desk, on
from tests.doors import Doors

LIST = "/desk/applications/application/"


def listed(client: Client, **asked: str) -> list[str]:
    """The numbers in a list, in its order."""
    page = client.get(f"{LIST}?{urlencode(asked)}")
    assert page.status_code == 200, page.content.decode()[:500]
    return [row.number for row in page.context["cl"].result_list]


def three(doors: Doors) -> tuple[Application, Application, Application]:
    """Applications of three days, with three due days: over, near, far on the first of December."""
    desk = Desk(doors.county)
    far, over, near = (desk.registered(on(day)) for day in ("2026-11-30", "2026-10-20", "2026-11-04"))
    doors.county.at = on("2026-12-01")
    return over, near, far


@pytest.mark.clause("PD-9")
def test_a_list_is_narrowed_and_sorted_by_due_day(doors: Doors) -> None:
    over, near, far = three(doors)
    clerk = doors.desk("rfbsc-applications_clerk")
    columns = clerk.get(LIST).context["cl"].list_display
    place = str(columns.index("due"))
    assert listed(clerk, o=place) == [over.number, near.number, far.number]
    assert listed(clerk, o=f"-{place}") == [far.number, near.number, over.number]
    assert listed(clerk, due="overdue") == [over.number]
    assert listed(clerk, due="soon") == [near.number]
    assert listed(clerk, due="week") == [near.number]
    assert listed(clerk, due_from="2026-12-10", due_to="2026-12-31") == [far.number]
    assert listed(clerk, due_to="2026-12-02") == [near.number, over.number]
    assert len(listed(clerk, due_from="never")) == 3
    page = clerk.get(f"{LIST}?due=overdue").content.decode()
    assert "超期" in page


@pytest.mark.parametrize("address", ["/desk/agencies/staff/", "/desk/agencies/agency/"])
def test_a_yes_or_no_is_a_word(doors: Doors, address: str) -> None:
    page = doors.desk("rfbsc-agency_admin").get(address).content.decode()
    assert "icon-yes" not in page
    assert "icon-no" not in page
    assert re.search(">[是否]</td>", page)


def test_each_cell_names_the_head_of_its_column(doors: Doors) -> None:
    """On a phone, where no heads stand above: a bare number or “否” says nothing; a cell without anything is marked."""
    Desk(doors.county).file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    page = clerk.get(LIST).content.decode()
    heads = re.findall(r'<div class="text">\s*<(?:a|span)[^>]*>([^<]*)<', page)
    assert heads[1:] == re.findall('<td data-head="([^"]*)"', page)
    nothing = re.findall(r'<td data-head="[^"]*" data-empty [^>]*>(.*?)</td>', page)
    assert set(nothing) <= {"-", ""}
    assert "-</td>" not in re.sub("<td[^>]* data-empty [^>]*>-</td>", "", page)
    assert nothing


def test_a_cell_is_empty_only_where_nothing_stands_in_it() -> None:
    cells = ['<td class="field-a">-</td>', '<td class="field-b"><b>甲</b></td>', '<td class="field-c"></td>']
    heads = [{"text": "甲"}, {"text": "乙"}, {"text": mark_safe('<input type="checkbox">丙')}]
    assert list(headed(map(mark_safe, cells), heads)) == [
        '<td data-head="甲" data-empty class="field-a">-</td>',
        '<td data-head="乙" class="field-b"><b>甲</b></td>',
        '<td data-head="丙" data-empty class="field-c"></td>',
    ]


def test_a_list_is_sorted_by_several_columns_and_by_none(doors: Doors) -> None:
    Desk(doors.county).file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    columns = clerk.get(LIST).context["cl"].list_display
    number, received = columns.index("number"), columns.index("received_on")
    page = clerk.get(f"{LIST}?o={number}.-{received}").content.decode()
    assert page.count('aria-sort="ascending"') == page.count('aria-sort="descending"') == 1
    assert f'"?o=-{received}"' in page  # no longer by the number
    assert "aria-sort" not in clerk.get(LIST).content.decode()


def test_every_column_of_yes_or_no_is_one_of_words() -> None:
    request = RequestFactory().get("/desk/")
    for model, shown in desk._registry.items():
        if isinstance(shown, MatterAdmin):
            plain = [name for name in shown.get_list_display(request) if isinstance(name, str)]
            fields = {one.name for one in model._meta.fields if isinstance(one, BooleanField)}
            assert not fields & set(plain), model


def test_what_was_found_is_counted_where_something_was_asked(doors: Doors) -> None:
    three(doors)
    clerk = doors.desk("rfbsc-applications_clerk")
    assert "看全部" not in clerk.get(LIST).content.decode()
    for asked in ("due=overdue", "q=2026"):
        assert "看全部" in clerk.get(f"{LIST}?{asked}").content.decode()


@pytest.mark.clause("PD-9")
def test_a_list_is_narrowed_by_handler(doors: Doors) -> None:
    desk = Desk(doors.county)
    mine, nobodys = desk.registered(on("2026-11-02")), desk.file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    me = str(doors.county.people["rfbsc-applications_clerk"].pk)
    assert listed(clerk, handler="me") == [mine.number]
    assert listed(clerk, handler="none") == [nobodys.number]
    assert listed(doors.desk("rfbsc-leader"), handler="me") == []
    assert listed(doors.desk("rfbsc-leader"), handler=me) == [mine.number]


@pytest.mark.clause("PD-1")
def test_whoever_reads_several_agencies_chooses_one(doors: Doors) -> None:
    here, there = (Desk(doors.county, code).file(on("2026-11-02")) for code in ("rfbsc", "lxcz"))
    supervisor = doors.desk("county_supervisor")
    assert set(listed(supervisor)) == {here.number, there.number}
    assert listed(supervisor, of="lxcz") == [there.number]
    assert 'name="of"' in supervisor.get(LIST).content.decode()
    clerk = doors.desk("rfbsc-applications_clerk")
    assert 'name="of"' not in clerk.get(LIST).content.decode()
    assert there.number not in listed(clerk, of="lxcz")
    county = doors.county
    county.draft()
    county.draft("lxcz", title="关于秸秆禁烧的通知")
    page = supervisor.get("/desk/disclosure/document/?of=lxcz")
    assert [row.agency.code for row in page.context["cl"].result_list] == ["lxcz"]


@pytest.mark.clause("OR-3")
def test_a_list_is_printed_and_exported_masked(doors: Doors) -> None:
    desk = Desk(doors.county)
    one = desk.registered(on("2026-11-02"), wanted="测试人承包地的档案，电话13800138000")
    desk.file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    assert "as=xlsx" in clerk.get(f"{LIST}?handler=me").content.decode()
    page = clerk.get(f"{LIST}?handler=me&as=print")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<nav" not in html
    assert one.number in html
    [row] = page.context["table"]["rows"]
    book = clerk.get(f"{LIST}?handler=me&as=xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert "no-store" in book["Cache-Control"]
    text = in_workbook(book.content)
    assert all(cell in text for cell in row if cell)
    for secret in ("测试人", "13800138000", "11010519491231002X"):
        assert secret not in html
        assert secret not in text
    assert "测＊＊" in text
    assert clerk.get(f"{LIST}?as=csv").status_code == 404
    assert doors.desk("lxcz-applications_clerk").get(f"{LIST}?as=print").context["table"]["rows"] == []


def in_workbook(content: bytes) -> str:
    """All text of a workbook."""
    package: Any = Package(BytesIO(content).getvalue())
    return package.read("xl/sharedStrings.xml").decode() + package.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_to_calculate(doors: Doors, text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("2026-11-02") == "2026-11-02"
    assert harmless("") == ""
    desk = Desk(doors.county)
    desk.file(on("2026-11-02"), wanted=f"{text.strip()} 的档案")
    book = doors.desk("rfbsc-applications_clerk").get(f"{LIST}?as=xlsx").content
    assert "<f>" not in in_workbook(book)
    assert f"'{text.strip()} 的档案" in in_workbook(book).replace("&#39;", "'")


def test_print_and_export_cost_the_same_queries_for_any_number(doors: Doors) -> None:
    desk = Desk(doors.county)
    clerk = doors.desk("rfbsc-applications_clerk")

    def queries(address: str) -> int:
        clerk.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(address).status_code == 200
        return len(captured)

    def all_of_them() -> list[int]:
        return [queries(f"{LIST}?{asked}") for asked in ("o=8&due=soon", "as=print", "as=xlsx", "handler=me")]

    desk.registered(on("2026-11-02"))
    few = all_of_them()
    for n in range(4):
        desk.registered(on("2026-11-02", 10 + n))
    assert all_of_them() == few
    assert max(few) < 30


def test_every_list_sorts_by_due_day(doors: Doors) -> None:
    """Kinds whose matters have limits of their own, or those of another."""
    doors.county.under_review()
    desk = Desk(doors.county)
    desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-03"))
    for below, who in (
        ("disclosure/document", "rfbsc-records_office"),
        ("secrecy_review/review", "rfbsc-secrecy_reviewer"),
        ("applications/reply", "rfbsc-leader"),
        ("annual_report/annualreport", "rfbsc-leader"),
    ):
        page = doors.desk(who).get(f"/desk/{below}/?due=week")
        assert page.status_code == 200, below
        assert "期限" in page.content.decode()
        assert doors.desk(who).get(f"/desk/{below}/?as=print").status_code == 200, below
        assert doors.desk(who).get(f"/desk/{below}/?as=xlsx").status_code == 200, below
