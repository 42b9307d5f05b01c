"""The pages of decisions and drafts for comment at the desk."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section
from foundation.privacy.masking import mask_email, mask_name, mask_phone
from foundation.texts.structure import parse
from participation.forms import suggested
from participation.gates import unanswered
from participation.models import (
    Call,
    Decision,
    Hearing,
    Invitee,
    Opinion,
    Representative,
    Suggestion,
    Symposium,
)

#: The most opinions on a page of the desk.
ROWS = 100


@admin.register(Decision, site=desk)
class DecisionAdmin(MatterAdmin):
    """Decisions from the proposal to the announcement."""

    list_display = ("number", "title", "agency", "year", "state")
    list_filter = ("year", "state")
    search_fields = ("title", "number")
    follow = ("agency", "document")
    way = (
        ("proposed", "拟定"),
        ("started", "启动"),
        ("consulting", "征求意见"),
        ("summarising", "归纳"),
        ("submitted", "提请审议"),
        ("decided", "决定"),
        ("announced", "公布"),
    )
    finished = ("announced",)
    clocked = False

    def subline(self, matter: Decision) -> list[str]:
        return [matter.number, str(matter.agency), f"{matter.year} 年度目录"]

    def sections(self, request: HttpRequest, matter: Decision) -> list[dict[str, Any]]:
        facts = [
            ("要改变什么", matter.changes),
            ("涉及哪些人", matter.whom),
            ("从什么时候起", matter.effective),
            ("配合单位", matter.partners),
            ("特点", "；".join(matter.trait_labels)),
            ("公众参与方式", "、".join(matter.way_labels)),
            ("作出决策的公文", matter.document.title if matter.document else ""),
            ("审议日期", matter.decided_on or ""),
            ("审议结果", matter.outcome),
        ]
        found = facts_section("要点", facts)
        found.append(section("决策依据", "text", blocks=parse(matter.basis)))
        rows = [
            {"url": desk_url(call), "label": call.title, "text": str(call.get_state_display())}
            for call in matter.calls.order_by("edition")
        ]
        if rows:
            found.append(section("征求意见稿", "links", rows=rows))
        meetings = [*matter.hearings.order_by("edition"), *matter.symposia.order_by("pk")]
        if meetings:
            shown = [
                {"url": desk_url(each), "label": each.title, "text": str(each.get_state_display())}
                for each in meetings
            ]
            found.append(section("听证会、座谈会", "links", rows=shown))
        if attending := list(matter.attendees.all()):
            met = [(f"{row.met_on} {row.meeting}", str(row)) for row in attending]
            found.append(section("列席审议会议的代表", "facts", facts=met))
        if matter.statement:
            found.append(section("公众参与情况说明", "text", blocks=parse(matter.statement)))
        return found


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
        open_to_me = matter.part_open_to("sender", actor_of(request))
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


@admin.register(Hearing, site=desk)
class HearingAdmin(MatterAdmin):
    """Hearings from the notice to the report."""

    list_display = ("title", "sort", "agency", "state", "begins_at")
    list_filter = ("state", "sort")
    search_fields = ("title",)
    follow = ("agency", "decision")
    way = (
        ("drafting", "拟稿"),
        ("under_review", "保密审查"),
        ("ready", "待公告"),
        ("announced", "报名"),
        ("closed", "抽签"),
        ("listed", "名单、送达"),
        ("held", "举行"),
        ("reported", "报告"),
    )
    finished = ("reported",)
    clocked = False

    def subline(self, matter: Hearing) -> list[str]:
        return [str(matter.agency), matter.decision.number, str(matter.get_sort_display())]

    def sections(self, request: HttpRequest, matter: Hearing) -> list[dict[str, Any]]:
        begins = matter.begins_at or matter.first_at
        facts = [
            ("时间", localtime(begins).strftime("%Y-%m-%d %H:%M") if begins else ""),
            ("地点", matter.place),
            ("名额", "，".join(f"{label} {n} 人" for label, n in matter.seated)),
            ("旁听席、记者席", f"{matter.observers}、{matter.press}"),
            ("产生方式", matter.selection),
            ("报名条件", matter.eligibility),
            ("报名", f"{matter.registration_from or ''} 至 {matter.registration_until or ''}，{matter.how}"),
            ("抽签用的公开数字", f"{matter.lot}（{matter.lot_on or ''}）"),
            ("公开数字", f"{matter.lot_number} {matter.lot_source}".strip()),
            ("联系", f"{matter.contact} {matter.telephone}"),
            (
                "主持、发言、记录、监察",
                "、".join([matter.chair, matter.speaker, matter.recorder, matter.supervisor]),
            ),
            ("取消原因", matter.withdrawal_reason),
        ]
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        found = [
            section("要点", "facts", facts=[fact for fact in facts if fact[1].strip("、（）， ")]),
            section("决策事项", "links", rows=[decision]),
        ]
        for label, text in (
            ("拟决策事项的内容", matter.content),
            ("理由", matter.reasons),
            ("依据", matter.basis),
            ("背景资料", matter.background),
        ):
            if text:
                found.append(section(label, "text", blocks=parse(text)))
        return found + self._course(request, matter)

    def _course(self, request: HttpRequest, matter: Hearing) -> list[dict[str, Any]]:
        """What came of it: registrations in numbers, representatives, the record for those who may read it, views, report."""
        found = []
        if matter.announced_at:
            rows = Counter(matter.registrations.values_list("group", flat=True))
            counted = [
                (label, f"报名 {rows[group]} 人，名额 {matter.seats[group]}")
                for group, label in matter.groups
            ]
            found.append(section(f"报名 {sum(rows.values())} 人", "facts", facts=counted))
        sitting = list(matter.representatives.prefetch_related("signatures"))
        if sitting:
            shown = [(str(row), _course_of(row, matter)) for row in sitting]
            found.append(section(f"代表 {len(sitting)} 人", "facts", facts=shown))
        if matter.transcript and matter.part_open_to("representatives", actor_of(request)):
            found.append(section("听证笔录", "text", blocks=parse(matter.transcript)))
        if points := list(matter.points.all()):
            said = [(each.text, f"{each.get_result_display()}：{each.reason}") for each in points]
            found.append(section("意见和采纳情况", "facts", facts=said))
        if matter.report:
            found.append(section("听证报告", "text", blocks=parse(matter.report)))
            found.append(section("结论性建议", "text", blocks=parse(matter.conclusion)))
        return found


def _course_of(row: Representative, hearing: Hearing) -> str:
    """Where a representative comes from, when the papers came, whether they were there and signed."""
    parts = ["邀请" if row.reason else "抽签"]
    parts.append(f"材料 {row.papers_on} 送达" if row.papers_on else "材料还没有送达")
    if row.attended is not None:
        parts.append("到会" if row.attended else "没有到会")
    signed = [each for each in row.signatures.all() if each.transcript_digest == hearing.transcript_digest]
    if signed:
        parts.append("已签字" if signed[-1].signed else "拒绝签字")
    return "，".join(parts)


@admin.register(Symposium, site=desk)
class SymposiumAdmin(MatterAdmin):
    """Symposia from the invitation to the report."""

    list_display = ("title", "agency", "state", "begins_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "decision")
    way = (("inviting", "邀请、送达"), ("held", "召开"), ("reported", "报告"))
    finished = ("reported",)
    clocked = False

    def subline(self, matter: Symposium) -> list[str]:
        return [str(matter.agency), matter.decision.number]

    def sections(self, request: HttpRequest, matter: Symposium) -> list[dict[str, Any]]:
        facts = [
            ("时间", localtime(matter.begins_at).strftime("%Y-%m-%d %H:%M")),
            ("地点", matter.place),
            ("送达的材料", matter.papers),
        ]
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        found = [
            section("要点", "facts", facts=facts),
            section("决策事项", "links", rows=[decision]),
        ]
        if invited := list(matter.invitees.all()):
            shown = [(f"{row} {row.unit}".strip(), _came(row)) for row in invited]
            found.append(section(f"邀请 {len(invited)} 人", "facts", facts=shown))
        if said := list(matter.statements.select_related("invitee")):
            analysed = [
                (f"{row.invitee}：{row.text}", f"{row.get_result_display() or '待分析'} {row.reason}")
                for row in said
            ]
            found.append(section(f"意见 {len(said)} 条", "facts", facts=analysed))
        if matter.report:
            found.append(section("座谈会报告", "text", blocks=parse(matter.report)))
        return found


def _came(row: Invitee) -> str:
    """When the papers came to somebody, and whether they did."""
    parts = [f"材料 {row.papers_on} 送达" if row.papers_on else "材料还没有送达"]
    if row.attended is not None:
        parts.append("到会" if row.attended else "没有到会")
    return "，".join(parts)
