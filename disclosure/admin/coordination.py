"""The desk's pages of what agencies disagree on, and what the page of the document says of it (PD-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from disclosure.models import Document
from disclosure.models.coordination import (
    READERS,
    Coordination,
    CoordinationPart,
    CoordinationSide,
    DisputeRuling,
    open_case,
    settled_case,
)
from disclosure.statute import PUBLICATION
from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.desk import Button, MatterAdmin, act_url, actor_of, desk, section
from foundation.casework.sections import adds_sections, facts_section
from foundation.deadlines import clocks
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver
from foundation.texts.structure import parse


def _own_sides(case: Coordination, actor: Actor) -> list[CoordinationSide]:
    return [side for side in case.sides.select_related("agency") if side.agency_id in actor.agency_ids]


def _offered(matters: Any, actor: Actor) -> list[Button]:
    """The acts open to this person on what belongs to the case: its sides and parts."""
    return [
        Button(declared.label, act_url(declared, matter), declared.weight)
        for matter in matters
        for declared in ACTS.values()
        if isinstance(matter, declared.on) and declared.open_to(actor, matter) and declared.when(matter)
        if declared.name.startswith("disclosure.")
    ]


def _said(side: CoordinationSide) -> str:
    if side.state != CoordinationSide.State.STATED:
        return str(side.get_state_display())
    told = "能按权限区分" if side.separable else "分不开"
    own = f"；属于其权限的部分：{side.own_part}" if side.own_part else ""
    return f"{side.get_view_display()}，{told}{own}。理由：{side.reasons}（{to_the_minute(side.stated_at)}）"


def _decided(part: CoordinationPart) -> str:
    said = f"由{part.agency.short_name}决定（{part.competence}）"
    if part.state != CoordinationPart.State.DECIDED or part.decided_at is None:
        return f"{said}。{part.get_state_display()}"
    ground = f"，依据：{part.get_ground_display()}" if part.ground else ""
    what = "公开" if part.public else "不公开"
    return (
        f"{said}。{what}{ground}。理由：{part.reasons}（{part.decided_by}，{to_the_minute(part.decided_at)}）"
    )


class CaseAdmin(MatterAdmin):
    """What the three kinds share: the whole case stands on each of their pages."""

    def case_of(self, matter: Any) -> Coordination:
        """The case that a matter is or belongs to."""
        found: Coordination = matter if isinstance(matter, Coordination) else matter.coordination
        return found

    def sections(self, request: HttpRequest, matter: Any) -> list[dict[str, Any]]:
        case = self.case_of(matter)
        sides = list(case.sides.select_related("agency"))
        parts = case.parts.exclude(state=CoordinationPart.State.DROPPED).select_related(
            "agency", "decided_by"
        )
        facts = [
            ("公文", case.text_title),
            ("文号", case.text_number),
            ("拟制机关", case.agency),
            ("提出机关", case.opened_by),
        ]
        actor = actor_of(request)
        rows = []
        if case.document is not None and case.document.agency_id in actor.agency_ids:
            rows = [{"url": desk_url(case.document), "label": case.document.title, "text": "打开这份公文"}]
        return [
            *facts_section("要点", facts),
            section("有分歧的文字", "text", blocks=parse(case.passage)),
            *facts_section("各方的意见", [(side.agency.short_name, _said(side)) for side in sides]),
            *facts_section("按权限区分", [(part.described, _decided(part)) for part in parts]),
            *facts_section("协调", self._ruling(case, actor)),
            *facts_section("撤回协调的提议", self._agreement(case, sides)),
            *([section("公文", "links", rows=rows)] if rows else []),
            *self._letters(case, sides),
        ]

    def _ruling(self, case: Coordination, actor: Actor) -> list[tuple[str, Any]]:
        """Why it came before the county office, and what that decided; until it is signed for the office alone."""
        unsigned = case.state in (Coordination.State.DECIDING, Coordination.State.RULING)
        shown: list[tuple[str, Any]] = [("为什么分不开", case.inseparable), ("协调机关", case.office)]
        if not unsigned or case.office_id in actor.agency_ids or READERS.everywhere(actor):
            shown += [
                ("结论", case.get_verdict_display()),
                ("不公开的文字", case.withheld_words),
                ("不公开的依据", case.get_ground_display() if case.ground else ""),
                ("依据", case.basis),
                ("理由", case.reasons),
                ("决定文号", case.document_number),
                ("签发人", case.decided_by),
                ("办结", to_the_minute(case.settled_at) if case.settled_at else ""),
            ]
        return shown

    def _agreement(self, case: Coordination, sides: list[CoordinationSide]) -> list[tuple[str, Any]]:
        if not case.agreement:
            return []
        agreed = "、".join(side.agency.short_name for side in sides if side.agreed_on)
        return [
            ("一致的结果", case.get_agreed_verdict_display()),
            ("怎样达成一致", case.agreement),
            ("不公开的文字", case.agreed_words),
            ("依据", case.get_agreed_ground_display() if case.agreed_ground else ""),
            ("已经同意", agreed),
        ]

    def _letters(self, case: Coordination, sides: list[CoordinationSide]) -> list[dict[str, Any]]:
        found = (
            DisputeRuling.objects.filter(side__coordination=case)
            .defer("content")
            .select_related("side__agency")
        )
        received = {side.pk: side.received_on for side in sides}
        rows = [
            {
                "url": reverse("admin:disclosure_ruling", args=[case.pk, letter.pk])
                if letter.file_id
                else "",
                "label": f"{letter.caption}（送{letter.side.agency.short_name}）",
                "text": f"{received[letter.side_id]} 签收" if received[letter.side_id] else "还没有签收",
            }
            for letter in found
        ]
        return [section("决定书", "links", rows=rows)] if rows else []


@admin.register(Coordination, site=desk)
class CoordinationAdmin(CaseAdmin):
    """Disagreements between agencies."""

    list_display = ("title", "agency", "state", "opened_by", "result", "created_at")
    list_filter = ("state",)
    search_fields = ("text_title", "text_number", "document_number")
    follow = ("agency", "office", "opened_by", "document__agency", "decided_by")
    way = (
        ("stating", "各方提出意见"),
        ("weighing", "区分或者提请协调"),
        ("parting", "有权机关或县政府办公室决定"),
        ("decided", "有了结果"),
    )
    along = {"deciding": "parting", "ruling": "parting", "separated": "decided", "agreed": "decided"}
    finished = ("decided", "separated", "agreed")

    @admin.display(description="结论")
    def result(self, matter: Coordination) -> str:
        """The verdict once it stands; what nobody has signed is none."""
        return matter.get_verdict_display() if matter.state in Coordination.SETTLED else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ruling)
        return [path("<int:pk>/rulings/<int:letter>/", view, name="disclosure_ruling"), *super().get_urls()]

    def ruling(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """Deliver the decision to whoever may read the case."""
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        letters = DisputeRuling.objects.filter(side__coordination=case).exclude(file=None)
        found = get_object_or_404(letters.select_related("file"), pk=letter).file
        assert found is not None
        return deliver(found)

    def also_offered(self, matter: Coordination, actor: Actor) -> list[Button]:
        """What one's own side, and the authority competent for a part, may do."""
        parts = matter.parts.select_related("agency", "coordination")
        return _offered([*_own_sides(matter, actor), *parts], actor)

    def subline(self, matter: Coordination) -> list[str]:
        said = [f"{matter.opened_by.short_name}提出", f"{matter.agency.short_name}拟制的公文"]
        if matter.document is not None and (clock := clocks.open_clock(matter.document, PUBLICATION)):
            said.append(f"公文最迟 {clock.due_words} 发布，不因协调顺延")
        return said


