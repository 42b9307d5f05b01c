"""The public addresses of accounts."""

from __future__ import annotations

from django.urls import path

from newmedia import exchanges, views

app_name = "newmedia"
urlpatterns = [
    path("", views.account_list, name="list"),
    path("corrections/", views.corrections, name="corrections"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("exchanges/challenge/", exchanges.challenge, name="challenge"),
    path("exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("exchanges/<int:pk>/answer/", exchanges.exchange_answer, name="exchange_answer"),
    path("exchanges/<int:pk>/result.csv", exchanges.exchange_result, name="exchange_result"),
    path("posts/<int:pk>/", views.post_detail, name="post"),
    path("<int:pk>/", views.account_detail, name="detail"),
    path("<int:pk>/code.svg", views.code, name="code"),
]
