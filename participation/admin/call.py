"""Drafts for comment at the desk, with what was said of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.files.delivering import deliver
from foundation.privacy.masking import mask_email, mask_name, mask_phone
from foundation.texts.structure import parse
from participation.forms import suggested
from participation.gates import unanswered
from participation.models import Call, Enclosure, Opinion, Suggestion
from participation.submissions import revealed_opinions

#: The most opinions on a page of the desk.
ROWS = 100


@admin.register(Call, site=desk)
class CallAdmin(MatterAdmin):
    """Drafts for comment, with what came and what is still to be answered."""

    list_display = ("title", "edition", "agency", "state", "last_day_shown")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "decision")
    way = (
        ("drafting", "拟稿"),
        ("under_review", "保密审查"),
        ("ready", "待公开"),
        ("open", "公开"),
        ("closed", "截止"),
        ("fed_back", "反馈"),
    )
    finished = ("fed_back",)
    clocked = False

    @admin.display(description="截止日期", ordering="closes_at", empty_value="")
    def last_day_shown(self, matter: Call) -> str:
        return str(matter.last_day or "")

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/files/<int:enclosure>/",
            self.admin_site.admin_view(self.enclosed),
            name="participation_call_file",
        )
        return [own, *super().get_urls()]

    def enclosed(self, request: HttpRequest, pk: int, enclosure: int) -> FileResponse:
        """A file that came with an opinion; 404 unless the reader looked at its sender today, and said why."""
        call = get_object_or_404(self.get_queryset(request), pk=pk)
        rows = Enclosure.objects.filter(opinion__call=call).select_related("file", "opinion")
        found = get_object_or_404(rows, pk=enclosure)
        if str(found.opinion) not in revealed_opinions(call, actor_of(request), self.moment()):
            raise Http404
        return deliver(found.file, found.name)

    def subline(self, matter: Call) -> list[str]:
        return [str(matter.agency), matter.decision.number, f"第 {matter.edition} 次征求意见"]

    def sections(self, request: HttpRequest, matter: Call) -> list[dict[str, Any]]:
        last = f"{matter.last_day} 24时" if matter.last_day else ""
        facts = [
            ("公开时间", localtime(matter.opened_at).strftime("%Y-%m-%d %H:%M") if matter.opened_at else ""),
            ("截止", last),
            ("天数", f"{matter.days} 日"),
            ("少于 30 日的理由", matter.shorter_because),
            ("收件人", matter.recipient),
            ("收件地址", matter.letter),
            ("电话", matter.telephone),
            ("电子邮箱", matter.email),
            ("传真", matter.fax),
            ("其他渠道", "、".join(matter.channels)),
            ("撤回原因", matter.withdrawal_reason),
        ]
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        found = [
            *facts_section("要点", facts),
            section("决策事项", "links", rows=[decision]),
            section("征求意见稿", "text", blocks=parse(matter.draft)),
        ]
        for label, text in (
            ("背景", matter.background),
            ("依据", matter.basis),
            ("起草过程", matter.process),
            ("主要内容和理由", matter.content),
        ):
            if text:
                found.append(section(label, "text", blocks=parse(text)))
        if matter.opened_at:
            found += self._opinions(request, matter)
        return found

    def _opinions(self, request: HttpRequest, matter: Call) -> list[dict[str, Any]]:
        """What came, the newest first, page by page, with the sender for those who may read them.

        `?show=` narrows it to what is unanswered, to a group (`group-3`) or to what is found alike (`alike-3`).
        """
        actor = actor_of(request)
        open_to_me = matter.part_open_to("sender", actor)
        shown = request.GET.get("show", "")
        named, rows = _narrowed(matter, shown)
        rows = rows.select_related("sender", "answer", "membership__group__answer").order_by("-pk")
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        total, left = Opinion.objects.filter(call=matter).count(), unanswered(matter).count()
        groups = matter.groups.select_related("answer").annotate(n=Count("members")).order_by("pk")
        found = [
            section(
                f"收到的意见，共 {total} 条，待答复 {left} 条",
                "links",
                rows=[
                    {"url": "?", "label": "全部意见", "text": f"{total} 条"},
                    {"url": "?show=unanswered", "label": "待答复的意见", "text": f"{left} 条"},
                ],
            ),
            section(
                f"{named}，{page.paginator.count} 条，第 {page.number} 页，共 {page.paginator.num_pages} 页",
                "links",
                rows=[
                    *(
                        {"url": "", "label": row.number, "text": f"{_head(row, open_to_me)}：{row.text}"}
                        for row in page
                    ),
                    *_turning(page, shown),
                ],
            ),
            *_enclosed(matter, [row.pk for row in page], revealed_opinions(matter, actor, self.moment())),
        ]
        if alike := suggested(matter)[:ROWS]:
            rows_alike = [
                {"url": f"?show=alike-{each.pk}", "label": str(each), "text": _members(each)}
                for each in alike
            ]
            found.append(section("内容相近，建议归并", "links", rows=rows_alike))
        if groups:
            rows_grouped = [
                {
                    "url": f"?show=group-{each.pk}",
                    "label": each.title,
                    "text": f"{each.n} 条，{_answered(each)}",
                }
                for each in groups
            ]
            found.append(section("归并", "links", rows=rows_grouped))
        return found


def _enclosed(call: Call, opinions: list[int], open_to_me: set[str]) -> list[dict[str, Any]]:
    """The files that came with the opinions of a page; those whose sender this reader looked at today can be opened."""
    rows = Enclosure.objects.filter(opinion__in=opinions).select_related("file", "opinion")
    found = []
    for row in rows.order_by("-opinion", "pk"):
        number = str(row.opinion)
        may = number in open_to_me
        url = reverse("admin:participation_call_file", args=[call.pk, row.pk]) if may else ""
        name = row.name or "已到期清除" if may else f"附件 {row.pk}（先“查看提意见的人和原文”才能打开）"
        found.append(file_row(row.file, f"{number}：{name}", "不公开", url))
    return [section("意见的附件", "files", files=found)] if found else []


def _narrowed(call: Call, shown: str) -> tuple[str, QuerySet[Opinion]]:
    """What `?show=` names, in words, and its opinions; all of the call where it names nothing."""
    rows: QuerySet[Opinion] = Opinion.objects.filter(call=call)
    kind, _, number = shown.partition("-")
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    if shown == "unanswered":
        return "待答复的意见", unanswered(call)
    if kind == "group" and (group := call.groups.filter(pk=pk).first()):
        return f"归并“{group.title}”里的意见", rows.filter(membership__group=group)
    if kind == "alike" and (alike := Suggestion.objects.filter(call=call, pk=pk).first()):
        return "内容相近、建议归并的意见", rows.filter(pk__in=alike.members)
    return "全部意见", rows


def _turning(page: Any, shown: str) -> list[dict[str, str]]:
    """The links to the page before and after."""
    found = []
    if page.has_previous():
        found.append(("上一页", page.previous_page_number()))
    if page.has_next():
        found.append(("下一页", page.next_page_number()))
    return [
        {"url": f"?{urlencode({'show': shown, 'page': number})}", "label": label, "text": f"第 {number} 页"}
        for label, number in found
    ]


def _members(suggestion: Suggestion) -> str:
    """The first of the opinions that are found alike."""
    numbers = "、".join(f"Y{pk:06d}" for pk in suggestion.members[:10])
    more = "等" if len(suggestion.members) > 10 else ""
    return f"{'大体相同' if suggestion.campaign else '相同'}：{numbers}{more}"


def _answered(row: Any) -> str:
    """What became of an opinion or a group, in a word."""
    answer = getattr(row, "answer", None)
    return str(answer.get_result_display()) if answer else "待答复"


def _head(row: Opinion, open_to_me: bool) -> str:
    sender = getattr(row, "sender", None)
    membership = getattr(row, "membership", None)
    who = []
    if sender is not None and open_to_me:
        mask = mask_email if "@" in sender.contact else mask_phone
        who = [word for word in (mask_name(sender.name), mask(sender.contact)) if word]
    parts = [
        row.article or "整个草案",
        str(row.get_stance_display()),
        str(row.get_channel_display()),
        *who,
        _answered(membership.group if membership else row),
    ]
    return " · ".join(parts)
