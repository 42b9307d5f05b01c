"""Decisions at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.texts.structure import parse
from participation.acts.objecting import since_evaluation
from participation.models import Decision
from participation.statute import MANY_OBJECTIONS

#: The most objections on the page of a decision.
MOST = 50


@admin.register(Decision, site=desk)
class DecisionAdmin(MatterAdmin):
    """Decisions from the proposal to the announcement."""

    list_display = ("number", "title", "agency", "year", "state")
    list_filter = ("year", "state")
    search_fields = ("title", "number")
    follow = ("agency", "document")
    way = (
        ("proposed", "拟定"),
        ("started", "启动"),
        ("consulting", "征求意见"),
        ("summarising", "归纳"),
        ("submitted", "提请审议"),
        ("decided", "决定"),
        ("announced", "公布"),
    )
    finished = ("announced",)
    clocked = False

    def subline(self, matter: Decision) -> list[str]:
        return [matter.number, str(matter.agency), f"{matter.year} 年度目录"]

    def sections(self, request: HttpRequest, matter: Decision) -> list[dict[str, Any]]:
        facts = [
            ("要改变什么", matter.changes),
            ("涉及哪些人", matter.whom),
            ("从什么时候起", matter.effective),
            ("配合单位", matter.partners),
            ("特点", "；".join(matter.trait_labels)),
            ("公众参与方式", "、".join(matter.way_labels)),
            ("作出决策的公文", matter.document.title if matter.document else ""),
            ("审议日期", matter.decided_on or ""),
            ("审议结果", matter.outcome),
        ]
        found = facts_section("要点", facts)
        found.append(section("决策依据", "text", blocks=parse(matter.basis)))
        rows = [
            {"url": desk_url(call), "label": call.title, "text": str(call.get_state_display())}
            for call in matter.calls.order_by("edition")
        ]
        if rows:
            found.append(section("征求意见稿", "links", rows=rows))
        meetings = [*matter.hearings.order_by("edition"), *matter.symposia.order_by("pk")]
        if meetings:
            shown = [
                {"url": desk_url(each), "label": each.title, "text": str(each.get_state_display())}
                for each in meetings
            ]
            found.append(section("听证会、座谈会", "links", rows=shown))
        if attending := list(matter.attendees.all()):
            met = [(f"{row.met_on} {row.meeting}", str(row)) for row in attending]
            found.append(section("列席审议会议的代表", "facts", facts=met))
        polls = [
            {"url": desk_url(poll), "label": poll.title, "text": str(poll.get_state_display())}
            for poll in matter.polls.order_by("pk")
        ]
        if polls:
            found.append(section("民意调查", "links", rows=polls))
        found += _in_force(matter)
        if matter.statement:
            found.append(section("公众参与情况说明", "text", blocks=parse(matter.statement)))
        return found


def _in_force(matter: Decision) -> list[dict[str, Any]]:
    """What people said of it once it was announced, the newest first, its evaluations, and the proposals that became it."""
    found = []
    proposals = [
        {"url": desk_url(each), "label": each.title, "text": str(each.get_state_display())}
        for each in matter.proposals.order_by("pk")
    ]
    if proposals:
        found.append(section("由决策建议形成", "links", rows=proposals))
    if matter.state != Decision.State.ANNOUNCED:
        return found
    rows = [
        {"url": desk_url(each), "label": each.title, "text": str(each.get_state_display())}
        for each in matter.objections.order_by("-pk")[:MOST]
    ]
    if rows:
        since = since_evaluation(matter).count()
        head = f"对决策的意见，上次评估以来 {since} 件（{MANY_OBJECTIONS} 件起要考虑后评估）"
        found.append(section(head, "links", rows=rows))
    evaluated = [(str(each), each.result) for each in matter.evaluations.all()]
    return [*found, *facts_section("决策后评估", evaluated)]
