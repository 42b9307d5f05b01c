"""Archived items at the desk: the catalogue, each with its parts, tests and papers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from archive import packing, printing
from archive.admin.tested import test_section
from archive.models import Item, Kept, SealedItem
from archive.opening import Opening, may_open
from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.casework.watching import note
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver, with_download_headers
from foundation.files.models import Audience

PAPERS = {"stamp": "归档章", "proof": "档案真实性证明"}
_WAY = (
    ("found", "办结"),
    ("collected", "收集"),
    ("ready", "检测"),
    ("filed", "归档"),
    ("transferred", "移交"),
)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper that is shown by the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    return with_download_headers(answer, name, shown=True)


class KeptAdmin(MatterAdmin):
    """The pages of items, in the archive and behind a door of their own."""

    list_display = ("title", "agency", "state", "code_shown", "year", "term", "pages")
    list_filter = ("state", "year", "term", "arrangement", "category")
    search_fields = ("title", "code", "document_number")
    follow: tuple[str, ...] = ("agency", "maker", "filed_by")
    clocked = False
    way = _WAY
    finished = ("transferred",)

    @admin.display(description="档号", ordering="code", empty_value="")
    def code_shown(self, item: Any) -> str:
        return item.code or ""

    def get_urls(self) -> list[URLPattern]:
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/files/<int:file>/", view(self.part), name=f"{label}_file"),
            path("<int:pk>/<str:paper>.pdf", view(self.paper), name=f"{label}_paper"),
            *super().get_urls(),
        ]

    def part(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """One file of an item, for whoever may open it where it comes from."""
        item: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        member = get_object_or_404(item.members.select_related("file"), pk=file)
        if not may_open(actor_of(request), item, member):
            raise Http404
        item.looked_at(actor_of(request), request.path)
        return deliver(member.file)

    def paper(self, request: HttpRequest, pk: int, paper: str) -> HttpResponse:
        """The archive stamp, or the page that proves what is kept."""
        item = get_object_or_404(self.get_queryset(request), pk=pk)
        actor = actor_of(request)
        if paper not in self._printed(item, actor):
            raise Http404
        self._taken_away(request, item)
        if paper == "stamp":
            return pdf(printing.stamp(item), "归档章.pdf")
        address = request.build_absolute_uri(reverse("seals:file"))
        return pdf(printing.proof(item, self.moment(), address=address), "档案真实性证明.pdf")

    def _printed(self, item: Kept, actor: Actor) -> dict[str, str]:
        """The papers of an item for this person: the proof names every file, hand and step, for the matter's own readers."""
        if item.code is None:
            return {}
        reads = item.read_by_its_readers(actor)
        return {paper: said for paper, said in PAPERS.items() if reads or paper != "proof"}

    def _taken_away(self, request: HttpRequest, item: Kept) -> None:
        """Leave a line of what leaves the desk: of what is sealed it names nothing, and the matter has one of its own."""
        note(request, Kind.EXPORT, of="" if self.model.sealed else item.ref)
        item.looked_at(actor_of(request), request.path)

    def subline(self, matter: Kept) -> list[str]:
        return [matter.shown_code, str(matter.agency), matter.get_term_display()]

    def sections(self, request: HttpRequest, matter: Any) -> list[dict[str, Any]]:
        actor = actor_of(request)
        found = [
            *facts_section("退回的原因", [(f"第 {n} 条", fault) for n, fault in enumerate(matter.faults, 1)]),
            *facts_section("著录", self._facts(matter)),
            self._parts(matter, actor),
            *self._tests(matter),
            *self._papers(matter, actor),
        ]
        source = matters.find(matter.source_ref, actor)
        if source is not None:
            rows = [{"label": "事项", "url": desk_url(source), "text": matter.title}]
            found.append(section("来自", "links", rows=rows))
        return found

    def _facts(self, item: Any) -> list[tuple[str, Any]]:
        return [
            ("档号", item.shown_code),
            ("题名", item.title),
            ("责任者", item.responsible),
            ("文号", item.document_number),
            ("日期", item.formed_on),
            ("办结", f"{to_the_minute(item.ended_at)}（{item.ended_as}）"),
            ("归档年度", str(item.year)),
            ("机构（问题）", item.section),
            ("整理方式", item.get_arrangement_display()),
            ("保管期限", item.get_term_display()),
            ("延长的理由", item.term_because),
            ("保管期满", item.expires_on),
            ("密级", item.secrecy),
            ("政府信息公开情况", item.openness),
            ("页数", f"{item.pages} 页" if item.pages else ""),
            ("不归档的理由", item.left_out_because),
            ("归档", f"{to_the_minute(item.filed_at)}，{item.filed_by or '系统'}" if item.filed_at else ""),
            ("备注", item.note),
            ("内容摘要", item.collected_digest),
        ]

    def _parts(self, item: Any, actor: Actor) -> dict[str, Any]:
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        rows, opening = [], Opening(actor, item)
        for member in item.members.select_related("file").defer("file__text").order_by("sequence"):
            opens = opening.opens(member)
            url = reverse(f"admin:{label}_file", args=[item.pk, member.pk]) if opens else ""
            audience = Audience(member.file.audience).label
            rows.append(file_row(member.file, self._named(member), audience, url))
        return section("组成", "files", files=rows)

    def _named(self, member: Any) -> str:
        pages = f"（第 {member.first_page} 页起，{member.pages} 页）" if member.first_page else ""
        wrong = f"，{member.get_condition_display()}" if member.condition not in ("", "sound") else ""
        return f"{member.sequence}. {member.title}{pages}{wrong}"

    def _tests(self, item: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for run in item.detections.order_by("-pk")[:3]:
            when = f"{run.get_stage_display()}，{localtime(run.at):%Y-%m-%d %H:%M}"
            title = f"四性检测（{when}）：{'合格' if run.passed else '不合格'}"
            found += test_section(title, run.points)
        return found

    def _papers(self, item: Any, actor: Actor) -> list[dict[str, Any]]:
        label = f"{self.opts.app_label}_{self.opts.model_name}_paper"
        rows = [
            {"label": f"{said}（PDF）", "url": reverse(f"admin:{label}", args=[item.pk, paper]), "text": ""}
            for paper, said in self._printed(item, actor).items()
        ]
        return [section("文书", "links", rows=rows)] if rows else []


@admin.register(Item, site=desk)
class ItemAdmin(KeptAdmin):
    """The catalogue of an agency."""

    follow = ("agency", "maker", "filed_by", "volume", "supplements")

    def sections(self, request: HttpRequest, matter: Any) -> list[dict[str, Any]]:
        rows = []
        if matter.volume is not None:
            rows.append({"label": "案卷", "url": desk_url(matter.volume), "text": matter.volume.title})
        if matter.supplements is not None:
            rows.append(
                {"label": "补充", "url": desk_url(matter.supplements), "text": matter.supplements.shown_code}
            )
        rows += [
            {"label": "由它补充", "url": desk_url(more), "text": more.shown_code or more.get_state_display()}
            for more in matter.supplemented_by.order_by("pk")
        ]
        beside = [section("同一案卷和补充", "links", rows=rows)] if rows else []
        return [*super().sections(request, matter), *beside]


@admin.register(SealedItem, site=desk)
class SealedItemAdmin(KeptAdmin):
    """What the discipline commission keeps behind its door."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bag)
        return [path("<int:pk>/bag.age", view, name="archive_sealed_bag"), *super().get_urls()]

    def bag(self, request: HttpRequest, pk: int) -> FileResponse:
        """The bag of a filed case as the worker made it, encrypted to the keys of its team; nothing before there is one."""
        item = get_object_or_404(self.get_queryset(request).select_related("bag"), pk=pk)
        answer = deliver(item.bag, packing.sealed_name(item))
        self._taken_away(request, item)
        return answer

    def _papers(self, item: Any, actor: Actor) -> list[dict[str, Any]]:
        if item.code is None or not settings.ARCHIVE_SEALED_RECIPIENTS:
            return super()._papers(item, actor)
        url = reverse("admin:archive_sealed_bag", args=[item.pk]) if item.bag_id else ""
        said = f"只有持有私钥的人打得开，SHA-256 {item.bag_sha256}" if url else "正在打包，几分钟以后刷新"
        row = {"label": "加密的数据包（age）", "url": url, "text": said}
        return [*super()._papers(item, actor), section("数据包", "links", rows=[row])]
