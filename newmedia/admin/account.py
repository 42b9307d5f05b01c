"""Accounts at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.deadlines.moments import to_the_minute
from newmedia.models import Account


@admin.register(Account, site=desk)
class AccountAdmin(MatterAdmin):
    """Accounts from proposal to closing, with who keeps them and what was filed."""

    list_display = ("title", "platform_shown", "agency", "state", "filed_on", "unfiled_shown")
    list_filter = ("state", "platform")
    search_fields = ("title", "handle")
    follow = ("agency", "merged_into")
    way = (
        ("proposed", "拟开设"),
        ("filing", "报备"),
        ("filed", "已备案"),
        ("live", "运行"),
        ("closing", "注销报备"),
        ("notice", "公示"),
        ("due", "公示期满"),
        ("closed", "注销"),
    )
    along = {"suspended": "live", "merged": "closed"}
    finished = ("closed",)

    @admin.display(description="平台", ordering="platform")
    def platform_shown(self, matter: Account) -> str:
        return matter.platform_label

    @admin.display(description="待报备")
    def unfiled_shown(self, matter: Account) -> str:
        return "有变动" if matter.unfiled else ""

    def subline(self, matter: Account) -> list[str]:
        return [str(matter.agency), matter.platform_label]

    def tags(self, matter: Account) -> list[dict[str, str]]:
        found = super().tags(matter)
        if matter.unfiled:
            found.append({"label": "有变动没有报备", "level": "grain"})
        if matter.police_due:
            found.append({"label": "被攻击，待报警", "level": "breach"})
        if matter.outdated:
            found.append({"label": matter.outdated, "level": "grain"})
        return found

    def sections(self, request: HttpRequest, matter: Account) -> list[dict[str, Any]]:
        facts = [
            ("账号 ID", matter.handle),
            ("账号网址", matter.address),
            ("功能定位", matter.purpose),
            ("认证主体", f"{matter.subject} {matter.credit_code}".strip()),
            ("分管领导", matter.in_charge),
            ("办公电话", matter.phone),
            ("互动功能", matter.interaction_said),
            ("开设日期", matter.opened_on),
            ("认证日期", matter.verified_on),
            ("备案日期", matter.filed_on),
            ("先开设后报备的原因", matter.early_because),
            ("暂停原因", matter.get_suspended_because_display()),
            ("还没有报备的变动", matter.unfiled),
            ("全国系统", _national(matter)),
        ]
        found = facts_section("账号", facts)
        rows = list(matter.assignments.select_related("staff"))
        people = [(str(row.get_duty_display()), _serving(row)) for row in rows]
        found += facts_section("账号人员", people)
        found += facts_section(
            "注销",
            [
                ("以后到哪里看", f"{matter.where_now} {matter.where_address}".strip()),
                ("并入", str(matter.merged_into or "")),
                ("公示", f"{matter.notice_from} 至 {matter.notice_until}" if matter.notice_from else ""),
                ("公示的网址", matter.notice_address),
                ("归档", matter.archive),
                ("归档的条数", "" if matter.archived_items is None else str(matter.archived_items)),
                ("归档文件的摘要", matter.archive_sha256),
                ("在平台上注销的日期", matter.closed_on),
            ],
        )
        police = [
            (
                f"{to_the_minute(row.reported_at)}",
                f"{row.station}，回执号 {row.number}：{row.what}",
            )
            for row in matter.police_reports.filter(message=None)
        ]
        found += facts_section("被攻击报警", police)
        filings = [
            {
                "url": desk_url(filing),
                "label": filing.title,
                "text": f"{filing.get_state_display()}，{localtime(filing.created_at):%Y-%m-%d}",
            }
            for filing in matter.filings.order_by("-pk")
        ]
        if filings:
            found.append(section("报备", "links", rows=filings))
        return found


def _national(matter: Account) -> str:
    """Whether the national system was told."""
    if matter.national_due:
        return "待填报"
    return f"{matter.national_on} 填报" if matter.national_on else ""


def _serving(row: Any) -> str:
    until = f" 至 {row.until_on}" if row.until_on else " 起"
    return f"{row.staff.full_name}，{row.from_on}{until}"
