"""The pages of the room: what is open, one decision, the form, one opinion for its sender."""

from __future__ import annotations

from participation.views import hearing, papers, poll, proving, published, tracking, writing

urlpatterns = [
    *tracking.urlpatterns,
    *proving.first,
    *published.first,
    *writing.urlpatterns,
    *proving.urlpatterns,
    *papers.urlpatterns,
    *hearing.urlpatterns,
    *poll.urlpatterns,
    *published.urlpatterns,
]
