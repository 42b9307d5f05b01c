"""Proposals and objections at the desk, and the files that came with what people say."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
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
from participation.models import Enclosure, Objection, Proposal, Submission
from participation.submissions import revealed

#: What stands in the heading of what is hidden from this reader.
_HIDDEN = "（已遮盖，先办理“查看”才看得到）"


def enclosed_section(rows: Any, address: str, *, open_to_me: bool) -> list[dict[str, Any]]:
    """The files that came with words, with links for whoever may open them today; no section without a file."""
    found = []
    for enclosure in rows:
        url = reverse(address, args=[enclosure.of.pk, enclosure.pk]) if open_to_me else ""
        name = (enclosure.name or "已到期清除") if open_to_me else f"附件 {enclosure.pk}"
        found.append(file_row(enclosure.file, name, "不公开", url))
    return [section("附件" + ("" if open_to_me else _HIDDEN), "files", files=found)] if found else []


class SubmissionAdmin(MatterAdmin):
    """What proposals and objections have in common: words, sender, files, answer."""

    search_fields = ("number",)

    @admin.display(description="收到时间", ordering="received_at")
    def received_shown(self, matter: Submission) -> str:
        return localtime(matter.received_at).strftime("%Y-%m-%d")

    @property
    def _address(self) -> str:
        return f"participation_{self.opts.model_name}_file"

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/files/<int:enclosure>/", self.admin_site.admin_view(self.enclosed), name=self._address
        )
        return [own, *super().get_urls()]

    def enclosed(self, request: HttpRequest, pk: int, enclosure: int) -> FileResponse:
        """A file that came with it; 404 unless the reader looked at who it was today, and said why."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        if not revealed(matter, actor_of(request), self.moment()):
            raise Http404
        found = get_object_or_404(
            Enclosure.objects.select_related("file"), pk=enclosure, **{matter.kind: matter}
        )
        return deliver(found.file, found.name)

    def words(self, request: HttpRequest, matter: Submission) -> list[dict[str, Any]]:
        """What was said, by whom, with which files, and what everybody reads of it."""
        open_to_me = revealed(matter, actor_of(request), self.moment())
        mask = mask_email if "@" in matter.contact else mask_phone
        sender = [
            ("姓名或者单位", matter.name if open_to_me else mask_name(matter.name)),
            ("联系方式", matter.contact if open_to_me else mask(matter.contact)),
            ("公布方式", str(matter.get_consent_display())),
            ("渠道", str(matter.get_channel_display())),
            ("收到时间", localtime(matter.received_at).strftime("%Y-%m-%d %H:%M")),
        ]
        rows = Enclosure.objects.filter(**{matter.kind: matter}).select_related("file", matter.kind)
        found = facts_section("内容", matter.parts) or [
            section("内容", "text", blocks=parse("（已到期清除）"))
        ]
        hidden = not open_to_me and bool(matter.name or matter.contact)
        found += facts_section("提出人" + (_HIDDEN if hidden else ""), sender)
        found += enclosed_section(rows, f"admin:{self._address}", open_to_me=open_to_me)
        if matter.shown:
            found.append(section("公布的文字", "text", blocks=parse(matter.shown)))
        for label, text in (("答复", matter.answer), ("不予处理的原因", matter.set_aside_for)):
            if text:
                found.append(section(label, "text", blocks=parse(text)))
        return found


@admin.register(Proposal, site=desk)
class ProposalAdmin(SubmissionAdmin):
    """Proposals from receipt to answer."""

    list_display = ("number", "proposer", "state", "studied_by", "received_shown")
    list_filter = ("state", "proposer")
    search_help_text = "编号，例如 T2026-0012"
    follow = ("agency", "studied_by", "decision")
    way = (("received", "收到"), ("studying", "研究论证"), ("studied", "县政府决定"), ("taken_up", "答复"))
    along = {"declined": "taken_up"}
    finished = ("taken_up", "declined")

    def subline(self, matter: Proposal) -> list[str]:
        return [str(matter.get_proposer_display()), matter.shown_title or matter.wanted[:60]]

    def sections(self, request: HttpRequest, matter: Proposal) -> list[dict[str, Any]]:
        study = [
            ("研究论证单位", matter.studied_by.name if matter.studied_by else ""),
            ("拟解决的主要问题", matter.problem),
            ("必要性", matter.necessity),
            ("可行性", matter.feasibility),
            ("论证意见", str(matter.get_advice_display())),
        ]
        found = self.words(request, matter)
        found += facts_section("研究论证", study)
        if matter.decision is not None:
            row = {
                "url": desk_url(matter.decision),
                "label": matter.decision.title,
                "text": matter.decision.number,
            }
            found.append(section("形成的决策事项", "links", rows=[row]))
        return found


@admin.register(Objection, site=desk)
class ObjectionAdmin(SubmissionAdmin):
    """Objections to decisions in force."""

    list_display = ("number", "decision", "agency", "state", "received_shown")
    list_filter = ("state",)
    search_help_text = "编号，例如 F2026-0012"
    follow = ("agency", "decision")
    way = (("received", "收到"), ("answered", "答复"))
    finished = ("answered",)

    def subline(self, matter: Objection) -> list[str]:
        return [str(matter.agency), matter.decision.number, matter.decision.title]

    def sections(self, request: HttpRequest, matter: Objection) -> list[dict[str, Any]]:
        decision = {"url": desk_url(matter.decision), "label": matter.decision.title, "text": "决策事项"}
        facts = [("处理结果", str(matter.get_result_display()))] if matter.result else []
        return [
            section("决策事项", "links", rows=[decision]),
            *self.words(request, matter),
            *facts_section("要点", facts),
        ]
