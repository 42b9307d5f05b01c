"""What routine checks and rectifications ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate

from appraisal.forms import LastDay, Points
from appraisal.models import Rectification
from appraisal.results import rows_of
from appraisal.scoring import BANDS
from appraisal.statute import LONGEST_TO_MEND, MOST_DRAWN, UnitClass
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, Open, WholeNumber
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line


class DrawForm(ActForm):
    """How many units are drawn, of which kinds, for what."""

    reason_field = ""
    says = "种子由网站现取，和参加抽取的单位一起记下来，谁都可以照着重算；抽过的不能改，不能重抽。"
    topic = Line(label="检查什么", max_length=200, help_text="例如：第二季度公开栏目和留言答复。")
    many = WholeNumber(label="抽取几个单位", unit="个", min_value=1, max_value=MOST_DRAWN)
    classes = forms.MultipleChoiceField(
        label="从哪几类里抽",
        choices=UnitClass.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=list(UnitClass.values),
    )


class CheckForm(ActForm):
    """The draw's check of one unit."""

    reason_field = ""
    agency = forms.CharField(max_length=30)


class LookForm(ActForm):
    """What the assessor saw."""

    reason_field = ""
    looked_on = Day(
        label="检查日期", not_before=lambda step: localdate(step.matter.created_at), which_is="抽取的日期"
    )
    found = Open(label="检查情况", max_length=4000, rows=5, help_text="一个问题写一段；不写个人信息。")
    problems = WholeNumber(label="问题个数", unit="个", min_value=0, max_value=99)


class CorrectForm(ActForm):
    """How it was put right."""

    reason_field = ""
    corrected = Open(label="怎样整改的", max_length=3000, rows=4)


class OrderForm(FilledForm):
    """What is to be put right by when (AP-10)."""

    reason_field = ""
    demands = Open(label="整改要求", max_length=4000, rows=8)
    due_on = LastDay(label="哪一天以前整改到位", longest=LONGEST_TO_MEND)

    def known(self, step: Step) -> dict[str, Any]:
        """Each line that cost points, as a demand."""
        case = step.matter.case if isinstance(step.matter, Rectification) else step.matter
        rows = [row for row in rows_of(case, confirmed=True) if row.lost > 0 or row.vetoed]
        said = [f"{row.leaf.code} {row.leaf.name}：{row.how or '达到要求'}。" for row in rows]
        return {"demands": "\n".join(f"{n}．{text}" for n, text in enumerate(said[:20], 1))}


class DoneForm(ActForm):
    """What the unit did."""

    reason_field = ""
    report = Open(label="整改报告", max_length=6000, rows=8)


class RecheckForm(ActForm):
    """How many points it has now, and why (AP-7, AP-10)."""

    reason_field = ""
    says = f"满 {BANDS[2][1]} 分为合格。不合格的，由县政务公开领导小组通报全县，单位继续整改，直到合格。"
    points = Points(label="复核得分")
    rechecked = Open(label="复核意见", max_length=3000, rows=5)
