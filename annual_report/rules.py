"""The rules that the numbers of a report must meet (勾稽关系): R1–R4 within it, R5 and R6 with last year's, R7 with its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annual_report.figures import MOST_DIGITS, Figures
from annual_report.layout import BLOCKS, COLUMNS, DOCUMENTS, GROUPS, RESULTS, ROWS, TEXTS, cells_of

#: What each rule says, in the words of a reader.
RULES: dict[str, str] = {
    "R1": "表三每一行：自然人和五类组织之和，等于总计",
    "R2": "表三每一列：各项办理结果之和，等于（七）总计",
    "R3": "表三每一列：本年新收加上年结转，等于办理结果总计加结转下年度",
    "R4": "表四每一类：四种结果之和，等于总计",
    "R5": "本年的上年结转，等于上一年度报告的结转下年度",
    "R6": "现行有效件数，等于上一年度现行有效件数加本年制发减本年废止",
    "R7": "文字里的数和表里的数一致",
}


@dataclass(frozen=True)
class Fault:
    """One place where a rule does not hold: the cells concerned, and the wrong sum as the command and as a page state it."""

    cells: tuple[str, ...]
    said: str
    worded: str


@dataclass(frozen=True)
class Verdict:
    """Whether one rule holds in a report, and where not."""

    rule: str
    #: Whether a report that breaks it can be signed.
    binding: bool
    faults: list[Fault] = field(default_factory=list)
    #: Why it could not be checked; blank where it was.
    unknown: str = ""

    @property
    def says(self) -> str:
        """State the rule in words."""
        return RULES[self.rule]

    @property
    def holds(self) -> bool:
        return not self.faults and not self.unknown

    @property
    def blocks(self) -> bool:
        return self.binding and bool(self.faults)

    def __str__(self) -> str:
        if self.unknown:
            return f"{self.rule} not checked: {self.unknown}"
        if not self.faults:
            return f"{self.rule} holds"
        verb = "fails" if self.binding else "warns"
        return f"{self.rule} {verb}: {'; '.join(fault.said for fault in self.faults)}"


def check(
    figures: Figures, previous: Figures | None = None, narratives: Mapping[str, str] | None = None
) -> list[Verdict]:
    """Check every rule in order, against last year's figures and the texts by their codes where these are given."""
    known = "" if previous is not None else "no previous report"
    return [
        Verdict("R1", True, list(_rows_add_up(figures, "t3", ROWS, "各列"))),
        Verdict("R2", True, list(_results_add_up(figures))),
        Verdict("R3", True, list(_balance(figures))),
        Verdict("R4", True, list(_rows_add_up(figures, "t4", BLOCKS, "四种结果"))),
        Verdict("R5", True, list(_carried_over(figures, previous)) if previous else [], known),
        Verdict("R6", False, list(_in_force(figures, previous)) if previous else [], known),
        Verdict("R7", False, list(_agree(figures, narratives or {})), "" if narratives else "no text"),
    ]


def _rows_add_up(figures: Figures, table: str, rows: Mapping[str, str], parts: str) -> Iterator[Fault]:
    """R1, R4: in each row of table three or four the other columns add up to the total."""
    for row, label in rows.items():
        cells = cells_of(table, row)
        *addends, total = map(figures.sum, cells)
        if sum(addends) != total:
            yield Fault(
                cells,
                f"{row}: {'+'.join(map(str, addends))} ≠ {total}",
                f"“{label}”{parts}之和是 {sum(addends)}，总计写的是 {total}",
            )


def _results_add_up(figures: Figures) -> Iterator[Fault]:
    """R2: in each column the results add up to （七）总计."""
    for column, label in COLUMNS.items():
        results = figures.sum(*(f"t3.{row}.{column}" for row in RESULTS))
        done = figures.sum(f"t3.done.{column}")
        if results != done:
            yield Fault(
                (f"t3.done.{column}",),
                f"{column}: {results} ≠ {done}",
                f"“{label}”一列各项结果之和是 {results}，（七）总计写的是 {done}",
            )


