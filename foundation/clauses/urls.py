from __future__ import annotations

from django.urls import path

from foundation.clauses import views

app_name = "regulations"
urlpatterns = [
    path("", views.regulation_list, name="list"),
    path("<slug:slug>/", views.regulation_detail, name="detail"),
]
