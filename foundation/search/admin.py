"""What this room adds to the desk's page of an agency: what was searched in vain, and the county's everyday words."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.sections import adds_sections, section
from foundation.search.acts import keeps_the_words
from foundation.search.models import Synonym
from foundation.search.vain import SHOWN_FROM, searched_in_vain

#: The rows that a page shows.
MOST = 30


@adds_sections(Agency)
def of_searches(agency: Agency, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What citizens looked for and did not find; for the county's disclosure office everybody's, and the everyday words."""
    keeper = keeps_the_words(agency)
    found = searched_in_vain(agency, at, whole_county=keeper, most=MOST)
    vain = [
        {
            "label": words,
            "url": f"{reverse('search')}?{urlencode({'q': words})}",
            "text": f"{number} 次",
        }
        for words, number in found
    ]
    hint = (
        f"近三个月搜索 {SHOWN_FROM} 次以上、网上没有找到的说法，只记次数，不记是谁。"
        "可以公开的，请公开；文件里用的是另一个说法的，请县政务公开办公室登记。"
    )
    sections = [section("群众没有找到的", "links", rows=vain, hint=hint)] if vain else []
    if keeper:
        meant = [
            {"label": everyday, "url": "", "text": "、".join(one.official for one in pairs)}
            for everyday, pairs in groupby(Synonym.objects.all(), lambda one: one.everyday)
        ]
        hint = "搜索左边的说法，也会找到写着右边说法的。"
        sections.append(section("百姓的说法", "links", rows=meant, hint=hint))
    return sections
