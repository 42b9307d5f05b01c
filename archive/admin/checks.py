"""Checks of the quarters and the years at the desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from archive import printing
from archive.admin.items import pdf
from archive.admin.papers import WithPapers
from archive.models import FilingYear, Item, QuarterCheck
from archive.models.apart import apart
from archive.models.base import WITH_FONDS
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section
from foundation.casework.worklist import names_of
from foundation.deadlines.moments import to_the_minute
from foundation.records.declared import Arrangement, Term

#: What the items of one catalogue, and of one box, have in common.
GROUP = ("category", "section", "term")
PAPERS = {"catalogue": ("归档文件目录", printing.catalogue), "spine": ("盒脊", printing.spine)}
#: Rows of the list at most; the page says how many there are.
SHOWN = 300


@admin.register(QuarterCheck, site=desk)
class QuarterCheckAdmin(WithPapers):
    """What is missing, unfiled, damaged, quarter by quarter."""

    list_display = ("title", "agency", "state", "year", "quarter", "signed_at")
    list_filter = ("state", "year", "quarter")
    follow = ("agency", "signed_by")
    way = (("opened", "开始"), ("listed", "清单"), ("signed", "签字"))
    finished = ("signed",)

    def sections(self, request: HttpRequest, matter: QuarterCheck) -> list[dict[str, Any]]:
        findings, rows = list(matter.findings.all()[:SHOWN]), []
        names = names_of((each.ref for each in findings if each.settled_at is None), actor_of(request))
        for each in findings:
            state = f"{to_the_minute(each.settled_at)} 已处理" if each.settled_at else "没有处理"
            rows.append(
                {
                    "label": f"{each.get_sort_display()}：{each.label}",
                    "url": names[each.ref]["url"] if each.ref in names else "",
                    "text": f"{each.detail}；{state}" if each.detail else state,
                }
            )
        total = matter.findings.count()
        cut = f"共 {total} 条，这里列出前 {SHOWN} 条；全部的在签字以后的自查报告里。" if total > SHOWN else ""
        facts = [
            ("已归档", f"{matter.filed} 件"),
            ("清单", to_the_minute(matter.listed_at) if matter.listed_at else ""),
            ("自查情况", matter.words),
            ("签字", f"{to_the_minute(matter.signed_at)}，{matter.signed_by}" if matter.signed_at else ""),
        ]
        listed = (
            section("自查清单", "links", rows=rows, hint=cut)
            if rows
            else section("自查清单", "text", blocks=[], note="没有查出问题：没有缺的、漏的、损坏的。")
        )
        return [*facts_section("自查", facts), listed, *self.paper_sections(matter)]


@admin.register(FilingYear, site=desk)
class FilingYearAdmin(MatterAdmin):
    """What a year brought, filed by the end of June of the next."""

    list_display = ("title", "agency", "state", "year", "filed", "left_out")
    list_filter = ("state", "year")
    follow = ("agency", "completed_by")
    way = (("open", "归档"), ("complete", "齐全"))
    finished = ("complete",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/<str:paper>.pdf", view, name="archive_year_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, paper: str) -> HttpResponse:
        """The catalogue, or the spine of its box, of the year's items of one category, heading and term."""
        year = get_object_or_404(self.get_queryset(request), pk=pk)
        asked = {name: request.GET.get(name, "") for name in GROUP}
        items = list(_of_the_year(year).filter(**asked).select_related(*WITH_FONDS).order_by("serial"))
        if paper not in PAPERS or not items or "\0" in "".join(asked.values()):
            raise Http404
        label, made = PAPERS[paper]
        return pdf(made(items), f"{label}.pdf")

    def _papers(self, matter: FilingYear) -> list[dict[str, Any]]:
        rows = []
        for group in _of_the_year(matter).order_by(*GROUP).values(*GROUP).annotate(number=Count("pk")):
            asked = urlencode({name: group[name] for name in GROUP})
            said = f"{group['category']} {group['section']} {Term(group['term']).label}，{group['number']} 件"
            for paper, (label, _made) in PAPERS.items():
                url = f"{reverse('admin:archive_year_paper', args=[matter.pk, paper])}?{asked}"
                rows.append({"label": f"{label}（PDF）", "url": url, "text": said})
        return [section("目录和盒脊", "links", rows=rows)] if rows else []

    def sections(self, request: HttpRequest, matter: FilingYear) -> list[dict[str, Any]]:
        facts = [
            ("已归档", f"{matter.filed} 件" if matter.completed_at else ""),
            ("不归档", f"{matter.left_out} 件" if matter.completed_at else ""),
            (
                "确认",
                f"{to_the_minute(matter.completed_at)}，{matter.completed_by}" if matter.completed_at else "",
            ),
        ]
        return [*facts_section("年度归档", facts), *self._papers(matter)]


def _of_the_year(year: FilingYear) -> QuerySet[Item]:
    """What of a year lies in boxes, item by item; what was handed over or destroyed keeps its line."""
    rows = Item.objects.filter(maker=year.agency_id, year=year.year, state__in=Item.IN_ARCHIVE)
    return rows.filter(arrangement=Arrangement.ITEM).exclude(apart())
