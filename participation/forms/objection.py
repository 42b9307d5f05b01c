"""What is asked of objections to a decision in force, and of its evaluation."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, PlainText
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from participation import statute
from participation.forms.submission import AtTheDesk, LookedAt, PublicFields
from participation.models import Decision, Objection
from participation.statute import Ground, Trouble
from participation.submissions import names_within, same_name


class WhatIsSaid(forms.Form):
    """What somebody finds wrong with a decision, or with how it is carried out (决策条例35)."""

    text = PlainText(
        label="您觉得哪里有问题",
        max_length=statute.MAX_OBJECTION,
        rows=7,
        help_text=f"决定本身的，或者执行中的；希望怎么改。最多 {statute.MAX_OBJECTION} 个字。",
        error_messages={"required": "请写明哪里有问题。"},
    )


class ObjectForm(PublicFields, WhatIsSaid, ActForm):
    """What somebody says on the public form."""

    reason_field = ""
    field_order = ("text", "enclosed", "name", "contact", "consent")


class RecordObjectionForm(AtTheDesk, WhatIsSaid, ActForm):
    """What came on paper, by telephone or in person."""

    reason_field = ""
    field_order = ("channel", "received_on", "text", "enclosed", "name", "contact", "consent")


class AnswerObjectionForm(LookedAt):
    """What becomes of it, and what everybody reads of the words."""

    field_order = ("result", "answer", "shown")
    result = forms.ChoiceField(
        label="处理结果",
        choices=Objection.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理结果。"},
    )
    answer = PlainText(
        label="答复",
        max_length=statute.MAX_ANSWER,
        rows=5,
        help_text="改了什么，或者为什么不改。提意见的人看得到；同意公布的，人人看得到。不写个人信息。",
    )


def _lines(text: str) -> str:
    """The lines of a text without blank ones, each once."""
    return "\n".join(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _assessors(decision: Decision) -> list[str]:
    """Who argued and assessed a decision before it was taken, each once."""
    said = decision.examinations.values_list("by", flat=True)
    return list(dict.fromkeys(one.strip() for by in said for one in re.split("[、；;\n]", by) if one.strip()))


class EvaluationForm(FilledForm):
    """An evaluation of a decision in force (决策条例36)."""

    reason_field = ""
    ground = forms.ChoiceField(label="为什么评估", choices=Ground.choices, widget=forms.RadioSelect)
    evaluator = Line(label="评估单位", max_length=100, help_text="承担评估具体工作的单位，人人看得到。")
    assessed_before = PlainText(
        label="决策以前承担论证、评估的单位",
        max_length=1000,
        rows=3,
        help_text="一行一个；没有委托过的写“无”。它们不能做后评估（决策条例第三十六条）。",
    )
    evaluated_on = Day(label="评估完成日期")
    heard = PlainText(
        label="怎样听取公众意见、哪些人参与",
        max_length=2000,
        rows=3,
        help_text="例如：入户访谈 60 户；人大代表、政协委员、村民小组长参加。人人看得到，不写姓名（决策条例第三十六条）。",
    )
    result = PlainText(
        label="评估结果",
        max_length=statute.MAX_ANSWER,
        rows=6,
        help_text="效果怎样、有什么问题、建议继续还是调整。人人看得到，不写个人信息。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Who argued and assessed before, as it was recorded."""
        return {"assessed_before": "\n".join(_assessors(step.matter))}

    def clean_assessed_before(self) -> str:
        """One body a line."""
        return _lines(self.cleaned_data["assessed_before"])

    def clean(self) -> dict[str, Any]:
        """决策条例36: not by those who did the main assessing before."""
        given = self.cleaned_data
        before = [*given.get("assessed_before", "").split("\n"), *_assessors(self.step.matter)]
        evaluator, recorded = given.get("evaluator", ""), "".join(_assessors(self.step.matter))
        if any(same_name(evaluator, each) for each in before) or names_within(evaluator, recorded):
            self.add_error(
                "evaluator",
                "它在决策以前做过论证、评估，不能再做后评估（决策条例第三十六条）。请换一个单位。",
            )
        return given


class ExecutionForm(ActForm):
    """What goes wrong while a decision is carried out."""

    reason_field = ""
    trouble = forms.ChoiceField(label="情况", choices=Trouble.choices, widget=forms.RadioSelect)
    text = PlainText(label="问题、影响和建议", max_length=5000, rows=6, help_text="报县政府领导，不公开。")


class LeaveForm(ActForm):
    """Why a decision is not evaluated for now although many objected."""

    reason_field = ""
    result = PlainText(
        label="暂不评估的理由", max_length=1000, rows=3, help_text="人人看得到，不写个人信息。"
    )
