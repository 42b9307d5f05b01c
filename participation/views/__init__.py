"""The pages of the room: what is open, one decision, the form, one opinion for its sender, proposals and objections."""

from __future__ import annotations

from participation.views import (
    hearing,
    objecting,
    papers,
    poll,
    proposing,
    proving,
    published,
    registered,
    tracking,
    writing,
)

urlpatterns = [
    *tracking.urlpatterns,
    *registered.urlpatterns,
    *proposing.urlpatterns,
    *proving.first,
    *published.first,
    *writing.urlpatterns,
    *proving.urlpatterns,
    *papers.urlpatterns,
    *hearing.urlpatterns,
    *poll.urlpatterns,
    *objecting.urlpatterns,
    *published.urlpatterns,
]
