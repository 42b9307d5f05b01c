"""Old reports as people have them: sheets with heads and notes, blanks and strokes; what cannot be read says which cell."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from annual_report.figures import BadFigures, fee
from annual_report.layout import BLOCKS, COLUMNS, GROUPS, OUTCOMES, ROWS
from annual_report.reading import read, read_second
from foundation.casework.refusals import Invalid
from tests.annual_report.offices import Office, entry_of
from tests.personas import County

pytestmark = pytest.mark.clause("条例50")


def book(*sheets: list[list[Any]]) -> bytes:
    """A workbook with these rows."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as workbook:
        for rows in sheets:
            page = workbook.add_worksheet()
            for n, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(n, column, value)
    return kept.getvalue()


SECOND: list[list[Any]] = [
    ["二、主动公开政府信息情况"],
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", 0, 0, 0],
    ["行政规范性文件", 2, 1, 12],
    ["第二十条第（五）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", 126],
    ["第二十条第（六）项"],
    ["行政处罚", 38],
    ["行政强制", "/"],
    ["行政事业性收费", 18.625],
]


def third(change: dict[str, list[Any]] | None = None, *, flat: bool = False) -> list[list[Any]]:
    """Table three as the format has it, or with one label for each row as pages have it."""
    rows: list[list[Any]] = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", None, None, "申请人情况"],
        [None, None, None, "自然人", "法人或其他组织"],
        [None, None, None, None, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
    ]
    first_of = {next(iter(lines)): group for group, lines in GROUPS.items()}
    label_of = {code: label for lines in GROUPS.values() for code, label in lines.items()}
    for code in ROWS:
        numbers = (change or {}).get(code, [0] * len(COLUMNS))
        if code in ("new", "carry_in", "carry_out"):
            heads: list[Any] = [ROWS[code], None, None]
        elif code == "done":
            heads = [None, "（七）总计", None]
        else:
            group = first_of.get(code)
            heads = ["三、本年度办理结果" if code == "open" else None, group, label_of[code] or None]
            if flat:
                if group and label_of[code]:
                    rows.append([None, group])
                heads = [None, label_of[code] or group, None]
        rows.append([*heads, *numbers])
    return rows


FOURTH: list[list[Any]] = [
    ["行政复议", *[None] * 4, "行政诉讼"],
    [*[None] * 5, "未经复议直接起诉", *[None] * 4, "复议后起诉"],
    list(OUTCOMES.values()) * 3,
    [1, 2, 3, 4, 10, 0, 0, 0, 0, 0, "", "/", 0, 0, 0],
]


@pytest.mark.parametrize("flat", [False, True])
def test_a_workbook_in_the_national_format_is_read_by_its_labels(flat: bool) -> None:
    change = {"new": [5, 2, 0, 0, 0, 0, 7], "o3": ["", "/", 0, "-", 0, 0, 0], "d4": [1, 0, 0, 0, 0, 0, 1]}
    figures = read(book(SECOND, third(change, flat=flat), FOURTH), "2024.xlsx").figures
    assert figures.row("t2", "norms") == [2, 1, 12]
    assert [figures[f"t2.{code}"] for code in ("license", "penalty", "coercion")] == [126, 38, "/"]
    assert str(figures["t2.fee_wan"]) == "18.625"
    assert figures.row("t3", "new") == [5, 2, 0, 0, 0, 0, 7]
    assert figures.row("t3", "o3") == ["", "/", 0, "-", 0, 0, 0]
    assert figures["t3.d4.natural"] == 1
    assert figures.row("t4", "review") == [1, 2, 3, 4, 10]
    assert figures.row("t4", "after") == ["", "/", 0, 0, 0]


