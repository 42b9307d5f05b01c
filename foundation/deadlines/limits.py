"""Time limits, declared in the `statute.py` of the room whose clause fixes them. Pure Python: no Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from foundation.clauses import Citation, cite

#: The time zone of every day, whatever zone a process runs in.
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Unit(Enum):
    """The units in which limits are counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    #: Days up to a date that the law names: counted through, and ending on that date whatever day it is.
    DATE = "date"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"

    @property
    def label(self) -> str:
        """The Chinese measure word that follows the number: 20个工作日."""
        return _LABELS[self]

    @property
    def measure(self) -> str:
        """The measure word of a time that something took: limits in days, months or up to a date take days."""
        return "天" if self in (Unit.DAYS, Unit.DATE, Unit.MONTHS) else self.label

    @property
    def by_day(self) -> bool:
        """Whether whole days are counted; hours and minutes run through nights and holidays instead."""
        return self not in (Unit.HOURS, Unit.MINUTES)


_LABELS = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.DAYS: "日",
    Unit.DATE: "日",
    Unit.MONTHS: "个月",
    Unit.HOURS: "小时",
    Unit.MINUTES: "分钟",
}


class Bound(Enum):
    """Whom a limit binds."""

    AGENCY = "机关"
    APPLICANT = "申请人"
    THIRD_PARTY = "第三方"
    OTHER_AGENCY = "被征求意见的机关"


@dataclass(frozen=True)
class TimeLimit:
    """One statutory time limit; declaring it enters it in `LIMITS` and cites its clause.

    `span` is counted in `unit` from the event, whose own day is not counted. `warn` are the warning points by what is left of
    the limit, that day included, in its own unit or, for months, in days: 1 is the morning of the last day. `tells` are the roles
    within the matter's agency that are told at each point and at the end. `at_end` is the act that the portal performs
    when the limit runs out, delayed by `entry` working days in which staff may still enter what somebody outside did in
    time. `until` is, in words, the date on which a limit in `Unit.DATE` ends. `holds` says that somebody outside was
    told the last day and works to it: counting again never ends such a limit before that day. `binds` says who has to do it
    in time. `public` says, in a citizen's words, what the public page of time limits counts; a limit without it is not counted
    there, and only what the clock's own agency owes may be. `whole_county` has it counted for the county alone, where the number
    of one agency would tell of a single matter.

    Raises `UnknownClause` for an unknown clause, `ValueError` if the code is taken or a number makes no sense.
    """

    code: str
    clause: str
    label: str
    span: int
    unit: Unit
    warn: tuple[int, ...] = ()
    tells: tuple[str, ...] = ()
    at_end: str | None = None
    entry: int = 0
    until: str = ""
    holds: bool = False
    binds: Bound = Bound.AGENCY
    public: str = ""
    whole_county: bool = False

    def __post_init__(self) -> None:
        if self.span < 1:
            raise ValueError(f"Time limit {self.code!r}: the span must be at least 1")
        if any(left < 1 for left in self.warn) or len(set(self.warn)) < len(self.warn):
            raise ValueError(f"Time limit {self.code!r}: warning points must be different and at least 1")
        if self.unit is not Unit.MONTHS and any(left > self.span for left in self.warn):
            raise ValueError(f"Time limit {self.code!r}: a warning point lies before the limit begins")
        if self.entry and self.at_end is None:
            raise ValueError(f"Time limit {self.code!r}: nothing waits for what is entered after the end")
        if self.public and self.binds is not Bound.AGENCY:
            raise ValueError(f"Time limit {self.code!r}: what others owe is no figure of the agency")
        if self.code in LIMITS:
            raise ValueError(f"Time limit {self.code!r} is declared twice")
        cite(self.clause, by=Citation(kind="limit", name=self.code, label=f"{self.label}：{self.span_label}"))
        LIMITS[self.code] = self

    @property
    def span_label(self) -> str:
        """The length in Chinese: 20个工作日."""
        return f"到{self.until}，遇节假日不顺延" if self.until else f"{self.span}{self.unit.label}"


#: Every declared limit by its code.
LIMITS: dict[str, TimeLimit] = {}
