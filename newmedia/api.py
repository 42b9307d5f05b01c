"""The official accounts of the county for programs, so that a false one is recognised: list, one of them, the nightly file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Path, Query, Schema

from foundation.machines.asking import AskedPublished, Listed, moment, page
from foundation.machines.declaring import Dataset, dataset, part
from newmedia.models import Account
from newmedia.statute import Suspended
from newmedia.views.accounts import shown

router = part("accounts", "政务新媒体账号")


class AccountRow(Schema):
    """An account that was ever opened, as its page shows it; without address where nothing may lead to it any more."""

    id: int
    title: str
    platform: str
    platform_name: str
    handle: str
    address: str
    state: str
    purpose: str
    subject: str
    filed_on: date | None
    closed_on: date | None
    where_now: str
    where_address: str
    agency: str
    agency_name: str
    published_at: datetime
    url: str


def _rows() -> QuerySet[Any]:
    """With the moment of its opening in the place of a publication; none is taken down."""
    never = Value(None, output_field=DateTimeField())
    rows: QuerySet[Any] = Account.objects.public().select_related("agency", "merged_into")
    found: QuerySet[Any] = rows.annotate(published_at=F("live_at"), restored_at=never)
    return found


def _row(account: Any) -> dict[str, Any]:
    seen = shown(account)
    public = account.state in (*Account.OVER, Account.State.NOTICE, Account.State.DUE)
    return {
        "id": account.pk,
        "title": account.title,
        "platform": account.platform,
        "platform_name": account.platform_label,
        "handle": account.handle,
        "address": account.address if seen["leads_there"] else "",
        "state": seen["label"],
        "purpose": account.purpose,
        "subject": account.subject,
        "filed_on": account.filed_on,
        "closed_on": account.closed_on,
        # What the leader decided is told once its notice stands.
        "where_now": account.where_now if public else "",
        "where_address": account.where_address if public else "",
        "agency": account.agency.code,
        "agency_name": account.agency.name,
        "published_at": moment(account.published_at),
        "url": reverse("newmedia:detail", args=[account.pk]),
    }


@router.get("", response=Listed[AccountRow], url_name="accounts", summary="政务新媒体账号，新开通的在前")
def accounts(request: HttpRequest, asked: Query[AskedPublished]) -> Any:
    """全县开通过的政务新媒体账号，注销的写明到哪里去看；这里没有的，不是本县的账号。"""
    return page(request, asked, asked.applied(_rows()), AccountRow, lambda one: AccountRow(**_row(one)))


@router.get("/{id}", response=AccountRow, url_name="account", summary="一个政务新媒体账号")
def account(request: HttpRequest, id: Annotated[int, Path(ge=1, le=2**63 - 1, example=1)]) -> AccountRow:
    """一个开通过的政务新媒体账号。"""
    return AccountRow(**_row(get_object_or_404(_rows(), pk=id)))


def _every(at: datetime) -> Iterator[dict[str, Any]]:
    for one in _rows().filter(live_at__lte=at).order_by("pk").iterator(chunk_size=500):
        yield _row(one)


def _led_nowhere() -> Collection[int]:
    """Those to which nothing leads any more: a file that was made before still has their address."""
    gone = Q(state__in=Account.OVER) | Q(suspended_because=Suspended.HACKED)
    return set(Account.objects.public().filter(gone).values_list("pk", flat=True))


dataset(Dataset("accounts", "政务新媒体账号", _every, _led_nowhere))
