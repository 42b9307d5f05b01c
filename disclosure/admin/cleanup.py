"""The desk's pages of the cleanup of normative documents."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disclosure.models import Cleanup, CleanupItem, Document
from foundation.agencies.actors import Actor
from foundation.casework.acts import desk_url
from foundation.casework.desk import Button, MatterAdmin, desk, section
from foundation.casework.sections import facts_section

_WAY = (("open", "逐件提出意见"), ("drafted", "公告"), ("published", "公布"))


@admin.register(Cleanup, site=desk)
class CleanupAdmin(MatterAdmin):
    """The cleanups of each agency."""

    list_display = ("title", "agency", "state", "year", "published_on")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "result")
    way = _WAY
    finished = ("published",)

    def sections(self, request: HttpRequest, matter: Cleanup) -> list[dict[str, Any]]:
        items = list(matter.items.select_related("judged_by", "replaced_by"))
        left = sum(item.state == CleanupItem.State.DUE for item in items)
        rows = [{"url": desk_url(item), "label": item.cited, "text": _standing(item)} for item in items]
        hint = "都提出意见以后拟写结果公告；公告公布之日，意见写到每一件的效力上。"
        shown = [
            section(f"逐件清理（{len(items)} 件，还有 {left} 件没有意见）", "links", rows=rows, hint=hint)
        ]
        if matter.result is not None:
            document: Document = matter.result
            row = {"url": desk_url(document), "label": document.title, "text": document.get_state_display()}
            shown.insert(0, section("结果公告", "links", rows=[row]))
        return shown


def _standing(item: CleanupItem) -> str:
    said = [str(item.get_state_display())]
    if item.verdict:
        said += [str(item.get_verdict_display()), item.reasons]
    return "，".join(said)


@admin.register(CleanupItem, site=desk)
class CleanupItemAdmin(MatterAdmin):
    """The documents that are cleaned up, one by one."""

    list_display = ("title", "agency", "state", "verdict", "document_number")
    list_filter = ("state",)
    search_fields = ("title", "document_number")
    follow = ("agency", "batch__agency", "judged_by", "index", "replaced_by")
    clocked = False
    way = (("due", "提出意见"), ("judged", "公告"), ("decided", "公布"))
    finished = ("decided",)

    def subline(self, matter: CleanupItem) -> list[str]:
        return [str(matter.agency), matter.batch.title]

    def also_offered(self, matter: CleanupItem, actor: Actor) -> list[Button]:
        return [Button("看整批清理", desk_url(matter.batch), "quiet")]

    def sections(self, request: HttpRequest, matter: CleanupItem) -> list[dict[str, Any]]:
        document = matter.documents(self.moment()).first()
        facts = [
            ("文件", matter.cited),
            ("索引号", matter.index),
            ("现在的效力", (document.get_validity_display() or "有效") if document else "已经不在公开"),
            ("清理意见", matter.get_verdict_display()),
            ("理由", matter.reasons),
            ("替代它的文件", matter.replaced_by or ""),
            ("提出意见的人", matter.judged_by),
        ]
        shown = [*facts_section("要点", facts)]
        if document is not None:
            shown.append(
                section(
                    "公文",
                    "links",
                    rows=[{"url": desk_url(document), "label": document.title, "text": "打开看全文"}],
                )
            )
        return shown
