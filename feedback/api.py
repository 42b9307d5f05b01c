"""Published messages for programs: list, one of them, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from feedback.models import PublishedMessage
from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part

router = part("feedback", "留言选登")


class MessageRow(Schema):
    """A published message: what was said and answered, without who said it."""

    id: int
    number: str
    sort: str
    title: str
    question: str
    answer: str
    agency: str
    agency_name: str
    published_at: datetime
    url: str


def _row(message: PublishedMessage) -> dict[str, Any]:
    return {
        "id": message.pk,
        "number": message.number,
        "sort": message.get_sort_display(),
        "title": message.title,
        "question": message.question,
        "answer": message.answer,
        "agency": message.agency.code,
        "agency_name": message.agency.name,
        "published_at": moment(message.published_at),
        "url": reverse("feedback:detail", args=[message.number]),
    }


@router.get("", response=Listed[MessageRow], url_name="messages", summary="留言选登，新的在前")
def messages(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """公布的留言和答复，隐去留言人，新公布的在前。"""
    rows = asked.applied(PublishedMessage.objects.public()).select_related("agency")
    return page(request, asked, rows, MessageRow, lambda message: MessageRow(**_row(message)))


@router.get("/{id}", response=MessageRow, url_name="message", summary="一件留言")
def message(request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]) -> MessageRow:
    """一件公布的留言和答复。"""
    rows = PublishedMessage.objects.public().select_related("agency")
    return MessageRow(**_row(get_object_or_404(rows, pk=id)))


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    found = PublishedMessage.objects.public().filter(published_at__lte=at).select_related("agency")
    for one in found.order_by("pk").iterator(chunk_size=500):
        yield _row(one)


def _taken_down() -> Collection[int]:
    withdrawn = PublishedMessage.objects.filter(state=PublishedMessage.State.WITHDRAWN)
    return set(withdrawn.values_list("pk", flat=True))


dataset(Dataset("messages", "留言选登", _rows, _taken_down))
