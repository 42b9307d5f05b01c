"""Legal reviews at the desk of the department that gives them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section
from foundation.texts.structure import parse
from participation.models import LegalReview


@admin.register(LegalReview, site=desk)
class LegalReviewAdmin(MatterAdmin):
    """Drafts to be reviewed, with what was sent along, and the opinions on them."""

    list_display = ("title", "sent_by", "agency", "state", "until")
    list_filter = ("state", "conclusion")
    search_fields = ("decision__title",)
    follow = ("agency", "decision__agency")
    way = (("sent", "审查"), ("concluded", "出具意见"))
    finished = ("concluded",)
    clocked = False

    @admin.display(description="事项", ordering="decision__title")
    def title(self, matter: LegalReview) -> str:
        return matter.decision.title

    @admin.display(description="送审单位")
    def sent_by(self, matter: LegalReview) -> str:
        return str(matter.decision.agency)

    def subline(self, matter: LegalReview) -> list[str]:
        return [
            f"{matter.decision.agency.name}送审",
            matter.decision.number,
            f"请在 {matter.until} 以前出具意见",
        ]

    def sections(self, request: HttpRequest, matter: LegalReview) -> list[dict[str, Any]]:
        facts = [
            ("送审", localtime(matter.sent_at).strftime("%Y-%m-%d %H:%M")),
            ("请在这一天以前出具意见", str(matter.until)),
            ("少于 7 个工作日的理由", matter.shorter_because),
        ]
        found = facts_section("要点", facts)
        found += facts_section("审查意见", [*matter.opinions, ("审查结论", matter.get_conclusion_display())])
        found.append(section("法律、法规、规章等依据", "text", blocks=parse(matter.basis)))
        found.append(section("决策草案（送审稿）", "text", blocks=parse(matter.draft)))
        found.append(section("履行决策法定程序的说明", "text", blocks=parse(matter.procedure)))
        return found
