"""Hits by pages, each with the passage around the words."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import Http404, HttpRequest

from foundation.pages.paging import PAGE_ROWS, CappedPage, CappedPaginator
from foundation.search.highlights import highlight, snippet
from foundation.search.models import Entry
from foundation.search.queries import Results

#: Looks for a page of hits: `look(limit, offset)`.
Look = Callable[[int, int], Results]


class _FoundPaginator(CappedPaginator):
    """A paginator whose rows and count are found together."""

    def __init__(self, look: Look) -> None:
        super().__init__((), PAGE_ROWS)
        self.look = look
        self.results: Results | None = None
        self.number, self.more = 0, False

    @property
    def count(self) -> int:  # type: ignore[override]
        return self.number

    @property
    def capped(self) -> bool:
        return self.more

    def page(self, number: int | str) -> CappedPage:
        try:
            wanted = int(number)
        except ValueError as error:
            raise PageNotAnInteger from error
        if not 0 < wanted < 10_000:
            raise EmptyPage
        self.results = self.look(PAGE_ROWS, (wanted - 1) * PAGE_ROWS)
        self.number, self.more = self.results.count, self.results.capped
        return self._get_page(self.results.entries, self.validate_number(wanted), self)


def found_page(request: HttpRequest, q: str, look: Look) -> tuple[CappedPage, Results]:
    """The page of hits that `?page=` asks for, their titles and passages marked; raises `Http404` if there is none."""
    paginator = _FoundPaginator(look)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error
    assert paginator.results is not None
    mark(paginator.results.entries, q)
    return page, paginator.results


def mark(entries: list[Entry], q: str) -> None:
    """Give each entry its title and the telling passage of its text in segments."""
    for entry in entries:
        entry.marked = highlight(entry.title, q)  # type: ignore[attr-defined]
        entry.excerpt = snippet(entry.beginning, q)  # type: ignore[attr-defined]
