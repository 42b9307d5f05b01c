"""What the acts on polls ask."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.casework.acts import Step
from foundation.casework.fields import EditForm, Offered, PlainText, Prose, WholeNumber
from foundation.casework.forms import ActForm
from foundation.questionnaires.wording import LONGEST, WordingError, questions
from foundation.visitors.identity import Line
from participation import statute
from participation.models import Decision


class PollForm(EditForm):
    """The design of a poll, and its questions word for word."""

    reason_field = ""
    title = PlainText(label="名称", max_length=200, rows=1)
    purpose = PlainText(
        label="为什么调查", max_length=2000, rows=3, required=False, help_text="想知道什么，人人看得到。"
    )
    whom = PlainText(
        label="调查哪些人", max_length=1000, rows=2, required=False, help_text="例如：每个社区抽 30 户。"
    )
    manner = PlainText(
        label="怎样调查",
        max_length=2000,
        rows=3,
        required=False,
        help_text="在哪里发问卷、怎么选人、委托谁来做。",
    )
    wording = PlainText(
        label="题目",
        max_length=LONGEST,
        rows=14,
        required=False,
        help_text=(
            "每道题开头写题型：【单选】【多选】【满意度】【填写】【分组】，下面一行一个选项；满意度和填写不写选项。"
            "【分组】是按它分开看结果的单选题，例如住在哪里。开始以后一个字也不能改。"
        ),
    )
    telephone = Line(label="咨询电话", max_length=60, required=False)
    open_web = forms.BooleanField(
        label="没有问卷码的人也可以在网上填",
        required=False,
        help_text="单独统计，不和凭问卷码填写的合在一起；同一个网络一天收一份。",
    )
    channels = PlainText(
        label="还在哪里调查",
        max_length=1000,
        rows=2,
        required=False,
        help_text="本网站之外的地方，一行一个；以后报告也要在这些地方公布（PP-6）。",
    )
    days = WholeNumber(label="调查的天数", unit="日", min_value=1, max_value=statute.MOST_DAYS, initial=10)

    def known(self, step: Step) -> dict[str, Any]:
        """The present texts; of a new poll the decision's title."""
        if isinstance(step.matter, Decision):
            return {"title": f"{step.matter.title}民意调查", "days": statute.LEAST_DAYS}
        return super().known(step) | {"channels": "\n".join(step.matter.channels)}

    def clean_wording(self) -> str:
        """What is written can be asked."""
        wording: str = self.cleaned_data["wording"]
        if wording.strip():
            try:
                questions(wording)
            except WordingError as wrong:
                raise forms.ValidationError([f"{sentence}。" for sentence in wrong.sentences]) from wrong
        return wording

    def clean_channels(self) -> list[str]:
        """The places, each once."""
        lines = self.cleaned_data["channels"].splitlines()
        names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if long := [name for name in names if len(name) > 60]:
            raise forms.ValidationError(f"“{long[0][:20]}……”超过 60 个字，请一行写一个地方。")
        return names


class ReportForm(ActForm):
    """The report and what is adopted, which everybody reads."""

    reason_field = ""
    report = Prose(
        label="调查报告",
        max_length=50_000,
        rows=10,
        help_text="社会认同度和承受度怎样、主要意见是什么；各题的数字由系统附上。不足 30 人的不要下结论。",
    )
    adoption = Prose(
        label="采纳情况", max_length=20_000, rows=5, help_text="采纳了什么；没有采纳的写明理由。人人看得到。"
    )


class CarriedPollForm(ActForm):
    """A place that carried the report."""

    reason_field = ""
    channel = Offered(lambda poll: [(name, name) for name in poll.silent], label="哪里公布了报告")
