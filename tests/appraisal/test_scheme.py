"""Schemes: drafted, imported with errors by cell, tried, issued, fixed, corrected (AP-5, AP-6)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from appraisal.forms.scheme import DraftForm, copied, figures
from appraisal.importing import Unusable, read_plan
from appraisal.models import Appraisal, Case, Indicator, Scheme
from appraisal.statute import DEBRIS, DEBRIS_NOTE
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.clauses import REGISTER, article_text
from foundation.figures.declared import FIGURES
from tests.appraisal.books import book, sheets
from tests.appraisal.people import LEADER, SUPERVISOR, Office, workbook_file

pytestmark = pytest.mark.django_db


@pytest.mark.clause("AP-6")
def test_a_workbook_is_read_as_it_is_written(office: Office) -> None:
    plan = read_plan(book(sheets()))
    assert (plan.year, str(plan.factor), plan.classes) == (2026, "0.04", {"rfbsc": "township"})
    row = office.scheme(source="file", file=workbook_file(book(sheets())))
    assert row.indicators.count() == len(plan.nodes)
    assert row.title == "二〇二六年方案"
    office.do("try_scheme", row, SUPERVISOR)
    assert office.do("check_scheme", row, SUPERVISOR).matter.state == "checked"


@pytest.mark.clause("AP-6")
def test_a_figure_is_named_as_the_desk_names_it_at_the_desk_and_in_a_workbook(office: Office) -> None:
    groups = [(room, options) for room, options in figures() if isinstance(options, list)]
    names = [name for room, options in groups for _id, name in options] + [room for room, _options in groups]
    assert len(set(names)) == len(names)
    assert not [name for name in names if re.search("[a-z]+[._]", name)]
    rows = sheets()
    for line in rows["指标"]:
        line[7] = FIGURES[line[7]].label if line[7] else ""
    assert [node.figure for node in read_plan(book(rows)).nodes] == [
        node.figure for node in read_plan(book(sheets())).nodes
    ]


def _wrong(change: Any, **more: Any) -> str:
    rows = sheets()
    change(rows)
    with pytest.raises(Unusable) as unusable:
        read_plan(book(rows, **more))
    return "\n".join(unusable.value.says)


@pytest.mark.clause("AP-6")
@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        (4, "10分", "指标!E3：满分“10分”不是数字"),
        (4, "NaN", "指标!E3"),
        (4, "1e9", "指标!E3"),
        (4, -3, "指标!E3"),
        (4, 2.99, "下级指标加起来是"),
        (4, 3.005, "最多两位小数"),
        (5, "随便", "指标!F3：没有“随便”这种计分方式"),
        (6, "每件=1", "指标!G3"),
        (9, "XX-1", "指标!J3：没有“XX-1”这一条"),
        (9, "", "指标!J3：没有依据条款"),
        (3, "村委会", "指标!D3：没有“村委会”这个类别"),
        (1, "99", "没有上级指标“99”"),
        (10, "看着办", "指标!K3"),
        (0, "1.2", "指标!A4：编号“1.2”用了两次"),
        (7, "newmedia.likes", "指标!H3：没有“newmedia.likes”这个数字"),
    ],
)
def test_what_is_wrong_is_told_by_sheet_and_cell(office: Office, cell: int, value: Any, told: str) -> None:
    assert told in _wrong(lambda rows: rows["指标"][1].__setitem__(cell, value))


def test_full_width_digits_are_numbers(office: Office) -> None:
    rows = sheets()
    rows["指标"][1][4] = "２．００"
    assert read_plan(book(rows)).nodes[1].points == 2


def test_a_formula_that_was_never_calculated_and_merged_cells_are_told(office: Office) -> None:
    assert "指标!E3：是还没有算过的公式" in _wrong(lambda rows: None, formulas={"指标!E3": "=1+2"})
    assert "是合并的单元格" in _wrong(lambda rows: None, merge="D3:D4")


def test_a_unit_in_two_classes_and_other_grades_are_told(office: Office) -> None:
    assert "列了两次" in _wrong(lambda rows: rows["单位类别"].append(["service", "荣丰办事处"]))
    assert "没有“火星镇”这个单位" in _wrong(lambda rows: rows["单位类别"].append(["service", "火星镇"]))
    assert "等次由 AP-7 定" in _wrong(lambda rows: rows["等次"][0].__setitem__(1, 90))
    assert "要正好 100" in _wrong(lambda rows: rows["指标"].pop())
    assert "缺工作表" in _wrong(lambda rows: rows.pop("指标"))
    assert "绕成了一圈" in _wrong(
        lambda rows: (rows["指标"][0].__setitem__(1, "2"), rows["指标"][7].__setitem__(1, "1"))
    )


def test_what_is_no_workbook_is_refused(office: Office) -> None:
    with pytest.raises(Unusable):
        read_plan(b"PK\x03\x04 no workbook")
    with pytest.raises(Unusable, match="5 MB"):
        read_plan(b"x" * (5 * 1024 * 1024 + 1))


def test_nothing_is_kept_of_a_workbook_with_one_error(office: Office) -> None:
    row = office.scheme()
    before = list(row.indicators.values_list("code", "points"))
    rows = sheets()
    rows["指标"][1][4] = "10分"
    with pytest.raises(Invalid, match="指标!E3"):
        office.do("import_scheme", row, SUPERVISOR, files={"file": workbook_file(book(rows))})
    assert list(row.indicators.values_list("code", "points")) == before


@pytest.mark.clause("AP-6")
def test_a_scheme_that_does_not_add_up_is_not_issued_by_nobody(office: Office) -> None:
    row = office.scheme()
    data = {
        "code": "1.1",
        "parent": "1",
        "name": "领导责任制",
        "classes": ["department", "township", "service"],
        "points": "1.99",
        "kind": "manual",
        "clause": "AP-5(1)",
        "absent": "spread",
    }
    office.do("put_indicator", row, SUPERVISOR, data)
    office.do("try_scheme", row, SUPERVISOR)
    with pytest.raises(Refused, match=r"99\.99") as refused:
        office.do("check_scheme", row, SUPERVISOR)
    assert refused.value.clause.id == "AP-6"
    with pytest.raises(DatabaseError, match="add up to 100"), transaction.atomic():
        Scheme.objects.filter(pk=row.pk).update(state="checked")


@pytest.mark.clause("AP-6")
def test_it_is_tried_on_last_years_data_before_it_is_fixed(office: Office) -> None:
    row = office.scheme()
    with pytest.raises(Refused, match="试算"):
        office.do("check_scheme", row, SUPERVISOR)
    office.do("try_scheme", row, SUPERVISOR)
    row = Scheme.objects.get()
    assert {one["unit"] for one in row.trial} >= {"荣丰办事处", "供水公司"}


@pytest.mark.clause("AP-6")
def test_an_issued_scheme_is_not_changed_by_nobody(office: Office) -> None:
    row = office.issued()
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        Scheme.objects.filter(pk=row.pk).update(bonus_cap=9)
    with pytest.raises(DatabaseError, match="while it is drafted"), transaction.atomic():
        Indicator.objects.filter(scheme=row, code="1.1").update(points=4)
    with pytest.raises(DatabaseError), transaction.atomic():
        Indicator.objects.filter(scheme=row, code="1.1").delete()


@pytest.mark.clause("AP-2")
def test_whoever_drafts_it_does_not_issue_it_and_only_the_office_drafts(office: Office) -> None:
    row = office.checked()
    with pytest.raises(NotPermitted):
        office.do("issue_scheme", row, SUPERVISOR, {"number": "五政〔2026〕1号"})
    assert office.do("issue_scheme", row, LEADER, {"number": "五政〔2026〕1号"}).matter.state == "issued"
    data = {"year": 2027, "source": "sample", "title": "方案"}
    with pytest.raises(Refused) as refused:
        office.do("draft_scheme", "agency:rfbsc", SUPERVISOR, data)
    assert refused.value.clause.id == "AP-2"


@pytest.mark.clause("AP-6")
def test_a_correction_is_a_new_version_by_which_everything_is_computed_anew(office: Office) -> None:
    row = office.begun()
    old = row.scheme
    new: Scheme = office.do("revise_scheme", old, SUPERVISOR, {"changed_because": "第 1 项分值写错"}).matter
    office.do("try_scheme", new, SUPERVISOR)
    office.do("check_scheme", new, SUPERVISOR)
    office.do("issue_scheme", new, LEADER, {"number": "五政〔2026〕2号"})
    assert Scheme.objects.get(pk=old.pk).state == "superseded"
    office.do("adopt_scheme", row, SUPERVISOR)
    assert Appraisal.objects.get().scheme_id == new.pk


@pytest.mark.clause("AP-6")
def test_after_the_freeze_the_scheme_of_the_year_stays(office: Office) -> None:
    office.on("2026-11-02")
    row = office.notified()
    office.checked_in_field()
    with pytest.raises(Refused, match="冻结"):
        office.do("revise_scheme", row.scheme, SUPERVISOR, {"changed_because": "想改"})
    assert Case.objects.filter(frozen__isnull=False).count() == 1


@pytest.mark.clause("AP-5")
def test_what_was_misprinted_is_quoted_and_flagged(office: Office) -> None:
    assert DEBRIS in article_text(REGISTER.find("AP-5"))
    assert "误植" in DEBRIS_NOTE
    row = office.scheme()
    assert not row.indicators.filter(name__contains=DEBRIS).exists()


#: What people and programs leave in cells.
ODD: tuple[Any, ...] = (
    "",
    "J1",
    "F1",
    "1",
    "x" * 400,
    "-1",
    "1e9",
    "NaN",
    1e12,
    "\x0b_x0000_",
    "＝1",
    "2026-13-45",
    "disclosure.in_time",
    True,
)


@pytest.mark.clause("AP-6")
def test_whatever_stands_in_a_cell_is_told_or_kept_and_never_breaks(office: Office) -> None:
    """Every cell of a row of every sheet with everything odd: the errors are told, or the scheme is written."""
    row, told, kept = office.scheme(), 0, 0
    # A head and a leaf of the tree, the first row of the others.
    places = [(name, at) for name, lines in sheets().items() for at in range(min(2, len(lines)))]
    for (name, at), value in product(places, ODD):
        for column in range(len(sheets()[name][at])):
            rows = sheets()
            rows[name][at][column] = value
            try:
                plan = read_plan(book(rows))
            except Unusable:
                told += 1
                continue
            kept += 1
            with transaction.atomic():
                copied(row, plan.nodes)
    assert told > 200
    assert kept > 20


@pytest.mark.clause("AP-6")
def test_a_bonus_or_a_veto_has_nothing_below_it(office: Office) -> None:
    for code in ("J1", "F1"):
        says = _wrong(lambda rows, code=code: rows["指标"][1].__setitem__(1, code))  # type: ignore[misc]
        assert f"上级编号“{code}”是加分或者否决" in says
        assert "指标!" in says


@pytest.mark.clause("AP-6")
def test_the_appraised_days_of_ten_years_join_without_gap_or_overlap(office: Office) -> None:
    """From one December to the next November: each day in one year, whatever is typed."""
    days: list[date] = []
    for year in range(2026, 2036):
        office.on(f"{year}-09-01")
        given = DraftForm.known(DraftForm.__new__(DraftForm), SimpleNamespace(at=office.county.at))  # type: ignore[arg-type]
        row = office.issued(
            year=year,
            title=f"{year} 年方案",
            starts_on=str(given["starts_on"]),
            ends_on=str(given["ends_on"]),
            number=f"五政办发〔{year}〕1号",
        )
        days += [row.starts_on + timedelta(days=n) for n in range((row.ends_on - row.starts_on).days + 1)]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert (str(days[0]), str(days[-1])) == ("2025-12-01", "2035-11-30")
    with pytest.raises(Invalid, match="2035 年考核到 2035-11-30"):
        office.scheme(year=2036, starts_on="2036-01-01", ends_on="2036-11-30")
    with pytest.raises(Invalid, match="最晚 2036-11-30"):
        office.scheme(year=2036, starts_on="2035-12-01", ends_on="2036-12-31")
    late = office.checked(year=2036, starts_on="2035-12-01", ends_on="2036-11-30")
    with pgtrigger.ignore("appraisal.Scheme:d_checked"):
        Scheme.objects.filter(pk=late.pk).update(starts_on=date(2036, 1, 1))
    with pytest.raises(DatabaseError, match="without gap or overlap"), transaction.atomic():
        Scheme.objects.filter(pk=late.pk).update(
            state="issued", issued_at=office.county.at, number="五政〔2036〕9号"
        )
