"""What the site says of itself: the site map, the accessibility statement, the privacy statement."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure import statute
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, AgencyKind
from foundation.clauses import Citation, cite
from foundation.clauses.register import REGISTER
from foundation.pages.public import public_page
from foundation.search.counts import by_theme
from foundation.search.vain import KEPT_DAYS, SHOWN_FROM

cite("PD-8", by=Citation("page", "site_map", "网站地图：每个栏目、每个主题、每个机关、每项制度"))


@public_page()
def site_map(request: HttpRequest) -> HttpResponse:
    """Every column, theme, agency and regulation on one page (政府网站发展指引: 站点地图)."""
    agencies = list(Agency.objects.public().order_by("code"))
    themes = by_theme(Document.kind)
    context = {
        "kinds": [
            (kind.label, found)
            for kind in AgencyKind
            if (found := [agency for agency in agencies if agency.kind == kind])
        ],
        "themes": [theme for theme in statute.THEMES if themes[theme]],
        "regulations": REGISTER.regulations,
    }
    return render(request, "about/site_map.html", context)


@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """What can be read and done how, what cannot yet, and whom to tell (无障碍环境建设法32, 条例43)."""
    return render(request, "about/accessibility.html", _office())


@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site learns of a visitor and of an applicant, who reads it, and when it is erased (个人信息保护法17)."""
    context = {
        **_office(),
        "retention_years": settings.APPLICATION_RETENTION_YEARS,
        "accesses_months": settings.ACCESSES_KEPT_MONTHS,
        "vain_days": KEPT_DAYS,
        "vain_shown": SHOWN_FROM,
    }
    return render(request, "about/privacy.html", context)


def _office() -> dict[str, Any]:
    return {"office": agency_with(AgencyFunction.DISCLOSURE_OFFICE)}
