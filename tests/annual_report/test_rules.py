"""Two published reports hold together; each rule has an example that does not."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annual_report.figures import BadFigures, Figures
from annual_report.layout import CELLS, COLUMNS, RESULTS, ROWS
from annual_report.rules import check

PUBLISHED = sorted((Path(__file__).parent / "published").glob("*.json"))


def entry(name: str = "suqian_2023") -> dict[str, Any]:
    found = next(path for path in PUBLISHED if path.stem == name)
    return dict(json.loads(found.read_text("utf-8")))


def said(given: dict[str, Any], previous: dict[str, Any] | None = None, **texts: str) -> dict[str, str]:
    last = Figures.read(previous) if previous else None
    return {verdict.rule: str(verdict) for verdict in check(Figures.read(given), last, texts or None)}


def test_the_third_table_has_twenty_five_rows_and_seven_columns() -> None:
    assert (len(ROWS), len(COLUMNS), len(RESULTS)) == (25, 7, 21)


@pytest.mark.clause("条例49")
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_published_reports_hold_and_come_out_as_they_went_in(path: Path) -> None:
    given = json.loads(path.read_text("utf-8"))
    figures = Figures.read(given)
    verdicts = {verdict.rule: verdict for verdict in check(figures)}
    assert [str(verdicts[f"R{n}"]) for n in range(1, 5)] == [f"R{n} holds" for n in range(1, 5)]
    assert str(verdicts["R5"]) == "R5 not checked: no previous report"
    back = figures.entry()
    assert {name: back[name] for name in ("t3", "t4")} == {name: given[name] for name in ("t3", "t4")}
    assert back["t2"] == {name: value for name, value in given["t2"].items() if name != "src"}


#: A cell and what it is changed to – the rule that breaks, and its line.
BROKEN: list[tuple[str, list[tuple[str, str, int, int]], str]] = [
    (
        "R1",
        [("t3", "new", 6, 3512), ("t3", "carry_in", 6, 95)],
        "R1 fails: new: 3402+99+0+4+5+1 ≠ 3512; carry_in: 91+3+0+0+2+0 ≠ 95",
    ),
    ("R2", [("t3", "d1", 0, 1), ("t3", "d1", 6, 1)], "R2 fails: natural: 3376 ≠ 3375; total: 3487 ≠ 3486"),
    (
        "R3",
        [("t3", "carry_out", 0, 117), ("t3", "carry_out", 6, 120)],
        "R3 fails: natural: 3402+91 ≠ 3375+117; total: 3511+96 ≠ 3486+120",
    ),
    ("R4", [("t4", "review", 4, 441)], "R4 fails: review: 309+17+88+26 ≠ 441"),
]


@pytest.mark.clause("条例49")
@pytest.mark.parametrize(("rule", "changes", "line"), BROKEN, ids=[rule for rule, *_rest in BROKEN])
def test_each_rule_within_a_report_breaks_and_says_where(
    rule: str, changes: list[tuple[str, str, int, int]], line: str
) -> None:
    given = entry()
    for table, row, at, value in changes:
        given[table][row][at] = value
    lines = said(given)
    assert lines.pop(rule) == line
    assert {text for name, text in lines.items() if name in ("R1", "R2", "R3", "R4")} == {
        f"{name} holds" for name in ("R1", "R2", "R3", "R4") if name != rule
    }


@pytest.mark.clause("条例49")
def test_what_last_year_carried_on_is_what_this_year_began_with() -> None:
    last = entry()
    this = copy.deepcopy(last)
    assert said(this, last)["R5"] == ("R5 fails: natural: 118 ≠ 91; legal: 0 ≠ 2; total: 121 ≠ 96")
    last["t3"]["carry_out"] = this["t3"]["carry_in"]
    assert said(this, last)["R5"] == "R5 holds"
    # A sum that is right hides two columns that are not.
    last["t3"]["carry_out"] = [90, 4, *last["t3"]["carry_out"][2:]]
    assert said(this, last)["R5"] == "R5 fails: natural: 90 ≠ 91; biz: 4 ≠ 3"


def test_documents_in_force_and_numbers_in_the_text_only_warn() -> None:
    last = entry()
    last["t2"]["norms"] = [0, 0, 977]
    last["t2"]["rules"] = [0, 0, 9]
    this = entry()
    lines = said(this, last, 依申请="2023年，全市新收政府信息公开申请3511件，结转下年度办理120件。")
    assert lines["R6"] == "R6 holds"
    assert lines["R7"] == "R7 warns: 依申请: “结转下年度办理120件” ≠ 121"
    last["t2"]["norms"] = [0, 0, 900]
    assert said(this, last)["R6"] == "R6 warns: norms: 900+109-489 ≠ 597"
    sharp = [verdict for verdict in check(Figures.read(this), Figures.read(last)) if verdict.rule == "R6"]
    assert not sharp[0].blocks


def test_figures_are_read_by_the_names_of_their_cells_in_the_order_of_the_format() -> None:
    figures = Figures({"t3.new.biz": 2, "t3.new.natural": 3, "t3.new.other": "/"})
    assert list(figures) == list(CELLS)
    assert (figures["t3.new.natural"], figures["t3.new.other"], figures["t2.license"]) == (3, "/", "")
    assert figures.sum("t3.new.natural", "t3.new.biz", "t3.new.other", "t2.license") == 5
    assert Figures.read(figures.entry()) == figures
    with pytest.raises(TypeError):
        figures["t3.new.natural"] = 4  # type: ignore[index]


def test_a_blank_a_stroke_and_a_zero_are_three_things() -> None:
    given = entry()
    given["t3"]["d1"] = ["", "/", 0, None, "-", "0", 0]
    read = Figures.read(given)
    assert read.row("t3", "d1") == ["", "/", 0, "", "-", 0, 0]
    assert said(given)["R1"] == "R1 holds"
    assert read["t2.fee_wan"] == Decimal("59237.2449")


@pytest.mark.parametrize(
    ("table", "row", "value", "why"),
    [
        ("t3", "new", [1, 2], "应当有 7 个数"),
        ("t3", "new", [1.5, 0, 0, 0, 0, 0, 0], "不是数字"),
        ("t3", "new", [-1, 0, 0, 0, 0, 0, 0], "不是数字"),
        ("t3", "new", [True, 0, 0, 0, 0, 0, 0], "不是数字"),
        ("t3", "newest", [0] * 7, "不认识 newest"),
        ("t2", "fee_wan", "很多", "不是金额"),
        ("t2", "fee_wan", "NaN", "不是金额"),
        ("t2", "fee_wan", "1e-999999", "不是金额"),
        ("t2", "fee_wan", "1e99", "不是金额"),
        ("t4", "review", 5, "应当有 5 个数"),
    ],
)
def test_what_is_no_figure_is_named(table: str, row: str, value: Any, why: str) -> None:
    given = entry()
    given[table][row] = value
    with pytest.raises(BadFigures, match=why):
        Figures.read(given)
    with pytest.raises(BadFigures, match="缺少 t4"):
        Figures.read({"t2": {}, "t3": {}})


# The command


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("annual_report", "check", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.clause("PD-9(3)", "条例49")
def test_the_command_prints_a_line_for_each_rule_and_fails_for_a_binding_one(tmp_path: Path) -> None:
    assert run(PUBLISHED[0]).splitlines()[:4] == ["R1 holds", "R2 holds", "R3 holds", "R4 holds"]
    wrong = entry()
    wrong["t3"]["carry_out"][0] = 117
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong), "utf-8")
    with pytest.raises(SystemExit) as ended:
        run(path)
    assert ended.value.code == 1
    other = next(found for found in PUBLISHED if found.stem == "suqian_2023")
    with pytest.raises(SystemExit):
        run(other, "--previous", other)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"t2": {}}', "[" * 100_000, "9" * 5000])
def test_the_command_says_what_it_cannot_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, "utf-8")
    with pytest.raises(CommandError) as ended:
        run(path)
    assert ended.value.returncode == 2
    with pytest.raises(CommandError):
        run(tmp_path / "none.json")
