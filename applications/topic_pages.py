"""The desk's page of what several people asked for: the applications behind it, and what they got (条例44)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localdate

from applications.models import Application, Decision, RequestedTopic
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.casework.worklist import shortened


@admin.register(RequestedTopic, site=desk)
class RequestedTopicAdmin(MatterAdmin):
    """What several people asked for."""

    list_display = ("title", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "document")
    clocked = False
    way = (("found", "研究"), ("taken_up", "转为主动公开"))
    finished = ("taken_up",)

    def subline(self, matter: RequestedTopic) -> list[str]:
        return [str(matter.agency), f"{localdate(matter.created_at)} 发现"]

    def sections(self, request: HttpRequest, matter: RequestedTopic) -> list[dict[str, Any]]:
        behind = list(
            Application.objects.filter(topic_of__topic=matter)
            .select_related("applicant")
            .order_by("received_on", "pk")
        )
        given: dict[int, list[str]] = {}
        decisions = Decision.objects.filter(
            reply__application__in=behind,
            reply__state="issued",
            reply__quashed_on=None,
            reply__explains=False,
        )
        for decision in decisions.select_related("reply"):
            given.setdefault(decision.reply.application_id, []).append(str(decision.get_outcome_display()))
        rows = [
            {
                "url": desk_url(one),
                "label": f"{one.number}　{one.received_on} 收到",
                "text": f"{shortened(one.wanted) or '（已到期清除）'}　{'、'.join(given.get(one.pk, ['还没有答复']))}",
            }
            for one in behind
        ]
        hint = "条例第四十四条：几个人向同一机关申请相同的信息，可以公开的，可以纳入主动公开的范围。"
        facts = [("为什么不转", matter.reason)]
        found = [
            section(f"背后的申请（{len(rows)} 件）", "links", rows=rows, hint=hint),
            *facts_section("研究结果", facts),
        ]
        if matter.document is not None:
            row = {
                "url": desk_url(matter.document),
                "label": matter.document.title,
                "text": matter.document.get_state_display(),
            }
            found.append(section("转为主动公开的公文", "links", rows=[row]))
        return found
