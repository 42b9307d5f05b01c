"""The public addresses of accounts."""

from __future__ import annotations

from django.urls import path

from newmedia.views import accounts, exchanges

app_name = "newmedia"
urlpatterns = [
    path("", accounts.account_list, name="list"),
    path("corrections/", accounts.corrections, name="corrections"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("exchanges/challenge/", exchanges.challenge, name="challenge"),
    path("exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("exchanges/<int:pk>/answer/", exchanges.exchange_answer, name="exchange_answer"),
    path("exchanges/<int:pk>/result.csv", exchanges.exchange_result, name="exchange_result"),
    path("posts/<int:pk>/", accounts.post_detail, name="post"),
    path("<int:pk>/", accounts.account_detail, name="detail"),
    path("<int:pk>/code.svg", accounts.code, name="code"),
]
