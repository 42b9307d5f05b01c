"""The directory of interpreters and experts at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.casework.desk import MatterAdmin, desk
from foundation.casework.sections import facts_section
from interpretation.models import Interpreter


@admin.register(Interpreter, site=desk)
class InterpreterAdmin(MatterAdmin):
    """Who can interpret, kept by each agency and by the county's disclosure office for all."""

    list_display = ("name", "sort", "post", "knows", "agency", "valid_until", "state")
    list_filter = ("sort", "state")
    search_fields = ("name", "knows", "post")
    follow = ("agency",)
    finished = ("left",)
    clocked = False

    def sections(self, request: HttpRequest, matter: Interpreter) -> list[dict[str, Any]]:
        return facts_section(
            "名录",
            [
                ("类别", matter.get_sort_display()),
                ("单位和职务", matter.post),
                ("擅长的领域", matter.knows),
                ("利害关系", matter.interests or "本人说没有"),
                ("聘期到", matter.valid_until),
            ],
        )
