"""The public address of this room."""

from __future__ import annotations

from django.urls import path

from foundation.notices.views import contact

app_name = "notices"
urlpatterns = [path("<str:token>/", contact, name="contact")]
