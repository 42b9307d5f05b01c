"""The forms by which the public text is made of the internal one, and confirmed."""

from __future__ import annotations

from typing import Any

from django import forms

from disclosure import statute
from foundation.casework.acts import Step
from foundation.casework.fields import OneOf, PlainText, RemarkForm
from foundation.casework.forms import ActForm


class DeclassifyForm(ActForm):
    """How the public text is made of the internal one."""

    reason_field = ""
    says = "现在的正文成为内部行文文稿（密件），公开文稿从它生成：接着逐处标出删除、改写或者摘录的文字，各写依据。"
    declassification = forms.ChoiceField(
        label="脱密方式", choices=statute.DECLASSIFICATION_METHODS.items(), widget=forms.RadioSelect
    )


class MarkForm(ActForm):
    """A passage of the internal text, what becomes of it, and on what ground."""

    #: Words can be taken over from the text beside a field, which is the internal one.
    takes = shows_internal = True

    reason_field = ""
    passage = PlainText(
        label="文字",
        rows=3,
        error_messages={"required": "请从内部文稿里照抄要标出的文字。"},
        help_text="从下面的内部文稿里照抄，或者选中后按“填入选中的文字”。",
    )
    which = forms.IntegerField(
        label="第几处",
        required=False,
        min_value=1,
        help_text="不填就是每一处：同一段文字在别处也有的，一并标出。",
    )
    how = forms.ChoiceField(
        label="处理方式",
        choices=[("strike", "删除"), ("replace", "改写"), ("excerpt", "摘录：公开文稿只由摘录的文字组成")],
        widget=forms.RadioSelect,
        initial="strike",
    )
    replacement = PlainText(
        label="改写成", required=False, max_length=2000, rows=2, help_text="选“改写”的才填，例如：某村。"
    )
    ground = forms.ChoiceField(
        label="依据",
        choices=[("", "请选择"), *statute.GROUNDS.items()],
        error_messages={"required": "请选择依据。"},
        help_text="摘录的，写其余文字不公开的依据。",
    )
    reason = PlainText(label="理由", max_length=500, rows=2, error_messages={"required": "请写明理由。"})

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        entry: Any = self.fields["passage"]
        entry.beside = ("内部文稿", step.matter.internal_body)
        entry.beside_open = entry.taken_from = True

    def clean_passage(self) -> str:
        """Refuse what does not stand in the internal text."""
        passage: str = self.cleaned_data["passage"].strip("\n")
        if passage not in self.step.matter.internal_body:
            raise forms.ValidationError("内部文稿里没有这段文字，请照抄，标点也要一样。")
        return passage

    def clean(self) -> dict[str, Any]:
        """Demand new words for what is rewritten, and for nothing else."""
        given = super().clean() or self.cleaned_data
        rewritten, words = given.get("how") == "replace", given.get("replacement", "").strip()
        if rewritten and not words and "replacement" not in self.errors:
            self.add_error("replacement", "请写明改写成什么；不留文字的，请选“删除”。")
        return given | {"replacement": words if rewritten else ""}


class UnmarkForm(ActForm):
    """The mark that is taken back."""

    shows_internal = True

    reason_field = ""
    mark = OneOf("redactions", label="哪一处", error_messages={"required": "请选择一处。"})


class ConfirmForm(RemarkForm):
    """Every marked passage, confirmed one by one by the secrecy office (SR-7(2))."""

    shows_internal = True

    marks = forms.MultipleChoiceField(label="逐处确认", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        marks = list(step.matter.redactions.all())
        if not marks:
            del self.fields["marks"]
            return
        entry: Any = self.fields["marks"]
        entry.choices = [(str(mark.pk), mark.said) for mark in marks]
        entry.demanded = True
        entry.help_text = f"共 {len(marks)} 处，看一处勾一处；全部勾了才能确认。"
        self.order_fields(["marks"])

    def clean_marks(self) -> list[str]:
        """Demand that each was looked at."""
        given: list[str] = self.cleaned_data["marks"]
        if missing := len(self.fields["marks"].choices) - len(set(given)):  # type: ignore[attr-defined]
            raise forms.ValidationError(f"还有 {missing} 处没有确认；不同意的，请退回拟稿人。")
        return given