def test_remedies_may_stand_in_a_row_for_each_kind() -> None:
    rows = [
        ["类别", *OUTCOMES.values()],
        *([label, n, 0, 0, 0, n] for n, label in enumerate(BLOCKS.values())),
    ]
    figures = read(book(SECOND, third(), rows), "a.xlsx").figures
    assert [figures[f"t4.{block}.total"] for block in BLOCKS] == [0, 1, 2]


def test_all_on_one_sheet_and_texts_beside() -> None:
    texts = [["五、存在的主要问题及改进情况", "公布偏晚。"], ["（三）政府信息管理", "逐件审查。"]]
    found = read(book([*SECOND, [], *third(), [], *FOURTH, [], *texts]), "a.xlsx")
    assert found.texts == {"problems": "公布偏晚。", "management": "逐件审查。"}


def shorter(rows: list[list[Any]], without: str) -> list[list[Any]]:
    return [row for row in rows if without not in [str(value) for value in row]]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([shorter(SECOND, "行政处罚"), third(), FOURTH], "没有找到“行政处罚”这一行"),
        ([SECOND, [["没有"]], FOURTH], "没有找到写着“自然人”的表头"),
        ([SECOND, shorter(third(), "2.重复申请"), FOURTH], "应当是“（五）不予处理 2.重复申请”，而不是“要求提供公开出版物”"),
        ([SECOND, third()[:-1], FOURTH], "没有找到“四、结转下年度继续办理”"),
        ([SECOND, third({"d2": [1.5, 0, 0, 0, 0, 0, 0]}), FOURTH], "表三 .*2.其他法律行政法规禁止公开 · 自然人：'1.5' 不是数字"),
        ([SECOND, third({"d2": ["三件", 0, 0, 0, 0, 0, 0]}), FOURTH], "'三件' 不是数字"),
        ([SECOND, third({"d2": [-1, 0, 0, 0, 0, 0, 0]}), FOURTH], "不是数字"),
        ([SECOND, third(), FOURTH[:-1]], "没有找到“结果维持”等十五个数"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(sheets: list[list[list[Any]]], said: str) -> None:
    with pytest.raises(BadFigures, match=said):
        read(book(*sheets), "a.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"%PDF-1.7", "文字".encode()])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BadFigures, match="请"):
        read(content, "a.xlsx")


@pytest.mark.parametrize("place", ["A1048576", "XFD1", "XFD1048576", "A2001", "CW1"])
def test_a_sheet_that_reaches_far_is_refused_before_anything_is_laid_out(place: str) -> None:
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.write("A1", 1)
        page.write(place, 1)
    for reader in (lambda: read(kept.getvalue(), "a.xlsx"), lambda: read_second(kept.getvalue())):
        with pytest.raises(BadFigures, match="表格太大"):
            reader()


def test_formats_far_away_and_numbers_as_sheets_write_them_do_no_harm() -> None:
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.write_blank("XFD9000", None, workbook.add_format({"bold": True}))
        page.write_row("B3", ["行政许可", 12.0])
        page.write_row("B4", ["行政处罚", "7"])
        page.write_formula("C5", "=3+4", None, 7)
        page.write("B5", "行政强制")
        page.write_rich_string("B6", "行政事业性", workbook.add_format({"bold": True}), "收费")
        page.write("C6", 3.3)
    assert read_second(kept.getvalue())[0] == {
        "t2.license": 12, "t2.penalty": 7, "t2.coercion": 7, "t2.fee_wan": Decimal("3.3"),
    }  # fmt: skip
    found, _years = read_second(book([["行政许可", 12.0], ["行政处罚", "7"], ["行政事业性收费", 0.00001]]))
    assert found == {"t2.license": 12, "t2.penalty": 7, "t2.fee_wan": Decimal("0.00001")}


@pytest.mark.parametrize("given", ["-0", "1_0", "0E+9", "12件", "+1", " 1 2", "1.", ".5", "1e3", True])
def test_what_is_no_amount_of_money_is_refused(given: Any) -> None:
    with pytest.raises(BadFigures):
        fee(given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("一\u0000二", "一二"),
        ("一\ud800二", "一二"),
        ("一\u202e二\u0007", "一二"),
        ("<script>x</script>", None),
        ("一" * 20_001, None),
        ("一\n" * 301, None),
    ],
)
def test_texts_of_a_file_are_texts_as_anybody_could_enter_them(given: str, kept: str | None) -> None:
    content = json.dumps({**json.loads(entry_of({})), "texts": {"problems": given}}).encode()
    if kept is None:
        with pytest.raises(BadFigures, match="五、存在的主要问题及改进情况"):
            read(content, "a.json")
    else:
        assert read(content, "a.json").texts == {"problems": kept}


@pytest.mark.django_db
def test_a_file_of_another_agency_or_year_is_refused(county: County) -> None:
    office = Office(county, year=2024)
    for said in ({"agency": {"code": "lxcz"}}, {"year": 2023}):
        with pytest.raises(Invalid, match="不是这个机关这一年的"):
            office.imported(json.dumps({**json.loads(entry_of({})), **said}).encode())
    right = {**json.loads(entry_of({})), "agency": {"code": "rfbsc", "name": "荣丰办事处"}, "year": 2024}
    office.imported(json.dumps(right).encode(), reporter="荣丰街道筹备处")
    assert office.report.reporter == "荣丰街道筹备处"
    # What was taken over wrongly is taken over again, as long as it is not out.
    again = SimpleUploadedFile("b.json", entry_of({"t3.new.natural": 4}))
    office.act("import_again", file=again)
    assert (office.report.table["t3.new.total"], office.report.source_name) == (4, "b.json")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"t2": {}}', b"\xff\xfe", b"[" * 100_000, b'{"texts": 3}', b"9" * 5000]
)
def test_what_is_no_report_in_json_is_refused(content: bytes) -> None:
    with pytest.raises(BadFigures):
        read(content, "a.json")


