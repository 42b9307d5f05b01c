from __future__ import annotations

from django.urls import path

from foundation.seals import views

app_name = "seals"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("file/", views.check_file, name="file"),
    path("seals.txt", views.published_seals, name="published"),
    path("<int:number>.txt", views.lines_of_seal, name="lines"),
    path("check_seals.py", views.script, name="script"),
]
