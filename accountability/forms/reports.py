"""What citizens are asked who report (AC-9), and what whoever receives a report says."""

from __future__ import annotations

from django import forms

from accountability.models import Report
from accountability.statute import MAX_TEXT, Item
from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.fields import PlainText
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from foundation.visitors.sending import TokenField


def may_be_reported() -> list[Agency]:
    """The agencies about which something may be reported."""
    return list(Agency.objects.public().order_by("kind", "code"))


class ReportForm(ActForm):
    """A report: about whom, which of the six kinds, what; who reports where they like to say so."""

    reason_field = ""
    about = forms.ModelChoiceField(
        label="举报哪个单位",
        queryset=Agency.objects.public().order_by("kind", "code"),
        to_field_name="code",
        empty_label="请选择",
        error_messages={"required": "请选择举报哪个单位。", "invalid_choice": "没有这个单位，请重新选择。"},
    )
    item = forms.TypedChoiceField(
        label="是哪种情形",
        choices=Item.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是哪种情形。"},
    )
    text = PlainText(
        label="是什么情况",
        max_length=MAX_TEXT,
        rows=8,
        help_text=f"什么时候、谁、做了什么、有什么依据。最多 {MAX_TEXT} 个字。不用写身份证号码。",
        error_messages={"required": "请写明是什么情况。"},
    )
    who = forms.ChoiceField(label="您的身份", choices=[("", "不说明"), *Report.Who.choices], required=False)
    name = Line(
        label="您的姓名",
        required=False,
        max_length=60,
        help_text="可以匿名。填了的加密封存，办案人员也看不到。",
    )
    contact = Line(
        label="联系方式",
        required=False,
        max_length=100,
        help_text="可以不填，同样封存。结果凭举报号和查询码在网上看。",
    )
    token = TokenField()

    def __init__(self, *args: object, step: Step, **kwargs: object) -> None:
        super().__init__(*args, step=step, **kwargs)  # type: ignore[arg-type]
        self.use_required_attribute = False


class AnswerReportForm(ActForm):
    """What the reporter reads."""

    reason_field = ""
    answer = PlainText(
        label="告知举报人", max_length=2000, rows=4, help_text="举报人凭举报号和查询码看得到。"
    )


class UnsealForm(ActForm):
    """Why the identity has to be known."""

    reason_field = ""
    says = "只显示这一次，不留在任何页面上；启封的人和时间记入办理记录。"
    why = forms.ChoiceField(
        label="为什么要知道举报人",
        choices=[
            ("contact", "核实情况必须联系举报人"),
            ("protect", "举报人受到威胁，要采取保护"),
            ("recusal", "核对是否有回避情形"),
        ],
    )
