from __future__ import annotations

from django.urls import path

from foundation.deadlines import views

app_name = "time_limits"
urlpatterns = [
    path("", views.time_limits, name="list"),
    path("time-limits.csv", views.as_csv, name="csv"),
]
