"""The desk's pages of what is not published: the register, the yearly re-assessment item by item, the public catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from disclosure.models import Document
from disclosure.models.reassessment import READERS, ReassessedItem, Reassessment, WithheldEntry
from disclosure.statute import GROUNDS
from disclosure.withheld import Withheld, withheld_by_each
from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import matters
from foundation.casework.acts import desk_url
from foundation.casework.desk import Button, MatterAdmin, actor_of, desk, section
from foundation.casework.listing import as_workbook
from foundation.casework.sections import adds_sections, facts_section
from foundation.casework.watching import note
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver

REGISTER = "不公开信息登记簿"
HEADS = ("单位", "信息", "怎样定的", "依据", "决定日期", "决定人", "最近复核", "不公开到", "公开目录")


def register_rows(agencies: Iterable[Agency], at: datetime) -> list[list[str]]:
    """What these agencies do not publish, with ground, decision, last re-assessment and what the catalogue says."""
    held = [(agency, one) for agency, each in withheld_by_each(list(agencies), at).items() for one in each]
    numbers = {one.pk for _agency, one in held}
    last: dict[tuple[str, int], ReassessedItem] = {}
    decided = ReassessedItem.objects.filter(subject_id__in=numbers, state=ReassessedItem.State.KEPT)
    for item in decided.order_by("pk"):
        last[item.subject_kind, item.subject_id] = item
    listed = dict(
        WithheldEntry.objects.public()
        .filter(document__in=[one.pk for _agency, one in held if one.kind == Document.kind])
        .values_list("document", "description")
    )
    return [_row(agency, one, last.get((one.kind, one.pk)), listed) for agency, one in held]


def _row(agency: Agency, one: Withheld, item: ReassessedItem | None, listed: dict[int, str]) -> list[str]:
    ground = item.ground_now if item else one.ground
    return [
        agency.short_name,
        one.title,
        one.sort,
        GROUNDS.get(ground, ground),
        str(one.decided_on or ""),
        one.decided_by,
        str(localdate(item.confirmed_at)) if item and item.confirmed_at else "还没有复核",
        str(item.until or "下次复核时再定") if item else "",
        listed.get(one.pk, "没有列入") if one.kind == Document.kind else "",
    ]


@admin.register(Reassessment, site=desk)
class ReassessmentAdmin(MatterAdmin):
    """The yearly re-assessments."""

    list_display = ("title", "agency", "state", "year", "assessor", "closed_on")
    list_filter = ("state",)
    search_fields = ("title", "document_number")
    follow = ("agency", "assessor")
    way = (("open", "逐件复核"), ("closed", "办结"))
    finished = ("closed",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("withheld/", view(self.register), name="disclosure_withheld"),
            path("<int:pk>/result/", view(self.result), name="disclosure_reassessment_result"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to the register."""
        beside = [{"url": reverse("admin:disclosure_withheld"), "label": REGISTER}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def register(self, request: HttpRequest) -> HttpResponse:
        """Everything that the agencies of this person do not publish, to be printed or as a workbook."""
        actor = actor_of(request)
        everywhere = READERS.everywhere(actor)
        if not (everywhere or READERS.agencies(actor)):
            raise PermissionDenied
        agencies = Agency.objects.order_by("kind", "code")
        rows = agencies if everywhere else agencies.filter(pk__in=READERS.agencies(actor))
        at = self.moment()
        table: dict[str, Any] = {"heads": HEADS, "rows": register_rows(rows, at), "more": False}
        note(request, Kind.EXPORT, of=Reassessment.kind)
        if request.GET.get("as") == "xlsx":
            return as_workbook(REGISTER, table, localdate(at))
        context = {
            "title": REGISTER,
            "table": table,
            "at": at,
            "back": reverse("admin:disclosure_reassessment_changelist"),
            "by": actor,
            "workbook": "?as=xlsx",
        }
        return TemplateResponse(request, "casework/desk/printed.html", context)

    def result(self, request: HttpRequest, pk: int) -> FileResponse:
        """Deliver the report to whoever may read the re-assessment."""
        batch = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(batch.results.select_related("file").exclude(file=None)).file
        return deliver(found)

    def subline(self, matter: Reassessment) -> list[str]:
        done = matter.progress()
        total, left = sum(done.values()), sum(done.get(state, 0) for state in ReassessedItem.UNDECIDED)
        return [str(matter.agency), f"{total} 件，已定 {total - left} 件，还有 {left} 件"]

    def sections(self, request: HttpRequest, matter: Reassessment) -> list[dict[str, Any]]:
        done = matter.progress()
        facts = [
            (str(label), f"{done[state]} 件")
            for state, label in ReassessedItem.State.choices
            if state in done
        ]
        items = matter.items.select_related("assessed_by", "confirmed_by")
        rows = [{"url": desk_url(item), "label": item.title, "text": _standing(item)} for item in items]
        hint = "每一件由复核专人提出意见，另一人确认；都定下来才能办结。"
        shown = [
            *facts_section(
                "要点", [("复核专人", matter.assessor or "还没有指定"), ("结果文号", matter.document_number)]
            ),
            *facts_section("进度", facts),
            section(f"逐件复核（{len(rows)} 件）", "links", rows=rows, hint=hint),
        ]
        for result in matter.results.defer("content"):
            url = reverse("admin:disclosure_reassessment_result", args=[matter.pk]) if result.file_id else ""
            row = {"url": url, "label": result.caption, "text": "" if url else "正在生成 PDF"}
            shown.append(section("结果报告", "links", rows=[row]))
        return shown


def _standing(item: ReassessedItem) -> str:
    said = [item.sort, str(item.get_state_display())]
    if item.ground_now:
        said.append(item.get_ground_now_display())
    if item.confirmed_by:
        said.append(f"{item.assessed_by}复核，{item.confirmed_by}确认")
    return "，".join(said)


@admin.register(ReassessedItem, site=desk)
class ReassessedItemAdmin(MatterAdmin):
    """What is re-assessed, one by one."""

    list_display = ("title", "agency", "state", "verdict", "confirmed_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "batch__agency", "assessed_by", "confirmed_by", "document")
    way = (("due", "复核"), ("assessed", "确认"), ("kept", "定下来"))
    along = {"released": "kept"}
    finished = ("kept", "released")

    def subline(self, matter: ReassessedItem) -> list[str]:
        return [str(matter.agency), matter.batch.title, f"原为{matter.sort}"]

    def also_offered(self, matter: ReassessedItem, actor: Actor) -> list[Button]:
        return [Button("看整批复核", desk_url(matter.batch), "quiet")]

    def sections(self, request: HttpRequest, matter: ReassessedItem) -> list[dict[str, Any]]:
        actor = actor_of(request)
        rows = []
        if (subject := matters.find(matter.subject, actor)) is not None:
            rows.append({"url": desk_url(subject), "label": "打开原来的事项", "text": str(subject)})
        if matter.document is not None:
            rows.append(
                {"url": desk_url(matter.document), "label": "转为公开的公文", "text": matter.document.title}
            )
        before = [
            ("信息", matter.title),
            ("原来怎样定的", matter.sort),
            ("原来的依据", matter.get_ground_display() if matter.ground else ""),
            ("原决定日期", matter.decided_on),
            ("原决定人", matter.decided_by),
        ]
        now = [
            ("复核意见", matter.get_verdict_display()),
            ("现在的依据", matter.get_ground_now_display() if matter.ground_now else ""),
            ("理由", matter.reasons),
            ("不公开到", matter.until),
            ("复核人", matter.assessed_by),
            ("确认人", matter.confirmed_by),
            ("确认时间", to_the_minute(matter.confirmed_at) if matter.confirmed_at else ""),
        ]
        found = [section("事项", "links", rows=rows)] if rows else []
        return [*facts_section("原来的决定", before), *facts_section("这次复核", now), *found]


@admin.register(WithheldEntry, site=desk)
class WithheldEntryAdmin(MatterAdmin):
    """What the public catalogue says of what is not published."""

    list_display = ("description", "agency", "state", "ground", "decided_on", "until")
    list_filter = ("state",)
    search_fields = ("description",)
    follow = ("agency", "document")
    clocked = False
    way = (("proposed", "拟列入"), ("listed", "已列入"))
    finished = ("listed",)

    def sections(self, request: HttpRequest, matter: WithheldEntry) -> list[dict[str, Any]]:
        facts = [
            ("人人看得到的名称", matter.description),
            ("公开属性", matter.sort),
            ("依据", matter.get_ground_display()),
            ("决定日期", matter.decided_on),
            ("不公开到", matter.until or "下次复核时再定"),
        ]
        row = {
            "url": desk_url(matter.document),
            "label": matter.document.title,
            "text": "对照公文看名称合不合适",
        }
        return [*facts_section("目录里写的", facts), section("公文", "links", rows=[row])]


@adds_sections(Document)
def on_a_kept_document(document: Document, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """How a document that is not published was re-assessed, and what the catalogue says of it."""
    items = ReassessedItem.objects.filter(subject_kind=document.kind, subject_id=document.pk)
    rows = [
        {"url": desk_url(item), "label": item.batch.title, "text": _standing(item)}
        for item in items.select_related("batch__agency", "assessed_by", "confirmed_by").order_by("-pk")
    ]
    entries = document.withheld_entries.exclude(state=WithheldEntry.State.DROPPED)
    rows += [
        {"url": desk_url(entry), "label": f"目录：{entry.description}", "text": entry.get_state_display()}
        for entry in entries
    ]
    return [section("复核和目录", "links", rows=rows)] if rows else []


@adds_sections(Document)
def on_a_document_of_a_kind(document: Document, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What its drafter answered on the kinds that are not suitable for release."""
    said = [
        (
            f"第 {one.kind} 类：{one.get_kind_display()}",
            f"{'是' if one.is_one else '不是'}。{one.why}"
            + (f"依据：{one.get_ground_display()}" if one.ground else ""),
        )
        for one in document.kind_answers.all()
    ]
    return facts_section("对照不宜公开的六类", said)
