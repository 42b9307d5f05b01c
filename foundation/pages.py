"""What every public page has in common: read only, the same for everyone, so that a cache in front can serve it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

#: How long a cache may serve a page without asking again, in seconds: a withdrawal shows within a minute.
MAX_AGE = 60


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for GET and HEAD with `ETag` and `Cache-Control`, answered with 304 where the reader has it already."""
    return require_safe(conditional_page(cache_control(public=True, max_age=MAX_AGE)(view)))


PAGE_ROWS = 20
#: Counting stops here: nobody leafs through more, and the database need not count it.
COUNT_CAP = 1_000


class CappedPage(Page):  # type: ignore[type-arg]
    """A page that knows whether its list goes on beyond what was counted."""

    paginator: CappedPaginator


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is not counted further than anybody reads."""

    @property
    def count(self) -> int:  # type: ignore[override]
        if not hasattr(self, "_count"):
            rows = cast("QuerySet[Any]", self.object_list)
            self._count: int = rows.order_by()[: COUNT_CAP + 1].count()
        return min(self._count, COUNT_CAP)

    def _get_page(self, *args: Any, **kwargs: Any) -> CappedPage:
        return CappedPage(*args, **kwargs)

    @property
    def capped(self) -> bool:
        """Whether there is more than was counted."""
        return self.count == COUNT_CAP and self._count > COUNT_CAP


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> CappedPage:
    """The page of a list that `?page=` asks for; 404 where there is none."""
    try:
        return cast(CappedPage, CappedPaginator(rows, PAGE_ROWS).page(request.GET.get("page") or 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
