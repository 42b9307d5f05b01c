"""The public addresses of published appraisals."""

from __future__ import annotations

from appraisal import views

app_name = "appraisal"
urlpatterns = views.urlpatterns
