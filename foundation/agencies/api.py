"""Agencies for programs: list, one of them, and the file of every night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from foundation.agencies.models import Agency
from foundation.machines.asking import Asked, Listed, whole
from foundation.machines.declaring import Dataset, dataset, part

router = part("agencies", "机构")


class AgencyRow(Schema):
    """An agency with the contacts of its disclosure office."""

    code: str
    name: str
    short_name: str
    kind: str
    kind_name: str
    parent: str | None
    disclosure_office: str
    address: str
    hours: str
    phone: str
    open_for_applications: bool
    abolished_on: date | None
    successor: str | None
    url: str


def _row(agency: Agency) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "kind_name": agency.get_kind_display(),  # type: ignore[attr-defined]
        "parent": agency.parent.code if agency.parent else None,
        "disclosure_office": agency.disclosure_office,
        "address": agency.office_address,
        "hours": agency.office_hours,
        "phone": agency.office_phone,
        "open_for_applications": agency.open_for_applications,
        "abolished_on": agency.abolished_on,
        "successor": agency.successor.code if agency.successor else None,
        "url": reverse("agencies:detail", args=[agency.code]),
    }


_SHOWN = ("parent", "successor")


@router.get("", response=Listed[AgencyRow], url_name="agencies", summary="全部机构")
def agencies(request: HttpRequest, asked: Query[Asked]) -> Any:
    """全部机构和各自的政务公开工作机构，按代码排列，一次给全。"""
    found = Agency.objects.public().select_related(*_SHOWN).order_by("code")
    return whole(request, asked, [AgencyRow(**_row(one)) for one in found], AgencyRow)


@router.get("/{code}", response=AgencyRow, url_name="agency", summary="一个机构")
def agency(
    request: HttpRequest,
    code: Annotated[str, Path(max_length=30, description="机构代码。", example="rfbsc")],
) -> AgencyRow:
    """一个机构，也包括已经撤销的。"""
    return AgencyRow(**_row(get_object_or_404(Agency.objects.select_related(*_SHOWN), code=code)))


def _rows(at: datetime) -> Iterator[dict[str, Any]]:
    for one in Agency.objects.public().select_related(*_SHOWN).order_by("code").iterator():
        yield _row(one)


dataset(Dataset("agencies", "机构", _rows))
