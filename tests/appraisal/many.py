"""A generated year: 70 units, 10,000 documents with their clocks, 1,000 applications; written past the acts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pgtrigger

from applications.models import Application
from disclosure.models import Document, IndexNumber
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock, Pause
from tests.personas import FOUNDED, SHANGHAI

UNITS, DOCUMENTS, APPLICATIONS = 70, 10_000, 1_000
KINDS = (AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.UTILITY)
#: The limits that units of a generated year keep or not, and how many clocks of each a unit has.
LIMITS = {
    "secrecy_review.opinion": 12,
    "disclosure.refusal_report": 3,
    "evaluation.mend": 3,
    "interpretation.answer": 2,
    "newmedia.silence": 5,
    "inspection.correct": 2,
    "inspection.task": 2,
    "appraisal.mend": 1,
}


def units(many: int = UNITS) -> list[Agency]:
    """So many units, of every kind."""
    rows = [
        Agency(code=f"u{n:02d}", name=f"测试第 {n} 单位", short_name=f"第 {n} 单位", kind=KINDS[n % 4])
        for n in range(many)
    ]
    for row in rows:
        row._history_date = FOUNDED  # type: ignore[attr-defined]
    return Agency.objects.bulk_create(rows)


def year_of(agencies: list[Agency], documents: int, applications: int, year: int = 2026) -> None:
    """Documents, applications and clocks of a year, some late, some open, some stopped by force majeure."""
    chance = Random(year)
    start = datetime(year, 1, 5, 9, tzinfo=SHANGHAI)
    numbers = IndexNumber.objects.bulk_create(
        IndexNumber(
            number=f"wy-{agencies[n % len(agencies)].code}/{year}-{n:05d}",
            agency=agencies[n % len(agencies)],
            year=year,
            serial=n,
        )
        for n in range(1, documents + 1)
    )
    with pgtrigger.ignore("disclosure.Document:b_begins_as_draft"):
        made = Document.objects.bulk_create(
            Document(
                agency=number.agency,
                created_at=start,
                title=f"第 {number.serial} 号通知",
                body="请按时完成。",
                attribute="proactive",
                formed_on=start.date(),
                published_at=start + timedelta(days=chance.randrange(330)),
                index=number,
                state="published",
            )
            for number in numbers
        )
    clocks = [_clock(chance, "disclosure.publication", "document", one.pk, one.agency, start) for one in made]
    asked = Application.objects.bulk_create(
        Application(
            agency=agencies[n % len(agencies)],
            created_at=start,
            number=f"{year}-{n:06d}",
            channel="online",
            applicant_class="natural",
            wanted="x",
            form="electronic",
            delivery="online",
            received_on=date(year, 1, 1) + timedelta(days=n % 330),
        )
        for n in range(applications)
    )
    clocks += [
        _clock(chance, "applications.reply", "application", one.pk, one.agency, start) for one in asked
    ]
    serial = 10_000_000
    for agency in agencies:
        for limit, many in LIMITS.items():
            for _n in range(many):
                serial += 1
                clocks.append(_clock(chance, limit, "generated", serial, agency, start))
    with pgtrigger.ignore():
        written = Clock.objects.bulk_create(clocks)
        Pause.objects.bulk_create(
            Pause(
                clock=clock,
                since=clock.started_at,
                until=clock.started_at + timedelta(days=2),
                reason="属不可抗力，中止计时",
                clause="OR-5(2)",
            )
            for clock in written[::97]
        )


def _clock(chance: Random, limit: str, kind: str, pk: int, agency: Agency, start: datetime) -> Clock:
    begun = start + timedelta(days=chance.randrange(250))
    due = midnight((begun + timedelta(days=28)).date())
    fate = chance.randrange(20)
    ended = None if fate == 0 else begun + timedelta(days=40 if fate < 3 else 10)
    late = ended is None or ended >= due
    return Clock(
        limit=limit,
        clause="PD-9",
        span=20,
        unit="working_days",
        matter_kind=kind,
        matter_id=pk,
        subject="",
        agency=agency,
        started_at=begun,
        opened_at=begun,
        due_at=due,
        breached_at=due if late else None,
        ended_at=ended,
        ending="met" if ended else "",
        took=10 if ended else None,
        next_event_at=None,
    )
