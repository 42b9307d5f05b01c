"""Schemes at the desk: the tree, what it would have given last year, how it is made (AP-5, AP-6)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from appraisal.admin.papers import paper_section, sent
from appraisal.audiences import office
from appraisal.models import Paper, Scheme
from appraisal.rules import explained
from appraisal.statute import DEBRIS_NOTE, UnitClass
from foundation.agencies.roles import Role
from foundation.casework.acts import ACTS
from foundation.casework.buttons import act_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.figures.declared import FIGURES


@admin.register(Scheme, site=desk)
class SchemeAdmin(MatterAdmin):
    """The schemes of all years and versions."""

    list_display = ("title", "year", "version", "state", "number")
    list_filter = ("state", "year")
    search_fields = ("title", "number")
    follow = ("agency", "drafted_by", "predecessor")
    clocked = False
    way = (("drafting", "拟定、试算"), ("checked", "核对"), ("issued", "印发"))
    along = {"superseded": "issued"}
    finished = ("issued", "superseded")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; whoever organises drafts another."""
        actor, beside = actor_of(request), []
        agency = office()
        if agency is not None and actor.holds_role(Role.COUNTY_SUPERVISOR, None):
            beside = [{"label": "拟定考核方案", "url": act_url(ACTS["appraisal.draft_scheme"], agency)}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [
            path("<int:pk>/papers/<int:paper>/", view, name="appraisal_scheme_paper"),
            *super().get_urls(),
        ]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """The issued scheme as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return sent(get_object_or_404(Paper.objects.select_related("file"), pk=paper, scheme=matter))

    def subline(self, matter: Scheme) -> list[str]:
        return [f"{matter.year} 年，第 {matter.version} 版", str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Scheme) -> list[dict[str, Any]]:
        facts = [
            ("文号", matter.number),
            ("考核期", f"{matter.starts_on} 至 {matter.ends_on}"),
            ("加分", f"合计不超过 {matter.bonus_cap} 分，基础得分满 {matter.bonus_from} 分的才加"),
            ("折算系数", f"{matter.factor.normalize():f}"),
            ("更正的原因", matter.changed_because),
            ("引用原文时", DEBRIS_NOTE),
        ]
        nodes = matter.tree
        found = [*facts_section("总体规定", facts), *self._sums(nodes), self._tree(nodes)]
        if matter.trial:
            rows = [[one["unit"], one["earned"], one["possible"], one["absent"]] for one in matter.trial]
            table = {"heads": ["单位", "得分", "算得出来的满分", "不适用的指标"], "rows": rows}
            note = "只有自动计分的指标；人工评分的没有算。"
            found.append(section("用上一年的数据试算", "table", table=table, note=note))
        found += paper_section(
            matter.letters.select_related("file").order_by("pk"), "appraisal_scheme_paper", matter.pk
        )
        beside = [matter_row(matter.predecessor, "上一版本")] if matter.predecessor else []
        return [*found, *([section("相关的事项", "links", rows=beside)] if beside else [])]

    def _sums(self, nodes: list[Any]) -> list[dict[str, Any]]:
        """What the indicators of each kind of unit come to."""
        pairs = []
        for kind in UnitClass:
            total = sum(
                node.points
                for node in nodes
                if node.leaf and node.kind not in ("bonus", "veto") and node.is_for(kind)
            )
            pairs.append((kind.label, f"{total} 分" + ("" if total == 100 else "，要正好 100")))
        return facts_section("各类单位的满分", pairs)

    def _tree(self, nodes: list[Any]) -> dict[str, Any]:
        rows = []
        for node in nodes:
            figure = FIGURES.get(node.figure)
            source = figure.label if figure else node.figure or node.proof
            how = explained(node.rule) if node.leaf else ""
            rows.append(
                [node.code, node.name, str(node.points), node.classes_label, how, source, node.clause]
            )
        heads = ["编号", "指标", "分值", "适用", "评分办法", "数据来源或者佐证", "依据"]
        return section("指标", "table", table={"heads": heads, "rows": rows})
