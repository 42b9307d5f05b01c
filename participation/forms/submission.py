"""What is asked of whoever hands something in, at the public forms and at the desk, and how it is shown to everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, PlainText
from foundation.casework.forms import ActForm
from foundation.deadlines.counting import midnight
from foundation.visitors.identity import Line
from foundation.visitors.sending import TokenField
from participation.forms.drafts import files_field, made_of
from participation.masks import personal_in
from participation.models import Consent, Source, Submission
from participation.statute import Aside
from participation.submissions import begun


class SenderFields(forms.Form):
    """Who hands it in, where they like to say, and how it may be published."""

    name = Line(label="姓名或者单位", required=False, max_length=60, help_text="可以不填。加密保存。")
    contact = Line(
        label="电子邮箱或者电话",
        required=False,
        max_length=100,
        help_text="可以不填。加密保存，只用于联系您；填了的，有了答复告诉您。",
    )
    consent = forms.ChoiceField(
        label="公布方式",
        choices=Consent.choices,
        widget=forms.RadioSelect,
        initial=Consent.ANONYMOUS,
        help_text="公布以前有人看过，电话、住址一类的个人信息会隐去。",
        error_messages={"required": "请选择公布方式。"},
    )
    enclosed = files_field()


class PublicFields(SenderFields):
    """The same on a public form."""

    token = TokenField()


class AtTheDesk(SenderFields):
    """The same where a clerk enters what came on paper, by telephone or in person."""

    channel = forms.ChoiceField(
        label="渠道",
        choices=[choice for choice in Source.choices if choice[0] != Source.WEB],
        error_messages={"required": "请选择渠道。"},
    )
    received_on = Day(label="收到日期")


def received_at(step: Step) -> Any:
    """The moment of receipt of what was entered at the desk: now, or noon of an earlier day."""
    day = step.data["received_on"]
    return step.at if day == localdate(step.at) else midnight(day).replace(hour=12)


class RevealForm(ActForm):
    """Why somebody looks at who it was."""

    reason = PlainText(label="查看理由", max_length=200, rows=1, help_text="例如：打电话核实情况。")


class SetAsideForm(ActForm):
    """Why it is not handled; its sender reads it."""

    ground = forms.ChoiceField(
        label="原因",
        choices=Aside.choices,
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label="说明",
        max_length=300,
        rows=2,
        help_text="提出的人看得到，也会进入办理记录；不归这里办的，写明该向谁反映。不写个人信息。",
    )

    @property
    def said(self) -> str:
        """Ground and explanation in one text."""
        return f"{Aside(self.cleaned_data['ground']).label}。{self.cleaned_data['reason']}"


def _shown_field(label: str) -> PlainText:
    return PlainText(
        label=label,
        max_length=20_000,
        rows=8,
        help_text="人人看得到。号码、住址已经隐去；还有个人信息、别人的姓名的，把标点之间的整句换成“〔隐去……〕”，别的一字不改。",
    )


class LookedAt(FilledForm):
    """The words as everybody will read them: what was said, with notes in place of whole passages; left out without consent."""

    reason_field = ""
    #: The fields that are left out where the sender does not want the words published.
    hidden: tuple[str, ...] = ("shown",)
    shown = _shown_field("公布的文字")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if not step.matter.published:
            for name in self.hidden:
                self.fields.pop(name, None)

    def known(self, step: Step) -> dict[str, Any]:
        """What is shown now; at first the masked words."""
        submission: Submission = step.matter
        return {"shown": submission.shown or begun(submission)} if submission.published else {}

    def clean_shown(self) -> str:
        """The words that were said, and nothing that is personal."""
        submission: Submission = self.step.matter
        return only_said(self.cleaned_data["shown"], submission.words, begun(submission))


def only_said(shown: str, *said: str) -> str:
    """The text, if it is one of these with notes in place of passages and nothing personal in it; else a form's error."""
    if found := personal_in(shown):
        raise forms.ValidationError(f"公布的文字里有{'、'.join(found)}，请连同那一句一起隐去。")
    if not any(made_of(shown, each) for each in said):
        raise forms.ValidationError("不是提出人的原话。只能把标点之间的整句换成“〔隐去……〕”，别的一字不改。")
    return shown


class HideForm(LookedAt):
    """More is hidden of words that everybody reads, and why."""

    reason_field = "reason"
    reason = PlainText(label="为什么隐去", max_length=300, rows=2)
