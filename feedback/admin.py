"""The pages of messages and published messages at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate

from feedback.models import Message, PublishedMessage, Sort, Topic
from feedback.queries import revealed
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.privacy.masking import mask_email, mask_name, mask_phone
from foundation.texts.structure import parse


@admin.register(Message, site=desk)
class MessageAdmin(MatterAdmin):
    """Messages at the agency that answers them; what says that personal data stand in the open comes first."""

    list_display = ("number", "sort", "topic", "agency", "against", "state", "received_on")
    list_filter = ("sort", "topic", "state")
    search_fields = ("number",)
    search_help_text = "留言号，例如 L2026-0012"
    follow = ("agency", "against", "document__index")
    way = (("received", "收到"), ("handling", "办理"), ("confirming", "确认"), ("answered", "答复"))
    finished = ("answered",)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        open_leak = Q(topic=Topic.PERSONAL, state__in=Message.OPEN)
        return [Case(When(open_leak, then=Value(0)), default=Value(1)), "-pk"]

    @admin.display(description="收到日期", ordering="created_at")
    def received_on(self, matter: Message) -> str:
        return f"{localdate(matter.created_at)}"

    def subline(self, matter: Message) -> list[str]:
        return [str(matter.agency), str(matter.get_sort_display()), f"{localdate(matter.created_at)} 收到"]

    def tags(self, matter: Message) -> list[dict[str, str]]:
        tags = [*super().tags(matter), {"label": str(matter.get_sort_display()), "level": ""}]
        if matter.urgent:
            tags.append({"label": "公开了个人信息，急件", "level": "breach"})
        return tags

    def steps(self, matter: Message, lines: Iterable[Any]) -> list[dict[str, Any]]:
        """Only reasons for withholding something are confirmed by a reviewer."""
        steps = super().steps(matter, lines)
        return [step for step in steps if matter.sort == Sort.WHY or step["label"] != "确认"]

    def sections(self, request: HttpRequest, matter: Message) -> list[dict[str, Any]]:
        open_to_me = revealed(matter, actor_of(request), timezone.now())
        gone = "（已到期清除）" if matter.erased_at else "（没有写）"
        sections = []
        if matter.asked:
            sections.append(section("想知道的信息", "text", blocks=parse(matter.asked)))
        sections.append(section("留言内容", "text", blocks=parse(matter.text or gone)))
        pages = [{"url": matter.page, "label": matter.page, "text": "打开所说的网页"}] if matter.page else []
        if pages:
            sections.append(section("所说的网页", "links", rows=pages))
        sections += facts_section(
            "要点",
            [
                ("问题", matter.get_topic_display()),
                ("被投诉机关", matter.against),
                ("索引号", matter.document.index_number if matter.document else ""),
                ("不予处理的原因", matter.set_aside_for),
                ("不公开的依据", "；".join(matter.ground_labels)),
            ],
        )
        hidden = "" if open_to_me else "（已遮盖，办理“查看留言人信息”后可见）"
        sections += facts_section(f"留言人{hidden}", _sender(matter, open_to_me))
        if matter.answer:
            sections.append(section("答复", "text", blocks=parse(matter.answer)))
        sections += _before(matter)
        rows = [matter_row(each, str(each.get_state_display())) for each in matter.excerpts.all()]
        later: Message | None = getattr(matter, "later", None)
        if later is not None:
            rows.append(
                {"url": "", "label": later.title, "text": "对这个答复不满意，已向上一级投诉"}
                if not later.readers.include(actor_of(request), later.agency_id)
                else matter_row(later, "对这个答复不满意，已向上一级投诉")
            )
        return [*sections, section("选登和后续", "links", rows=rows)] if rows else sections


def _sender(message: Message, open_to_me: bool) -> list[tuple[str, str]]:
    """Who said it, masked unless that is open to the reader."""
    if open_to_me:
        return [("称呼", message.name), ("联系方式", message.contact)]
    mask = mask_email if "@" in message.contact else mask_phone
    return [("称呼", mask_name(message.name)), ("联系方式", mask(message.contact))]


def _before(message: Message) -> list[dict[str, Any]]:
    """What was said and answered before, for the body one level up."""
    before = message.earlier
    if before is None:
        return []
    return [
        section(
            "原来的留言", "text", blocks=parse(before.text or before.asked or "（没有写）"), note=before.title
        ),
        section("原来的答复", "text", blocks=parse(before.answer or before.set_aside_for or "（没有）")),
    ]


@admin.register(PublishedMessage, site=desk)
class PublishedMessageAdmin(MatterAdmin):
    """Published messages, which name nobody."""

    list_display = ("title", "sort", "agency", "state", "published_at")
    list_filter = ("sort", "state")
    search_fields = ("title", "number")
    follow = ("agency", "message", "drafter")
    way = (("drafted", "拟写"), ("published", "公布"))
    finished = ("published",)
    clocked = False

    def sections(self, request: HttpRequest, matter: PublishedMessage) -> list[dict[str, Any]]:
        return [
            section("所选登的留言", "links", rows=[matter_row(matter.message, "公布以后看不出是谁说的")]),
            section("留言要点", "text", blocks=parse(matter.question)),
            section("答复要点", "text", blocks=parse(matter.answer)),
        ]
