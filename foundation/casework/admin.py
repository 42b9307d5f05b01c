"""The desk's pages of agencies and people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from foundation.agencies.models import CONTACT_ITEMS, Agency, Deputyship, Staff
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.models import RoleProposal


@admin.register(Agency, site=desk)
class AgencyAdmin(MatterAdmin):
    """Agencies: how citizens reach them, who works there."""

    list_display = ("name", "code", "kind", "disclosure_office", "open_for_applications")
    list_filter = ("kind", "open_for_applications")
    search_fields = ("name", "code")
    follow = ("parent", "successor")

    def subline(self, matter: Agency) -> list[str]:
        return [matter.code, str(matter.get_kind_display())]

    def sections(self, request: HttpRequest, matter: Agency) -> list[dict[str, Any]]:
        facts = [
            ("上级机关", matter.parent),
            *((label, getattr(matter, name)) for name, label in CONTACT_ITEMS.items()),
            ("依申请公开", "已开通" if matter.open_for_applications else "未开通"),
            ("签发层级", matter.get_sign_levels_display()),
            ("上一级主管部门", matter.overseer),
            (
                "曾用名",
                "、".join(f"{n.name}（{n.until} 前）" for n in matter.former_names.order_by("-until")),
            ),
            (
                "撤销",
                f"{matter.abolished_on}，并入{matter.successor}" if matter.successor else matter.abolished_on,
            ),
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
            ("账号", "在用" if matter.is_active else "已停用"),
            ("人员编号", "已登记" if matter.person else "未登记"),
            ("密码", "下次登录要修改" if matter.must_change_password else "本人设定"),
            ("动态口令", "已启用" if matter.second_factor_at else "未启用"),
        ]
        rows = [
            {
                "label": f"{row.from_on:%Y-%m-%d} 至 {row.until_on:%Y-%m-%d}",
                "url": "",
                "text": f"{row.deputy}代{row.represented}" + ("（已提前结束）" if row.ended_at else ""),
            }
            for row in Deputyship.objects.filter(Q(represented=matter) | Q(deputy=matter))
            .select_related("deputy", "represented")
            .order_by("-from_on")
        ]
        waits = [
            {"label": each.title, "url": desk_url(each), "text": ""}
            for each in RoleProposal.objects.filter(state=RoleProposal.State.PROPOSED).filter(
                Q(staff=matter) | Q(represented=matter)
            )
        ]
        return [
            section("要点", "facts", facts=facts),
            *([section("待确认", "links", rows=waits)] if waits else []),
            *([section("代理", "links", rows=rows)] if rows else []),
        ]


@admin.register(RoleProposal, site=desk)
class RoleProposalAdmin(MatterAdmin):
    """Roles that wait for a second person, and what became of them."""

    list_display = ("title", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "staff", "represented")
    clocked = False
    way = (("proposed", "提请"), ("granted", "确认"))
    finished = ("granted",)

    def sections(self, request: HttpRequest, matter: RoleProposal) -> list[dict[str, Any]]:
        staff = matter.staff
        facts = [
            ("人员", f"{staff}（{staff.username}，{staff.agency}）"),
            ("角色", matter.get_role_display()),
            ("代理", f"{matter.represented}（{matter.represented.username}）" if matter.represented else ""),
            ("日期", f"{matter.from_on} 至 {matter.until_on}" if matter.from_on else ""),
            ("现有的角色", "、".join(_roles(staff)) or "没有角色"),
        ]
        return [section("要点", "facts", facts=[(label, value) for label, value in facts if value])]


def _roles(person: Staff) -> list[str]:
    return [str(grant.get_role_display()) for grant in person.grants.all()]
