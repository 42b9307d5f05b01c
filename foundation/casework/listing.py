"""The lists of the desk: by agency and due day, the nearest due first where asked, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.contrib.admin.decorators import display
from django.contrib.admin.filters import ListFilter, SimpleListFilter
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BooleanField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework import overview
from foundation.casework.clock_faces import summary
from foundation.casework.models import Matter
from foundation.casework.worklist import with_clock
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.deadlines.moments import to_the_minute
from foundation.sheets import workbook

#: The rows on paper and in a workbook at most.
MOST_ROWS = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MatterList(ChangeList):
    """A list of matters, each with the nearest of its open clocks."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        if issubclass(self.model, Matter):
            self.root_queryset = with_clock(self.root_queryset, self.model)
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return rows

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = with_clock_shown(self.result_list, self.model_admin.moment())  # type: ignore[attr-defined]


def with_clock_shown(rows: Iterable[Any], at: datetime) -> list[Any]:
    """The rows, each with its clock in words; two queries and those of the calendar."""
    listed = list(rows)
    numbers = [row.nearest_clock for row in listed if getattr(row, "nearest_clock", None)]
    if numbers:
        calendar = Calendar.load()
        clocks = Clock.objects.prefetch_related("pauses").in_bulk(numbers)
        for row in listed:
            if clock := clocks.get(row.nearest_clock):
                row.clock_shown = summary(clock, at, calendar)
    return listed


class SelectFilter(SimpleListFilter):
    """A filter with many choices: a box to choose from. `parameters` are the names that its form sends."""

    template = "admin/filter_select.html"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The choices with their values; what else is asked for goes along in the form."""
        self.kept = kept_in(changelist, {self.parameter_name})
        yield {"selected": self.value() is None, "value": "", "display": "全部"}
        for value, label in self.lookup_choices:
            yield {"selected": self.value() == str(value), "value": value, "display": label}


def worded(field: BooleanField[Any, Any]) -> Callable[[Model], str]:
    """The column of a yes or no in words, where Django draws a tick or a cross with an English name."""

    @display(description=str(field.verbose_name), ordering=field.name)
    def told(row: Model) -> str:
        return {True: "是", False: "否"}.get(getattr(row, field.name), "")

    told.__name__ = field.name
    return told


def kept_in(changelist: Any, but: set[str | None]) -> list[tuple[str, str]]:
    """What the address of a list asks for besides these, without the page."""
    return [(name, value) for name, value in changelist.params.items() if name not in {*but, "p", "e"}]


class AgencyFilter(SelectFilter):
    """The agencies of the matters that one may read; nothing for whoever reads those of one."""

    title, parameter_name, parameters = "单位", "of", ("of",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        theirs = model_admin.get_queryset(request).order_by().values("agency")
        found = list(Agency.objects.filter(pk__in=theirs).values_list("code", "short_name"))
        return found if len(found) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(agency__code=self.value()) if self.value() else queryset


class DueFilter(ListFilter):
    """By the due day of the nearest open clock: over, within days, this week, or from one day to another."""

    title, template = "期限", "admin/filter_due.html"
    parameters = ("due", "due_from", "due_to")
    KINDS = {**{kind: overview.KINDS[kind] for kind in ("overdue", "soon")}, "week": "本周到期"}

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.parameters:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.wrong, self.at = "", model_admin.moment()

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def day(self, name: str) -> date | None:
        """The day entered under that name; one that is no day is told and left aside."""
        entered = str(self.used_parameters.get(name, "")).strip()
        try:
            return date.fromisoformat(entered) if entered else None
        except ValueError:
            self.wrong = "请按 2026-11-20 的格式填写日期。"
            return None

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        self.kept = kept_in(changelist, set(self.parameters))
        asked = self.used_parameters.get("due", "")
        self.first, self.last = (self.used_parameters.get(name, "") for name in self.parameters[1:])
        for value, label in {"": "全部", **self.KINDS}.items():
            query = changelist.get_query_string({"due": value} if value else {}, list(self.parameters))
            none = not (asked or self.first or self.last)
            yield {"selected": asked == value if value else none, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self._asked(self.at)
        if asked is None:
            return queryset
        running = Q(ended_at__isnull=True, paused_since__isnull=True)
        return queryset.filter(nearest_clock__in=Clock.objects.filter(running, asked).order_by().values("pk"))

    def _asked(self, now: datetime) -> Q | None:
        kind = self.used_parameters.get("due", "")
        if kind in ("overdue", "soon"):
            return overview.conditions(now)[kind]
        first, last = self.day("due_from"), self.day("due_to")
        if kind == "week":
            today = localdate(now)
            first = today - timedelta(days=today.weekday())
            last = first + timedelta(days=6)
        if first is None and last is None:
            return None
        # A limit ends with its last day: its due moment is the midnight that follows.
        found = Q(due_at__gt=midnight(first)) if first else Q()
        return found & Q(due_at__lte=midnight(last + timedelta(days=1))) if last else found


# On paper and as a workbook


def heads(admin: Any, names: Iterable[str]) -> list[str]:
    """The labels of the columns."""
    return [str(label_for_field(name, admin.model, admin)) for name in names]


def cells(admin: Any, names: Iterable[str], row: Model) -> list[str]:
    """A row as text, masked as the list on the screen is."""
    return [_text(admin, name, row) for name in names]


def _text(admin: Any, name: str, row: Model) -> str:
    if name == "due":
        clock = getattr(row, "clock_shown", None)
        return (
            f"{clock['date']} {clock['words']}{'（暂定）' if clock['provisional'] else ''}" if clock else ""
        )
    try:
        field, _attribute, value = lookup_field(name, row, admin)
    except ObjectDoesNotExist:
        return ""
    if field is not None and getattr(field, "flatchoices", None):
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return to_the_minute(value)
    return "" if value is None else str(value)


def table_of(admin: Any, request: HttpRequest, changelist: Any) -> dict[str, Any]:
    """The whole list, as it is filtered and sorted: heads, rows of text, whether all of them."""
    names = [*admin.get_list_display(request), *admin.also_printed]
    rows = with_clock_shown(changelist.queryset[: MOST_ROWS + 1], admin.moment())
    return {
        "heads": heads(admin, names),
        "rows": [cells(admin, names, row) for row in rows[:MOST_ROWS]],
        "more": len(rows) > MOST_ROWS,
    }


def as_workbook(title: str, table: dict[str, Any], day: date) -> HttpResponse:
    """The list as XLSX."""
    answer = HttpResponse(workbook(title, table["heads"], table["rows"]), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}-{day}.xlsx"
    answer["Cache-Control"] = "no-store"
    return answer
