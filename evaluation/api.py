"""Results of social evaluations and what was suggested, for programs: lists, one of them, and the files of every night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import DateTimeField, F, QuerySet, Value
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from evaluation.models import Suggestion, UnitResult
from evaluation.statute import Way
from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part

router = part("evaluations", "社会评议")


class ResultRow(Schema):
    """What an announced round says of one unit: how many answered and how, the index of each way, the grade."""

    id: int
    year: int
    round: str
    agency: str
    agency_name: str
    unit: str
    grade: str
    computed_grade: str
    index: float | None
    main_persons: int
    main_knowing: int
    main_index: float | None
    main_low: float | None
    main_high: float | None
    panel_sheets: int
    panel_index: float | None
    open_persons: int
    open_index: float | None
    objected: bool
    published_at: datetime
    url: str


class SuggestionRow(Schema):
    """A suggestion as everybody reads it: what was said, what was decided, promised, done and told."""

    id: int
    year: int
    number: int
    agency: str
    agency_name: str
    text: str
    persons: int
    state: str
    reply: str
    promised_on: date | None
    done: str
    done_on: date | None
    feedback: str
    published_at: datetime
    url: str


def _announced(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the moment of the announcement in the place of that of the publication; none is taken down."""
    never = Value(None, output_field=DateTimeField())
    found: QuerySet[Any] = rows.annotate(published_at=F("round__announced_at"), restored_at=never)
    return found


def _results() -> QuerySet[Any]:
    return _announced(UnitResult.objects.public().select_related("agency", "round", "unit"))


def _suggestions() -> QuerySet[Any]:
    return _announced(Suggestion.objects.public().select_related("agency", "round"))


def _number(told: str | None) -> float | None:
    return None if told is None else float(told)


def _result(result: Any) -> dict[str, Any]:
    main, panel, web = (result.ways[way.value] for way in Way)
    low, high = main["interval"] or (None, None)
    return {
        "id": result.pk,
        "year": result.round.year,
        "round": result.round.title,
        "agency": result.agency.code,
        "agency_name": result.agency.name,
        "unit": result.unit.name,
        "grade": result.standing.label,
        "computed_grade": result.get_grade_display(),
        "index": _number(result.index),
        "main_persons": main["persons"],
        "main_knowing": main["knowing"],
        "main_index": _number(main["index"]),
        "main_low": _number(low),
        "main_high": _number(high),
        "panel_sheets": panel["persons"],
        "panel_index": _number(panel["index"]),
        "open_persons": web["persons"],
        "open_index": _number(web["index"]),
        "objected": bool(result.outcome),
        "published_at": moment(result.published_at),
        "url": reverse("evaluation:unit", args=[result.round.year, result.unit.number]),
    }


def _suggestion(card: Any) -> dict[str, Any]:
    return {
        "id": card.pk,
        "year": card.round.year,
        "number": card.number,
        "agency": card.agency.code,
        "agency_name": card.agency.name,
        "text": card.text,
        "persons": card.many,
        "state": card.get_state_display(),
        "reply": card.reply,
        "promised_on": card.promised_on,
        "done": card.done,
        "done_on": card.done_on,
        "feedback": card.feedback,
        "published_at": moment(card.published_at),
        "url": reverse("evaluation:suggestions"),
    }


@router.get("", response=Listed[ResultRow], url_name="evaluations", summary="各单位的评议结果，新的在前")
def evaluations(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """通报了的社会评议里每个单位的结果，新通报的在前；每道题的人数见评议网页上的 CSV。"""
    return page(request, asked, asked.applied(_results()), ResultRow, lambda one: ResultRow(**_result(one)))


@router.get(
    "/suggestions",
    response=Listed[SuggestionRow],
    url_name="evaluation_suggestions",
    summary="评议中的意见建议，新的在前",
)
def suggestions(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """通报了的社会评议里交办的意见建议，和办得怎么样。"""
    rows = asked.applied(_suggestions())
    return page(request, asked, rows, SuggestionRow, lambda one: SuggestionRow(**_suggestion(one)))


@router.get("/{id}", response=ResultRow, url_name="evaluation", summary="一个单位的评议结果")
def evaluation(request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]) -> ResultRow:
    """一个单位在一次社会评议里的结果。"""
    return ResultRow(**_result(get_object_or_404(_results(), pk=id)))


def _every_result(at: datetime) -> Iterator[dict[str, Any]]:
    for one in _results().filter(published_at__lte=at).order_by("pk").iterator(chunk_size=500):
        yield _result(one)


def _every_suggestion(at: datetime) -> Iterator[dict[str, Any]]:
    for one in _suggestions().filter(published_at__lte=at).order_by("pk").iterator(chunk_size=500):
        yield _suggestion(one)


dataset(Dataset("evaluations", "社会评议的结果", _every_result))
dataset(Dataset("suggestions", "评议中的意见建议", _every_suggestion))
