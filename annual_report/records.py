"""How annual reports are kept: permanently (AR-1; 8号令)."""

from __future__ import annotations

from annual_report.models import AnnualReport
from foundation.records.declared import Arrangement, Term, keeps, needed

keeps(
    AnnualReport,
    ended=("submitted", "superseded", "withdrawn", "exempt", "abandoned"),
    void=("abandoned",),
    kept_as=Arrangement.ITEM,
    term=Term.PERMANENT,
    heading="年度报告",
    needs=needed(
        ("submitted", "superseded", "withdrawn"),
        {
            "保密审查": "annual_report.pass_review",
            "审核": "annual_report.approve",
            "签发": "annual_report.sign",
            "公布": "annual_report.publish",
        },
    ),
)
