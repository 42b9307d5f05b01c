"""From presence to hours: what of it counts is written as rows of `Credit`, in a fixed number of queries (TR-4, TR-5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from training.counting import standing
from training.hours import Span, credited
from training.models import Attendance, Credit, Mark, Session


def presence(session: Session, row: Attendance) -> Span:
    """From when until when somebody was there, as far as it is known: on time and to the end, unless it is said otherwise."""
    late = row.state == Attendance.State.LATE or (
        row.state == Attendance.State.LEFT_EARLY and row.arrived_at is not None
    )
    begins = row.arrived_at if late and row.arrived_at else session.starts_at
    return begins, row.left_at or session.ends_at


def credit(session: Session, rows: Iterable[Attendance]) -> int:
    """Let the presence of these count, apart from time that counts already; three queries. Returns how many pieces."""
    came = [row for row in rows if row.state in Attendance.CAME]
    taken: dict[int, list[Span]] = {}
    others = standing([row.trainee_id for row in came]).filter(during__overlap=session.span)
    for trainee, during in others.values_list("trainee", "during"):
        assert during is not None, "what overlaps has a time"
        taken.setdefault(trainee, []).append((during.lower, during.upper))
    pieces = [
        Credit(
            attendance=row,
            trainee_id=row.trainee_id,
            year=piece.year,
            minutes=piece.minutes,
            during=(piece.start, piece.end),
        )
        for row in came
        for piece in credited(
            presence(session, row), session.span, session.minutes, taken.get(row.trainee_id, ())
        )
    ]
    Credit.objects.bulk_create(pieces, batch_size=1000)
    return len(pieces)


def credit_alone(session: Session, people: Collection[int], at: datetime) -> int:
    """Hours of a session that everybody learnt alone: whoever handed in material and passed has them, and nobody else (TR-4)."""
    if session.state not in Session.COUNTED:
        return 0
    passed: dict[int, date] = {}
    marks = Mark.objects.counting().filter(sitting__session=session, trainee__in=people, passed=True)
    for trainee, day in marks.order_by("-taken_on").values_list("trainee", "taken_on"):
        passed[trainee] = day
    rows = list(session.attendance.came().filter(trainee__in=people))
    had = set(
        Credit.objects.filter(attendance__in=rows, withdrawn_at=None).values_list("attendance", flat=True)
    )
    lost = [row.pk for row in rows if row.trainee_id not in passed]
    Credit.objects.filter(attendance__in=lost, withdrawn_at=None).update(withdrawn_at=at)
    new = [
        Credit(
            attendance=row,
            trainee_id=row.trainee_id,
            year=passed[row.trainee_id].year,
            minutes=session.minutes,
        )
        for row in rows
        if row.trainee_id in passed and row.pk not in had
    ]
    Credit.objects.bulk_create(new, batch_size=1000)
    return len(new)
