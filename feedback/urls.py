"""The public addresses of messages."""

from __future__ import annotations

from feedback import views

app_name = "feedback"
urlpatterns = views.urlpatterns
