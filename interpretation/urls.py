"""The public addresses of interpretations."""

from __future__ import annotations

from django.urls import path

from interpretation import responding, views

app_name = "interpretation"
urlpatterns = [
    path("", views.interpretation_list, name="list"),
    path("terms/", views.terms, name="terms"),
    path("responses/", responding.response_list, name="responses"),
    path("responses/<int:pk>/", responding.response_detail, name="response"),
    path("<int:pk>/", views.interpretation_detail, name="detail"),
    path("<int:pk>/chart.svg", views.chart, name="chart"),
]
