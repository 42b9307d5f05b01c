"""Whether accounts are kept up, at the desk: the days that are left, what was explained."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from newmedia.models import Watch


@admin.register(Watch, site=desk)
class WatchAdmin(MatterAdmin):
    """Every account with the days left until two weeks and a month without a post."""

    list_display = ("title", "platform_shown", "agency", "state", "last_post_at")
    list_filter = ("state",)
    search_fields = ("account__title",)
    follow = ("agency", "account", "authority")

    @admin.display(description="账号", ordering="account__title")
    def title(self, matter: Watch) -> str:
        return matter.account.title

    @admin.display(description="平台")
    def platform_shown(self, matter: Watch) -> str:
        return matter.account.platform_label

    def subline(self, matter: Watch) -> list[str]:
        return [str(matter.agency), matter.account.platform_label]

    def sections(self, request: HttpRequest, matter: Watch) -> list[dict[str, Any]]:
        last = f"{to_the_minute(matter.last_post_at)}" if matter.last_post_at else "还没有发布过"
        account = matter_row(matter.account, "账号")
        return [
            *facts_section(
                "更新",
                [
                    ("最近发布", last),
                    ("没有发布的原因", matter.reason),
                    ("答复的部门", str(matter.authority or "")),
                    ("同意暂缓到", matter.accepted_until),
                ],
            ),
            section("账号", "links", rows=[account]),
        ]
