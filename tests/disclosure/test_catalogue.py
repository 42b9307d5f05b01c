"""PD-8, 条例12: the catalogue by agency, year, topic and kind, as a file."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client

from disclosure.views.catalogue import HEADS
from foundation.files.table_rows import table
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-8"), pytest.mark.clause("条例12")]


def lines(asked: str = "") -> list[dict[str, str]]:
    answer = Client().get(f"/documents/catalogue.csv{asked}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_it_says_what_the_order_asks_of_it(county: County) -> None:
    document = county.published(
        genre="通知", document_number="荣办发〔2026〕9号", topic="综合政务/政务公开", summary="=怎么申领。"
    )
    (line,) = lines()
    assert line["索引号"] == document.index_number
    assert line["名称"] == document.title
    assert line["内容概述"] == "'=怎么申领。"  # no cell of a spreadsheet begins to calculate
    assert line["生成日期"] == "2026-11-02"
    assert line["主题分类"] == "综合政务 \\ 政务公开"
    assert line["网址"].endswith(f"/documents/{document.index_number}/")


def test_it_is_narrowed_like_the_list(county: County) -> None:
    county.published(genre="通知")
    for asked, number in (
        ("?genre=通知", 1),
        ("?genre=函", 0),
        ("?agency=rfbsc&year=2026", 1),
        ("?agency=lxcz", 0),
        ("?genre=没有这种", 1),
    ):
        assert len(lines(asked)) == number, asked
    page = Client().get("/documents/?genre=函").text
    assert "没有符合这些条件的文件" in page
    page = Client().get("/documents/?genre=通知&agency=rfbsc").text
    assert "catalogue.xlsx?agency=rfbsc&amp;genre=%E9%80%9A%E7%9F%A5" in page


def test_the_workbook_holds_the_same(county: County) -> None:
    county.published(genre="通知")
    answer = Client().get("/documents/catalogue.xlsx")
    ((_number, row, wrong),) = table(answer.content, HEADS, (100, 20))
    assert row["名称"] == lines()[0]["名称"]
    assert wrong == []
    assert Client().get("/documents/catalogue.xlsx").content == answer.content
