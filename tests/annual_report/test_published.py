"""Two real reports, entered as imported figures: page, PDF, Word, Excel and data say what was published, cell by cell."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from annual_report import queries
from annual_report.figures import Figures
from annual_report.grids import cell_text, paper_grids, sheets
from annual_report.layout import (
    BLOCKS,
    CELLS,
    COLUMNS,
    DECISIONS,
    DOCUMENTS,
    FEES,
    OUTCOMES,
    RESULTS,
    ROWS,
    STOCK,
)
from annual_report.models import AnnualReport, Paper
from annual_report.papers import contents
from annual_report.printing import MAKERS, make_missing_papers
from annual_report.reading import read
from foundation.agencies.actors import SYSTEM
from foundation.casework.refusals import Refused
from foundation.files.acts import open_file
from tests.annual_report.offices import PUBLISHED, Office, known_since
from tests.personas import County
from tests.printed import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9(3)", "条例50")]


@pytest.fixture(params=sorted(PUBLISHED))
def report(request: pytest.FixtureRequest, county: County) -> AnnualReport:
    """A published report, taken over from its old figures."""
    year = int(request.param[-4:])
    office = Office(county, year=year).imported(PUBLISHED[request.param].read_bytes())
    return office.published().report


def given(report: AnnualReport) -> dict[str, str]:
    """What was published, by cell, straight from the file."""
    path = next(path for name, path in PUBLISHED.items() if name.endswith(str(report.year)))
    entry = json.loads(path.read_text("utf-8"))
    found: dict[str, Any] = {}
    for code in ("rules", "norms"):
        found |= dict(
            zip((f"t2.{code}.{c}" for c in ("made", "repealed", "in_force")), entry["t2"][code], strict=True)
        )
    found |= {f"t2.{code}": entry["t2"][code] for code in ("license", "penalty", "coercion", "fee_wan")}
    for row, values in entry["t3"].items():
        found |= dict(zip((f"t3.{row}.{column}" for column in COLUMNS), values, strict=True))
    for block, values in entry["t4"].items():
        names = ("upheld", "corrected", "other", "pending", "total")
        found |= dict(zip((f"t4.{block}.{name}" for name in names), values, strict=True))
    return {cell: str(value) for cell, value in found.items()}


def paper(report: AnnualReport, format: str) -> bytes:
    return MAKERS[format](contents(report))


class Tables(HTMLParser):
    """The rows of every table of a page: the head of the row, then its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data.strip()


def test_the_page_shows_every_cell(report: AnnualReport) -> None:
    answer = Client().get(reverse("annual_reports:detail", args=["rfbsc", report.year]))
    assert answer.status_code == 200
    tables = Tables()
    tables.feed(answer.content.decode())
    expected = given(report)
    # Two rows are called 3.其他 and 其他; each label is followed by its numbers in the order of the page.
    wanted = [
        [row.label, *(expected[cell.cell] for cell in row.cells)]
        for several in sheets(report.table).values()
        for sheet in several
        for row in sheet.rows
        if row.cells
    ]
    found = [row for row in tables.rows if len(row) > 1 and re.fullmatch(r"[\d.]+", row[1])]
    assert found == wanted
    assert len([cell for row in found for cell in row[1:]]) == len(CELLS) == 200


def test_the_pdf_shows_every_cell_and_is_tagged(report: AnnualReport) -> None:
    content = paper(report, "pdf")
    pages = [re.sub(r"— *\d+ *—", "", page) for page in pages_of(content)]
    numbers = [token for page in pages for token in page.split() if re.fullmatch(r"\d+(\.\d+)?", token)]
    expected = given(report)
    for grid in paper_grids(report.table):
        wanted = [expected[box.cell] for row in grid.rows for box in row if box.cell]
        starts = [n for n in range(len(numbers)) if numbers[n : n + len(wanted)] == wanted]
        assert starts, grid.code
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    kinds = list(_kinds(reader.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]
    # A table that runs over a page is two to the typesetter.
    assert kinds.count("/Table") >= 3
    assert kinds.count("/TD") == len(CELLS)
    assert b"pdfaid" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def _kinds(element: Any) -> Any:
    element = element.get_object()
    if "/S" in element:
        yield element["/S"]
    children = element.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child.get_object(), "get"):
            yield from _kinds(child)


