"""What is asked of objections to a decision in force, and of what goes wrong in its execution."""

from __future__ import annotations

from django import forms

from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from participation import statute
from participation.forms.submission import AtTheDesk, LookedAt, PublicFields
from participation.models import Objection
from participation.statute import Trouble


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


class ExecutionForm(ActForm):
    """What goes wrong while a decision is carried out."""

    reason_field = ""
    trouble = forms.ChoiceField(label="情况", choices=Trouble.choices, widget=forms.RadioSelect)
    text = PlainText(label="问题、影响和建议", max_length=5000, rows=6, help_text="报县政府领导，不公开。")
