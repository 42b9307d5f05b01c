"""The desk's pages of secrecy reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.agencies.actors import SYSTEM, Actor
from foundation.casework import ledger, matters
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.changes import compared_places
from foundation.casework.desk import Button, MatterAdmin, act_url, actor_of, desk, section
from foundation.casework.models import LedgerLine
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section
from foundation.casework.urging import last_return
from foundation.files.delivering import deliver
from foundation.texts.structure import apart
from foundation.texts.tables import Cell, Grid
from secrecy_review import referring
from secrecy_review.acts import subject_of
from secrecy_review.models import Finding, OutsideReferral, Review


@admin.register(Review, site=desk)
class ReviewAdmin(MatterAdmin):
    """Reviews: the text, the findings, the opinion."""

    list_display = ("title", "agency", "state", "opinion", "created_at")
    list_filter = ("state", "opinion")
    search_fields = ("title",)
    way = (("pending", "审查"), ("concluded", "提出意见"))
    along = {"referred": "pending", "outside": "pending"}
    finished = ("concluded",)

    def tags(self, matter: Review) -> list[dict[str, str]]:
        opinion = str(matter.get_opinion_display())
        return [*super().tags(matter), *([{"label": opinion, "level": ""}] if opinion else [])]

    def standing(self, matter: Review, lines: list[LedgerLine]) -> list[dict[str, Any]]:
        """Until the opinion also why the text was given back before, and why the review was referred."""
        notes = super().standing(matter, lines)
        if matter.state in Review.OPEN:
            lines_of_text = ledger.lines(matter.subject_kind, matter.subject_id).order_by("sequence")
            returned = last_return(type(subject_of(matter)), lines_of_text)
            notes += [{"what": "上一次退回的理由", "line": returned}] if returned else []
        if matter.state == Review.State.REFERRED:
            notes += [{"what": "报审理由", "line": line} for line in lines if line.to_state == "referred"][
                -1:
            ]
        if matter.state == Review.State.OUTSIDE:
            notes += [
                {"what": self._waits(matter), "line": line} for line in lines if line.to_state == "outside"
            ][-1:]
        return notes

    def _waits(self, matter: Review) -> str:
        """For whose answer it waits, since when; nothing stops the 15 working days of SR-10."""
        asked = referring.unanswered(matter)
        return f"{asked.sent_on} 报{asked.authority}（{asked.document_number}），等待答复；审查期限照常计算"

    def sections(self, request: HttpRequest, matter: Review) -> list[dict[str, Any]]:
        subject = matters.find(matter.subject_ref, SYSTEM)
        link = {"url": desk_url(subject), "url_label": "打开这份文稿"}
        found = list(matter.findings.all())
        address = self._resolving(request, matter)
        blocks = [block for place in matter.places for block in _as_read(place, found, address)]
        sections = [
            section("系统发现，须逐处看过", "findings", findings=self._findings(matter, found, address)),
            *changes_since(matter),
            section("审查的文本", "text", blocks=blocks, digest=matter.digest),
            section("要点", "facts", facts=self._facts(matter, subject), **link),
        ]
        sections += facts_section(
            "逐级报审", [(f"{s.asked} → {s.whom}", _told(s)) for s in referring.stages(matter)]
        )
        files = [
            file_row(
                one.answer_file, f"{one.authority}的答复 {one.answer_number}", "内部", self._answer_url(one)
            )
            for one in matter.outside.select_related("answer_file")
            if one.answer_file is not None
        ]
        return [*sections, *([section("报审答复文件", "files", files=files)] if files else [])]

    def _answer_url(self, one: OutsideReferral) -> str:
        return reverse("admin:secrecy_review_answer", args=[one.review_id, one.pk])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.answer)
        return [path("<int:pk>/answers/<int:one>/", view, name="secrecy_review_answer"), *super().get_urls()]

    def answer(self, request: HttpRequest, pk: int, one: int) -> FileResponse:
        """Deliver the answer of an authority outside to whoever may read the review."""
        review = get_object_or_404(self.get_queryset(request), pk=pk)
        answers = review.outside.select_related("answer_file").exclude(answer_file=None)
        found = get_object_or_404(answers, pk=one).answer_file
        assert found is not None
        return deliver(found)

    def also_offered(self, matter: Review, actor: Actor) -> list[Button]:
        """Giving the reviewed text back, which is an act on that text."""
        if matter.state not in Review.OPEN:
            return []
        subject = matters.find(matter.subject_ref, actor)
        return [
            Button(declared.label, act_url(declared, subject), "quiet")
            for declared in ACTS.values()
            if declared.returns and isinstance(subject, declared.on) and declared.open_to(actor, subject)
        ]

    def _resolving(self, request: HttpRequest, matter: Review) -> str:
        """The address of the act on a finding, for whoever may do it now."""
        resolve = ACTS["secrecy_review.resolve_finding"]
        return act_url(resolve, matter) if resolve.open_to(actor_of(request), matter) else ""

    def _findings(self, matter: Review, found: list[Finding], address: str) -> list[dict[str, Any]]:
        texts = {place["key"]: place["text"] for place in matter.places}
        return [
            {
                "label": finding.label,
                "excerpt": finding.excerpt,
                "place": _where(finding, texts),
                "resolution": finding.get_resolution_display(),
                "justification": finding.justification,
                "url": f"{address}?finding={finding.pk}" if address and not finding.resolution else "",
            }
            for finding in found
        ]

    def _facts(self, matter: Review, subject: Any) -> list[tuple[str, Any]]:
        facts: list[tuple[str, Any]] = [
            ("审查对象", f"{subject._meta.verbose_name}《{matter.title}》"),
            ("特别类别", matter.get_special_category_display() or "不属于"),
        ]
        if matter.opinion:
            facts += [
                ("审查意见", matter.get_opinion_display()),
                ("依据", matter.basis),
                ("理由", matter.reasons),
                ("审查人", matter.reviewer),
            ]
            facts += [(label, f"{answer}：{basis}") for label, answer, basis in matter.heads() if answer]
        if matter.void_reason:
            facts.append(("失效原因", matter.void_reason))
        return facts


def _told(stage: referring.Stage) -> str:
    """When it was sent, why there, what came back and how long that took."""
    sent = f"{stage.sent_on} 报送" + (f"（{stage.number}）" if stage.number else "")
    why = f"由它确定：{stage.competence}。" if stage.competence else ""
    if not stage.answer or stage.answered_on is None:
        return f"{sent}。{why}{stage.reasons}。还没有答复"
    text = f"，{stage.text}" if stage.text else ""
    return f"{sent}。{why}{stage.reasons}。{stage.answered_on} 答复（{stage.days} 天）：{stage.answer}{text}"


def _where(finding: Finding, texts: dict[str, str]) -> str:
    """The place of a finding, with the words around it."""
    text = texts.get(finding.place, "")
    if finding.resolution or not text:
        return finding.place_label
    before, after = text[max(0, finding.start - 20) : finding.start], text[finding.end : finding.end + 20]
    return f"{finding.place_label}：…{before}【{finding.excerpt}】{after}…"


def _as_read(place: dict[str, Any], found: list[Finding], address: str) -> list[dict[str, Any]]:
    """The name of a place as a heading, and its text by lines and tables with the findings marked where they stand."""
    heading = {"kind": "heading", "level": 2, "text": place["label"], "anchor": f"place-{place['key']}"}
    gone = (Finding.Resolution.REMOVED, Finding.Resolution.MASKED)
    standing = [f for f in found if f.place == place["key"] and f.end and f.resolution not in gone]
    blocks, at = [heading, *_beside(place.get("beside", ""))], 0
    for piece in apart(place["text"]):
        source = piece if isinstance(piece, str) else piece.source
        here = [f for f in standing if f.start < at + len(source) and f.end > at]
        grid = None if isinstance(piece, str) else _marked_table(piece.grid, at, here, address)
        blocks += [{"kind": "table", "grid": grid}] if grid else _marked_lines(source, at, here, address)
        at += len(source)
    return blocks


def _beside(text: str) -> Iterator[dict[str, Any]]:
    """What the reviewer has to know of a place, told apart from its text."""
    for line in text.splitlines():
        yield {"kind": "marked", "pieces": [{"text": f"［不公开］{line}"}]}


def _marked_lines(text: str, at: int, standing: list[Finding], address: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield {"kind": "marked", "pieces": list(_marked(line.rstrip("\r\n"), at, standing, address))}
        at += len(line)


def _marked_table(grid: Grid, at: int, standing: list[Finding], address: str) -> Grid | None:
    """The table with the findings marked in its cells; None where one stands in no cell."""
    shown: set[int] = set()

    def marked(cell: Cell) -> Cell:
        start = at + cell.at
        here = [f for f in standing if f.start < start + len(cell.text) and f.end > start]
        shown.update(f.pk for f in here)
        return replace(cell, pieces=list(_marked(cell.text, start, here, address))) if here else cell

    found = grid.changed(marked) if standing else grid
    return found if len(shown) == len({f.pk for f in standing}) else None


def _marked(line: str, at: int, standing: list[Finding], address: str) -> Iterator[dict[str, str]]:
    """A line in pieces, those that are findings with their label, what became of them, and where to deal with them."""
    here, last = at, at + len(line)
    for finding in sorted(standing, key=lambda f: f.start):
        start, end = max(finding.start, here), min(finding.end, last)
        if start >= end:
            continue
        yield {"text": line[here - at : start - at]}
        said = "可以公开" if finding.resolution else "待处理"
        url = f"{address}?finding={finding.pk}" if address and not finding.resolution else ""
        yield {"text": line[start - at : end - at], "label": f"{finding.label}，{said}", "url": url}
        here = end
    yield {"text": line[here - at :]}


def changes_since(review: Review) -> list[dict[str, Any]]:
    """The section of what changed in the text since it was reviewed before; none where it was not, or nothing changed."""
    earlier = Review.objects.filter(
        subject_kind=review.subject_kind, subject_id=review.subject_id, pk__lt=review.pk
    )
    before = earlier.order_by("-pk").first()
    return compared_with(before, review.places) if before is not None else []


def compared_with(before: Review, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The section of what changed in these places since a review."""
    old = {place["key"]: place for place in before.places}
    new = {place["key"]: place for place in places}
    changes = compared_places(
        (
            str((new.get(key) or old[key])["label"]),
            str(old.get(key, {}).get("text", "")),
            str(new.get(key, {}).get("text", "")),
        )
        for key in {**old, **new}
    )
    left = f"{localtime(before.created_at):%Y-%m-%d} 审查的文本"
    return (
        [section("上一次审查以后的改动", "changes", changes=changes, left=left, right="现在的文本")]
        if changes
        else []
    )
