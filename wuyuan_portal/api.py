"""The search over everything public, for programs."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from foundation.machines.asking import Asked, Code, Listed, Year, moment, whole
from foundation.machines.declaring import part
from foundation.machines.problems import Problem
from foundation.search.entries import LABELS
from foundation.search.filters import agencies
from foundation.search.models import Entry
from foundation.search.queries import COUNTED, Narrowing, search, search_nearly
from foundation.visitors.throttle import allow, sender
from wuyuan_portal.searching import SEARCHING

router = part("search", "检索")

#: Hits on a page.
HITS = 20


class Hit(Schema):
    """Something public with the words."""

    kind: str
    kind_name: str
    title: str
    number: str
    topic: str
    agency: str | None
    published_at: datetime
    url: str


class AskedSearch(Asked):
    """What is searched."""

    q: str = Field(
        ..., min_length=1, max_length=100, description="要找的词。", json_schema_extra={"example": "取暖"}
    )
    kind: str | None = Field(None, max_length=40, description=f"种类：{'、'.join(LABELS)}。")
    agency: Code | None = Field(None, description="机构代码，见 /agencies。")
    year: Year | None = Field(None, description="发布年度。")
    order: Literal["best", "newest"] = Field("best", description="最合适的在前，或者最新的在前。")
    page: int = Field(1, ge=1, le=COUNTED // HITS, description="第几页，每页 20 条。")


@router.get("", response=Listed[Hit], url_name="search", summary="检索全部公开信息")
def found(request: HttpRequest, asked: Query[AskedSearch]) -> Any:
    """检索公文、答复和年报；找不到原词的，给出读音相近、差一个字的。"""
    if wait := allow(SEARCHING, **sender(request)):
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "检索太频繁，请稍后再试。", retry_after=wait.seconds)
    known = agencies()
    if (asked.agency is not None and asked.agency not in known) or asked.kind not in (None, *LABELS):
        return whole(request, asked, [], Hit)
    within = Narrowing(agency=known[asked.agency][0] if asked.agency else None, year=asked.year)
    kinds, offset = [asked.kind] if asked.kind else None, (asked.page - 1) * HITS
    if asked.order == "newest":
        results = search(asked.q, kinds=kinds, within=within, limit=HITS, offset=offset)
    else:
        results = search_nearly(
            asked.q, kinds=kinds, within=within, limit=HITS, offset=offset, at=timezone.now()
        )
    codes = {pk: code for code, (pk, _name) in known.items()}
    return whole(request, asked, [_hit(entry, codes) for entry in results.entries], Hit)


def _hit(entry: Entry, codes: dict[int, str]) -> Hit:
    return Hit(
        kind=entry.kind,
        kind_name=LABELS.get(entry.kind, ""),
        title=entry.title,
        number=entry.number,
        topic=entry.topic,
        agency=codes.get(entry.agency_id or 0),
        published_at=moment(entry.published_at),
        url=entry.url,
    )
