"""The disclosure platform: its fixed blocks, the heads of 条例20 and 21, guides and yearly plans (条例12, PD-3, PD-8, PD-9).

The names of the blocks are those of 国办公开办函〔2019〕61号.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from disclosure.heads import COUNTY, EVERYBODY, GUIDE, OWN, PLAN, RULES, TOWNSHIP, Head
from disclosure.models import Document, EmptyHead
from disclosure.views.then import on_a_day, public_then
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page
from foundation.pages.then import ON, Then
from foundation.pages.values import while_public_stays
from foundation.rooms import Part
from foundation.search.filters import NarrowingForm, agency_choices

cite("PD-8", by=Citation("page", "documents:guides", "公开指南：每个机关一份，按条例第十二条写"))
cite("条例12", by=Citation("page", "documents:guides", "公开指南和各机关现在的联系方式"))
cite(
    "PD-3", by=Citation("page", "platform:overview", "公开平台：指南、制度、法定主动公开内容、年报、年度计划")
)
cite("PD-9(2)", by=Citation("page", "agencies:detail", "机构页：与全县一样的五个栏目"))
cite("条例20", by=Citation("page", "documents:heads", "按十五项列出公开的内容，空着的说明为什么、由谁负责"))
cite("条例21", by=Citation("page", "documents:heads", "县和乡镇另外应当公开的内容"))

#: The newest documents that stand under a head, and the plans and rules on the overview.
NEWEST, OWN_NEWEST = 3, 6
#: The kinds of agencies that are no administrative organs, or whose disclosure other rules govern (条例2, 55).
OTHERWISE = {
    AgencyKind.UTILITY: "公共企事业单位公开信息，依照有关主管部门的规定（条例第五十五条）；下面是它在这里公开的内容。",
    AgencyKind.PARTY: "党委机构不是行政机关，条例列的各项不是它的职责；下面是它在这里公开的内容。",
}


@dataclass(frozen=True)
class Filled:
    """A head as a page shows it: what stands under it, or why nothing does."""

    head: Head
    count: int
    newest: list[dict[str, Any]] = field(default_factory=list)
    empty: EmptyHead | None = None


@while_public_stays
def _counts(agency: int | None, then: Then | None = None) -> dict[str, int]:
    """How many documents are public under each head, of an agency or of all, or were on a day."""
    rows = public_then(Document.objects.exclude(head=""), timezone.now(), then)
    rows = rows.filter(agency=agency) if agency else rows
    return dict(rows.order_by().values_list("head").annotate(Count("pk")))


def _newest(
    heads: Iterable[Head], agency: int | None, most: int, then: Then | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The newest documents under each head, by one query that looks into the index once for each."""
    public = public_then(Document.objects.all(), timezone.now(), then)
    public = public.filter(agency=agency) if agency else public
    shown = ("head", "title", "published_at", "document_number", "index__number", "agency__short_name")
    each = [
        public.filter(head=head.code).order_by("-published_at", "-pk").values(*shown)[:most] for head in heads
    ]
    found: dict[str, list[dict[str, Any]]] = {head.code: [] for head in heads}
    for row in each[0].union(*each[1:], all=True) if each else []:
        found[row["head"]].append(row)
    return {
        code: sorted(rows, key=lambda row: row["published_at"], reverse=True) for code, rows in found.items()
    }


def _filled(heads: tuple[Head, ...], agency: Agency | None, then: Then | None) -> list[Filled]:
    """The heads; why one is empty is said of today alone."""
    key = agency.pk if agency else None
    counted = _counts(key, then)
    newest = _newest([head for head in heads if counted.get(head.code)], key, NEWEST, then)
    said = {}
    if agency and not then:
        said = {empty.head: empty for empty in agency.empty_heads.select_related("elsewhere")}
    return [
        Filled(head, counted.get(head.code, 0), newest.get(head.code, []), said.get(head.code))
        for head in heads
    ]


@public_page("agency", ON)
@on_a_day
def heads(request: HttpRequest, then: Then | None) -> HttpResponse:
    """What is disclosed under each head, of the county or of an agency; an empty head says why and who answers for it.

    On a past day under the heads of today.
    """
    form = NarrowingForm(request.GET)
    _q, within = form.chosen()
    agency = Agency.objects.get(pk=within.agency) if within.agency else None
    township = agency is not None and agency.kind == AgencyKind.TOWNSHIP
    groups = [("第二十条", "每个行政机关都应当主动公开的", _filled(EVERYBODY, agency, then))]
    if agency is None or agency.kind in (AgencyKind.DEPARTMENT, AgencyKind.SUBDISTRICT):
        groups.append(("第二十一条", "县政府和部门还应当公开的", _filled(COUNTY, agency, then)))
    if agency is None or township:
        groups.append(("第二十一条（乡镇）", "乡镇还应当公开的", _filled(TOWNSHIP, agency, then)))
    context = {
        "agency": agency,
        "then": then,
        "on_day": then.query if then else "",
        "agencies": agency_choices(),
        "groups": groups,
        "otherwise": OTHERWISE.get(AgencyKind(agency.kind)) if agency else None,
    }
    return render(request, "disclosure/heads.html", context)


@public_page(ON)
@on_a_day
def guides(request: HttpRequest, then: Then | None) -> HttpResponse:
    """The guide of every agency; of one that has none, whom to ask."""
    rows = public_then(Document.objects.filter(head=GUIDE), timezone.now(), then)
    published = {guide.agency_id: guide for guide in rows.select_related("agency", "index")}
    agencies = Agency.objects.public().order_by("code")
    kinds = [
        (kind.label, [(agency, published.get(agency.pk)) for agency in agencies if agency.kind == kind])
        for kind in AgencyKind
    ]
    context = {
        "kinds": [(label, rows) for label, rows in kinds if rows],
        "count": len(published),
        "then": then,
    }
    return render(request, "disclosure/guide_list.html", context)


@public_page()
def overview(request: HttpRequest) -> HttpResponse:
    """政府信息公开: the four fixed blocks, the way to apply, the yearly plans."""
    counted = _counts(None)
    own = [head for head in OWN if head.code != GUIDE]
    newest = _newest(own, None, OWN_NEWEST)
    context = {
        "guides": counted.get(GUIDE, 0),
        "documents": sum(counted.get(head.code, 0) for head in (*EVERYBODY, *COUNTY, *TOWNSHIP)),
        "plans": newest[PLAN],
        "rules": newest[RULES],
        "heads": EVERYBODY,
    }
    return render(request, "disclosure/platform.html", context)


def on_agency_page(agency: Agency, at: datetime) -> Part:
    """The columns that every agency has alike (PD-9(2)), on its page."""
    guide = Document.objects.public(at).filter(agency=agency, head=GUIDE).select_related("index").first()
    counted = _counts(agency.pk)
    count = sum(counted.get(head.code, 0) for head in (*EVERYBODY, *COUNTY, *TOWNSHIP))
    shown = {"guide": guide, "count": count, "plans": counted.get(PLAN, 0), "rules": counted.get(RULES, 0)}
    return Part("disclosure/parts/of_agency.html", shown, place=10)


app_name = "platform"
urlpatterns = [path("", overview, name="overview")]
