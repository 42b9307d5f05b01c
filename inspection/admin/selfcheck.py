"""What the self-check shows at the desk: the county's for supervisors, an agency's own for its people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.listing import SelectFilter
from foundation.casework.reminders import supervises
from foundation.casework.sections import facts_section
from foundation.casework.worklist import NAMED
from foundation.clauses import REGISTER
from inspection.findings import DECISIVE, TOLD, acts_for, list_url
from inspection.models import Shortfall
from inspection.selfchecking import last_run
from inspection.statute import STANDARDS


class OfAgency(SelectFilter):
    """The agencies whose shortfalls one may read."""

    title, parameter_name, parameters = "单位", "of", ("of",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.get_queryset(request).order_by("agency__code")
        found = list(rows.values_list("agency__code", "agency__short_name").distinct())
        return found if len(found) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(agency__code=self.value()) if self.value() else queryset


class ByIndicator(SelectFilter):
    """The indicators."""

    title, parameter_name, parameters = "指标", "indicator", ("indicator",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(standard.code, standard.label) for standard in STANDARDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(indicator=self.value()) if self.value() else queryset


class Standing(SelectFilter):
    """What stands, or what was mended."""

    title, parameter_name, parameters = "情况", "standing", ("standing",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        yield "yes", "还没有改好"
        yield "no", "已经改好"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(mended_on=None)
        return queryset.exclude(mended_on=None) if self.value() == "no" else queryset


def readable(actor: Actor) -> QuerySet[Shortfall]:
    """Every agency's for supervisors, else those of the agencies in which one has to do with it."""
    rows = Shortfall.objects.select_related("agency")
    return rows if supervises(actor) else rows.filter(agency__in=actor.agencies_where(TOLD))


def _named(numbers: Collection[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Shortfalls behind a figure, as `names_of` names matters."""
    return {
        row.ref: {
            "title": row.label,
            "subline": row.detail or str(row.get_indicator_display()),
            "whose": "",
            "url": reverse("admin:inspection_shortfall_change", args=[row.pk]),
            "agency": row.agency.short_name,
            "state": f"{row.mended_on} 改好" if row.mended_on else "还没有改好",
        }
        for row in readable(actor).filter(pk__in=numbers)
    }


NAMED["shortfall"] = _named


@admin.register(Shortfall, site=desk)
class ShortfallAdmin(MatterAdmin):
    """Rows that nobody writes by hand: each night's run does."""

    list_display = ("indicator", "named", "agency", "detail", "since", "who", "mended_on")
    list_filter = (Standing, OfAgency, ByIndicator)
    search_fields = ("label", "detail")
    clocked = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those that one may read, with what fails a whole site told apart."""
        return readable(actor_of(request)).annotate(
            worst=Case(When(indicator__in=DECISIVE, then=0), default=1)
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What fails a whole site stands first."""
        return ("worst", "agency__code", "indicator", "pk")

    @admin.display(description="名称", ordering="label")
    def named(self, row: Shortfall) -> str:
        return row.label

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with when it was checked last."""
        run = last_run()
        title = f"自查发现（{run.day} 查的）" if run else "自查发现（还没有查过）"
        context = {"title": title, "beside": self._by_indicator(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def _by_indicator(self, request: HttpRequest) -> list[dict[str, str]]:
        """How many there are of each indicator now, those that fail a whole site first; each leads to its own."""
        rows = self.get_queryset(request).filter(mended_on=None).order_by()
        counted = dict(rows.values("indicator").annotate(n=Count("pk")).values_list("indicator", "n"))
        return [
            {"label": f"{standard.label} {counted[code]}", "url": list_url(indicator=code)}
            for code, standard in sorted(STANDARDS.items(), key=lambda each: not each[1].decisive)
            if code in counted
        ]

    def matter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One row: what falls short, by which clause, who has to act and how, and what a supervisor can do about it."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        today, standard, actor = localdate(self.moment()), row.standard, actor_of(request)
        clause = REGISTER.find(standard.clause)
        facts = [
            ("指标", standard.label + ("（单项否决）" if standard.decisive else "")),
            ("要求", standard.threshold),
            ("依据", f"{clause.named}：{clause.duty}"),
            ("情况", row.detail),
            ("多久了", f"{row.days(today)} 天" if row.mended_on is None and row.days(today) else ""),
            ("该谁办", row.who),
            ("怎么改", standard.remedy),
            ("第一次查到", row.first_seen_on),
            ("最近一次查到", row.last_seen_on),
            ("改好", row.mended_on),
        ]
        before = Shortfall.objects.filter(
            agency=row.agency_id, indicator=row.indicator, subject=row.subject
        ).exclude(pk=row.pk)
        history = [
            (f"{each.first_seen_on} 到 {each.mended_on or '现在'}", each.detail)
            for each in before.order_by("-pk")[:10]
        ]
        where = [{"label": row.label, "url": row.url, "text": "打开看"}] if row.url else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(row),
            "matter_title": row.label,
            "subline": f"{row.agency} · {standard.label}",
            "tags": [
                {"label": "还没有改好" if row.mended_on is None else "已经改好", "level": "main"},
                *([{"label": "单项否决", "level": "breach"}] if standard.decisive else []),
            ],
            "acts": acts_for(row.agency, actor, row) if row.mended_on is None else [],
            "sections": [
                *facts_section("自查", facts),
                *([section("在哪里", "links", rows=where)] if where else []),
                *facts_section("以前也查到过", history),
            ],
        }
        return TemplateResponse(request, "casework/desk/matter.html", context)