def test_the_word_document_has_real_tables_with_every_cell(report: AnnualReport) -> None:
    from docx import Document

    document = Document(BytesIO(paper(report, "docx")))
    expected = given(report)
    assert len(document.tables) == 3
    for table, grid in zip(document.tables, paper_grids(report.table), strict=True):
        for row, column, box in grid.positions():
            text = table.cell(row, column).text
            assert text == (expected[box.cell] if box.cell else box.text), (grid.code, row, column)
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [head[0] for head in heads] == list("一二三四五六")
    assert document.core_properties.author == "荣丰办事处"


def test_the_workbook_reads_back_as_it_was(report: AnnualReport) -> None:
    found = read(paper(report, "xlsx"), "back.xlsx")
    assert {cell: cell_text(value) for cell, value in found.figures.items()} == given(report)


def test_the_data_reads_back_as_it_was(report: AnnualReport) -> None:
    client, expected = Client(), given(report)

    def get(format: str) -> bytes:
        answer = client.get(reverse("annual_reports:file", args=["rfbsc", report.year, 1, format]))
        assert answer.status_code == 200
        assert f".{format}" in answer["Content-Disposition"]
        return answer.content if not answer.streaming else b"".join(answer)

    again = Figures.read(json.loads(get("json")))
    assert {cell: cell_text(value) for cell, value in again.items()} == expected
    rows = list(csv.reader(StringIO(get("csv").decode("utf-8-sig"))))
    assert {cell: value for cell, _label, value in rows[1:]} == expected


