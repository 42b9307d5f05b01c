"""What the acts on the roster ask (NM-12, NM-18)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.queries import holders
from foundation.casework.fields import Day, OneOf
from foundation.casework.forms import ActForm
from newmedia.forms import on_establishment
from newmedia.forms.incident import DUTY_LEADERS

#: The most days of one entry of the roster.
LONGEST_SHIFT = 31


def _colleagues(agency: Agency) -> Any:
    return on_establishment(agency.pk)


def _leaders(agency: Agency) -> Any:
    return holders({*DUTY_LEADERS}, agency).filter(on_establishment=True).order_by("full_name", "pk")


class ShiftForm(ActForm):
    """Who keeps watch from which day to which, and who decides."""

    reason_field = ""
    says = "只列出本单位的在编人员（NM-18）。带班领导可以在值班的日子里批准突发事件的首发（NM-12）。"

    person = OneOf(
        _colleagues,
        label="值班人员",
        error_messages={"invalid_choice": "只能从本单位的在编人员里选（NM-18）。"},
    )
    leader = OneOf(
        _leaders,
        label="带班领导",
        error_messages={"invalid_choice": "带班领导从本单位的领导和部门负责人里选。"},
    )
    from_on = Day(
        label="从", not_after_today=False, not_before=lambda step: localdate(step.at), which_is="今天"
    )
    until_on = Day(label="到", not_after_today=False)

    def clean(self) -> None:
        """Two people, and no more than a month at once."""
        given = self.cleaned_data
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and not 0 <= (last - first).days < LONGEST_SHIFT:
            self.add_error("until_on", f"最后一天不早于第一天，一次最多排 {LONGEST_SHIFT} 天。")
        if given.get("person") and given.get("person") == given.get("leader"):
            self.add_error("leader", "值班人员和带班领导是两个人：一个人写，另一个人批准（NM-12）。")
