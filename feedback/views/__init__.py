"""The pages of the room: what may be said and what was answered, the three forms, one message for its sender."""

from __future__ import annotations

from feedback.views import published, tracking, writing

urlpatterns = [*writing.urlpatterns, *tracking.urlpatterns, *published.urlpatterns]
