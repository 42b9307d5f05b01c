"""The public addresses of decisions and their drafts for comment."""

from __future__ import annotations

from participation import views

app_name = "participation"
urlpatterns = views.urlpatterns
