"""What every public page has in common: read only, the same for everyone, so that a cache in front can serve it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

#: How long a cache may serve a page without asking again, in seconds: a withdrawal shows within a minute.
MAX_AGE = 60


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for GET and HEAD with `ETag` and `Cache-Control`, answered with 304 where the reader has it already."""
    return require_safe(conditional_page(cache_control(public=True, max_age=MAX_AGE)(view)))
