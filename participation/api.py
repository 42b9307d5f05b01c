"""Proposals that were answered, for programs: list, one of them, and the file of every night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

from django.db.models import DateTimeField, F, QuerySet, Value
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from foundation.casework.models import LedgerLine
from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part
from participation.models import Decision, Proposal

router = part("proposals", "决策建议")


class ProposalRow(Schema):
    """An answered proposal as everybody reads it: what was said, without who said it, the answer, what it led to."""

    id: int
    number: str
    title: str
    text: str
    proposer: str
    outcome: str
    answer: str
    studied_by: str
    decision: str
    agency: str
    agency_name: str
    published_at: datetime
    url: str


def _rows() -> QuerySet[Any]:
    """With the day of the answer in the place of that of the publication; none is taken down."""
    rows = Proposal.objects.readable().select_related("agency", "studied_by", "decision")
    never = Value(None, output_field=DateTimeField())
    found: QuerySet[Any] = rows.annotate(published_at=F("answered_at"), restored_at=never)
    return found


def _row(proposal: Any) -> dict[str, Any]:
    decision: Decision | None = proposal.decision
    public = decision is not None and decision.started_at is not None
    return {
        "id": proposal.pk,
        "number": proposal.number,
        "title": proposal.shown_title,
        "text": proposal.shown,
        "proposer": proposal.get_proposer_display(),
        "outcome": proposal.get_state_display(),
        "answer": proposal.answer,
        "studied_by": proposal.studied_by.name if proposal.studied_by else "",
        "decision": decision.number if decision is not None and public else "",
        "agency": proposal.agency.code,
        "agency_name": proposal.agency.name,
        "published_at": moment(proposal.published_at),
        "url": reverse("participation:proposal", args=[proposal.number]),
    }


@router.get("", response=Listed[ProposalRow], url_name="proposals", summary="决策建议和答复，新的在前")
def proposals(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """答复了的决策建议，同意公布的，隐去提建议的人，新答复的在前。"""
    return page(request, asked, asked.applied(_rows()), ProposalRow, lambda one: ProposalRow(**_row(one)))


@router.get("/{id}", response=ProposalRow, url_name="proposal", summary="一件决策建议")
def proposal(request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]) -> ProposalRow:
    """一件答复了的决策建议。"""
    return ProposalRow(**_row(get_object_or_404(_rows(), pk=id)))


def _every(at: datetime) -> Iterator[dict[str, Any]]:
    for one in _rows().filter(answered_at__lte=at).order_by("pk").iterator(chunk_size=500):
        yield _row(one)


def _hidden() -> Collection[int]:
    """Whenever more was hidden in one: a file made before that has words that nobody is to read any more."""
    lines = LedgerLine.objects.filter(matter_kind=Proposal.kind, act="participation.hide_in_proposal")
    return set(lines.values_list("pk", flat=True))


dataset(Dataset("proposals", "决策建议", _every, _hidden))
