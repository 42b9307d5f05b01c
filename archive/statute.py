"""What the regulation and the law of archives fix: terms, limits, what is tested (AR-1 … AR-3(4); 档案法; 实施条例; 8号令).

Pure Python: no Django, no clock.
"""

from __future__ import annotations

from datetime import date

from foundation.deadlines.limits import TimeLimit, Unit

#: AR-3(2), 8号令: what a year brought is filed by the end of June of the next.
FILED_BY_MONTH, FILED_BY_DAY = 6, 30
FILE = TimeLimit(
    code="archive.file",
    clause="AR-3(1)",
    label="上一年的材料归档",
    span=181,
    unit=Unit.DATE,
    until="次年 6 月 30 日",
    warn=(60, 15, 3),
    tells=("archivist", "disclosure_head", "leader"),
)
#: AR-3(4): every quarter; opened on its first day and signed by the 15th, which the county chose.
QUARTER_SIGNED_BY = 15
QUARTER = TimeLimit(
    code="archive.quarter",
    clause="AR-3(4)",
    label="每季度归档自查",
    span=14,
    unit=Unit.DATE,
    until="每季度第一个月 15 日",
    warn=(5, 1),
    tells=("archivist", "disclosure_head"),
)
#: 档案法 asks for a report without delay when records are lost; three working days are how the portal reads that.
REPORT_LOSS = TimeLimit(
    code="archive.report_loss",
    clause="AR-3(3)",
    label="向档案主管部门报告档案损毁",
    span=3,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("archivist", "leader"),
)

#: DA/T 70-2018: when the four properties are tested.
AT_FILING, AT_TRANSFER, IN_KEEPING = "filing", "transfer", "keeping"
STAGES = [(AT_FILING, "归档"), (AT_TRANSFER, "移交"), (IN_KEEPING, "长期保存")]

#: An unfiled record older than this counts in the figures.
UNFILED_DAYS = 90
#: How much is looked at in a night: files, and bytes of those of the usual size; larger ones by themselves, one a night.
NIGHTLY_FILES, NIGHTLY_BYTES, LARGE_BYTES = 5_000, 2 * 1024**3, 256 * 1024**2

#: The number of a fonds before the county archive has given one (DA/T 13-2022: a letter and three digits).
UNKNOWN_FONDS = "待定"
FONDS_PATTERN = r"^[A-Z][0-9]{3}$"

#: Without these parts a pattern of archival codes would give one code twice, or one that tells nothing (DA/T 13-2022).
CODE_PARTS = ("category", "year", "term", "number")

#: 销毁: how many witness, and that they and whoever appraises and approves are all different people.
WITNESSES = 2


def filed_by(year: int) -> date:
    """The day by which what that year brought is filed (AR-3(2))."""
    return date(year + 1, FILED_BY_MONTH, FILED_BY_DAY)


def quarter_of(day: date) -> tuple[int, int]:
    """The year and the quarter, 1 to 4, in which a day lies."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_due(year: int, quarter: int) -> date:
    """The day by which its check is signed (AR-3(4))."""
    return date(year, 3 * quarter - 2, QUARTER_SIGNED_BY)


def expires_on(year: int, years: int | None) -> date | None:
    """The first day on which a record closed in that year may be appraised for destruction: the term runs from 1 January after.

    None where it is kept for ever.
    """
    return None if years is None else date(year + 1 + years, 1, 1)


def due_in(year: int, years: int) -> int:
    """The newest year of which what was closed in it is due at the county archive in this year, after so many whole years.

    实施条例20 gives a county's agencies ten; 电子档案移交与接收办法 electronic records as a rule five, which the county archive
    decides (settings.ARCHIVE_TRANSFER_YEARS).
    """
    return year - 1 - years
