"""What the acts on symposia and on the meeting that decides ask."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.casework.fields import Day, OneOf, PlainText, Prose
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line, PersonName
from participation.forms.hearing import Clock, PostponeForm, Several, moment_of
from participation.models import Answer, Statement, Symposium
from participation.statute import MEETING_WAYS, Attending, Invited, Way


def invitees(symposium: Symposium) -> Any:
    """Who is invited to a symposium."""
    return symposium.invitees.order_by("pk")


class SymposiumForm(ActForm):
    """A symposium or a consultation that is planned."""

    reason_field = ""
    sort = forms.ChoiceField(label="方式", choices=MEETING_WAYS, initial=Way.SYMPOSIUM)
    title = PlainText(label="名称", max_length=200, rows=1, help_text="公布采纳情况时人人看得到，不写姓名。")
    held_on = Day(
        label="召开日期",
        not_after_today=False,
        help_text="材料要提前 5 个工作日送达每一位代表（PP-5）。",
    )
    held_time = Clock(label="开始时间")
    place = Line(label="地点", max_length=200)
    papers = PlainText(
        label="送达的材料", max_length=2000, rows=2, help_text="决策方案和起草说明，写清楚是哪一稿。"
    )

    def clean(self) -> None:
        """It is still to come."""
        given = self.cleaned_data
        if "held_on" in given and "held_time" in given:
            given["begins_at"] = moment_of(given["held_on"], given["held_time"])
            if given["begins_at"] <= self.step.at:
                self.add_error("held_on", "召开时间要在以后。")


class InviteForm(ActForm):
    """Somebody who is invited."""

    reason_field = ""
    group = forms.ChoiceField(label="身份", choices=Invited.choices)
    name = PersonName(label="姓名")
    unit = Line(label="单位或者村、社区", max_length=100, required=False)
    contact = Line(
        label="电子邮箱或者电话",
        max_length=100,
        required=False,
        help_text="可以不填。加密保存，只用来告诉本人意见的采纳情况。",
    )


class PostponeMeetingForm(PostponeForm):
    """A later time of a symposium; why is nobody's outside."""

    reason = PlainText(
        label="改期的理由", max_length=500, rows=2, help_text="留在办理记录里，不公开，不写姓名。"
    )


class DeliverForm(ActForm):
    """Who got the papers, and when."""

    reason_field = ""
    served_on = Day(label="材料送达日期", not_before="created_at", which_is="登记座谈会的日期")
    who = Several(lambda symposium: invitees(symposium).filter(papers_on=None), label="送达了哪些代表")


class MetForm(ActForm):
    """Who came."""

    reason_field = ""
    present = Several(invitees, label="到会的代表", help_text="没有勾选的，登记为没有到会。")


class StatementForm(ActForm):
    """One opinion as it was said."""

    reason_field = ""
    invitee = OneOf(lambda symposium: invitees(symposium).filter(attended=True), label="谁提的")
    text = PlainText(label="意见", max_length=5000, rows=4, help_text="照原话登记，一条一条地登。")
    written = forms.BooleanField(label="是书面意见", required=False)


class AnalyseForm(ActForm):
    """What becomes of one opinion, and why."""

    reason_field = ""
    statement = OneOf(lambda symposium: Statement.objects.filter(symposium=symposium), label="哪一条")
    shown = PlainText(
        label="公布的要点",
        max_length=500,
        rows=2,
        help_text="用几句话写清意见说的是什么，看不出是谁说的。公布采纳情况时人人看得到。",
    )
    result = forms.ChoiceField(label="采纳情况", choices=Answer.Result.choices)
    because = PlainText(
        label="分析和理由", max_length=2000, rows=3, help_text="公布采纳情况时人人看得到，不写姓名。"
    )


class SymposiumReportForm(ActForm):
    """The report that goes with the draft."""

    reason_field = ""
    report = Prose(
        label="座谈会报告",
        max_length=100_000,
        rows=10,
        help_text="随草案一并提请审议；意见逐条的采纳情况由系统附上。不公开。",
    )
    silent = forms.BooleanField(
        label="到会的人都没有提意见",
        required=False,
        help_text="一条意见也没有登记的才勾选；说明里写明没有人提意见，公布时也这样写。",
    )

    def clean(self) -> None:
        """PP-5: nothing that was said is left out, and where nothing was said the report says so."""
        said = self.step.matter.statements.exists()
        if said and self.cleaned_data.get("silent"):
            self.add_error("silent", "已经登记了意见，请不要勾选。")
        if not said and not self.cleaned_data.get("silent"):
            self.add_error("silent", "一条意见也没有登记。请先逐条登记；确实没有人提的，勾选这一句。")


class AttendeeForm(ActForm):
    """Somebody who attended the meeting that decided."""

    reason_field = ""
    group = forms.ChoiceField(label="身份", choices=Attending.choices)
    name = PersonName(label="姓名", help_text="加密保存，网页上只写“朱**”。")
    meeting = Line(label="会议", max_length=200, help_text="例如：县政府第 8 次常务会议。")
    met_on = Day(label="会议日期", not_before="submitted_at", which_is="提请审议的日期")
    said = PlainText(
        label="提出的意见",
        max_length=5000,
        rows=3,
        required=False,
        help_text="会上提出的建议和意见，照原话；没有提的不填。不公开。",
    )