@admin.register(CoordinationSide, site=desk)
class CoordinationSideAdmin(CaseAdmin):
    """What each agency says in a case."""

    list_display = ("title", "agency", "state", "view", "stated_at")
    list_filter = ("state",)
    search_fields = ("coordination__text_title",)
    follow = (
        "agency",
        "coordination__agency",
        "coordination__opened_by",
        "coordination__office",
        "coordination__document__agency",
        "coordination__decided_by",
    )

    @admin.display(description="事项", ordering="coordination__title")
    def title(self, matter: CoordinationSide) -> str:
        return matter.title

    def subline(self, matter: CoordinationSide) -> list[str]:
        return [str(matter.agency), f"{matter.coordination.agency.short_name}拟制的公文"]

    def also_offered(self, matter: CoordinationSide, actor: Actor) -> list[Button]:
        return [Button("看整件协调", desk_url(matter.coordination), "quiet")]


@admin.register(CoordinationPart, site=desk)
class CoordinationPartAdmin(CaseAdmin):
    """The parts on which the authorities competent decide."""

    list_display = ("described", "agency", "state", "public", "decided_at")
    list_filter = ("state",)
    search_fields = ("described",)
    follow = (*CoordinationSideAdmin.follow, "decided_by")

    def subline(self, matter: CoordinationPart) -> list[str]:
        return [f"由{matter.agency}决定", matter.coordination.title]

    def sections(self, request: HttpRequest, matter: Any) -> list[dict[str, Any]]:
        return [
            section("这一部分的文字", "text", blocks=parse(matter.words)),
            *super().sections(request, matter),
        ]

    def also_offered(self, matter: CoordinationPart, actor: Actor) -> list[Button]:
        return [Button("看整件协调", desk_url(matter.coordination), "quiet")]


@adds_sections(Document)
def on_a_document(document: Document, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Why a document waits, and what came of it; the time limit runs on, since no rule stops it."""
    shown = []
    if (case := open_case(document)) is not None:
        waits = f"{case.get_state_display()}。等协调有了结果才能签发、发布；发布期限照常计算，不因协调顺延。"
        shown.append(_row(case, f"{localdate(case.created_at)} 提出，{waits}"))
    if (case := settled_case(document)) is not None:
        shown.append(_row(case, f"{case.get_state_display()}：{case.get_verdict_display()}"))
    return [section("公开协调", "links", rows=shown)] if shown else []


def _row(case: Coordination, text: str) -> dict[str, Any]:
    return {"url": desk_url(case), "label": case.title, "text": text}
