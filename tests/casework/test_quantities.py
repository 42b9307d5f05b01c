"""Numbers are read as people type them, with units, thousands and full-width digits; what is none is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from annual_report.figures import BadFigures, count, fee
from annual_report.forms import CellNumber, GridField
from annual_report.layout import FEE
from foundation.casework.fields import WholeNumber
from foundation.quantities import NotANumber, read_number

READ = [
    ("12", "件", "12"),
    ("12件", "件", "12"),
    ("12 件", "件", "12"),
    ("１２件", "件", "12"),
    ("12个", "件", "12"),
    ("1,234", "件", "1234"),
    ("1，234件", "件", "1234"),
    ("1,234,567", "", "1234567"),
    ("１，２３４", "件", "1234"),
    ("1.2万件", "件", "12000"),
    ("3万", "件", "30000"),
    ("44页", "页", "44"),
    ("15个工作日", "工作日", "15"),
    ("15工作日", "工作日", "15"),
    ("2025年", "年", "2025"),
    (12, "件", "12"),
    ("-3件", "件", "-3"),
    ("3.5", "万元", "3.5"),
    ("3.50", "万元", "3.50"),
    ("3.5万元", "万元", "3.5"),
    ("3.5万", "万元", "3.5"),
    ("３．５万元", "万元", "3.5"),
    ("35000元", "万元", "3.5"),
    ("35,000.00元", "万元", "3.5"),
    ("￥35000元整", "万元", "3.5"),
    ("人民币3.5万元", "万元", "3.5"),
    ("3.5亿元", "万元", "35000"),
    ("59,237.2449", "万元", "59237.2449"),
    ("0元", "万元", "0"),
    ("3.5万元", "元", "35000"),
]
REFUSED = [
    ("", "件"),
    ("件", "件"),
    ("十几件", "件"),
    ("约12件", "件"),
    ("12,5", "件"),
    ("1,23,456", "件"),
    ("12页", "件"),
    ("12万元", "件"),
    ("3.5件", "万元"),
    ("1e5", "万元"),
    ("12件13件", "件"),
    ("1.2.3", "件"),
    ("1 2", "件"),
    ("+1", "件"),
    ("12  件", "件"),
    ("9" * 60, "件"),
    ("NaN", "万元"),
    ("12日", "年"),
]


@pytest.mark.parametrize(("typed", "unit", "meant"), READ)
def test_what_is_meant_is_read(typed: object, unit: str, meant: str) -> None:
    number = read_number(typed, unit)
    assert number == Decimal(meant)
    assert "E" not in str(number)


@pytest.mark.parametrize(("typed", "unit"), REFUSED)
def test_what_is_no_number_in_the_unit_is_refused(typed: str, unit: str) -> None:
    with pytest.raises(NotANumber):
        read_number(typed, unit)


@pytest.mark.parametrize(
    ("entry", "typed", "meant"),
    [
        (WholeNumber(unit="页"), "４４页", 44),
        (WholeNumber(unit="件", required=False), " ", None),
        (WholeNumber(), 7, 7),
        (CellNumber(cell="t2.license"), "1,234件", 1234),
        (CellNumber(cell=FEE), "35,000元", Decimal("3.5")),
        (GridField(), {"t3.new.natural": "12件", "t3.d1.biz": ""}, {"t3.new.natural": 12}),
    ],
)
def test_fields_of_forms_read_them(entry: forms.Field, typed: object, meant: object) -> None:
    assert entry.clean(typed) == meant


@pytest.mark.parametrize(
    ("entry", "typed", "says"),
    [
        (WholeNumber(unit="页"), "44件", "单位不对，应当是页"),
        (WholeNumber(unit="页"), "4.5页", "请填整数"),
        (WholeNumber(unit="页", min_value=1), "0页", "不能小于 1"),
        (WholeNumber(unit="页", max_value=5), "6页", "不能大于 5"),
        (CellNumber(cell="t2.license"), "-1件", "不能是负数"),
        (CellNumber(cell="t2.license"), "1.5件", "请填整数"),
        (CellNumber(cell=FEE), "123元", None),
        (CellNumber(cell=FEE), "123.45元", "最多四位小数"),
        (GridField(), {"t3.new.natural": "很多"}, "请填整数"),
    ],
)
def test_and_say_what_is_wrong(entry: forms.Field, typed: object, says: str | None) -> None:
    if says is None:
        entry.clean(typed)
        return
    with pytest.raises(forms.ValidationError, match=says):
        entry.clean(typed)


def test_sheets_and_files_are_read_alike() -> None:
    assert count("1,234件", "x") == 1234
    assert [count(empty, "x") for empty in ("", "/", "-", " — ")] == ["", "/", "-", "—"]
    assert fee("3.5万元") == Decimal("3.5")
    assert str(fee("3.50")) == "3.50"
    assert fee("35000元") == Decimal("3.5")
    assert fee("35000", "元") == Decimal("3.5")
    assert fee("3.5万元", "元") == Decimal("3.5")
    with pytest.raises(BadFigures, match="不是数字"):
        count("12页", "x")
    with pytest.raises(BadFigures, match="不是金额"):
        fee("3.5件")
