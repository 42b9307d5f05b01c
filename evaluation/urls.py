"""The public addresses of rounds, their results and what was put right."""

from __future__ import annotations

from evaluation import views

app_name = "evaluation"
urlpatterns = views.urlpatterns
