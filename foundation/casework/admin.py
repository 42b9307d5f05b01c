"""The desk's pages of agencies and people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.agencies.models import CONTACT_ITEMS, Agency, Staff
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section


@admin.register(Agency, site=desk)
class AgencyAdmin(MatterAdmin):
    """Agencies: how citizens reach them, who works there."""

    list_display = ("name", "code", "kind", "disclosure_office", "open_for_applications")
    list_filter = ("kind", "open_for_applications")
    search_fields = ("name", "code")
    follow = ("parent",)

    def subline(self, matter: Agency) -> list[str]:
        return [matter.code, str(matter.get_kind_display())]

    def sections(self, request: HttpRequest, matter: Agency) -> list[dict[str, Any]]:
        facts = [
            ("上级机关", matter.parent),
            *((label, getattr(matter, name)) for name, label in CONTACT_ITEMS.items()),
            ("依申请公开", "已开通" if matter.open_for_applications else "未开通"),
            ("签发层级", matter.get_sign_levels_display()),
            ("上一级主管部门", matter.overseer),
        ]
        people = matter.staff.filter(is_active=True).prefetch_related("grants")
        rows = [
            {"label": str(person), "url": desk_url(person), "text": "、".join(_roles(person)) or "没有角色"}
            for person in people
        ]
        return [section("要点", "facts", facts=facts), section("人员", "links", rows=rows)]


@admin.register(Staff, site=desk)
class StaffAdmin(MatterAdmin):
    """People: where they work and what they may do."""

    list_display = ("full_name", "username", "agency", "on_establishment", "is_active")
    list_filter = ("is_active", "on_establishment")
    search_fields = ("full_name", "username")
    follow = ("agency",)

    def sections(self, request: HttpRequest, matter: Staff) -> list[dict[str, Any]]:
        facts = [
            ("用户名", matter.username),
            ("单位", matter.agency),
            ("在编", "是" if matter.on_establishment else "否"),
            ("角色", "、".join(_roles(matter)) or "没有角色"),
        ]
        return [section("要点", "facts", facts=facts)]


def _roles(person: Staff) -> list[str]:
    return [str(grant.get_role_display()) for grant in person.grants.all()]
