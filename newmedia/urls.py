"""The public addresses of accounts."""

from __future__ import annotations

from django.urls import path

from newmedia import views

app_name = "newmedia"
urlpatterns = [
    path("", views.account_list, name="list"),
    path("corrections/", views.corrections, name="corrections"),
    path("posts/<int:pk>/", views.post_detail, name="post"),
    path("<int:pk>/", views.account_detail, name="detail"),
    path("<int:pk>/code.svg", views.code, name="code"),
]
