"""What is asked of findings: recorded, told, ordered, put right, checked, referred."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from inspection.forms import ClauseField, LastDay, MatterRef, evidence
from inspection.models import Finding
from inspection.statute import CORRECT, VIEW, Field, Gravity, Onward


class RecordForm(ActForm):
    """One finding."""

    reason_field = ""
    says = "一个问题记一条。告知以前单位看不到，记错了可以划去。不写个人信息。"

    what = PlainText(label="发现的问题", max_length=2000, rows=3)
    place_ref = MatterRef(label="在哪个事项", help_text="公文填索引号；其他事项填工作台网页的地址。")
    place = Line(
        label="在哪里",
        required=False,
        max_length=500,
        help_text="不在本网站的，写网址、地点或者材料名称。",
    )
    breaches = ClauseField(label="违反哪一条")
    gravity = forms.ChoiceField(label="轻重", choices=Gravity.choices)
    files = evidence("证据", required=False)  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """It was found somewhere."""
        given = super().clean() or self.cleaned_data
        if not given.get("place") and not given.get("place_ref") and "place_ref" not in self.errors:
            self.add_error("place", "请写明在哪里发现的，或者填是哪个事项。")
        return given


class TellForm(FilledForm):
    """How many working days the agency has to state its view."""

    reason_field = "source"
    says = "把记下的问题一次告知单位，发《检查问题告知书》。"
    days = WholeNumber(label="陈述意见的工作日数", unit="个", min_value=1, max_value=30)
    source = PlainText(
        label="天数的依据",
        max_length=300,
        rows=2,
        help_text="制度没有规定天数，由县里定；多给或者少给的写明原因。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The county's own number."""
        span = VIEW[Field(step.matter.field)].span
        return {"days": span, "source": f"县里定为 {span} 个工作日（制度没有规定天数）。"}


class ViewForm(ActForm):
    """What the agency thinks of it."""

    reason_field = ""
    says = "逐个问题说明：属实、不属实、或者情况不同，写明根据。"
    view = PlainText(label="本单位的意见", max_length=5000, rows=6)


class OrderForm(FilledForm):
    """What is to be put right by when."""

    reason_field = ""
    says = "发《责令改正通知书》，编号，送达时间和签收人都留着。期限由单位承担，超过一天就算超期。"
    demands = PlainText(label="怎样改正", max_length=4000, rows=5)
    correct_by = LastDay(label="哪一天以前改正")

    def known(self, step: Step) -> dict[str, Any]:
        """Thirty days, and what each finding says of itself."""
        span = CORRECT[Field(step.matter.field)].span
        rows = step.matter.findings.filter(state=Finding.State.TOLD).order_by("number")
        demands = "\n".join(f"{row.number}．改正“{row.what[:80]}”。" for row in rows)
        return {"demands": demands, "correct_by": localdate(step.at) + timedelta(days=span)}


class OrderedForm(ActForm):
    """The day by which it is to be put right."""

    reason_field = ""
    correct_by = LastDay(label="改正期限")


class CorrectedForm(ActForm):
    """How it was put right."""

    reason_field = ""
    says = "写清做了什么，附上看得出已经改好的截图或者文件。由检查人员复查，报告的人不能复查。"
    corrected = PlainText(label="怎样改正的", max_length=3000, rows=4)
    corrected_on = Day(
        label="改正日期",
        not_before=lambda step: localdate(step.matter.part.ordered_at),
        which_is="责令改正的日期",
    )
    files = evidence("改正的证据", required=True)  # type: ignore[assignment]


class ReopenForm(ActForm):
    """Why it is not put right, and the new day."""

    reason = PlainText(label="哪里还没有改好", max_length=2000, rows=3)
    correct_by = LastDay(label="新的期限")


class WithdrawOrderForm(ActForm):
    """Why what was ordered is not so."""

    reason = PlainText(label="为什么撤回", max_length=2000, rows=3, help_text="写进给单位的通知。")


def _after_the_old(step: Step) -> date:
    """The day after the one that was given."""
    day: date = step.matter.correct_by
    return day + timedelta(days=1)


class MoreTimeForm(ActForm):
    """A later day, and why."""

    reason = PlainText(label="为什么延长", max_length=1000, rows=2)
    correct_by = LastDay(
        label="延长到哪一天",
        not_before=_after_the_old,
        which_is="原来期限的后一天",
    )


class ReferForm(ActForm):
    """To whom it goes on, and why."""

    says = "移送以后，这个问题在本次检查里就算办结；要不要追究由接手的机关按程序决定。"
    onward = forms.ChoiceField(label="怎样移送", choices=Onward.choices)
    onward_to = Line(label="移送到哪个机关", max_length=100)
    reason = PlainText(label="移送的理由", max_length=2000, rows=4)
