"""The digests of every night."""

from __future__ import annotations

from django.urls import URLPattern

first: list[URLPattern] = []
urlpatterns: list[URLPattern] = []
