"""Passwords, computers and third parties at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from newmedia.models import Account, Declaration, PasswordTask, Provider


def _account(account: Account) -> dict[str, Any]:
    """The link to an account."""
    return section("账号", "links", rows=[matter_row(account, "账号")])


@admin.register(PasswordTask, site=desk)
class PasswordTaskAdmin(MatterAdmin):
    """Whose password is to be set anew, and when it was."""

    list_display = ("title", "agency", "because", "state", "reset_on")
    list_filter = ("state",)
    search_fields = ("account__title",)
    follow = ("agency", "account", "reset_by")

    @admin.display(description="账号", ordering="account__title")
    def title(self, matter: PasswordTask) -> str:
        return matter.account.title

    def sections(self, request: HttpRequest, matter: PasswordTask) -> list[dict[str, Any]]:
        facts = [
            ("原因", matter.get_because_display()),
            ("什么情况", matter.occasion),
            ("重新设置的日期", matter.reset_on),
            ("办理的管理员", str(matter.reset_by or "")),
        ]
        return [*facts_section("密码", facts), _account(matter.account)]


@admin.register(Declaration, site=desk)
class DeclarationAdmin(MatterAdmin):
    """The computers of every agency, by half-years."""

    list_display = ("title", "agency", "computers", "licensed", "protected_ones", "state")
    list_filter = ("state", "year", "half")
    search_fields = ("agency__name",)
    follow = ("agency",)

    @admin.display(description="半年", ordering="year")
    def title(self, matter: Declaration) -> str:
        return matter.title

    def sections(self, request: HttpRequest, matter: Declaration) -> list[dict[str, Any]]:
        facts = [
            ("运行账号的电脑", matter.computers),
            ("装有正版系统的", matter.licensed),
            ("装有杀毒软件的", matter.protected_ones),
            ("检查日期", matter.checked_on),
            ("怎么改", matter.remedy),
            ("什么时候改好", matter.remedy_by),
        ]
        return facts_section("电脑", facts)


@admin.register(Provider, site=desk)
class ProviderAdmin(MatterAdmin):
    """Third parties, with their contracts and people."""

    list_display = ("name", "account", "agency", "state", "contract_until")
    list_filter = ("state",)
    search_fields = ("name",)
    follow = ("agency", "account", "authority")
    way = (("draft", "登记"), ("filed", "报备"), ("in_force", "合同期"), ("ended", "终止"))
    finished = ("ended", "dropped")
    clocked = False

    def sections(self, request: HttpRequest, matter: Provider) -> list[dict[str, Any]]:
        facts = [
            ("统一社会信用代码", matter.credit_code),
            ("资质", matter.qualification),
            ("做什么", matter.service_labels),
            ("合同", f"{matter.contract}，{matter.contract_from} 到 {matter.contract_until}"),
            ("备案的部门", str(matter.authority or "")),
            ("备案日期", matter.filed_on),
            ("终止日期", matter.ended_on),
        ]
        people = [
            (str(row.staff), f"{row.from_on} 起" + (f"，{row.until_on} 止" if row.until_on else ""))
            for row in matter.people.select_related("staff")
        ]
        return [
            *facts_section("第三方", facts),
            *facts_section("人员（只能写稿）", people),
            _account(matter.account),
        ]
