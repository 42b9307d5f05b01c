"""The later look at decisions in force, at the desk of the county and of the agency in charge."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from participation.models import Evaluation, Objection


@admin.register(Evaluation, site=desk)
class EvaluationAdmin(MatterAdmin):
    """Evaluations from what asks for them to what the county makes of the result."""

    list_display = ("title", "in_charge", "state", "ground", "evaluated_on")
    list_filter = ("state", "ground")
    search_fields = ("decision__title", "decision__number")
    follow = ("agency", "decision__agency")
    way = (("asked", "县政府决定"), ("ordered", "评估"), ("reported", "县政府审定"), ("held", "公布"))
    finished = ("held",)
    clocked = False

    @admin.display(description="决策事项", ordering="decision__title")
    def title(self, matter: Evaluation) -> str:
        return matter.decision.title

    @admin.display(description="承办单位")
    def in_charge(self, matter: Evaluation) -> str:
        return str(matter.decision.agency)

    def subline(self, matter: Evaluation) -> list[str]:
        return [matter.decision.number, f"{matter.decision.agency.name}承办"]

    def sections(self, request: HttpRequest, matter: Evaluation) -> list[dict[str, Any]]:
        facts = [
            ("为什么评估", str(matter.get_ground_display())),
            ("由来", matter.occasion),
            ("评估单位", matter.evaluator),
            ("决策前承担论证、评估的单位", matter.assessed_before),
            ("评估完成日期", matter.evaluated_on or ""),
            ("听取公众意见、参与的人", matter.heard),
            ("评估结果" if matter.evaluated_on else "暂不评估的理由", matter.result),
            ("县政府的处理意见", matter.conclusion),
        ]
        page = {
            "url": reverse("participation:detail", args=[matter.decision.number]),
            "label": matter.decision.title,
            "text": "决策的网页：决定了什么，大家提了什么意见、怎样答复。",
        }
        found = [*facts_section("要点", facts), section("决策事项", "links", rows=[page])]
        # The county's leader reads here what was reported, not on the page of the decision, which is the agency's own.
        reported = [(str(each), each.text) for each in matter.decision.execution_reports.all()]
        found += facts_section("执行中的问题（不公开）", reported)
        answered = Objection.objects.public().filter(decision=matter.decision).order_by("-answered_at")[:10]
        said = [
            (each.number, each.shown if each.published else "提意见的人不同意公布内容") for each in answered
        ]
        return [*found, *facts_section("最近答复的意见", said)]
