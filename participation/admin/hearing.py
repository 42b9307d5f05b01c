"""Hearings at the desk."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.texts.structure import parse
from participation import papers
from participation.models import Hearing, Representative


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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.transcript)
        return [path("<int:pk>/transcript.pdf", view, name="participation_transcript"), *super().get_urls()]

    def transcript(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The record with a line for each representative who was there to sign on; for those who may read their names."""
        hearing = get_object_or_404(self.get_queryset(request), pk=pk)
        if not hearing.transcript or not hearing.part_open_to("representatives", actor_of(request)):
            raise Http404
        answer = HttpResponse(papers.transcript(hearing), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{hearing.decision.number}-{hearing.edition}.pdf"'
        return answer

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
            rows = Counter(matter.registrations.standing().values_list("group", flat=True))
            counted = [
                (label, f"报名 {rows[group]} 人，名额 {matter.seats[group]}")
                for group, label in matter.groups
            ]
            if withdrawn := matter.registrations.exclude(withdrawn_at=None).count():
                counted.append(("已撤回", f"{withdrawn} 人"))
            found.append(section(f"报名 {sum(rows.values())} 人", "facts", facts=counted))
        sitting = list(matter.representatives.prefetch_related("signatures"))
        if sitting:
            shown = [(str(row), _course_of(row, matter)) for row in sitting]
            found.append(section(f"代表 {len(sitting)} 人", "facts", facts=shown))
        if matter.transcript and matter.part_open_to("representatives", actor_of(request)):
            paper = {
                "url": reverse("admin:participation_transcript", args=[matter.pk]),
                "label": "听证笔录（PDF）",
                "text": "打印出来，请每一位到会的代表签字。",
            }
            found.append(section("笔录签字", "links", rows=[paper]))
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
    if row.left_on is not None:
        return f"{parts[0]}，{row.left_on} 退出"
    parts.append(f"材料 {row.papers_on} 送达" if row.papers_on else "材料还没有送达")
    if row.attended is not None:
        parts.append("到会" if row.attended else "没有到会")
    signed = [each for each in row.signatures.all() if each.transcript_digest == hearing.transcript_digest]
    if signed:
        parts.append("已签字" if signed[-1].signed else "拒绝签字")
    return "，".join(parts)
