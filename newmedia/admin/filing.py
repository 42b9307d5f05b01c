"""Filings at the desk: of the agency that files, and of the offices with which it is filed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from newmedia import papers
from newmedia.models import Filing, FilingCopy


def _paper(filing: Filing) -> dict[str, Any]:
    row = {
        "url": reverse("admin:newmedia_filing_paper", args=[filing.pk]),
        "label": "三份报备表和全国系统信息表（PDF）",
        "text": "一次打印；三份分送三个部门盖章，信息表照着填全国系统。",
    }
    return section("打印", "links", rows=[row])


def _content(filing: Filing) -> list[dict[str, Any]]:
    return facts_section(
        "报备内容", [*(tuple(pair) for pair in filing.content), ("事项和理由", filing.reason)]
    )


@admin.register(Filing, site=desk)
class FilingAdmin(MatterAdmin):
    """What was filed, with what each office said."""

    list_display = ("title", "agency", "sort", "state", "created_at")
    list_filter = ("state", "sort")
    search_fields = ("title",)
    follow = ("agency", "account__agency")
    way = (("sent", "备案中"), ("complete", "已备案"))
    finished = ("complete",)
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/filing.pdf", view, name="newmedia_filing_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The three forms and the sheet, for those who may read the filing."""
        filing = get_object_or_404(self.get_queryset(request), pk=pk)
        answer = HttpResponse(papers.filing_paper(filing), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="filing-{filing.pk}.pdf"'
        return answer

    def sections(self, request: HttpRequest, matter: Filing) -> list[dict[str, Any]]:
        said = [
            (f"{copy.get_function_display()}（{copy.agency.short_name}）", _decided(copy))
            for copy in matter.copies.select_related("agency").order_by("pk")
        ]
        account = matter_row(matter.account, "账号")
        return [
            *facts_section("三个部门的意见", said),
            _paper(matter),
            section("账号", "links", rows=[account]),
            *_content(matter),
        ]


@admin.register(FilingCopy, site=desk)
class FilingCopyAdmin(MatterAdmin):
    """Filings that came to an office, to be acknowledged or sent back."""

    list_display = ("title", "sent_by", "agency", "state", "created_at")
    list_filter = ("state", "function")
    search_fields = ("filing__title",)
    follow = ("agency", "filing__agency", "filing__account")
    way = (("waiting", "待备案"), ("acknowledged", "已同意备案"))
    finished = ("acknowledged",)
    clocked = False

    @admin.display(description="报备事项", ordering="filing__title")
    def title(self, matter: FilingCopy) -> str:
        return matter.filing.title

    @admin.display(description="报备单位")
    def sent_by(self, matter: FilingCopy) -> str:
        return str(matter.filing.agency)

    def subline(self, matter: FilingCopy) -> list[str]:
        return [f"{matter.filing.agency.name}报备", f"{matter.get_function_display()}收文"]

    def sections(self, request: HttpRequest, matter: FilingCopy) -> list[dict[str, Any]]:
        links = [
            matter_row(matter.filing, "报备，三个部门的意见"),
            matter_row(matter.filing.account, "账号"),
        ]
        return [
            *facts_section("意见", [("意见", matter.opinion)]),
            *_content(matter.filing),
            section("报备和账号", "links", rows=links),
            _paper(matter.filing),
        ]


def _decided(copy: FilingCopy) -> str:
    """What an office said, and when."""
    when = f"，{localtime(copy.decided_at):%Y-%m-%d}" if copy.decided_at else ""
    return f"{copy.get_state_display()}{when}{f'：{copy.opinion}' if copy.opinion else ''}"
