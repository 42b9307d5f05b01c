"""Every address of the portal."""

from __future__ import annotations

from django.contrib.admin import autodiscover
from django.urls import include, path

from foundation.casework.desk import desk
from wuyuan_portal import about, crawlers, views
from wuyuan_portal.feeds import feed
from wuyuan_portal.rooms import rooms
from wuyuan_portal.searching import search_page, suggestions

# The rooms register their desk pages in `admin.py`; the addresses need them all.
autodiscover()

agencies = (
    [path("", views.agency_list, name="list"), path("<slug:code>/", views.agency_detail, name="detail")],
    "agencies",
)

handler400 = "wuyuan_portal.views.bad_request"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("search/suggestions/", suggestions, name="suggestions"),
    *(path(below, include(urls)) for room in rooms() for below, urls in room.addresses.items()),
    path("agencies/", include(agencies)),
    path("desk/", desk.urls),
    path("site-map/", about.site_map, name="site_map"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("feed.atom", feed, name="feed"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", crawlers.security, name="security"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
]
