"""Published replies for programs: list, one of them, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from applications.models import PublishedReply
from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part

router = part("replies", "答复选登")


class ReplyRow(Schema):
    """A published reply: what was asked and answered, without who asked."""

    id: int
    title: str
    question: str
    answer: str
    agency: str
    agency_name: str
    published_at: datetime
    url: str


def _row(reply: PublishedReply) -> dict[str, Any]:
    return {
        "id": reply.pk,
        "title": reply.title,
        "question": reply.question,
        "answer": reply.answer,
        "agency": reply.agency.code,
        "agency_name": reply.agency.name,
        "published_at": moment(reply.published_at),
        "url": reverse("replies:detail", args=[reply.pk]),
    }


@router.get("", response=Listed[ReplyRow], url_name="replies", summary="答复选登，新的在前")
def replies(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """公布的答复，隐去申请人，新公布的在前。"""
    rows = asked.applied(PublishedReply.objects.public()).select_related("agency")
    return page(request, asked, rows, ReplyRow, lambda reply: ReplyRow(**_row(reply)))


@router.get("/{id}", response=ReplyRow, url_name="reply", summary="一件答复")
def reply(request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]) -> ReplyRow:
    """一件公布的答复。"""
    replies = PublishedReply.objects.public().select_related("agency")
    return ReplyRow(**_row(get_object_or_404(replies, pk=id)))


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    found = PublishedReply.objects.public().filter(published_at__lte=at).select_related("agency")
    for one in found.order_by("pk").iterator(chunk_size=500):
        yield _row(one)


def _taken_down() -> Collection[int]:
    withdrawn = PublishedReply.objects.filter(state=PublishedReply.State.WITHDRAWN)
    return set(withdrawn.values_list("pk", flat=True))


dataset(Dataset("replies", "答复选登", _rows, _taken_down))
