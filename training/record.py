"""The register of one person, read in a fixed number of queries: years, sessions, marks, certificates, where they worked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from training.models import Account, Attendance, Certificate, Mark, Trainee


@dataclass(frozen=True)
class Record:
    """Everything that is known of what one person learnt, the newest first."""

    person: Trainee
    accounts: list[Account]
    attendance: list[Attendance]
    marks: list[Mark]
    certificates: list[Certificate]
    places: list[str]

    def minutes_of(self, row: Any) -> str:
        """The minutes that count of an attendance."""
        return str(row.counted or 0)


def record_of(person: Trainee) -> Record:
    """The register of one person; five queries."""
    attendance = (
        person.attendance.select_related("session")
        .annotate(counted=Sum("credits__minutes", filter=Q(credits__withdrawn_at=None)))
        .order_by("-session__starts_at", "-pk")
    )
    places = person.postings.select_related("agency").order_by("from_on")
    return Record(
        person,
        list(person.accounts.select_related("agency").order_by("-year")),
        list(attendance),
        list(
            Mark.objects.counting()
            .filter(trainee=person)
            .select_related("sitting")
            .order_by("-taken_on", "attempt")
        ),
        list(person.certificates.order_by("-issued_on", "-pk")),
        [
            f"{row.agency.short_name}（{row.from_on} 起"
            + (f"，{row.until_on} 止" if row.until_on else "")
            + "）"
            for row in places
        ],
    )
