"""The public addresses: about accountability, reporting, and the page of whom a served paper is about."""

from __future__ import annotations

from accountability import views

app_name = "accountability"
urlpatterns = views.urlpatterns
