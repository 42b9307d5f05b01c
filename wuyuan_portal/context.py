"""The context of every page: the site's particulars and the public navigation."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from foundation.pages.public import canonical_address
from foundation.rooms import Entry
from wuyuan_portal.rooms import rooms

#: The entries of the public navigation in their order.
NAVIGATION = sorted(
    [
        Entry(0, "home", "首页"),
        Entry(90, "agencies:list", "机构"),
        *(entry for room in rooms() for entry in room.navigation),
    ],
    key=attrgetter("place"),
)
FOOTER = sorted(
    [
        Entry(90, "site_map", "网站地图"),
        Entry(91, "accessibility", "无障碍声明"),
        Entry(92, "privacy", "隐私说明"),
        *(entry for room in rooms() for entry in room.footer),
    ],
    key=attrgetter("place"),
)

#: The site's particulars: each is held by the setting `SITE_…`.
PARTICULARS = (
    "name",
    "domain",
    "id_code",
    "organiser",
    "contact",
    "icp",
    "police",
    "conac_url",
    "report_url",
)


@cache
def _linked(here: str) -> dict[str, list[dict[str, Any]]]:
    """Navigation and footer as a page of this namespace shows them."""
    return {
        "navigation": [
            {
                "label": entry.label,
                "url": reverse(entry.url_name),
                "current": entry.url_name.partition(":")[0] == here,
            }
            for entry in NAVIGATION
        ],
        "footer": [{"label": entry.label, "url": reverse(entry.url_name)} for entry in FOOTER],
    }


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site` (particulars, `debug`), `navigation` (label, url, current), `footer` (label, url), `canonical`.

    The current entry is that of the page's URL namespace. `canonical` is the one address of a public page, `sifted` whether its
    address picks something out of a list, of which search engines need no copies. Nothing here depends on who asks.
    """
    match = request.resolver_match
    canonical, sifted = canonical_address(request)
    here = (match.namespaces[0] if match.namespaces else match.url_name) if match else None
    return {
        "site": {
            "debug": settings.DEBUG,
            **{key: getattr(settings, f"SITE_{key.upper()}") for key in PARTICULARS},
        },
        **_linked(here or ""),
        "canonical": canonical,
        "sifted": sifted,
    }
