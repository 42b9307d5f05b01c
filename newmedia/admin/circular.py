"""Messages to the contact group at the desk, with who has seen them; the people of the group by name."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.listing import as_workbook
from foundation.casework.sections import facts_section
from foundation.casework.watching import note
from foundation.deadlines.moments import to_the_minute
from foundation.texts.structure import parse
from newmedia.models import Account, Assignment, Circular, CircularCopy
from newmedia.models.account import READERS

TITLE = "政务新媒体工作联系名录"
HEADS = ("单位", "账号", "平台", "职责", "姓名", "办公电话")


def _seen(copy: CircularCopy) -> str:
    """Who of an agency saw it when, and what they said."""
    if copy.seen_at is None:
        return str(copy.get_state_display())
    said = f"：{copy.answer}" if copy.answer else ""
    return f"{copy.get_state_display()}，{copy.reader}，{to_the_minute(copy.seen_at)}{said}"


@admin.register(Circular, site=desk)
class CircularAdmin(MatterAdmin):
    """What was told to the group."""

    list_display = ("title", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "sender")
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.contacts)
        return [path("contacts/", view, name="newmedia_contacts"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to the people of the group."""
        beside = [{"url": reverse("admin:newmedia_contacts"), "label": TITLE}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def contacts(self, request: HttpRequest) -> HttpResponse:
        """Who does what for which account, by real names; for whoever works with accounts."""
        actor = actor_of(request)
        if not (READERS.everywhere(actor) or READERS.agencies(actor)):
            raise PermissionDenied
        rows = Assignment.objects.filter(until_on=None).exclude(account__state__in=Account.OVER)
        rows = rows.select_related("account__agency", "staff").order_by(
            "account__agency__code", "account", "pk"
        )
        cells = [
            [
                row.account.agency.short_name,
                row.account.title,
                row.account.platform_label,
                str(row.get_duty_display()),
                row.staff.full_name,
                row.account.phone,
            ]
            for row in rows
        ]
        at = self.moment()
        table: dict[str, Any] = {"heads": HEADS, "rows": cells, "more": False}
        note(request, Kind.EXPORT, of=Circular.kind)
        if request.GET.get("as") == "xlsx":
            return as_workbook(TITLE, table, localdate(at))
        back = reverse("admin:newmedia_circular_changelist")
        context = {
            "title": TITLE,
            "table": table,
            "at": at,
            "back": back,
            "by": actor,
            "workbook": "?as=xlsx",
        }
        return TemplateResponse(request, "casework/desk/printed.html", context)

    def sections(self, request: HttpRequest, matter: Circular) -> list[dict[str, Any]]:
        copies = list(matter.copies.select_related("agency", "reader").order_by("agency__code"))
        unread = sum(copy.state == CircularCopy.State.UNREAD for copy in copies)
        return [
            section("内容", "text", blocks=parse(matter.body)),
            *facts_section(
                f"{len(copies)} 个单位，{unread} 个还没有看",
                [(copy.agency.short_name, _seen(copy)) for copy in copies],
            ),
        ]


@admin.register(CircularCopy, site=desk)
class CircularCopyAdmin(MatterAdmin):
    """What came from the group."""

    list_display = ("title", "agency", "state", "seen_at", "reader")
    list_filter = ("state",)
    search_fields = ("circular__title",)
    follow = ("agency", "circular__agency", "reader")

    @admin.display(description="通知", ordering="circular__title")
    def title(self, matter: CircularCopy) -> str:
        return matter.circular.title

    def subline(self, matter: CircularCopy) -> list[str]:
        return [f"{matter.circular.agency}发", str(matter.agency)]

    def sections(self, request: HttpRequest, matter: CircularCopy) -> list[dict[str, Any]]:
        link = {
            "url": desk_url(matter.circular),
            "label": matter.circular.title,
            "text": "各单位的查看和回复",
        }
        return [
            section("内容", "text", blocks=parse(matter.circular.body)),
            *facts_section("查看和回复", [(matter.agency.short_name, _seen(matter))]),
            section("通知", "links", rows=[link]),
        ]
