"""The public addresses of interpretations."""

from __future__ import annotations

from django.urls import path

from interpretation.views import explaining as views
from interpretation.views import responding, showing

app_name = "interpretation"
urlpatterns = [
    path("", views.interpretation_list, name="list"),
    path("terms/", views.terms, name="terms"),
    path("questions/", views.question_list, name="questions"),
    path("questions/<slug:number>/", views.question_detail, name="question"),
    path("ask/", views.ask, name="ask"),
    path("challenge/", views.challenge, name="challenge"),
    path("track/", views.track, name="track"),
    path("unclear/", views.unclear, name="unclear"),
    path("responses/", responding.response_list, name="responses"),
    path("responses/<int:pk>/", responding.response_detail, name="response"),
    path("<int:pk>/", views.interpretation_detail, name="detail"),
    path("<int:pk>/chart.svg", views.chart, name="chart"),
    path("<int:pk>/spoken.pdf", views.sheet, name="sheet"),
    path("<int:pk>/media", showing.media, name="media"),
    path("<int:pk>/captions.vtt", showing.captions, name="captions"),
    path("<int:pk>/photos/<int:photo>/", showing.photo, name="photo"),
    path("<int:pk>/mine/", showing.mine, name="mine"),
    path("<int:pk>/dates.ics", showing.dates, name="dates"),
]