def test_files_stand_in_one_order_whichever_was_made_first(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annual_report.printing.shuffle", lambda waiting: waiting.reverse())
    office = Office(county).published()
    make_missing_papers(at=office.at, by=SYSTEM)
    page = Client().get(reverse("annual_reports:detail", args=["rfbsc", office.report.year]))
    assert list(page.context["papers"]) == ["pdf", "docx", "xlsx"]


def test_files_are_made_once_and_handed_out_as_made(county: County) -> None:
    office = Office(county).published()
    assert make_missing_papers(at=office.at, by=SYSTEM) == 3
    assert make_missing_papers(at=office.at, by=SYSTEM) == 0
    for format in MAKERS:
        answer = Client().get(reverse("annual_reports:file", args=["rfbsc", office.report.year, 1, format]))
        with open_file(office.report.papers.get(format=format, final=True).file) as file:
            assert b"".join(answer) == file.read()  # type: ignore[arg-type]


def test_it_checks_clean_and_is_known_to_the_next_year(report: AnnualReport, county: County) -> None:
    assert [str(v) for v in queries.verdicts(report, None)[:4]] == [f"R{n} holds" for n in range(1, 5)]
    after = Office(county, year=report.year + 1).open().report
    previous = queries.previous_of(after)
    assert previous == report
    carried = report.table["t3.carry_out.total"]
    assert [v.rule for v in queries.verdicts(after, previous) if v.blocks] == (["R5"] if carried else [])


def test_what_is_imported_stays_as_it_stood(county: County) -> None:
    """Blank, “/” and 0 are three things, and nothing is counted, entered or settled over them."""
    entry = json.loads(PUBLISHED["suqian_2023"].read_text("utf-8"))
    entry["t3"]["d1"] = ["", "/", 0, "-", 0, 0, 0]
    entry["t2"]["fee_wan"] = "/"
    office = Office(county, year=2023).imported(json.dumps(entry).encode())
    assert office.report.table.row("t3", "d1") == ["", "/", 0, "-", 0, 0, 0]
    before = office.report.figures
    for name, data in (
        ("count", {}),
        ("enter", {"license": 1, "source": "x"}),
        ("override", {"cell": "t3.new.natural", "value": 1, "reason": "x"}),
        ("add_elsewhere", {"source": "x", "cells": {"t3.new.natural": 1}}),
    ):
        with pytest.raises(Refused, match="照原样保留"):
            office.act(name, **data)
    assert office.report.figures == before
    office.published()
    again = read(paper(office.report, "xlsx"), "back.xlsx").figures
    assert (again.row("t3", "d1"), again["t2.fee_wan"]) == (["", "/", 0, "-", 0, 0, 0], "/")
    page = Client().get(reverse("annual_reports:detail", args=["rfbsc", 2023])).content.decode()
    assert "由旧报告导入" in page


def test_a_report_that_did_not_add_up_is_taken_over_with_its_faults(county: County) -> None:
    entry = json.loads(PUBLISHED["suqian_2023"].read_text("utf-8"))
    entry["t3"]["new"][6] = 9999
    office = Office(county, year=2023).imported(json.dumps(entry).encode()).published()
    page = Client().get(reverse("annual_reports:detail", args=["rfbsc", 2023])).content.decode()
    assert "不成立" in page
    assert office.report.table["t3.new.total"] == 9999


def test_the_command_imports_and_checks(county: County, tmp_path: Any) -> None:
    out = StringIO()
    path = PUBLISHED["shanghai_stcsm_2024"]
    known_since(county.agencies["rfbsc"], "2025-01-02")
    call_command(
        "annual_report",
        "import",
        str(path),
        "--agency",
        "rfbsc",
        "--year",
        "2024",
        "--as",
        "rfbsc-applications_clerk",
        stdout=out,
    )
    assert AnnualReport.objects.get().table["t3.new.total"] == 34
    assert "annual_report:" in out.getvalue()


def test_before_the_signature_there_is_a_pdf_to_look_at_and_none_for_the_public(county: County) -> None:
    office = Office(county).under_review()
    assert make_missing_papers(at=office.at, by=SYSTEM) == 1
    draft = Paper.objects.get()
    assert (draft.final, draft.format, draft.file.audience) == (False, "pdf", "internal")
    with open_file(draft.file) as file:
        assert "送审稿" in "".join(pages_of(file.read()))
    client = Client()
    client.force_login(county.people["rfbsc-leader"])
    address = reverse("desk:annual_report_paper", args=[office.report.pk, draft.pk])
    assert client.get(address).status_code == 200
    other = Client()
    other.force_login(county.people["lxcz-leader"])
    assert other.get(address).status_code == 404


def test_the_labels_are_those_of_the_national_format() -> None:
    """Word for word, from the facts of the standard; whoever tidies one up finds out here."""
    assert COLUMNS == {
        "natural": "自然人", "biz": "商业企业", "research": "科研机构", "ngo": "社会公益组织", "legal": "法律服务机构",
        "other": "其他", "total": "总计",
    }  # fmt: skip
    assert list(ROWS.values()) == [
        "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（三）不予公开 1.属于国家秘密",
        "（三）不予公开 2.其他法律行政法规禁止公开", "（三）不予公开 3.危及“三安全一稳定”",
        "（三）不予公开 4.保护第三方合法权益", "（三）不予公开 5.属于三类内部事务信息", "（三）不予公开 6.属于四类过程性信息",
        "（三）不予公开 7.属于行政执法案卷", "（三）不予公开 8.属于行政查询事项",
        "（四）无法提供 1.本机关不掌握相关政府信息", "（四）无法提供 2.没有现成信息需要另行制作",
        "（四）无法提供 3.补正后申请内容仍不明确", "（五）不予处理 1.信访举报投诉类申请", "（五）不予处理 2.重复申请",
        "（五）不予处理 3.要求提供公开出版物", "（五）不予处理 4.无正当理由大量反复申请",
        "（五）不予处理 5.要求行政机关确认或重新出具已获取信息",
        "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "（六）其他处理 3.其他",
        "（七）总计", "四、结转下年度继续办理",
    ]  # fmt: skip

    assert list(DOCUMENTS.values()) == ["规章", "行政规范性文件"]
    assert list(STOCK.values()) == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert list((DECISIONS | FEES).values()) == ["行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    assert list(OUTCOMES.values()) == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert list(BLOCKS.values()) == ["行政复议", "未经复议直接起诉", "复议后起诉"]


def test_every_row_of_the_format_is_there() -> None:
    assert (len(ROWS), len(RESULTS), len(CELLS)) == (25, 21, 200)
    assert sum(1 for grid in paper_grids(Figures({})) for row in grid.rows for box in row if box.cell) == 200
