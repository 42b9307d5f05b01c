"""The public addresses of training."""

from __future__ import annotations

from django.urls import path

from training.views import public, signing

app_name = "training"
urlpatterns = [
    path("", public.overview, name="overview"),
    path("sessions/<int:pk>/", public.session, name="session"),
    path("calendar/<slug:code>.ics", public.calendar, name="calendar"),
    path("certificates/", public.check, name="check"),
    path("certificates/<slug:code>/", public.certificate, name="certificate"),
    path("sign/", signing.by_code, name="sign_by_code"),
    path("sign/form/", signing.form, name="sign_form"),
    path("sign/<slug:token>/", signing.scanned, name="sign"),
]
