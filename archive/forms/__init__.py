"""What acts of the archive are asked: fields that several share."""

from __future__ import annotations

from typing import Any

from django import forms

from archive.models.base import TERMS
from foundation.casework.fields import FilledForm, OpenLine, PlainText
from foundation.casework.forms import ActForm
from foundation.records.declared import Term


class TermField(forms.ChoiceField):
    """永久, 30 年 or 10 年, never shorter than it is."""

    listed_as = "ChoiceField"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=TERMS, **kwargs)
        self.least: str = ""

    def validate(self, value: Any) -> None:
        """Refuse a shorter term."""
        super().validate(value)
        if self.least and value and Term(value).rank < Term(self.least).rank:
            least = Term(self.least).label
            raise forms.ValidationError(f"保管期限只能延长，不能缩短：现在是{least}（AR-3(3)）。")


class Anything(ActForm):
    """What an act of the portal's own hands on, as it is; no page has this form."""

    reason_field = ""

    def clean(self) -> dict[str, Any]:
        """Everything that was handed on."""
        return dict(self.data)


class ArrangeForm(FilledForm):
    """How an item stands in the catalogue."""

    reason_field = ""

    title = OpenLine(
        label="题名", max_length=200, help_text="原题名缺失或者看不出内容的，自拟题名，写在 [ ] 里。"
    )
    document_number = OpenLine(label="文号", max_length=100, required=False)
    term = TermField(label="保管期限")
    because = OpenLine(
        label="延长的理由", max_length=300, required=False, help_text="只在延长保管期限时填写。"
    )
    secrecy = forms.ChoiceField(label="密级", choices=[("无", "无"), ("内部", "内部")])
    note = OpenLine(label="备注", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].least = self.step.matter.term  # type: ignore[attr-defined]

    def known(self, step: Any) -> dict[str, Any]:
        """As it stands now."""
        item = step.matter
        names = ("title", "document_number", "term", "secrecy", "note")
        return {**{name: getattr(item, name) for name in names}, "because": item.term_because}

    def clean(self) -> dict[str, Any]:
        """A longer term says why."""
        data = super().clean() or {}
        if data.get("term") and data["term"] != self.step.matter.term and not data.get("because"):
            self.add_error("because", "请写明为什么延长保管期限。")
        return data


class LengthenForm(FilledForm):
    """A longer term of what is filed."""

    reason = PlainText(label="延长的理由", max_length=300)
    term = TermField(label="新的保管期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].least = self.step.matter.term  # type: ignore[attr-defined]

    def known(self, step: Any) -> dict[str, Any]:
        """As it stands now."""
        return {"term": step.matter.term}


class LeaveOutForm(FilledForm):
    """Why an item is not filed."""

    reason = PlainText(label="不归档的理由", max_length=500)

    def known(self, step: Any) -> dict[str, Any]:
        """What the portal proposes, where it does."""
        return {"reason": step.matter.left_out_because}


class AnswerForm(ActForm):
    """What a person says of the points of the test that no program can answer."""

    reason_field = ""
    says = "系统判断不了的，请人工核对以后填写。"

    complete = forms.ChoiceField(
        label="反映过程的材料都在里面", choices=[("yes", "都在"), ("no", "不全")], required=True
    )
    authorised = forms.ChoiceField(
        label="经手人和授权清楚", choices=[("yes", "清楚"), ("no", "不清楚")], required=True
    )
    opened = forms.ChoiceField(
        label="文件打得开，内容完整清晰",
        choices=[("yes", "打得开"), ("no", "打不开或者不清晰")],
        required=True,
    )
    described = forms.ChoiceField(
        label="登记的时间、地点、人物与内容相符", choices=[("yes", "相符"), ("no", "不相符")], required=True
    )
    said = OpenLine(label="说明", max_length=200)
