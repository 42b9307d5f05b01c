"""The regulations for programs: each with its clauses, what they demand and how the portal carries them out."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Path, Query, Schema

from foundation.clauses.citing import gather_citations
from foundation.clauses.register import REGISTER, Clause, Regulation, Status, article_text
from foundation.machines.asking import Asked, Listed, whole
from foundation.machines.declaring import part

router = part("regulations", "制度")
clauses = part("clauses", "条款")


class RegulationRow(Schema):
    """A regulation: whether the county's own, and how many of its duties the portal carries out."""

    slug: str
    code: str
    name: str
    county: bool
    enforced: int
    partly: int
    not_enforced: int
    url: str


class ClauseRow(Schema):
    """A duty: where it stands, what it demands, how far the portal carries it out and by what."""

    id: str
    regulation: str
    article: str
    duty: str
    status: str
    status_name: str
    missing: str
    enforced_by: list[str]
    text: str
    url: str


class AskedClauses(Asked):
    """What the list of clauses is asked."""

    regulation: str | None = Field(
        None,
        max_length=60,
        description="制度的 slug，见 /regulations。",
        json_schema_extra={"example": "secrecy_review"},
    )
    status: Status | None = Field(None, description="执行情况。")


def _regulation(regulation: Regulation) -> RegulationRow:
    counts = REGISTER.counts(regulation)
    return RegulationRow(
        slug=regulation.slug,
        code=regulation.code,
        name=regulation.name,
        county=regulation.county,
        enforced=counts[Status.ENFORCED],
        partly=counts[Status.PARTLY],
        not_enforced=counts[Status.NOT],
        url=reverse("regulations:detail", args=[regulation.slug]),
    )


def _clause(clause: Clause) -> ClauseRow:
    return ClauseRow(
        id=clause.id,
        regulation=clause.regulation.slug,
        article=clause.article,
        duty=clause.duty,
        status=clause.status.value,
        status_name=clause.status.label,
        missing=clause.missing,
        enforced_by=[
            f"{kind}：{one.label or one.name}"
            for kind, cited in clause.citations_by_kind.items()
            for one in cited
        ],
        text=article_text(clause),
        url=f"{reverse('regulations:detail', args=[clause.regulation.slug])}#{clause.id}",
    )


@router.get("", response=Listed[RegulationRow], url_name="regulations", summary="全部制度")
def regulations(request: HttpRequest, asked: Query[Asked]) -> Any:
    """全部制度，以及本网站执行了多少条。"""
    gather_citations()
    return whole(request, asked, [_regulation(one) for one in REGISTER.regulations], RegulationRow)


@router.get("/{slug}", response=RegulationRow, url_name="regulation", summary="一项制度")
def regulation(
    request: HttpRequest, slug: Annotated[str, Path(max_length=60, example="secrecy_review")]
) -> RegulationRow:
    """一项制度；条款见 /clauses?regulation=。"""
    gather_citations()
    found = REGISTER.regulation(slug)
    if found is None:
        raise Http404
    return _regulation(found)


@clauses.get("", response=Listed[ClauseRow], url_name="clauses", summary="条款及其执行")
def clause_list(request: HttpRequest, asked: Query[AskedClauses]) -> Any:
    """每一条要求、原文、执行情况，以及由什么执行。"""
    gather_citations()
    found = [
        _clause(one)
        for one in REGISTER
        if asked.regulation in (None, one.regulation.slug) and asked.status in (None, one.status)
    ]
    return whole(request, asked, found, ClauseRow)
