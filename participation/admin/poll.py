"""Polls at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.questionnaires import results
from foundation.questionnaires.counting import issued, waiting
from foundation.questionnaires.models import Questionnaire
from foundation.questionnaires.results import Column
from foundation.questionnaires.wording import listed
from foundation.texts.structure import parse
from participation.models import Poll


@admin.register(Poll, site=desk)
class PollAdmin(MatterAdmin):
    """Polls; nobody reads an answer before they are counted."""

    list_display = ("title", "agency", "state", "last_day_shown")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "decision", "questionnaire")
    way = (
        ("drafting", "设计"),
        ("under_review", "保密审查"),
        ("ready", "待开始"),
        ("open", "调查"),
        ("closed", "截止"),
        ("counted", "统计"),
        ("reported", "公布报告"),
    )
    finished = ("reported",)
    clocked = False

    @admin.display(description="截止日期", ordering="closes_at", empty_value="")
    def last_day_shown(self, matter: Poll) -> str:
        return str(matter.last_day or "")

    def subline(self, matter: Poll) -> list[str]:
        return [str(matter.agency), matter.decision.number]

    def sections(self, request: HttpRequest, matter: Poll) -> list[dict[str, Any]]:
        sheets = (matter.printed, matter.issued, matter.returned, matter.void)
        facts = [
            *((label, getattr(matter, name)) for name, label in Poll.ITEMS.items() if name != "wording"),
            ("没有问卷码的人", "也可以在网上填，单独统计" if matter.open_web else "不能填"),
            ("还在哪里调查", "、".join(matter.channels)),
            ("调查的天数", f"{matter.days} 日"),
            ("截止", f"{matter.last_day} 24时" if matter.last_day else ""),
            ("印制、发出、收回、作废", "、".join(map(str, sheets)) if matter.printed is not None else ""),
            ("作废的原因", matter.void_because),
            ("已经公布报告的地方", "、".join(matter.carried)),
        ]
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        found = [
            *facts_section("要点", facts),
            section("决策事项", "links", rows=[decision]),
            *facts_section("题目", listed(matter.wording)),
        ]
        if matter.questionnaire is not None:
            found += _polled(matter, matter.questionnaire)
        for label, text in (("调查报告", matter.report), ("采纳情况", matter.adoption)):
            if text:
                found.append(section(label, "text", blocks=parse(text)))
        return found


def _polled(poll: Poll, asked: Questionnaire) -> list[dict[str, Any]]:
    """How many slips and sheets there are; once it is counted, the counts and what was written."""
    if asked.state != Questionnaire.State.COUNTED:
        once, twice = waiting(asked)
        facts = [
            ("制作的问卷码", f"{issued(asked)} 个"),
            ("录了一遍的", f"{once} 份"),
            ("两遍一致、等夜里入库的", f"{twice} 份"),
            ("结果", "统计以前，谁也看不到"),
        ]
        return [section("问卷", "facts", facts=facts)]
    found = [
        section(f"第 {each.question.number} 题", "facts", facts=_counts(each.columns))
        for each in results.answered(asked)
    ]
    written = [(f"第 {number} 题", text) for number, text in results.remarks(asked)]
    if written:
        found.append(section("填写的话（不公布，写报告时参考）", "facts", facts=written))
    return found


def _counts(columns: list[Column]) -> list[tuple[str, str]]:
    """The counts of a question, layer by layer."""
    return [
        (
            f"{column.label}，{column.n} 人{'' if column.enough else '，样本不足'}",
            "；".join(
                f"{line.label} {line.count}"
                + (f"（{line.share.percent}%）" if line.share and line.share.percent is not None else "")
                for line in column.lines
            ),
        )
        for column in columns
    ]
