"""The public addresses of applications."""

from __future__ import annotations

from applications.views import consulting, filing, tracking

app_name = "applications"
urlpatterns = [*filing.urlpatterns, *tracking.urlpatterns, *consulting.urlpatterns]
