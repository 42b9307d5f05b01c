"""The month's check at the desk: on the screen, as a workbook, on paper; and this month until today."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.listing import as_workbook
from foundation.casework.sections import facts_section, matter_row
from foundation.casework.watching import note
from newmedia import monthly, papers
from newmedia.models import Account, MonthCheck

TITLE = "政务新媒体检查表"


def _table(rows: list[monthly.Row]) -> dict[str, Any]:
    return {"heads": monthly.HEADS, "rows": [row.cells() for row in rows], "more": False}


@admin.register(MonthCheck, site=desk)
class MonthCheckAdmin(MatterAdmin):
    """The checks, month by month."""

    list_display = ("title", "accounts", "failing", "state", "created_at", "because")
    list_filter = ("state",)
    follow = ("agency",)
    way = (("made", "做出"), ("circulated", "通报"))
    finished = ("circulated",)
    clocked = False

    @admin.display(description="月份", ordering="month")
    def title(self, matter: MonthCheck) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("now/", view(self.now), name="newmedia_check_now"),
            path("<int:pk>/check.xlsx", view(self.workbook), name="newmedia_check_workbook"),
            path("<int:pk>/check.pdf", view(self.paper), name="newmedia_check_paper"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to this month until today."""
        beside = [{"url": reverse("admin:newmedia_check_now"), "label": "本月到今天的情况"}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def now(self, request: HttpRequest) -> HttpResponse:
        """This month until today, of the accounts that one may read; `as=xlsx` as a workbook."""
        at = self.moment()
        today, actor = localdate(at), actor_of(request)
        table = _table(monthly.check(Account.objects.visible_to(actor), today.replace(day=1), today))
        title = f"{TITLE}（{today.month} 月到 {today}）"
        note(request, Kind.EXPORT, of=MonthCheck.kind)
        if request.GET.get("as") == "xlsx":
            return as_workbook(title, table, today)
        back = reverse("admin:newmedia_monthcheck_changelist")
        context = {
            "title": title,
            "table": table,
            "at": at,
            "back": back,
            "by": actor,
            "workbook": "?as=xlsx",
        }
        return TemplateResponse(request, "casework/desk/printed.html", context)

    def workbook(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A check as it was made."""
        made = get_object_or_404(self.get_queryset(request), pk=pk)
        return as_workbook(made.title, _table(monthly.read(made.rows)), localdate(made.created_at))

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A check on paper."""
        made = get_object_or_404(self.get_queryset(request), pk=pk)
        answer = HttpResponse(papers.check_paper(made), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="check-{made.month:%Y-%m}-{made.edition}.pdf"'
        return answer

    def sections(self, request: HttpRequest, matter: MonthCheck) -> list[dict[str, Any]]:
        files = [
            {
                "url": reverse(f"admin:newmedia_check_{name}", args=[matter.pk]),
                "label": label,
                "text": text,
            }
            for name, label, text in (
                ("workbook", "电子表格（XLSX）", "每个账号一行"),
                ("paper", "纸质检查表（PDF）", "横排，可以盖章"),
            )
        ]
        counted = [
            ("检查的账号", f"{matter.accounts} 个"),
            ("有问题的", f"{matter.failing} 个"),
            ("摘要", matter.digest),
        ]
        return [
            *facts_section("结果", counted),
            *_editions(matter),
            section("打印和导出", "links", rows=files),
            section("账号", "table", table=_table(monthly.read(matter.rows))),
        ]


def _differing(title: str, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What differs, a line each: a phone shows all of it."""
    pairs = [
        (
            f"{row['account']}：{row['head']}",
            f"原来“{row['before'] or '空'}”，现在“{row['after'] or '空'}”",
        )
        for row in rows
    ]
    return facts_section(title, pairs)


def _editions(matter: MonthCheck) -> list[dict[str, Any]]:
    """Why this edition was made and what differs, the other editions, and what would be otherwise by now."""
    found = facts_section("为什么再做一版", [("原因", matter.because)])
    found += _differing("和上一版不同的", matter.differences)
    others = MonthCheck.objects.filter(month=matter.month).exclude(pk=matter.pk).order_by("edition")
    if links := [
        matter_row(other, f"第 {other.edition} 版，{other.get_state_display()}") for other in others
    ]:
        found.append(section("这个月的其他版次", "links", rows=links))
    if matter.newest:
        found += _differing("做出以后有补登、更正，现在统计不同的", monthly.differing(matter))
    return found
