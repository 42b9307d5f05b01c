"""Filing an application: the form, the documents that may already answer it, the receipt."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
