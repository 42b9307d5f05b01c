"""Inspections at the desk: the whole for whoever inspects, its own part for an agency, finding by finding."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.buttons import Button, act_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.listing import SelectFilter
from foundation.casework.sections import facts_section, matter_row
from foundation.clauses import REGISTER
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver
from foundation.texts.structure import parse
from inspection.admin.papers import files_section, paper_section, sent
from inspection.models import Finding, FindingFile, Inspection, Paper, Part
from inspection.papers import figures_of, summary_of
from inspection.statute import INSPECTORS, STANDARDS, Field, Onward


class FieldFilter(SelectFilter):
    """Whose inspections, for the few who read both."""

    title, parameter_name, parameters = "检查类别", "field", ("field",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Only what this person reads of."""
        theirs = set(model_admin.get_queryset(request).order_by().values_list("field", flat=True).distinct())
        return [choice for choice in Field.choices if choice[0] in theirs] if len(theirs) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(field=self.value()) if self.value() in Field.values else queryset


@admin.register(Inspection, site=desk)
class InspectionAdmin(MatterAdmin):
    """Inspections, for whoever makes them and the office in whose name they are made."""

    list_display = ("number", "title", "source", "state", "planned_on", "settled")
    list_filter = ("state", "source", FieldFilter)
    search_fields = ("number", "title")
    follow = ("agency", "published__index")
    clocked = False
    way = (
        ("planned", "立项"),
        ("under_way", "检查"),
        ("reported", "通报、整改"),
        ("ended", "办结"),
    )
    finished = ("ended",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With how many findings there are, and how many are settled."""
        so = ~Q(parts__findings__state__in=Finding.NOT_SO) & Q(parts__findings__isnull=False)
        rows: QuerySet[Any] = super().get_queryset(request)
        over = Q(parts__findings__state__in=["closed", "referred"])
        counted: QuerySet[Any] = rows.annotate(
            found=Count("parts__findings", filter=so, distinct=True),
            done=Count("parts__findings", filter=over, distinct=True),
        )
        return counted

    @admin.display(description="问题")
    def settled(self, matter: Any) -> str:
        return f"{matter.found} 个，办结 {matter.done} 个" if matter.found else "没有"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; whoever inspects opens another on the page of an agency."""
        actor, beside = actor_of(request), []
        if any(actor.holds_role(role, None) for role in INSPECTORS):
            url = reverse("admin:agencies_agency_changelist")
            beside = [{"label": "选一个单位，立项检查", "url": url}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/papers/<int:paper>/", view, name="inspection_report"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """The report as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return sent(get_object_or_404(Paper.objects.select_related("file"), pk=paper, inspection=matter))

    def subline(self, matter: Inspection) -> list[str]:
        return [matter.number, str(matter.get_field_display()), str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Inspection) -> list[dict[str, Any]]:
        actor = actor_of(request)
        now_named = [row for row in matter.inspectors.select_related("staff") if row.until_at is None]
        facts = [
            ("从哪里来", matter.get_source_display()),
            ("来源说明", matter.source_words),
            ("检查日期", f"{matter.planned_on}" + ("，不预先通知" if matter.unannounced else "")),
            ("检查人员", "、".join(str(row.staff) for row in now_named)),
            ("是否向社会公布", matter.get_telling_display() if matter.telling else ""),
            ("理由", matter.telling_reason),
            ("哪一天以前公布", "" if matter.published else matter.publish_by),
            ("撤销的原因", matter.called_off_because),
        ]
        found = [
            *facts_section("检查", facts),
            section("检查内容和方法", "text", blocks=parse(matter.plan)),
            *self._parts(matter),
        ]
        if matter.summary:
            found.append(section("检查情况", "text", blocks=parse(matter.summary)))
        found += paper_section(
            matter.letters.select_related("file").prefetch_related("deliveries").order_by("pk"),
            "inspection_report",
            matter.pk,
        )
        return [*found, *self._beside(matter, actor)]

    def _parts(self, matter: Inspection) -> list[dict[str, Any]]:
        """Each agency with how many findings there are, and how far they are."""
        rows = [
            {
                "label": each["agency"].short_name,
                "url": desk_url(each["part"]),
                "text": f"{each['part'].get_state_display()}；"
                + (
                    f"{each['found']} 个问题（严重 {each['grave']}），销号 {each['closed']}，移送 {each['referred']}"
                    if each["found"]
                    else "没有记下问题"
                ),
            }
            for each in figures_of(matter)
        ]
        return [section("受检单位", "links", rows=rows)] if rows else []

    def _beside(self, matter: Inspection, actor: Actor) -> list[dict[str, Any]]:
        """Where it came from, what was published, and a draft of what may be."""
        rows = []
        if matter.source_ref and (source := matters.find(matter.source_ref, actor)) is not None:
            rows.append({"label": str(source), "url": desk_url(source), "text": "来源事项"})
        if matter.published is not None:
            rows.append(matter_row(matter.published, "向社会公布的文件"))
        found = [section("相关的事项", "links", rows=rows)] if rows else []
        wanted = matter.telling == Inspection.Telling.PUBLISH and matter.published is None
        if wanted and matter.state == Inspection.State.REPORTED:
            note = "只有数字，没有个人信息。复制到新拟的公文里，照常保密审查、签发、发布，再回来登记。"
            found.append(section("公布稿的底稿", "text", blocks=parse(summary_of(matter)), note=note))
        return found


@admin.register(Part, site=desk)
class PartAdmin(MatterAdmin):
    """What an inspection has to do with one agency."""

    list_display = ("title_shown", "agency", "state", "correct_by", "signed_for_at")
    list_filter = ("state", FieldFilter)
    search_fields = ("inspection__title", "inspection__number", "order_number")
    follow = ("agency", "inspection__agency", "view_by", "signed_for_by")
    way = (
        ("planned", "立项"),
        ("announced", "通知"),
        ("told", "告知问题"),
        ("stated", "陈述意见"),
        ("ordered", "责令改正"),
        ("closed", "办结"),
    )
    finished = ("closed",)

    @admin.display(description="检查", ordering="inspection__title")
    def title_shown(self, matter: Part) -> str:
        return f"{matter.inspection.number} {matter.inspection.title}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/papers/<int:paper>/", view, name="inspection_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper to the agency, or the report of the whole, as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(Paper.objects.filter(_of(matter)).select_related("file"), pk=paper)
        return sent(found)

    def subline(self, matter: Part) -> list[str]:
        return [matter.inspection.number, str(matter.get_field_display()), str(matter.agency)]

    def also_offered(self, matter: Part, actor: Actor) -> list[Button]:
        """The agency can be urged from here."""
        urge = ACTS["agencies.urge"]
        if (
            matter.state in Part.OVER
            or matter.field != Field.OPENNESS
            or not urge.open_to(actor, matter.agency)
        ):
            return []
        return [Button("督办这个单位", act_url(urge, matter.agency), "quiet")]

    def sections(self, request: HttpRequest, matter: Part) -> list[dict[str, Any]]:
        actor = actor_of(request)
        visible = Finding.objects.filter(part=matter).visible_to(actor)
        rows = [
            {
                "label": f"问题 {row.number}：{row.what[:60]}",
                "url": desk_url(row),
                "text": "，".join(
                    filter(
                        None,
                        [
                            str(row.get_state_display()),
                            str(row.get_gravity_display()),
                            f"{row.correct_by} 以前改正" if row.state == "ordered" else "",
                        ],
                    )
                ),
            }
            for row in visible.select_related("part__inspection", "agency").order_by("number")
        ]
        found = [section("问题", "links", rows=rows)] if rows else []
        facts = [
            ("告知问题", to_the_minute(matter.told_at) if matter.told_at else ""),
            ("陈述意见", f"{matter.view_days} 个工作日" if matter.view_days else ""),
            ("责令改正通知书", matter.order_number),
            ("哪一天以前改正", matter.correct_by),
            (
                "签收",
                f"{to_the_minute(matter.signed_for_at)}，{matter.signed_for_by}"
                if matter.signed_for_at
                else "",
            ),
        ]
        if matter.demands:
            found.append(section("怎样改正", "text", blocks=parse(matter.demands)))
        found += facts_section("责令改正", facts)
        if matter.view:
            note = f"{to_the_minute(matter.view_at)}，{matter.view_by}"
            found.append(section("本单位的意见", "text", blocks=parse(matter.view), note=note))
        papers = Paper.objects.filter(_of(matter)).select_related("file").prefetch_related("deliveries")
        found += paper_section(papers.order_by("pk"), "inspection_paper", matter.pk)
        if Inspection.objects.filter(pk=matter.inspection_id).visible_to(actor).exists():
            found.append(section("整个检查", "links", rows=[matter_row(matter.inspection, "各单位的情况")]))
        return found


def _of(part: Part) -> Q:
    """The papers of an agency: its own, and the report of the whole where that goes to those inspected."""
    own = Q(part=part)
    if part.field == Field.OPENNESS:
        own |= Q(inspection=part.inspection_id, kind=Paper.Kind.REPORT)
    return own


@admin.register(Finding, site=desk)
class FindingAdmin(MatterAdmin):
    """Findings by state, gravity and day."""

    list_display = ("title_shown", "what", "agency", "gravity", "state", "correct_by")
    list_filter = ("state", "gravity", FieldFilter)
    search_fields = ("what", "part__inspection__number", "part__inspection__title")
    follow = (
        "agency",
        "part__inspection__agency",
        "part__agency",
        "recorded_by",
        "reported_by",
        "checked_by",
    )
    way = (
        ("recorded", "记录"),
        ("told", "告知"),
        ("ordered", "责令改正"),
        ("reported", "报告改正"),
        ("closed", "复查销号"),
    )
    along = {"referred": "closed"}
    finished = ("closed", "referred")

    @admin.display(description="编号", ordering="number")
    def title_shown(self, matter: Finding) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.evidence)
        return [path("<int:pk>/files/<int:file>/", view, name="inspection_evidence"), *super().get_urls()]

    def evidence(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """One file that shows what was found, or how it was put right."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        row = get_object_or_404(FindingFile.objects.select_related("file"), pk=file, finding=matter)
        return deliver(row.file)

    def kept_from(self, matter: Finding, actor: Actor) -> tuple[str, ...]:
        """Where to and why it was referred to discipline: that may concern whoever reads this in the agency."""
        if matter.onward != Onward.DISCIPLINE:
            return ()
        inspects = Inspection.objects.filter(pk=matter.part.inspection_id).visible_to(actor)
        return () if inspects.exists() else ("onward", "onward_to", "onward_because")

    def subline(self, matter: Finding) -> list[str]:
        return [matter.part.inspection.title, str(matter.agency)]

    def tags(self, matter: Finding) -> list[dict[str, str]]:
        level = "breach" if matter.gravity == "grave" else "main"
        return [*super().tags(matter), {"label": str(matter.get_gravity_display()), "level": level}]

    def sections(self, request: HttpRequest, matter: Finding) -> list[dict[str, Any]]:
        actor = actor_of(request)
        clause = REGISTER.find(matter.breaches)
        standard = STANDARDS.get(matter.indicator)
        facts = [
            ("发现的问题", matter.what),
            ("在哪里", matter.place),
            ("违反", f"{clause.named}（{clause.id}）：{clause.duty}"),
            ("自查指标", standard.label if standard else ""),
            ("记录的人", str(matter.recorded_by or "")),
            ("哪一天以前改正", matter.correct_by),
            ("复查没有通过", f"{matter.reopened} 次" if matter.reopened else ""),
        ]
        mended = [
            ("怎样改正的", matter.corrected),
            ("改正日期", matter.corrected_on),
            (
                "报告",
                f"{to_the_minute(matter.reported_at)}，{matter.reported_by}" if matter.reported_at else "",
            ),
            ("复查", f"{to_the_minute(matter.closed_at)}，{matter.checked_by}" if matter.closed_at else ""),
        ]
        onward = [
            ("怎样移送", matter.get_onward_display() if matter.onward else ""),
            ("移送到", matter.onward_to),
            ("理由", matter.onward_because),
        ]
        if self.kept_from(matter, actor):
            onward = [("怎样移送", "已移送处理")]
        files = list(matter.files.select_related("file"))
        links = [matter_row(matter.part, "这个单位的检查")]
        if matter.place_ref and (subject := matters.find(matter.place_ref, actor)) is not None:
            links.insert(0, {"label": str(subject), "url": desk_url(subject), "text": "问题所在的事项"})
        return [
            *facts_section("问题", facts),
            *facts_section("改正", mended),
            *facts_section("移送", onward),
            *files_section(
                "问题的证据", [f for f in files if f.sort == "found"], "inspection_evidence", matter.pk
            ),
            *files_section(
                "改正的证据", [f for f in files if f.sort == "corrected"], "inspection_evidence", matter.pk
            ),
            section("相关的事项", "links", rows=links),
        ]
