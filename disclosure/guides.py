"""The guide of an agency (条例12, PD-8): a document like any other; the portal begins its draft and checks what it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string

from disclosure.heads import GUIDE, GUIDE_ITEMS
from disclosure.models import Document
from disclosure.statute import PUBLICATION
from foundation.agencies.county import recourse_against
from foundation.agencies.models import CONTACT_ITEMS, Agency
from foundation.deadlines.limits import LIMITS

#: What the draft leaves to be filled in.
BLANKS = ("（没有的写“无”）", "（网址）")


def guide_text(agency: Agency) -> str:
    """The draft of a guide, in the order of DB15/T 2091: what the portal knows stands in it, the rest is left to be filled in."""
    recourse = recourse_against(agency)
    remedy = (
        f"不服本机关处理的，可以向{recourse.authority}申诉（条例第五十五条）。"
        if recourse.complaint
        else f"不服本机关答复的，可以依法向{recourse.authority}申请行政复议，或者向{recourse.court}提起行政诉讼。"
    )
    context = {
        "agency": agency,
        "site": settings.SITE_URL or "（网址）",
        "site_name": settings.SITE_NAME,
        "days": PUBLICATION.span,
        "reply": LIMITS["applications.reply"].span if "applications.reply" in LIMITS else 20,
        "remedy": remedy,
    }
    return render_to_string("disclosure/guide.txt", context).strip()


def missing_items(text: str, agency: Agency) -> list[str]:
    """What a guide has to name by 条例12 and does not, the agency's contacts as they are now among it."""
    bare = re.sub(r"[^\S\n]", "", text)
    missing = [item for item, pattern in GUIDE_ITEMS.items() if not re.search(pattern, bare)]
    for name, label in CONTACT_ITEMS.items():
        now = re.sub(r"\s", "", getattr(agency, name))
        if not now or now not in bare:
            missing.append(label)
    missing += [f"草稿里留着的{blank}" for blank in BLANKS if blank in bare]
    return missing


def outdated(guides: Iterable[Document]) -> dict[int, list[str]]:
    """By agency, what its published guide says otherwise than the agency's page does now; those that agree are left out."""
    found = {guide.agency_id: missing_items(guide.body, guide.agency) for guide in guides}
    return {agency: items for agency, items in found.items() if items}


def published_guides() -> dict[int, Document]:
    """The published guides by agency."""
    rows = Document.objects.filter(state__in=Document.PUBLIC, head=GUIDE).select_related("agency", "index")
    return {guide.agency_id: guide for guide in rows}
