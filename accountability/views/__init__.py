"""The pages of citizens, and of whom a decision is about."""

from __future__ import annotations

from django.urls import URLPattern

from accountability.views import about, reporting, served

urlpatterns: list[URLPattern] = [*about.urlpatterns, *reporting.urlpatterns, *served.urlpatterns]
