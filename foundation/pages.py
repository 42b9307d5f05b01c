"""Public pages: read-only and the same for everyone, so that a shared cache can serve them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

#: The seconds for which a shared cache may serve a page without asking again, so that what is withdrawn is gone within them;
#: a browser asks every time, and nobody serves a page that could not be asked for.
SHARED_SECONDS = 5

View = Callable[..., HttpResponseBase]


def public_page(*reads: str) -> Callable[[View], View]:
    """Make a view a public page: GET and HEAD, `ETag` and `Cache-Control`, 304 for an unchanged page.

    `reads` names the query parameters that decide what it shows. With any other in its address the page is not kept by caches,
    nor is the answer to whoever asks too often.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            page = view(request, *args, **kwargs)
            if request.GET.keys() <= set(reads) and page.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                patch_cache_control(
                    page, public=True, max_age=0, s_maxage=SHARED_SECONDS, must_revalidate=True
                )
            else:
                patch_cache_control(page, no_store=True)
            return page

        return require_safe(conditional_page(answer))

    return declare


PAGE_ROWS = 20
#: The most rows that are counted, to spare the database.
COUNT_CAP = 1_000


class CappedPage(Page):  # type: ignore[type-arg]
    """A page of a `CappedPaginator`."""

    paginator: CappedPaginator


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that counts at most `COUNT_CAP` rows."""

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
        """Whether there are more rows than `COUNT_CAP`."""
        return self.count < self._count


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> CappedPage:
    """The page of the rows that `?page=` asks for; raises `Http404` if there is none."""
    try:
        return cast(CappedPage, CappedPaginator(rows, PAGE_ROWS).page(request.GET.get("page") or 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
