"""Micro-surveys, interviews and online sessions at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from foundation.questionnaires.wording import listed
from foundation.texts.structure import parse
from newmedia.models import Exchange


@admin.register(Exchange, site=desk)
class ExchangeAdmin(MatterAdmin):
    """What is asked and talked about on accounts."""

    list_display = ("title", "sort", "account", "agency", "state", "starts_at")
    list_filter = ("state", "sort")
    search_fields = ("title",)
    follow = ("agency", "account")
    way = (("draft", "拟办"), ("announced", "预告"), ("reported", "公布结果"))
    finished = ("reported",)
    clocked = False

    def subline(self, matter: Exchange) -> list[str]:
        return [str(matter.get_sort_display()), str(matter.account), str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Exchange) -> list[dict[str, Any]]:
        when = f"{to_the_minute(matter.starts_at)} 到 {to_the_minute(matter.ends_at)}"
        found = [
            *facts_section(
                "安排",
                [
                    ("时间", when),
                    ("谁来答", matter.guests),
                    ("在平台上的网址", matter.address),
                    ("取消的原因", matter.called_off_because),
                ],
            ),
            section("说什么", "text", blocks=parse(matter.topic)),
        ]
        found += facts_section("题目", listed(matter.wording))
        for label, text in (("结果", matter.summary), ("怎么采用", matter.uses)):
            if text:
                found.append(section(label, "text", blocks=parse(text)))
        links = [matter_row(matter.account, "账号")]
        if matter.state in Exchange.OUT:
            page = reverse("newmedia:exchange", args=[matter.pk])
            links.append({"url": page, "label": matter.title, "text": "公开的网页"})
        found.append(section("账号和网页", "links", rows=links))
        return found
