"""How annual reports are kept: permanently (AR-1; 8号令)."""

from __future__ import annotations

from annual_report.models import AnnualReport
from foundation.records.declared import Arrangement, Term, keeps

keeps(
    AnnualReport,
    ended=("submitted", "superseded", "withdrawn", "exempt", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.PERMANENT,
    heading="年度报告",
)
