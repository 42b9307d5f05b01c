"""What every page knows: the site's own particulars, the public navigation, and where the reader is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

NAVIGATION = (
    ("home", "首页"),
    ("documents:list", "法定主动公开内容"),
    ("applications:apply", "依申请公开"),
    ("replies:list", "答复选登"),
    ("annual_reports:list", "政府信息公开年报"),
    ("regulations:list", "公开制度"),
    ("agencies:list", "机构"),
)
"""The public masthead's entries in their order: URL name and words. A page gets its entry when it exists."""

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
            {"label": label, "url": reverse(name), "current": name.partition(":")[0] == here}
            for name, label in NAVIGATION
        ],
    }
