"""A case at the desk: its team's alone, and each reading of it leaves a line."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import FileResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils.timezone import localtime

from accountability import clues
from accountability.acts.appeals import last_day
from accountability.models import Case, Evidence, Member, Paper
from accountability.statute import CLERK, LEADER, Subject
from foundation.accesses.models import Kind
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import ACTS
from foundation.casework.buttons import act_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.matters import kinds, numbered
from foundation.casework.sections import facts_section, matter_row
from foundation.casework.watching import note
from foundation.clauses import REGISTER
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver
from foundation.texts.structure import parse

ROWS = 30


#: What the addresses of a case's files are called among its readings.
SEEN = {"accountability_paper": "打开文书", "accountability_proof": "打开证据的文件"}


@admin.register(Case, site=desk)
class CaseAdmin(MatterAdmin):
    """Cases of whose team one is."""

    list_display = ("number", "unit", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("number",)
    follow = ("agency", "unit", "account", "heard_by", "heard_with", "tried_by", "decided_by", "report")
    way = (
        ("clue", "线索"),
        ("verifying", "核实"),
        ("filed", "立案"),
        ("investigating", "调查"),
        ("told", "告知"),
        ("heard", "听取申辩"),
        ("tried", "审理"),
        ("decided", "决定"),
        ("served", "送达"),
        ("correcting", "改正"),
        ("reported", "报告"),
        ("closed", "办结"),
    )
    finished = ("closed",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; whoever takes clues goes on from here."""
        beside = []
        if self._commission(request) is not None:
            beside = [{"label": "看可能的线索", "url": reverse("admin:accountability_clues")}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("clues/", view(self.clues), name="accountability_clues"),
            path("<int:pk>/papers/<int:paper>/", view(self.paper), name="accountability_paper"),
            path("<int:pk>/proofs/<int:proof>/", view(self.proof), name="accountability_proof"),
            *super().get_urls(),
        ]

    def _commission(self, request: HttpRequest) -> Agency | None:
        """The discipline commission, for whoever works there and nobody else."""
        commission = agency_with(AgencyFunction.DISCIPLINE_COMMISSION)
        actor = actor_of(request)
        own = commission is not None and any(actor.has(role, commission) for role in (CLERK, LEADER))
        return commission if own else None

    def clues(self, request: HttpRequest) -> HttpResponse:
        """What may be a clue: limits that were not kept, and rows of the figures that rooms declare as such; nothing of cases."""
        commission, at = self._commission(request), self.moment()
        if commission is None:
            raise Http404
        wanted = request.GET.get("of", "clock")
        figures = {figure.id: figure for figure in clues.clue_figures()}
        if wanted != "clock" and wanted not in figures:
            raise Http404
        rows = clues.of_figure(figures[wanted], at) if wanted in figures else clues.of_clocks(at)
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        take = act_url(ACTS["accountability.take_clue"], commission)
        candidates = [
            clues.figure_candidate(figures[wanted], row) if wanted in figures else clues.clock_candidate(row)
            for row in page.object_list
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "可能的线索",
            "page_obj": page,
            "wanted": wanted,
            "sorts": [("clock", "超过期限的事项"), *((f.id, f.label) for f in figures.values())],
            "rows": [
                {
                    "candidate": each,
                    "article": REGISTER.find(each.clause).named,
                    "url": f"{take}?source={each.key}",
                }
                for each in candidates
            ],
            "span": clues.span(at),
        }
        return TemplateResponse(request, "accountability/desk/clues.html", context)

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """A paper of the case as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(Paper.objects.select_related("file"), pk=paper, case=matter)
        answer = deliver(found.file, f"{found.get_kind_display()}.pdf", shown=True)
        matter.looked_at(actor_of(request), request.path)
        note(request, Kind.DOWNLOAD)
        return answer

    def proof(self, request: HttpRequest, pk: int, proof: int) -> FileResponse:
        """A file of the evidence."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(Evidence.objects.select_related("file"), pk=proof, case=matter)
        answer = deliver(found.file)
        matter.looked_at(actor_of(request), request.path)
        note(request, Kind.DOWNLOAD)
        return answer

    def subline(self, matter: Case) -> list[str]:
        return [f"（{'一二三四五六'[matter.item - 1]}）{matter.get_item_display()}"]

    def sections(self, request: HttpRequest, matter: Case) -> list[dict[str, Any]]:
        actor = actor_of(request)
        members = list(matter.members.select_related("staff"))  # type: ignore[attr-defined]
        leads = any(
            row.part == Member.Part.LEADER and row.until_at is None and row.staff_id == actor.staff_id
            for row in members
        )
        found = [
            *facts_section("对象", self._whom(matter)),
            section("线索", "text", blocks=parse(matter.clue), note=matter.get_source_display()),
            *self._evidence(matter),
            *self._responsibility(matter),
            *self._told(matter),
            *self._decided(matter),
            *self._papers(matter),
            *self._appeals(matter),
            section("办案人员", "links", rows=[self._member(row) for row in members]),
        ]
        return [*found, *(self._readings(matter) if leads else [])]

    def _whom(self, matter: Case) -> list[tuple[str, Any]]:
        person = matter.subject not in ("", Subject.UNIT)
        return [
            ("涉及的单位", matter.unit),
            ("追究对象", matter.get_subject_display() if matter.subject else ""),
            ("姓名", f"{matter.person}，{matter.post}" if person else ""),
            ("行为发生的日期", matter.happened_on),
            ("立案", to_the_minute(matter.filed_at) if matter.filed_at else ""),
            ("离职或者退休", matter.left_on),
            ("结果", matter.get_ended_how_display() if matter.ended_how else ""),
            ("理由", matter.ended_because),
            ("移送到", matter.handed_to),
        ]

    def _evidence(self, matter: Case) -> list[dict[str, Any]]:
        found = []
        if kept := clues.told(matter.evidence):
            lines = [
                f"{one['at']} {one['label']}，{one['by']}（{one['roles'] or one['agency'] or '系统'}）"
                for one in kept["lines"]
            ]
            facts = [
                ("是什么", kept["label"]),
                ("事项", numbered(kept["ref"])),
                ("依据", f"{kept['article']}（{kept['clause']}）"),
                ("时间", kept["moment"]),
                ("可能免责的情形", kept["excused"]),
                ("当时的办理记录", "\n".join(lines)),
                ("摘要", matter.evidence_digest),
            ]
            found += facts_section("收下线索时的记录", facts)
        if matter.facts:
            found.append(section("查明的事实", "text", blocks=parse(matter.facts)))
        rows = [
            {
                "label": f"证据 {number}（文件）" if proof.file else f"证据 {number}",
                "url": reverse("admin:accountability_proof", args=[matter.pk, proof.pk])
                if proof.file
                else "",
                "text": f"{proof.text}（{to_the_minute(proof.added_at)}，{proof.added_by}）",
            }
            for number, proof in enumerate(matter.proofs.select_related("file", "added_by"), 1)  # type: ignore[attr-defined]
        ]
        return [*found, *([section("证据", "links", rows=rows)] if rows else [])]

    def _responsibility(self, matter: Case) -> list[dict[str, Any]]:
        if not matter.responsibility:
            return []
        facts = [
            ("按审批记录推出", matter.get_derived_display()),
            ("所依据的记录", matter.derived_from),
            ("认定", matter.get_responsibility_display()),
            ("不按审批记录认定的理由", matter.departed_because),
        ]
        return facts_section("责任", facts)

    def _told(self, matter: Case) -> list[dict[str, Any]]:
        found = []
        if matter.intended_level and matter.told_at:
            facts = [
                ("告知", to_the_minute(matter.told_at)),
                ("拟定的档次", matter.get_intended_level_display()),
                ("拟采取的措施", matter.words_of(matter.intended_measures)),
                ("依据", matter.intended_basis),
            ]
            found += facts_section("告知的内容", facts)
        found += [
            section("书面陈述申辩", "text", blocks=parse(each.text), note=to_the_minute(each.at))
            for each in matter.statements.all()  # type: ignore[attr-defined]
        ]
        if matter.heard_at:
            note_ = f"{to_the_minute(matter.heard_at)}，{matter.heard_by}、{matter.heard_with}"
            note_ += "；本人书面放弃" if matter.waived else ""
            note_ += "；本人当面陈述，已签名" if matter.in_person else ""
            found.append(section("陈述申辩笔录", "text", blocks=parse(matter.hearing), note=note_))
            found.append(section("复核", "text", blocks=parse(matter.defence_checked)))
        if matter.trial:
            note_ = (
                f"{to_the_minute(matter.tried_at)}，{matter.tried_by}" if matter.tried_at else "退回补充调查"
            )
            found.append(section("审理意见", "text", blocks=parse(matter.trial), note=note_))
        return found

    def _decided(self, matter: Case) -> list[dict[str, Any]]:
        if matter.decided_at is None or not matter.decider:
            return []
        until = last_day(matter, "review") if matter.served_on else None
        changed = matter.final_measures != matter.measures or matter.final_level != matter.level
        facts = [
            ("决定书", matter.decision_number),
            ("由谁作出", matter.get_decider_display()),
            ("档次", matter.get_level_display()),
            ("措施", matter.words_of(matter.measures)),
            ("依据", matter.basis),
            ("集体研究", f"{matter.deliberated_on}：{matter.deliberation}"),
            (
                "任免机关、单位的决定",
                f"{matter.organ}，{matter.organ_number}，{matter.organ_decided_on}"
                if matter.organ_number
                else "",
            ),
            (
                "申诉以后",
                ("撤销" if matter.revoked_at else matter.words_of(matter.final_measures)) if changed else "",
            ),
            ("送达", f"{matter.served_on}：{matter.service}" if matter.served_on else ""),
            ("告知所在单位", f"{matter.unit_told_on}：{matter.unit_told}" if matter.unit_told_on else ""),
            ("宣布", f"{matter.announced_on}：{matter.announced}" if matter.announced_on else ""),
            ("申请复审到", until),
            ("改正期限", matter.correct_by),
            ("改正情况", matter.correction),
            ("改正日期", matter.corrected_on),
        ]
        return facts_section("处理决定", facts)

    def _papers(self, matter: Case) -> list[dict[str, Any]]:
        rows = [
            {
                "label": f"{paper}（PDF）",
                "url": reverse("admin:accountability_paper", args=[matter.pk, paper.pk])
                if paper.file
                else "",
                "text": f"{localtime(paper.issued_at):%Y-%m-%d %H:%M}，{paper.document_number}"
                if paper.file
                else "正在排版，一两分钟以后刷新",
            }
            for paper in matter.letters.select_related("file").order_by("pk")  # type: ignore[attr-defined]
        ]
        return [section("文书", "links", rows=rows)] if rows else []

    def _appeals(self, matter: Case) -> list[dict[str, Any]]:
        rows = [
            matter_row(each, f"{each.get_stage_display()}，{each.lodged_on}，{each.get_state_display()}")
            for each in matter.appeals.select_related("case").order_by("pk")  # type: ignore[attr-defined]
        ]
        return [section("申诉", "links", rows=rows)] if rows else []

    def _member(self, row: Member) -> dict[str, Any]:
        ended = f"，{to_the_minute(row.until_at)} {row.get_ended_display()}" if row.until_at else ""
        return {"label": str(row.staff), "url": "", "text": f"{row.get_part_display()}{ended}"}

    def _readings(self, matter: Case) -> list[dict[str, Any]]:
        rows = [
            {
                "label": str(row.staff or "持查询码的人"),
                "url": "",
                "text": f"{to_the_minute(row.at)}　{_in_words(row.what)}",
            }
            for row in matter.readings.select_related("staff")[:50]  # type: ignore[attr-defined]
        ]
        return [section("谁看过（只有负责人看得到）", "links", rows=rows)] if rows else []


def _in_words(what: str) -> str:
    """What was looked at, where it was kept as an address of the desk."""
    try:
        found = resolve(what.partition("?")[0])
    except Resolver404:
        return what
    if found.url_name == "act" and (declared := ACTS.get(found.kwargs["name"])):
        return f"打开“{declared.label}”"
    if found.url_name in SEEN:
        return SEEN[found.url_name]
    labels = {f"{model._meta.label_lower.replace('.', '_')}_change": model for model in kinds().values()}
    model = labels.get(found.url_name or "")
    return f"打开{model._meta.verbose_name}" if model else what
