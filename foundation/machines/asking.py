"""What lists are asked: filters, the place from which to go on, JSON or CSV."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone, localtime
from ninja import Field, Schema
from pydantic import BeforeValidator

from foundation.machines.problems import Problem
from foundation.pages.public import site_url
from foundation.sheets import as_csv

Row = TypeVar("Row", bound=Schema)

#: The rows of a page where nothing else is asked, and at most.
USUAL, MOST = 50, 500
#: The days that rows can have; what lies beyond is taken for the nearest.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _day(value: Any) -> date | None:
    """A day as `2026-11-20`; a number is no day."""
    if value is None:
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("日期请写成 2026-11-20。")
    return min(max(date.fromisoformat(value), FIRST), LAST)


def _moment(value: Any) -> datetime | None:
    """A moment as `2026-11-20T08:00:00+08:00`."""
    if value is None:
        return None
    # A `+` that was not encoded arrives as a blank.
    text = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", value) if isinstance(value, str) else ""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError("时间请写成 2026-11-20T08:00:00+08:00，“+”要写成 %2B。")
    day = date.fromisoformat(found[1])
    if not FIRST < day < LAST:
        nearest = FIRST if day <= FIRST else LAST
        return datetime.combine(nearest, time(), get_current_timezone())
    # RFC 3339 knows the sixtieth second and any number of digits; Python neither.
    text = re.sub(r":60(?=[.Zz+-])", ":59", re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text))
    return datetime.fromisoformat(text.upper())


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=30)]
Year = Annotated[int, Field(ge=1949, le=2999)]


class Asked(Schema):
    """What every list is asked."""

    format: Literal["json", "csv"] = Field("json", description="json 或 csv（UTF-8，没有 BOM）。")


class AskedPage(Asked):
    """What a list of many pages is asked."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="一页最多几条。")
    cursor: str = Field(
        "",
        max_length=200,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="从哪里接着读：上一页给的 next_cursor；不要自己拼。",
    )


class AskedPublished(AskedPage):
    """What lists of published things are asked."""

    agency: Code | None = Field(None, description="机构代码，见 /agencies。")
    year: Year | None = Field(None, description="发布年度。")
    published_since: Day | None = Field(None, description="这一天起发布的，例如 2026-11-01。")
    published_until: Day | None = Field(None, description="到这一天为止（含当天）发布的。")
    updated_since: Moment | None = Field(
        None,
        description="这一时刻起发布或者恢复公开的；定期取数用。带时区，例如 2026-11-20T08:00:00%2B08:00。",
    )

    def applied(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The published rows, with `published_at` and `restored_at`, that are asked for."""
        if self.agency is not None:
            rows = rows.filter(agency__code=self.agency)
        if self.year is not None:
            rows = rows.filter(
                published_at__gte=_midnight(date(self.year, 1, 1)),
                published_at__lt=_midnight(date(self.year + 1, 1, 1)),
            )
        if self.published_since is not None:
            rows = rows.filter(published_at__gte=_midnight(self.published_since))
        if self.published_until is not None:
            rows = rows.filter(published_at__lt=_midnight(self.published_until + timedelta(days=1)))
        if self.updated_since is not None:
            since = self.updated_since
            rows = rows.filter(Q(published_at__gte=since) | Q(restored_at__gte=since))
        return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())


class Listed(Schema, Generic[Row]):
    """A page of a list; `next` is the address of the next one, null on the last."""

    items: list[Row]
    next_cursor: str | None = None
    next: str | None = None


def moment(at: datetime | None) -> datetime:
    """The moment at which something public was published or withdrawn, in the county's time."""
    assert at is not None
    return localtime(at)


def cursor_after(at: datetime, pk: int) -> str:
    """What names the place after a row in a list, the newest first."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{pk}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        told, _bar, pk = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition("|")
        )
        at, number = datetime.fromisoformat(told), int(pk)
        if at.tzinfo is None or not FIRST < at.date() < LAST or not 0 <= number < 2**63:
            raise ValueError(cursor)
    except (ValueError, binascii.Error, OverflowError) as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "cursor 不是本接口给出的，请照抄上一页的 next_cursor。"
        ) from error
    return at, number


def page(
    request: HttpRequest,
    asked: AskedPage,
    rows: QuerySet[Any],
    schema: type[Row],
    shown: Callable[[Any], Row],
    by: str = "published_at",
) -> Listed[Row] | HttpResponse:
    """The page after the cursor, the newest first: rows that are published meanwhile move nothing."""
    if asked.cursor:
        at, pk = _place(asked.cursor)
        # The first condition lets the index find the place.
        rows = rows.filter(**{f"{by}__lte": at}).filter(Q(**{f"{by}__lt": at}) | Q(pk__lt=pk))
    found = list(rows.order_by(f"-{by}", "-pk")[: asked.limit + 1])
    following = None
    if len(found) > asked.limit:
        found = found[: asked.limit]
        following = cursor_after(getattr(found[-1], by), found[-1].pk)
    return whole(request, asked, [shown(row) for row in found], schema, following)


def whole(
    request: HttpRequest, asked: Asked, rows: list[Row], schema: type[Row], following: str | None = None
) -> Listed[Row] | HttpResponse:
    """The rows as they are asked for; `following` is the cursor of the next page."""
    address = None
    if following is not None:
        given = {name: value for name, value in request.GET.items() if name != "cursor"}
        address = f"{site_url(request)}{request.path}?{urlencode({**given, 'cursor': following})}"
    if asked.format == "json":
        return Listed[schema](items=rows, next_cursor=following, next=address)  # type: ignore[valid-type]
    columns = list(schema.model_fields)
    told = (row.model_dump(mode="json") for row in rows)
    lines = ([row[column] for column in columns] for row in told)
    answer = HttpResponse(as_csv(columns, lines), content_type="text/csv; charset=utf-8")
    if address:
        answer["Link"] = f'<{address}>; rel="next"'
    return answer
