"""The catalogue of what is published, as a file: what 条例12 asks of it, and what else is known of each (PD-8)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from disclosure.models import Document
from disclosure.views.documents import FilterForm, within
from disclosure.views.then import on_a_day
from foundation.clauses import Citation, cite
from foundation.files.kinds import XLSX
from foundation.pages.public import public_page, site_url
from foundation.pages.then import ON, Then
from foundation.sheets import MARK, as_csv, workbook
from foundation.visitors.throttle import MINUTE, Door, Meter, allow, sender

cite("PD-8", by=Citation("page", "documents:catalogue_csv", "信息目录：按机关、年度、主题、种类整份下载"))

#: Documents of one file at most, the newest; all of them are in the files of every night (`/data/`).
MOST = 10_000
HEADS = (
    "索引号", "名称", "内容概述", "生成日期", "发布日期", "发布机构", "文号", "公文种类", "主题分类", "公开内容", "效力属性",
    "网址",
)  # fmt: skip
NAME = "政府信息公开目录"


def rows(request: HttpRequest, then: Then | None) -> list[list[str]]:
    """A row for each document that the filters of the list leave, the newest first; words narrow no catalogue."""
    form = FilterForm(request.GET)
    _q, narrowing = form.chosen()
    documents = within(narrowing, form.head_chosen, form.genre_chosen, then).only(*_READ)
    return [
        _row(document, site_url(request)) for document in documents.order_by("-published_at", "-pk")[:MOST]
    ]


_READ = (
    "title", "summary", "formed_on", "published_at", "first_published_on", "version", "document_number", "genre", "topic",
    "head", "validity", "agency__name", "index__number",
)  # fmt: skip


def _row(document: Document, site: str) -> list[str]:
    assert document.published_at is not None
    return [
        document.index_number,
        document.title,
        document.summary,
        str(document.formed_on or ""),
        f"{timezone.localtime(document.published_at):%Y-%m-%d}",
        document.agency.name,
        document.document_number,
        document.genre,
        document.topic_path,
        document.get_head_display(),
        document.get_validity_display(),
        f"{site}{reverse('documents:detail', args=[document.index_number])}",
    ]


_ASKED = ("agency", "year", "topic", "head", "genre", ON)


@public_page(*_ASKED)
@on_a_day
def as_text(request: HttpRequest, then: Then | None) -> HttpResponse:
    """The catalogue as CSV."""
    found = rows(request, then)
    if refused := _too_often(request, len(found)):
        return refused
    said: Any = MARK + as_csv(HEADS, found)
    return _file(said, "csv", "text/csv; charset=utf-8", then)


@public_page(*_ASKED)
@on_a_day
def as_xlsx(request: HttpRequest, then: Then | None) -> HttpResponse:
    """The catalogue as XLSX."""
    found = rows(request, then)
    if refused := _too_often(request, len(found)):
        return refused
    return _file(workbook(NAME, HEADS, found), "xlsx", XLSX.media_type, then)


#: A file of ten thousand rows takes a second to make, and is too large to be kept.
LARGE = 500
TAKING = Door("documents.catalogue", Meter("address", 20, MINUTE), Meter("network", 60, MINUTE))


def _too_often(request: HttpRequest, number: int) -> HttpResponse | None:
    """The answer to whoever asks too often for a file of so many rows."""
    if number < LARGE or not (wait := allow(TAKING, **sender(request))):
        return None
    answer = HttpResponse("下载得太频繁，请稍后再试。", status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = str(wait.seconds)
    return answer


def _file(content: bytes | str, ending: str, media_type: str, then: Then | None) -> HttpResponse:
    day = f"（{then.day.isoformat()}）" if then else ""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(NAME + day)}.{ending}"
    return answer
