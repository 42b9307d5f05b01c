"""The public pages of the room: rounds and results, the questionnaire, complaints, suggestions and what became of them."""

from __future__ import annotations

from evaluation.views import answering, complaining, published

urlpatterns = [*published.urlpatterns, *answering.urlpatterns, *complaining.urlpatterns]
