"""Lists by pages, counted only as far as it costs nothing."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PAGE_ROWS = 20
#: The most rows that are counted, to spare the database.
COUNT_CAP = 1_000


def counted(rows: QuerySet[Any]) -> int:
    """The number of rows, counted up to one more than `COUNT_CAP`."""
    return rows.order_by()[: COUNT_CAP + 1].count()


class CappedPage(Page):  # type: ignore[type-arg]
    """A page of a `CappedPaginator`."""

    paginator: CappedPaginator


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that counts at most `COUNT_CAP` rows."""

    #: The number of rows, once it is known.
    known: int | None = None

    @property
    def count(self) -> int:  # type: ignore[override]
        if self.known is None:
            self.known = counted(cast("QuerySet[Any]", self.object_list))
        return min(self.known, COUNT_CAP)

    def _get_page(self, *args: Any, **kwargs: Any) -> CappedPage:
        return CappedPage(*args, **kwargs)

    @property
    def capped(self) -> bool:
        """Whether there are more rows than `COUNT_CAP`."""
        return self.known is not None and self.count < self.known


def page_of(request: HttpRequest, rows: QuerySet[Any], number: int | None = None) -> CappedPage:
    """The page of the rows that `?page=` asks for; raises `Http404` if there is none.

    The `number` of rows, where it is known, is not counted again.
    """
    paginator = CappedPaginator(rows, PAGE_ROWS)
    if number is not None:
        paginator.known = number
    try:
        return cast(CappedPage, paginator.page(request.GET.get("page") or 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