def _balance(figures: Figures) -> Iterator[Fault]:
    """R3: in each column, new and carried in equal done and carried out."""
    for column, label in COLUMNS.items():
        cells = tuple(f"t3.{row}.{column}" for row in ("new", "carry_in", "done", "carry_out"))
        new, before, done, after = map(figures.sum, cells)
        if new + before != done + after:
            yield Fault(
                cells,
                f"{column}: {new}+{before} ≠ {done}+{after}",
                f"“{label}”一列，新收 {new} 加上年结转 {before} 是 {new + before}，"
                f"办结 {done} 加结转下年度 {after} 是 {done + after}",
            )


def _carried_over(figures: Figures, previous: Figures) -> Iterator[Fault]:
    """R5: in each column, this year's carried in equals last year's carried out."""
    for column, label in COLUMNS.items():
        cell = f"t3.carry_in.{column}"
        out, taken = previous.sum(f"t3.carry_out.{column}"), figures.sum(cell)
        if out != taken:
            yield Fault(
                (cell,),
                f"{column}: {out} ≠ {taken}",
                f"“{label}”一列，上一年度报告结转 {out}，本年的上年结转写的是 {taken}",
            )


def _in_force(figures: Figures, previous: Figures) -> Iterator[Fault]:
    """R6: in force last year, plus made, minus repealed, is in force this year; only a warning, since documents are amended."""
    for code, label in DOCUMENTS.items():
        cell = f"t2.{code}.in_force"
        made, repealed, in_force = map(figures.sum, cells_of("t2", code))
        before = previous.sum(cell)
        if before + made - repealed != in_force:
            yield Fault(
                (cell,),
                f"{code}: {before}+{made}-{repealed} ≠ {in_force}",
                f"{label}，上年有效 {before} 加制发 {made} 减废止 {repealed} 是"
                f" {before + made - repealed}，现行有效写的是 {in_force}",
            )


_COUNT = r"[^。；，、\d]{0,4}(\d+)\s*件"
#: Patterns of a number in a text, each with the cells whose sum it must equal.
_PATTERNS: list[tuple[re.Pattern[str], tuple[str, ...]]] = [
    (re.compile(r"(?:新收|收到|受理)[^。；\d]{0,20}申请[^。；\d]{0,6}(\d+)\s*件"), ("t3.new.total",)),
    (re.compile(r"上年(?:度)?结转" + _COUNT), ("t3.carry_in.total",)),
    (re.compile(r"办结" + _COUNT), ("t3.done.total",)),
    (re.compile(r"结转下(?:一)?年度[^。；\d]{0,10}(\d+)\s*件"), ("t3.carry_out.total",)),
    *(
        (re.compile(words + _COUNT), tuple(f"t3.{row}.total" for row in rows))
        for words, rows in (
            (re.search(r"）(\w+)", group).group(1), rows)  # type: ignore[union-attr]
            for group, rows in GROUPS.items()
        )
    ),
    (re.compile(r"制发[^。；，\d]{0,4}规范性文件" + _COUNT), ("t2.norms.made",)),
    (re.compile(r"规范性文件[^。；\d]{0,4}\d+\s*件，废止" + _COUNT), ("t2.norms.repealed",)),
    (re.compile(r"现行有效" + _COUNT), ("t2.norms.in_force",)),
    (re.compile(r"行政复议[^。；，\d]{0,12}(\d+)\s*件"), ("t4.review.total",)),
    (re.compile(r"行政诉讼[^。；，\d]{0,12}(\d+)\s*件"), ("t4.direct.total", "t4.after.total")),
]


def _agree(figures: Figures, narratives: Mapping[str, str]) -> Iterator[Fault]:
    """R7: the numbers in the texts equal those in the tables; only a warning, since a text may count otherwise."""
    for section, text in narratives.items():
        for pattern, cells in _PATTERNS:
            counted = figures.sum(*cells)
            for found in pattern.finditer(text):
                if int(found.group(1)[:MOST_DIGITS]) != counted:
                    label = TEXTS.get(section, section)
                    yield Fault(
                        (f"text.{section}", *cells),
                        f"{section}: “{found.group(0)}” ≠ {counted}",
                        f"“{label}”里写“{found.group(0)}”，表里是 {counted}",
                    )
