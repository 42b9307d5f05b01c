"""Years of units and the lists for the personnel office at the desk (TR-4, TR-5)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.casework.watching import note
from foundation.files.delivering import deliver
from training import papers
from training.acts.years import accounts_of, rows_of, warning
from training.models import Account, BarredList, Year
from training.statute import Post, hours


@admin.register(Year, site=desk)
class YearAdmin(MatterAdmin):
    """The years of units, with the hours of each of their people."""

    list_display = ("title", "agency", "year", "state", "warned_on", "closed_on")
    list_filter = ("state", "year")
    search_fields = ("agency__name",)
    follow = ("agency",)
    way = (("open", "进行"), ("warned", "提醒"), ("closed", "结账"))
    finished = ("closed",)
    clocked = False

    @admin.display(description="年度培训账", ordering="year")
    def title(self, matter: Year) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("county/<int:year>.pdf", view(self.county), name="training_county"),
            path("<int:pk>/warning.pdf", view(self.warning), name="training_warning"),
            *super().get_urls(),
        ]

    def warning(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter to the head, with who is short until now."""
        matter: Year = get_object_or_404(self.get_queryset(request), pk=pk)
        at = self.moment()
        subject, body = warning(matter, at)
        office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
        paper = papers.warning_paper(
            subject, body, matter.agency.name, office.name if office else "", localdate(at)
        )
        answer = HttpResponse(paper, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="warning-{matter.pk}.pdf"'
        return answer

    def county(self, request: HttpRequest, year: int) -> HttpResponse:
        """The county's account of a year, of the units that this person reads: numbers, and no name."""
        rows = [
            {"agency": each.agency, "numbers": numbers(list(accounts_of(each)))}
            for each in self.get_queryset(request).filter(year=year).order_by("agency__kind", "agency__code")
        ]
        note(request, Kind.EXPORT, of=Year.kind)
        paper = papers.county_paper(year, rows, localdate(self.moment()))
        answer = HttpResponse(paper, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="training-{year}.pdf"'
        return answer

    def sections(self, request: HttpRequest, matter: Year) -> list[dict[str, Any]]:
        rows = list(accounts_of(matter).order_by("-post", "trainee__full_name", "pk"))
        counted = numbers(rows)
        facts = [
            ("人数", f"{counted['people']} 人，其中从事公开工作的 {counted['posts']} 人"),
            ("公开岗位满 16 学时的", f"{counted['enough']} 人"),
            ("参加过培训的", f"{counted['trained']} 人"),
            ("当年不得评优的", f"{counted['barred']} 人" if matter.state == Year.State.CLOSED else ""),
        ]
        cells = [
            (
                row.trainee.full_name,
                row.trainee.number_ends,
                str(row.get_post_display()),
                row.hours,
                row.hours_in_post if row.post == Post.DISCLOSURE else "—",
                hours(row.required) if row.required else "—",
                str(row.get_state_display()) + ("" if row.duty else "（参照）"),
                row.barred_because or "—",
            )
            for row in rows
        ]
        heads = ("姓名", "编号后四位", "岗位", "学时", "到岗以来", "应有学时", "情况", "不得评优")
        links = [
            {
                "url": reverse("admin:training_warning", args=[matter.pk]),
                "label": "提醒函（PDF）",
                "text": "到今天还差学时的人，和能补上的培训",
            },
            {
                "url": reverse("admin:training_county", args=[matter.year]),
                "label": f"{matter.year} 年培训情况（PDF）",
                "text": "按单位的人数，没有姓名",
            },
            *(
                matter_row(made, f"{made.people} 人，{made.get_state_display()}")
                for made in matter.lists.order_by("edition")
            ),
        ]
        return [
            *facts_section("汇总", facts),
            section("每个人", "table", table={"heads": heads, "rows": cells}),
            section("打印和名单", "links", rows=links),
        ]


def numbers(rows: list[Account]) -> dict[str, int]:
    """What the accounts of a unit come to; persons are counted, and never ranked."""
    posts = [row for row in rows if row.post == Post.DISCLOSURE]
    return {
        "people": len(rows),
        "posts": len(posts),
        "enough": sum(row.lacking == 0 for row in posts),
        "trained": sum(row.minutes > 0 for row in rows),
        "barred": sum(row.barred for row in rows),
    }


@admin.register(BarredList, site=desk)
class BarredListAdmin(MatterAdmin):
    """Those who may not be assessed as excellent, as they were handed to the personnel office."""

    list_display = ("title", "agency", "year", "people", "state", "handed_on")
    list_filter = ("state", "year")
    search_fields = ("agency__name",)
    follow = ("agency", "of")
    way = (("made", "列出"), ("handed", "移交"), ("acknowledged", "签收"))
    finished = ("acknowledged",)

    @admin.display(description="名单", ordering="year")
    def title(self, matter: BarredList) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/list.pdf", view, name="training_barred_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list as it was printed."""
        row: BarredList = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(row.paper, f"{row.title}.pdf", shown=True)  # type: ignore[return-value]

    def sections(self, request: HttpRequest, matter: BarredList) -> list[dict[str, Any]]:
        # Until it is handed over it names whom it would name now.
        named = rows_of(matter.of) if matter.state == BarredList.State.MADE else matter.rows
        cells = [
            (row["name"], row["ends"], row["establishment"], row["post"], row["hours"], row["because"])
            for row in named
        ]
        heads = ("姓名", "编号后四位", "编制类型", "岗位", "学时", "原因")
        facts = [
            ("人数", f"{len(named)} 人"),
            ("移交日期", matter.handed_on),
            ("签收日期", matter.acknowledged_on),
        ]
        links = [matter_row(matter.of, "年度培训账")]
        if matter.paper_id:
            links.append(
                {
                    "url": reverse("admin:training_barred_paper", args=[matter.pk]),
                    "label": "名单（PDF）",
                    "text": "移交给组织人事的那一份",
                }
            )
        return [
            *facts_section("名单", facts),
            *([section("不得评为优秀的人", "table", table={"heads": heads, "rows": cells})] if cells else []),
            section("相关", "links", rows=links),
        ]
