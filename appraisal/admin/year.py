"""A year's appraisal at the desk: where points are lost first, then units, draws, differences (AP-2, AP-6, AP-8)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from appraisal.drawing import METHOD as DRAWN
from appraisal.models import Appraisal, Case, Draw, Indicator, Mark, Standing
from appraisal.results import Row, rows_of
from foundation.agencies.models import Agency
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute

#: So many differences are listed.
CHANGES = 200


@admin.register(Appraisal, site=desk)
class AppraisalAdmin(MatterAdmin):
    """The years."""

    list_display = ("title_shown", "state", "scheme", "computed_to")
    list_filter = ("state",)
    follow = ("agency", "scheme")
    way = (("running", "平时考核"), ("under_way", "年度考核"), ("published", "公布结果"))
    finished = ("published",)

    @admin.display(description="年度", ordering="year")
    def title_shown(self, matter: Appraisal) -> str:
        return matter.title

    def subline(self, matter: Appraisal) -> list[str]:
        return [matter.scheme.title, str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Appraisal) -> list[dict[str, Any]]:
        cases = read_together(matter)
        found = [*self._causes(cases), self._units(cases)]
        facts = [
            ("最近计算", to_the_minute(matter.computed_at) if matter.computed_at else ""),
            ("算到", matter.computed_to),
            ("自评期限", str(matter.self_due)),
            ("实地考核", " 至 ".join(map(str, matter.field_days))),
        ]
        found += facts_section("进度", facts)
        if matter.changes:
            rows = [
                [one["unit"], one["code"], one["before"], one["after"]] for one in matter.changes[:CHANGES]
            ]
            table = {"heads": ["单位", "指标", "上次", "这次"], "rows": rows}
            note = f"一共 {len(matter.changes)} 处" + (
                f"，列出前 {CHANGES} 处" if len(matter.changes) > CHANGES else ""
            )
            found.append(section("最近一次计算与上次不同的", "table", table=table, note=note))
        draws = [matter_row(draw, f"抽取 {draw.many} 个") for draw in matter.draws.order_by("-number")]
        if draws:
            found.append(section("平时考核", "links", rows=draws))
        links = [matter_row(matter.scheme, "这一年用的方案")]
        if matter.state == Appraisal.State.PUBLISHED:
            page = reverse("appraisal:detail", args=[matter.year])
            links.append({"url": page, "label": matter.title, "text": "公开的网页"})
        return [*found, section("方案和网页", "links", rows=links)]

    def _causes(self, cases: list[Together]) -> list[dict[str, Any]]:
        """What costs points, over all units, the most first."""
        lost: dict[str, Decimal] = defaultdict(Decimal)
        whose: dict[str, list[str]] = defaultdict(list)
        leaves: dict[str, Indicator] = {}
        for case, _standing, rows in cases:
            for row in rows:
                if row.lost > 0:
                    lost[row.leaf.code] += row.lost
                    whose[row.leaf.code].append(case.name)
                    leaves[row.leaf.code] = row.leaf
        table = [
            [str(leaves[code]), str(points), f"{len(whose[code])} 个", "、".join(whose[code][:6])]
            for code, points in sorted(lost.items(), key=lambda item: (-item[1], leaves[item[0]].place))
        ]
        if not table:
            return []
        heads = ["指标", "全县一共失分", "失分的单位", "哪些单位"]
        note = "先看普遍的问题在哪里，再看哪个单位。"
        return [section("哪里失分多", "table", table={"heads": heads, "rows": table}, note=note)]

    def _units(self, cases: list[Together]) -> dict[str, Any]:
        rows = []
        for case, standing, lines in cases:
            so_far = f"算得出来的 {standing.earned} / {standing.possible}" if standing else "还没有计算"
            waits = sum(row.waits for row in lines)
            told = f"{case.total} 分，{case.get_grade_display()}" if case.total is not None else so_far
            left = f"，{waits} 项待评" if waits and case.total is None else ""
            rows.append(matter_row(case, f"{case.get_state_display()}；{told}{left}"))
        return section("各单位（按类别和代码排，不排名次）", "links", rows=rows)


#: A unit, what the portal read of it, its lines.
Together = tuple[Case, Standing | None, list[Row]]


def read_together(matter: Appraisal) -> list[Together]:
    """Every case of a year with its lines; a fixed number of queries."""
    cases = list(
        Case.objects.filter(appraisal=matter)
        .going_on()
        .select_related("agency", "office", "frozen")
        .order_by("unit_class", "agency__code")
    )
    last = {
        row.case_id: row
        for row in Standing.objects.filter(case__in=cases).order_by("case_id", "-pk").distinct("case_id")
    }
    marks: dict[int, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(case__in=cases):
        marks[mark.case_id].append(mark)
    leaves = matter.scheme.leaves
    found = []
    for case in cases:
        case.appraisal = matter
        standing = case.frozen or last.get(case.pk)
        found.append(
            (
                case,
                standing,
                rows_of(case, confirmed=case.frozen_id is not None, known=(leaves, standing, marks[case.pk])),
            )
        )
    return found


@admin.register(Draw, site=desk)
class DrawAdmin(MatterAdmin):
    """Draws, with all that is needed to repeat them."""

    list_display = ("title_shown", "appraisal", "many", "state")
    list_filter = ("state",)
    follow = ("agency", "appraisal")
    clocked = False
    way = (("drawn", "抽取、检查"), ("over", "全部检查"))
    finished = ("over",)

    @admin.display(description="检查什么", ordering="topic")
    def title_shown(self, matter: Draw) -> str:
        return f"第 {matter.number} 次：{matter.topic}"

    def subline(self, matter: Draw) -> list[str]:
        return [matter.appraisal.title, f"第 {matter.number} 次"]

    def sections(self, request: HttpRequest, matter: Draw) -> list[dict[str, Any]]:
        facts = [
            ("种子", matter.seed),
            ("参加抽取的单位", _named(matter.pool)),
            ("抽中的单位", _named(matter.drawn)),
            ("怎样重算", DRAWN),
        ]
        rows = [
            matter_row(check, str(check.get_state_display()))
            for check in matter.checks.select_related("agency", "draw").order_by("pk")
        ]
        return [*facts_section("抽取", facts), section("抽中的单位", "links", rows=rows)]


def _named(codes: list[str]) -> str:
    """Units with the codes of which lots are made."""
    names = dict(Agency.objects.filter(code__in=codes).values_list("code", "short_name"))
    return "、".join(f"{names[code]}（{code}）" if code in names else code for code in codes)
