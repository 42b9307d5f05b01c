"""What every page knows: the site's own particulars, the public navigation, and where the reader is."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from foundation.rooms import Entry
from wuyuan_portal.rooms import rooms

NAVIGATION = sorted(
    [
        Entry(0, "home", "首页"),
        Entry(90, "agencies:list", "机构"),
        *(entry for room in rooms() for entry in room.navigation),
    ],
    key=attrgetter("place"),
)
"""The public masthead's entries in their order."""

PARTICULARS = {
    "name": ("SITE_NAME", "五原县政府信息公开"),
    "domain": ("SITE_DOMAIN", ""),
    "id_code": ("SITE_ID_CODE", ""),
    "organiser": ("SITE_ORGANISER", "五原县人民政府"),
    "contact": ("SITE_CONTACT", ""),
    "icp": ("SITE_ICP", ""),
    "police": ("SITE_POLICE", ""),
    "conac_url": ("SITE_CONAC_URL", ""),
    "report_url": ("SITE_REPORT_URL", ""),
}
"""The site's particulars: the setting that holds each one, and what stands there where it is missing."""


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site` (particulars, `debug`) and `navigation` (label, url, current).

    The page one is on is found by URL namespace, so that a document's page keeps the entry of its list lit.
    Nothing here depends on who asks: public pages stay the same for everyone.
    """
    match = request.resolver_match
    here = (match.namespaces[0] if match.namespaces else match.url_name) if match else None
    return {
        "site": {
            "debug": settings.DEBUG,
            **{key: getattr(settings, name, default) for key, (name, default) in PARTICULARS.items()},
        },
        "navigation": [
            {
                "label": entry.label,
                "url": reverse(entry.url_name),
                "current": entry.url_name.partition(":")[0] == here,
            }
            for entry in NAVIGATION
        ],
    }
