"""Lists by pages, counted only as far as it costs nothing."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PAGE_ROWS = 20
#: The most rows that are counted, to spare the database.
COUNT_CAP = 1_000


class CappedPage(Page):  # type: ignore[type-arg]
    """A page of a `CappedPaginator`."""

    paginator: CappedPaginator


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that counts at most `COUNT_CAP` rows."""

    _count: int

    @property
    def count(self) -> int:  # type: ignore[override]
        if not hasattr(self, "_count"):
            rows = cast("QuerySet[Any]", self.object_list)
            self._count = rows.order_by()[: COUNT_CAP + 1].count()
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
