"""The page on which a third party gives its opinion, opened by the link in its letter."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
