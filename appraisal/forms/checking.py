"""What routine checks and rectifications ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from appraisal.forms import LastDay, Points
from appraisal.models import Indicator, Rectification
from appraisal.results import rows_of
from appraisal.scoring import BANDS
from appraisal.statute import LONGEST_TO_MEND, MOST_DRAWN, Kind, UnitClass
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
        said = [f"{row.leaf.code} {row.leaf.name}：{(row.how or '达到要求').rstrip('。')}。" for row in rows]
        return {"demands": "\n".join(said[:20])}


class DoneForm(ActForm):
    """What the unit did."""

    reason_field = ""
    report = Open(label="整改报告", max_length=6000, rows=8)


class RecheckForm(ActForm):
    """What each line that cost points is worth now, and why; the portal adds up (AP-7, AP-10)."""

    reason_field = ""
    says = (
        "只列扣了分的和被否决的。改了的写现在的得分和看了什么，没有改的不动；"
        f"总分由网站按方案算，满 {BANDS[2][1]} 分、没有否决情形的为合格。"
        "不合格的，由县政务公开领导小组通报全县，单位继续整改，直到合格。"
    )
    rechecked = Open(label="复核意见", max_length=3000, rows=5)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.lines: list[tuple[Indicator, dict[str, Any]]] = []
        if isinstance(step.matter, Rectification):
            self.lines = _to_look_at(step.matter)
        for leaf, line in self.lines:
            self._add(leaf, line)
        self.order_fields([name for name in self.fields if name not in self.base_fields])

    def _add(self, leaf: Indicator, line: dict[str, Any]) -> None:
        label = f"{leaf.code} {leaf.name}"
        if leaf.kind == Kind.VETO:
            self.fields[f"v{leaf.place}"] = forms.BooleanField(
                label=f"否决：{label}——已经消除，撤销", required=False
            )
        else:
            self.fields[f"p{leaf.place}"] = Points(
                label=f"{label}（满分 {leaf.points}）", most=leaf.points, initial=line["points"]
            )
        self.fields[f"w{leaf.place}"] = Line(
            label=f"{leaf.code} 看了什么", required=False, max_length=500, help_text=f"考核时：{line['how']}"
        )

    def clean(self) -> None:
        """Whatever is otherwise than before says why."""
        for leaf, line in self.lines:
            data, place = self.cleaned_data, leaf.place
            given = data.get(f"p{place}")
            changed = data.get(f"v{place}") or (given is not None and given != Decimal(line["points"]))
            if changed and not data.get(f"w{place}"):
                self.add_error(f"w{place}", "与原来不同的，请写明看了什么。")

    def found(self) -> list[dict[str, Any]]:
        """Each of these lines as it is now."""
        data, found = self.cleaned_data, []
        for leaf, line in self.lines:
            given = data.get(f"p{leaf.place}")
            found.append(
                {
                    "code": leaf.code,
                    "name": leaf.name,
                    "points": None if given is None else str(given),
                    "vetoed": line["vetoed"] and not data.get(f"v{leaf.place}"),
                    "how": data.get(f"w{leaf.place}") or line["how"],
                }
            )
        return found


def _to_look_at(row: Rectification) -> list[tuple[Indicator, dict[str, Any]]]:
    """The lines of the result that cost points or a grade, as the last recheck left them."""
    last = {line["code"]: line for line in row.found}
    found = []
    for leaf in row.case.leaves:
        line = next((one for one in row.case.result if one["code"] == leaf.code), None)
        if line is None:
            continue
        lost = leaf.rule.counts and line["points"] is not None and Decimal(line["points"]) < leaf.points
        if lost or line["vetoed"]:
            found.append((leaf, {**line, **last.get(leaf.code, {})}))
    return found
