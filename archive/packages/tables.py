"""The tables of a package's pages as plain values: one frame stands around them all (templates/archive/packages/table.html)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from archive.packages.contents import Archived, ClockRecord, Entry, LedgerRecord, Member, Records


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and below it in smaller letters; `sort` is its class of style.css, `link` where it leads."""

    said: str
    more: tuple[str, ...] = ()
    sort: str = ""
    link: str = ""


@dataclass(frozen=True)
class Table:
    """A table with the name that readers of screens are told."""

    label: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""


def contents(units: Iterable[tuple[Archived, str]]) -> Table:
    """The catalogue of a package: each item or volume with the address of its page."""
    heads = ("序号", "档号", "题名", "责任者", "日期", "保管期限", "文件")
    rows = [
        (
            Cell(str(number)),
            Cell(unit.code, sort="mono"),
            Cell(unit.title, link=page),
            Cell(unit.responsible),
            Cell(str(unit.formed_from or ""), _until(unit), "date"),
            Cell(unit.term),
            Cell(str(len(unit.members))),
        )
        for number, (unit, page) in enumerate(units, 1)
    ]
    return Table("目录", heads, rows)


def _until(unit: Archived) -> tuple[str, ...]:
    return (f"至 {unit.formed_to}",) if unit.formed_to and unit.formed_to != unit.formed_from else ()


def files(entry: Entry, named: Iterable[tuple[str, Member]]) -> Table:
    """The files of an entry, each under its name in the package."""
    rows = [
        (
            Cell(member.title, (f"{name}，原名 {member.name}",), link=name),
            Cell(member.sort.label, tuple(f"{label}：{value}" for label, value in member.facts)),
            Cell("" if member.pages is None else str(member.pages)),
            Cell(f"{member.size:,}"),
            Cell(member.sha256, sort="mono"),
        )
        for name, member in named
    ]
    return Table(f"“{entry.title}”的文件", ("文件", "是什么", "页数", "字节", "SHA-256"), rows)


def of_records(records: Records) -> list[Table]:
    """What was done, signed, due and told, each in a table where there is any."""
    found = [_ledger(records), _signatures(records), _clocks(records), _notices(records)]
    return [table for table in found if table.rows]


def _ledger(records: Records) -> Table:
    heads = ("序号", "时间", "做了什么", "谁", "依据、理由", "摘要")
    said = "逐条相扣，每条的摘要里含有上一条的摘要；原文在 record.json。"
    return Table("办理记录", heads, [_line(line) for line in records.ledger], said)


def _line(line: LedgerRecord) -> tuple[Cell, ...]:
    return (
        Cell(str(line.sequence)),
        _moment(line.at),
        Cell(line.label),
        Cell(line.actor, (f"{line.agency} {line.roles}",)),
        Cell("、".join(line.clauses), (line.reason,) if line.reason else ()),
        Cell(line.hash, sort="mono"),
    )


def _signatures(records: Records) -> Table:
    rows = [
        (
            _moment(one.at),
            Cell(one.name),
            Cell(one.capacity),
            Cell(one.digest, (one.remark,) if one.remark else (), "mono"),
        )
        for one in records.signatures
    ]
    return Table("签名", ("时间", "签名人", "身份", "所签文本的摘要"), rows)


def _clocks(records: Records) -> Table:
    heads = ("期限", "依据", "起算", "届满", "结果")
    rows = [
        (
            Cell(one.limit, tuple(one.pauses)),
            Cell(one.clause),
            _moment(one.started_at, seconds=False),
            _moment(one.due_at, seconds=False),
            Cell(_ending(one)),
        )
        for one in records.clocks
    ]
    return Table("期限", heads, rows)


def _ending(clock: ClockRecord) -> str:
    return f"{clock.outcome}，{_written(clock.ended_at)}" if clock.ended_at else clock.outcome


def _notices(records: Records) -> Table:
    rows = [
        (
            _moment(one.at, seconds=False),
            Cell(one.to),
            Cell(one.subject),
            Cell(one.channel),
            _moment(one.delivered_at, seconds=False),
        )
        for one in records.notices
    ]
    return Table("通知", ("时间", "通知谁", "内容", "方式", "送达"), rows)


def _moment(at: datetime | None, *, seconds: bool = True) -> Cell:
    return Cell(_written(at, "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"), sort="date")


def _written(at: datetime | None, how: str = "%Y-%m-%d %H:%M") -> str:
    return localtime(at).strftime(how) if at else ""
