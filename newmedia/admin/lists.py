"""The list of sources and the table of words at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.desk import MatterAdmin, desk
from foundation.casework.sections import facts_section
from newmedia.models import Source, Term


@admin.register(Source, site=desk)
class SourceAdmin(MatterAdmin):
    """What may be reposted from."""

    list_display = ("name", "level", "edition", "listed_on", "lapsed_on", "state")
    list_filter = ("state", "level")
    search_fields = ("name",)
    follow = ("agency",)
    clocked = False

    def sections(self, request: HttpRequest, matter: Source) -> list[dict[str, Any]]:
        facts = [
            ("级别", matter.get_level_display()),
            ("名单", matter.edition),
            ("列入日期", matter.listed_on),
            ("退出日期", matter.lapsed_on),
        ]
        return facts_section("来源", facts)


@admin.register(Term, site=desk)
class TermAdmin(MatterAdmin):
    """The words that drafts are looked through for."""

    list_display = ("word", "sort", "severity", "advice", "state")
    list_filter = ("state", "sort", "severity")
    search_fields = ("word",)
    follow = ("agency",)
    clocked = False

    def sections(self, request: HttpRequest, matter: Term) -> list[dict[str, Any]]:
        return facts_section(
            "词语",
            [
                ("种类", matter.get_sort_display()),
                ("遇到时", matter.get_severity_display()),
                ("怎么办", matter.advice),
            ],
        )
