"""What agencies do not publish, whoever decided so: the documents they keep, and what rooms above know of refusals (条例18).

A room above declares its own by `withholds`; it says what a matter is called in neutral words, and nothing of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from disclosure.models import Attribute, Document, Signature
from foundation.agencies.models import Agency


@dataclass(frozen=True)
class Withheld:
    """One thing that an agency does not publish: its matter, what it is called, on what ground, decided when and by whom."""

    agency_id: int
    kind: str
    pk: int
    title: str
    #: 不予公开, 依申请公开, 申请较为集中.
    sort: str
    ground: str = ""
    decided_on: date | None = None
    decided_by: str = ""

    @property
    def ref(self) -> str:
        """The reference of its matter."""
        return f"{self.kind}:{self.pk}"


Source = Callable[[Collection[Agency], datetime], Iterable[Withheld]]
_SOURCES: list[Source] = []
#: What a citizen may do about something that is not published: a sentence and the name of an address, from rooms above.
ASKS: list[tuple[str, str]] = []


def withholds(source: Source) -> Source:
    """Declare what a room knows to be withheld by some agencies at a moment; it takes a few queries, however many they are."""
    _SOURCES.append(source)
    return source


def withheld_by(agency: Agency, at: datetime) -> list[Withheld]:
    """Everything that an agency does not publish, the longest withheld first."""
    return withheld_by_each([agency], at)[agency]


def withheld_by_each(agencies: Collection[Agency], at: datetime) -> dict[Agency, list[Withheld]]:
    """Everything that each of these agencies does not publish, the longest withheld first."""
    found: dict[int, list[Withheld]] = {agency.pk: [] for agency in agencies}
    for source in _SOURCES:
        for one in source(agencies, at):
            found[one.agency_id].append(one)
    for each in found.values():
        each.sort(key=lambda one: (one.decided_on or date.min, one.kind, one.pk))
    return {agency: found[agency.pk] for agency in agencies}


@withholds
def kept_documents(agencies: Collection[Agency], at: datetime) -> Iterator[Withheld]:
    """The documents that are withheld or given on request only, each with who signed that last."""
    rows = Document.objects.filter(agency__in=agencies, state=Document.State.KEPT).defer(
        "body", "internal_body"
    )
    signed: dict[int, Signature] = {}
    signatures = Signature.objects.filter(document__in=rows, capacity=Signature.Capacity.LEADER)
    for signature in signatures.order_by("at", "pk"):
        signed[signature.document_id] = signature
    for document in rows.order_by("pk"):
        last = signed.get(document.pk)
        yield Withheld(
            agency_id=document.agency_id,
            kind=document.kind,
            pk=document.pk,
            title=document.title,
            sort=str(Attribute(document.attribute).label),
            ground=document.ground,
            decided_on=localdate(last.at) if last else None,
            decided_by=last.signer_name if last else "",
        )
