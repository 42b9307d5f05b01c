"""What agencies do not publish, whoever decided so: the documents they keep, and what rooms above know of refusals (条例18).

A room above declares its own by `withholds`; it says what a matter is called in neutral words, and nothing of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from disclosure.models import Attribute, Document, Signature
from foundation.agencies.models import Agency


@dataclass(frozen=True)
class Withheld:
    """One thing that is not published: its matter, what it is called, on what ground, decided when and by whom."""

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


Source = Callable[[Agency, datetime], Iterable[Withheld]]
_SOURCES: list[Source] = []
#: What a citizen may do about something that is not published: a sentence and the name of an address, from rooms above.
ASKS: list[tuple[str, str]] = []


def withholds(source: Source) -> Source:
    """Declare what a room knows to be withheld by an agency at a moment; it takes a few queries, however much there is."""
    _SOURCES.append(source)
    return source


def withheld_by(agency: Agency, at: datetime) -> list[Withheld]:
    """Everything that an agency does not publish, the longest withheld first."""
    found = [one for source in _SOURCES for one in source(agency, at)]
    return sorted(found, key=lambda one: (one.decided_on or date.min, one.kind, one.pk))


@withholds
def kept_documents(agency: Agency, at: datetime) -> Iterator[Withheld]:
    """The documents that are withheld or given on request only, each with who signed that last."""
    rows = Document.objects.filter(agency=agency, state=Document.State.KEPT).defer("body", "internal_body")
    signed: dict[int, Signature] = {}
    for signature in Signature.objects.filter(document__in=rows, capacity=Signature.Capacity.LEADER):
        signed[signature.document_id] = signature
    for document in rows.order_by("pk"):
        last = signed.get(document.pk)
        yield Withheld(
            kind=document.kind,
            pk=document.pk,
            title=document.title,
            sort=str(Attribute(document.attribute).label),
            ground=document.ground,
            decided_on=localdate(last.at) if last else None,
            decided_by=last.signer_name if last else "",
        )