def test_texts_that_the_format_does_not_know_are_refused() -> None:
    entry = {**json.loads(entry_of({})), "texts": {"secret": "x"}}
    with pytest.raises(BadFigures, match="texts"):
        read(json.dumps(entry).encode(), "a.json")


@pytest.mark.django_db
def test_what_the_portal_does_not_know_comes_from_a_sheet_too(county: County) -> None:
    office = Office(county).open()
    sheet = SimpleUploadedFile(
        "台账.xlsx", book([["项目", "数量"], ["行政许可", 126], ["行政事业性收费", 18.625]])
    )
    office.act("enter", source="审批局台账", sheet=sheet, penalty=4)
    cells = office.report.table
    assert (cells["t2.license"], cells["t2.penalty"], cells["t2.coercion"]) == (126, 4, "")
    assert str(cells["t2.fee_wan"]) == "18.625"
    assert read_second(book([["合计", 3], ["行政处罚", 2]]))[0] == {"t2.penalty": 2}
    for content, said in ((book([["别的", 1]]), "没有找到"), (b"nonsense", "台账.xlsx|内容|打不开|类型")):
        with pytest.raises(Invalid, match=said):
            office.act("enter", source="台账", sheet=SimpleUploadedFile("台账.xlsx", content))


# A workbook of its year and its sheet


