"""What is asked where the yearly catalogue is published (决策条例3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, WholeNumber
from foundation.visitors.identity import Line
from participation.models import Decision


def listed(year: int, agreed_on: date) -> list[str]:
    """The numbers of the decisions of a year that the county had decided to begin by a day."""
    rows = Decision.objects.public().filter(year=year, approved_on__lte=agreed_on)
    return list(rows.order_by("number").values_list("number", flat=True))


class CatalogueForm(FilledForm):
    """Which year, and that the Party committee agreed."""

    reason_field = ""
    says = "列入县政府在县委同意那天以前决定启动的事项；以后启动的，再经县委同意，调整目录。"
    year = WholeNumber(label="目录年度", unit="年", min_value=2019, max_value=2999)
    party_on = Day(label="县委同意的日期")
    party_document = Line(
        label="县委同意的文件或者会议",
        max_length=200,
        help_text="文号，或者哪一次会议。人人看得到（决策条例第三条）。",
        error_messages={"required": "目录经县委同意以后才能公布，请写明文件或者会议（决策条例第三条）。"},
    )

    def known(self, step: Step) -> dict[str, Any]:
        """This year."""
        return {"year": localdate(step.at).year}
