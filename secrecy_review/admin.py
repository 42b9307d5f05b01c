"""The desk's pages of secrecy reviews."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.agencies.actors import SYSTEM
from foundation.casework import ledger, matters
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.desk import MatterAdmin, act_url, actor_of, desk, section
from foundation.casework.models import LedgerLine
from foundation.casework.urging import last_return
from secrecy_review.acts import subject_of
from secrecy_review.models import Finding, Review


@admin.register(Review, site=desk)
class ReviewAdmin(MatterAdmin):
    """Reviews: the text, the findings, the opinion."""

    list_display = ("title", "agency", "state", "opinion", "created_at")
    list_filter = ("state", "opinion")
    search_fields = ("title",)
    way = (("pending", "审查"), ("concluded", "提出意见"))
    along = {"referred": "pending"}
    finished = ("concluded",)

    def tags(self, matter: Review) -> list[dict[str, str]]:
        opinion = str(matter.get_opinion_display())
        return [*super().tags(matter), *([{"label": opinion, "level": ""}] if opinion else [])]

    def standing(self, matter: Review, lines: list[LedgerLine]) -> list[dict[str, Any]]:
        """Until the opinion also why the text was given back before, and why the review was referred."""
        notes = super().standing(matter, lines)
        if matter.state in (Review.State.PENDING, Review.State.REFERRED):
            lines_of_text = ledger.lines(matter.subject_kind, matter.subject_id).order_by("sequence")
            returned = last_return(type(subject_of(matter)), lines_of_text)
            notes += [{"what": "上一次退回的理由", "line": returned}] if returned else []
        if matter.state == Review.State.REFERRED:
            notes += [{"what": "报审理由", "line": line} for line in lines if line.to_state == "referred"][
                -1:
            ]
        return notes

    def sections(self, request: HttpRequest, matter: Review) -> list[dict[str, Any]]:
        subject = matters.find(matter.subject_ref, SYSTEM)
        link = {"url": desk_url(subject), "url_label": "打开这份文稿"}
        blocks = [block for place in matter.places for block in _as_read(place)]
        sections = [
            section("系统发现，须逐处看过", "findings", findings=self._findings(request, matter)),
            section("审查的文本", "text", blocks=blocks, digest=matter.digest),
            section("要点", "facts", facts=self._facts(matter, subject), **link),
        ]
        referrals = [
            (f"{r.from_agency} → {r.to_agency}", f"{localtime(r.at):%Y-%m-%d %H:%M}　{r.reasons}")
            for r in matter.referrals.select_related("from_agency", "to_agency")
        ]
        if referrals:
            sections.append(section("逐级报审", "facts", facts=referrals))
        return sections

    def _findings(self, request: HttpRequest, matter: Review) -> list[dict[str, Any]]:
        resolve = ACTS["secrecy_review.resolve_finding"]
        address = act_url(resolve, matter) if resolve.open_to(actor_of(request), matter) else ""
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
            for finding in matter.findings.all()
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


def _where(finding: Finding, texts: dict[str, str]) -> str:
    """The place of a finding, with the words around it."""
    text = texts.get(finding.place, "")
    if finding.resolution or not text:
        return finding.place_label
    before, after = text[max(0, finding.start - 20) : finding.start], text[finding.end : finding.end + 20]
    return f"{finding.place_label}：…{before}【{finding.excerpt}】{after}…"


def _as_read(place: dict[str, Any]) -> list[dict[str, Any]]:
    """The name of a place as a heading, and its text line by line."""
    lines = [line for line in place["text"].splitlines() if line.strip()]
    heading = {"kind": "heading", "level": 2, "text": place["label"], "anchor": f"place-{place['key']}"}
    return [heading, *({"kind": "paragraph", "text": line} for line in lines)]
