"""The county's list of sources and its table of words, kept by the propaganda department (NM-4, NM-6)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.refusals import Invalid
from newmedia.forms import posts as asked
from newmedia.models import Source, Term


def keeps_lists(agency: Agency) -> bool:
    """Whether it is the propaganda department."""
    return AgencyFunction.PROPAGANDA in agency.functions


@gate("NM-4", "名单和用语表由宣传部管")
def by_propaganda(step: Step) -> Objection | None:
    agency = step.matter if isinstance(step.matter, Agency) else step.matter.agency
    if not keeps_lists(agency):
        return "来源名单和用语表由宣传部管。", "请告诉宣传部。"
    return None


def _new(step: Step, row: Any, field: str, says: str) -> Any:
    try:
        with transaction.atomic():
            attribute(step, row).save()
    except IntegrityError as error:
        raise Invalid({field: [says]}) from error
    return row


@act(
    "newmedia.list_source",
    "列入转发来源",
    on=Agency,
    creates=Source,
    role=Role.RECORDS_OFFICE,
    asks=asked.SourceForm,
    cites=("NM-4",),
    gates=[by_propaganda],
    weight="quiet",
    when=keeps_lists,
)
def list_source(step: Step) -> Source:
    row = Source(agency=step.matter, created_at=step.at, **step.data)
    listed: Source = _new(step, row, "来源", "名单里已经有这个来源。")
    return listed


@act(
    "newmedia.lapse_source",
    "来源退出名单",
    on=Source,
    via="lapse",
    role=Role.RECORDS_OFFICE,
    asks=asked.LapseForm,
    cites=("NM-4",),
    weight="quiet",
)
def lapse_source(step: Step) -> None:
    step.matter.lapse(step.data["lapsed_on"])


@act(
    "newmedia.list_term",
    "列入用语表",
    on=Agency,
    creates=Term,
    role=Role.RECORDS_OFFICE,
    asks=asked.TermForm,
    cites=("NM-6",),
    gates=[by_propaganda],
    weight="quiet",
    when=keeps_lists,
)
def list_term(step: Step) -> Term:
    row = Term(agency=step.matter, created_at=step.at, **step.data)
    listed: Term = _new(step, row, "词语", "用语表里已经有这个词。")
    return listed


@act(
    "newmedia.strike_term",
    "从用语表删去",
    on=Term,
    via="strike",
    role=Role.RECORDS_OFFICE,
    asks=ReasonForm,
    cites=("NM-6",),
    weight="quiet",
)
def strike_term(step: Step) -> None:
    step.matter.strike()
