"""Following an application by its number and query code."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