def workbook(sheets: dict[str, list[list[Any]]], *, hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook with these named sheets, some of them hidden."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            if name in hidden:
                page.hide()
            for n, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(n, column, value)
    return kept.getvalue()


def whole(new: int = 0) -> list[list[Any]]:
    """The three tables on one sheet, with so many new applications."""
    change = {"new": [new, 0, 0, 0, 0, 0, new]}
    return [*SECOND, [], *third(change), [], *FOURTH]


@pytest.mark.parametrize(
    ("sheets", "years"),
    [
        ({"Sheet1": whole()}, set()),
        ({"Sheet1": [["示范局2024年政府信息公开工作年度报告"], *whole()]}, {2024}),
        ({"Sheet1": [["政府信息公开工作年度报告（２０２４年度）"], *whole()]}, {2024}),
        ({"2024": whole()}, {2024}),
        ({"2024年年报": whole()}, {2024}),
        ({"Sheet1": [["报告说明", "所列数据的统计期限为2023年1月1日至12月31日。"], *whole()]}, {2023}),
        ({"Sheet1": [["《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）"], *whole()]}, set()),
        ({"Sheet1": [["年度报告编制日期：2025年1月20日"], *whole()]}, set()),
        ({"Sheet1": [["年度报告 2025-01-20"], *whole()]}, set()),
    ],
)
def test_the_year_stands_in_titles_and_names(sheets: dict[str, list[list[Any]]], years: set[int]) -> None:
    assert read(workbook(sheets), "a.xlsx").years == years


def test_a_hidden_sheet_is_asked_about() -> None:
    content = workbook({"年报": whole(5), "底稿": [["行政许可", 99]]}, hidden=("底稿",))
    with pytest.raises(BadFigures, match=r"隐藏的工作表.*年报、底稿（隐藏）"):
        read(content, "a.xlsx")
    assert read(content, "a.xlsx", ["年报"]).figures["t3.new.natural"] == 5
    empty = workbook({"年报": whole(5), "Sheet2": [[" "]]}, hidden=("Sheet2",))
    assert read(empty, "a.xlsx").figures["t3.new.natural"] == 5
    ledger = workbook({"台账": [["行政许可", 1]], "旧": [["行政许可", 2]]}, hidden=("旧",))
    with pytest.raises(BadFigures, match="隐藏的工作表"):
        read_second(ledger)
    assert read_second(ledger, ["旧"])[0] == {"t2.license": 2}


@pytest.mark.parametrize(("sheet", "new"), [("2023", 3), ("2024", 4)])
def test_a_table_that_stands_twice_is_asked_about(sheet: str, new: int) -> None:
    content = workbook({"2023": whole(3), "2024": whole(4)})
    with pytest.raises(BadFigures, match=r"“2023”“2024”里都有表二.*写明取哪几张"):
        read(content, "a.xlsx")
    found = read(content, "a.xlsx", [sheet])
    assert (found.figures["t3.new.natural"], found.years) == (new, {int(sheet)})
    with pytest.raises(BadFigures, match=r"没有“2022”这张工作表.*2023、2024"):
        read(content, "a.xlsx", ["2022"])


def test_the_tables_may_stand_on_a_sheet_each() -> None:
    content = workbook({"表二": SECOND, "表三": third(), "表四": FOURTH})
    assert read(content, "a.xlsx").figures.row("t2", "norms") == [2, 1, 12]


@pytest.mark.django_db
def test_a_workbook_of_another_year_is_not_imported(county: County) -> None:
    content = workbook({"2023": [["2023年政府信息公开工作年度报告"], *whole(3)], "2024": whole(4)})
    office = Office(county, year=2024)
    with pytest.raises(Invalid, match="写的是 2023 年，不是 2024 年"):
        office.imported(content, "年报.xlsx", sheets="2023")
    with pytest.raises(Invalid, match="里都有表二"):
        office.imported(content, "年报.xlsx")
    report = office.imported(content, "年报.xlsx", sheets=" 2024 ").report
    assert report.table["t3.new.natural"] == 4
    later = Office(county).open()
    ledger = SimpleUploadedFile("台账.xlsx", workbook({"2024": [["行政许可", 1]], "2025": [["行政许可", 2]]}))
    with pytest.raises(Invalid, match="写的是 2024 年，不是 2025 年"):
        later.act("enter", source="台账", sheet=ledger, sheets="2024")
    ledger.seek(0)
    later.act("enter", source="台账", sheet=ledger, sheets="2025")
    assert later.report.table["t2.license"] == 2


def merged() -> bytes:
    """Table two with labels and numbers over two columns each, table three with heads over two, table four likewise."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        page = made.add_worksheet()
        rows = [
            ("规章", [0, 0, 0]),
            ("行政规范性文件", [2, 1, 12]),
            ("行政许可", [126]),
            ("行政处罚", [38]),
            ("行政强制", [0]),
        ]
        for n, (label, numbers) in enumerate([*rows, ("行政事业性收费", [18.5])]):
            page.merge_range(n, 0, n, 1, label)
            for m, number in enumerate(numbers):
                page.merge_range(n, 2 + 2 * m, n, 3 + 2 * m, number)
        top = 10
        page.merge_range(top, 3, top + 1, 4, "自然人")
        page.merge_range(top, 5, top, 14, "法人或其他组织")
        for m, head in enumerate(["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]):
            page.merge_range(top + 1, 5 + 2 * m, top + 1, 6 + 2 * m, head)
        page.merge_range(top, 15, top + 1, 16, "总计")
        line = top + 2
        for group, lines in {"": {"new": ROWS["new"], "carry_in": ROWS["carry_in"]}, **GROUPS}.items():
            if group and len(lines) > 1:
                page.merge_range(line, 1, line + len(lines) - 1, 1, group)
            for code, label in lines.items():
                page.write(line, 2, label or group)
                for m in range(7):
                    page.merge_range(
                        line, 3 + 2 * m, line, 4 + 2 * m, 7 if code == "d4" and m in (1, 6) else 0
                    )
                line += 1
        for label in ("（七）总计", "四、结转下年度继续办理"):
            page.merge_range(line, 0, line, 2, label)
            for m in range(7):
                page.merge_range(line, 3 + 2 * m, line, 4 + 2 * m, 0)
            line += 1
        for m, head in enumerate(list(OUTCOMES.values()) * 3):
            page.merge_range(line, 2 * m, line, 2 * m + 1, head)
            page.merge_range(line + 1, 2 * m, line + 1, 2 * m + 1, m)
    return kept.getvalue()


def test_merged_labels_heads_and_numbers_are_read() -> None:
    figures = read(merged(), "a.xlsx").figures
    assert figures.row("t2", "norms") == [2, 1, 12]
    assert (figures["t2.license"], figures["t2.penalty"]) == (126, 38)
    assert str(figures["t2.fee_wan"]) == "18.5"
    assert figures.row("t3", "d4") == [0, 7, 0, 0, 0, 0, 7]
    assert figures.row("t4", "review") == [0, 1, 2, 3, 4]
    assert figures.row("t4", "after") == [10, 11, 12, 13, 14]


@pytest.mark.parametrize(
    ("rows", "fee_wan"),
    [
        ([["行政事业性收费", "3.5万元"]], "3.5"),
        ([["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", 3.5]], "3.5"),
        ([["信息内容", "本年收费金额（单位：元）"], ["行政事业性收费", 35000]], "3.5"),
        ([["行政事业性收费（元）", "35,000"]], "3.5"),
        ([["单位：亿元"], ["行政事业性收费", 3.5]], "35000"),
    ],
)
def test_the_unit_that_a_sheet_names_is_understood(rows: list[list[Any]], fee_wan: str) -> None:
    found, _years = read_second(book([*rows, ["行政许可（件）", "1,234件"]]))
    assert (str(found["t2.fee_wan"]), found["t2.license"]) == (fee_wan, 1234)


def test_merged_ranges_that_overlap_without_end_are_refused() -> None:
    content = book([["行政许可", 1], *([["x"] * 50] * 1999)])
    found = BytesIO()
    ranges = "".join('<mergeCell ref="A1:AX2000"/>' for _ in range(5))
    with ZipFile(BytesIO(content)) as old, ZipFile(found, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()
                )
            new.writestr(name, data)
    with pytest.raises(BadFigures, match="表格太大"):
        read_second(found.getvalue())
