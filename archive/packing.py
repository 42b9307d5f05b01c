"""Bags of what is handed over, and the encrypted bag of a sealed item (facts §6; `archive.packages`)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

import pyrage
from django.conf import settings
from django.utils.timezone import localdate

from archive.describing import described
from archive.four_properties.results import Answer
from archive.four_properties.results import Item as Point
from archive.models import Member, SealedItem, Transfer, TransferRow
from archive.packages import Archived, Fault, Observed, Opening, Outside, Package, seal, zip_chunks
from archive.testing import examine_the_package
from foundation.files.models import Audience


@dataclass(frozen=True)
class Made:
    """The digest and size of a bag as ZIP, what is wrong with it, and the points of the test that concern it as a whole."""

    sha256: str
    size: int
    faults: list[Fault]
    points: list[dict[str, str]]


def package_of(transfer: Transfer) -> Package:
    """All of a transfer, with opinion, disclosure and security class of each item: the record goes whole (档案法15), so that what
    tells of people leaves encrypted or not at all (`sealed_transfer`, `tells_of_people`).
    """
    rows = list(transfer.rows.select_related("item__agency", "item__maker").order_by("item__code", "pk"))
    units = described([row.item for row in rows])
    return Package(
        number=f"{transfer.kind}-{transfer.pk}",
        sender=transfer.agency.name,
        receiver=transfer.to,
        made_on=transfer.sent_on or localdate(transfer.created_at),
        units=[_unit(units[row.item_id], row, transfer) for row in rows],
        contact=transfer.agency.office_phone,
        said=f"{transfer.title}，{len(rows)} 件。",
    )


def _unit(unit: Archived, row: TransferRow, transfer: Transfer) -> Archived:
    day = localdate(transfer.signed_at) if transfer.signed_at else None
    opening = Opening(row.get_opinion_display(), row.because, str(transfer.signed_by or ""), day)
    return replace(
        unit, opening=opening, disclosure=replace(unit.disclosure, status=row.openness), remark=unit.remark
    )


def chunks_of(transfer: Transfer) -> Iterator[bytes]:
    """The bag of a transfer as a ZIP, made while it is read: equal bytes each time."""
    return zip_chunks(package_of(transfer))


def name_of(transfer: Transfer) -> str:
    """The name under which its bag is taken away, and lies on the carrier."""
    return f"移交-{transfer.pk}.zip.age" if settings.ARCHIVE_RECIPIENTS else f"移交-{transfer.pk}.zip"


def measured(transfer: Transfer, at: datetime) -> Made:
    """What comes of making that ZIP, which lies nowhere: what goes into it is verified while it is made."""
    digest, size = hashlib.sha256(), 0
    package, observed = package_of(transfer), Observed()
    for chunk in zip_chunks(package, observed.through):
        digest.update(chunk)
        size += len(chunk)
    faults = observed.faults()
    points = examine_the_package(package.units[0], at, faults=faults)
    # Of a carrier something is said when there is one.
    known = [point for point in points if transfer.online or point["code"] == Point.STRUCTURE]
    return Made(digest.hexdigest(), size, faults, known)


def examine_carrier(
    transfer: Transfer, at: datetime, names: tuple[Collection[str], Collection[str]], seen: Answer
) -> list[dict[str, str]]:
    """The points of the test that concern the carrier: what lies on it, what belongs there, and what somebody saw of it."""
    item = transfer.rows.select_related("item__agency", "item__maker")[0].item
    unit = described([item])[item.pk]
    points = examine_the_package(unit, at, carrier=names, answers={Point.CARRIER: seen})
    return [point for point in points if point["code"] in (Point.FOREIGN, Point.CARRIER)]


def tells_of_people(transfer: Transfer) -> bool:
    """Whether files with personal data are among what is handed over; the record itself leaves them out."""
    parts = Member.objects.filter(item__transfers__transfer=transfer)
    return parts.filter(file__audience=Audience.PERSONAL).exclude(sort=Member.Sort.RECORD).exists()


def sealed_transfer(transfer: Transfer, target: IO[bytes]) -> Outside:
    """The bag of a transfer, encrypted to the county archive's keys; nobody here sees it in clear."""
    return seal(package_of(transfer), target, archive_keys())


def archive_keys() -> list[pyrage.x25519.Recipient]:
    """The public keys of the county archive (settings.ARCHIVE_RECIPIENTS)."""
    return _keys(settings.ARCHIVE_RECIPIENTS)


def team_keys() -> list[pyrage.x25519.Recipient]:
    """The public keys of those who open bags of cases (settings.ARCHIVE_SEALED_RECIPIENTS)."""
    return _keys(settings.ARCHIVE_SEALED_RECIPIENTS)


def _keys(said: list[str]) -> list[pyrage.x25519.Recipient]:
    return [pyrage.x25519.Recipient.from_str(one) for one in said]


def sealed_name(item: SealedItem) -> str:
    """The name of the bag of a sealed item, which says nothing of the case."""
    return f"archive-{item.pk}.zip.age"


def keys_digest() -> str:
    """What tells whether a bag was made for the keys of today's team."""
    return hashlib.sha256("\n".join(sorted(settings.ARCHIVE_SEALED_RECIPIENTS)).encode()).hexdigest()


def sealed_bag(item: SealedItem, target: IO[bytes], to: Any) -> Outside:
    """The bag of a sealed item, encrypted to the keys of its team; nothing of it lies anywhere unencrypted."""
    package = Package(
        number=f"archive-{item.pk}",
        sender=item.agency.name,
        made_on=localdate(item.filed_at) if item.filed_at else localdate(item.ended_at),
        units=[described([item])[item.pk]],
    )
    return seal(package, target, to)
