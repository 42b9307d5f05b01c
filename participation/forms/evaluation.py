"""What is asked of the later look at a decision in force (决策条例36)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, OneOf, PlainText
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from participation import statute
from participation.models import Decision, Evaluation
from participation.statute import Ground
from participation.submissions import names_within, same_name


def _lines(text: str) -> str:
    """The lines of a text without blank ones, each once."""
    return "\n".join(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _assessors(decision: Decision) -> list[str]:
    """Who argued and assessed a decision before it was taken, each once."""
    said = decision.examinations.values_list("by", flat=True)
    return list(dict.fromkeys(one.strip() for by in said for one in re.split("[、；;\n]", by) if one.strip()))


def _to_be_evaluated(_office: Any) -> QuerySet[Decision]:
    """The decisions in force of which no evaluation is under way."""
    under_way = Evaluation.objects.under_way().filter(decision=OuterRef("pk"))
    rows = Decision.objects.filter(~Exists(under_way), state=Decision.State.ANNOUNCED)
    return rows.order_by("-announced_at", "-pk")


class AskedForm(ActForm):
    """Why an evaluation is asked for."""

    reason_field = ""
    ground = forms.ChoiceField(label="为什么评估", choices=Ground.choices, widget=forms.RadioSelect)
    occasion = PlainText(
        label="具体情况",
        max_length=2000,
        rows=4,
        help_text="效果和预期差在哪里，群众怎么说。报县政府，不公开。",
    )


class ChooseForm(AskedForm):
    """Which decision the county has evaluated of its own accord."""

    field_order = ("decision",)
    decision = OneOf(_to_be_evaluated, label="评估哪一件决策")


class OrderForm(FilledForm):
    """That it takes place, and who evaluates."""

    reason_field = ""
    ground = forms.ChoiceField(label="为什么评估", choices=Ground.choices, widget=forms.RadioSelect)
    evaluator = Line(
        label="评估单位",
        max_length=100,
        help_text="由县政府确定，承担评估的具体工作，可以是第三方。人人看得到。",
    )
    assessed_before = PlainText(
        label="决策以前承担论证、评估的单位",
        max_length=1000,
        rows=3,
        help_text="一行一个；没有委托过的写“无”。它们不能做后评估（决策条例第三十六条）。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Why it was asked for; who argued and assessed before, as it was recorded."""
        evaluation: Evaluation = step.matter
        return {
            "ground": evaluation.ground,
            "assessed_before": "\n".join(_assessors(evaluation.decision)),
        }

    def clean_assessed_before(self) -> str:
        """One body a line."""
        return _lines(self.cleaned_data["assessed_before"])

    def clean(self) -> dict[str, Any]:
        """决策条例36: not by those who did the main assessing before."""
        given, decision = self.cleaned_data, self.step.matter.decision
        before = [*given.get("assessed_before", "").split("\n"), *_assessors(decision)]
        evaluator, recorded = given.get("evaluator", ""), "".join(_assessors(decision))
        if any(same_name(evaluator, each) for each in before) or names_within(evaluator, recorded):
            self.add_error(
                "evaluator",
                "它在决策以前做过论证、评估，不能再做后评估（决策条例第三十六条）。请换一个单位。",
            )
        return given


class ResultForm(FilledForm):
    """What came of it, as it is handed to the county."""

    reason_field = ""
    evaluated_on = Day(label="评估完成日期")
    heard = PlainText(
        label="怎样听取公众意见、哪些人参与",
        max_length=2000,
        rows=3,
        help_text="例如：入户访谈 60 户；人大代表、政协委员、村民小组长参加。审定以后人人看得到，不写姓名。",
    )
    result = PlainText(
        label="评估结果",
        max_length=statute.MAX_ANSWER,
        rows=6,
        help_text="效果怎样、有什么问题、建议继续还是调整。审定以后人人看得到，不写个人信息。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What was written before it was returned."""
        return {name: getattr(step.matter, name) for name in ("evaluated_on", "heard", "result")}


class TakeForm(ActForm):
    """What the county makes of the result."""

    reason_field = ""
    conclusion = PlainText(
        label="县政府的处理意见",
        max_length=2000,
        rows=3,
        help_text="继续执行、调整，还是停止执行；怎样安排。和评估结果一起公布，不写个人信息。",
    )


class LeaveForm(ActForm):
    """Why a decision is not evaluated for now."""

    reason_field = ""
    result = PlainText(
        label="暂不评估的理由", max_length=1000, rows=3, help_text="人人看得到，不写个人信息。"
    )
