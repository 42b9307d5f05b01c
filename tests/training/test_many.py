"""Two thousand people with five years of training: pages in constant queries, and soon."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from simple_history.utils import bulk_create_with_history

from tests.personas import County
from tests.training.exams import Hall
from tests.training.people import School, moment
from training import clockwork
from training.models import (
    Account,
    Answer,
    Attempt,
    Attendance,
    Award,
    Credit,
    Exam,
    Plan,
    Posting,
    Question,
    Session,
    Trainee,
    Year,
)
from training.yearly import county_numbers

pytestmark = pytest.mark.django_db
PEOPLE, YEARS = 2_000, range(2022, 2027)


def many(school: School, first: int, last: int) -> list[Trainee]:
    """People as acts would have left them, spread over two units."""
    agencies = [school.county.agencies[code] for code in ("rfbsc", "lxcz")]
    rows = bulk_create_with_history(
        [
            Trainee(
                agency=agencies[n % 2],
                created_at=school.county.at,
                full_name=f"测试{n}",
                person=f"{n:064}",
                number_ends=f"{n % 10_000:04}",
                establishment="civil",
                post="disclosure" if n % 3 else "other",
                post_since="2022-01-01" if n % 3 else None,
            )
            for n in range(first, last)
        ],
        Trainee,
    )
    Posting.objects.bulk_create(
        Posting(trainee=row, agency_id=row.agency_id, from_on="2022-01-01") for row in rows
    )
    return rows


def trained(school: School, plans: dict[int, Plan], people: list[Trainee]) -> None:
    """Each with an account, an attendance and a credit in each year; only triggers that look at every row step aside."""
    with pgtrigger.ignore():
        for year, plan in plans.items():
            session = Session.objects.filter(plan=plan).first() or Session.objects.create(
                agency=plan.agency,
                created_at=school.county.at,
                plan=plan,
                countywide=True,
                title=f"{year} 年培训",
                mode="class",
                tags=["A1", "A2"],
                starts_at=moment(f"{year}-05-06 09:00"),
                ends_at=moment(f"{year}-05-06 12:00"),
                minutes=180,
                place="礼堂",
                state="filed",
                head_count=len(people),
                notified_at=moment(f"{year}-05-01 09:00"),
                held_at=moment(f"{year}-05-06 12:00"),
                recorded_at=moment(f"{year}-05-07 12:00"),
            )
            rows = Attendance.objects.bulk_create(
                Attendance(
                    session=session,
                    trainee=row,
                    agency_id=row.agency_id,
                    state="present",
                    way="paper",
                    confirmed_at=session.ends_at,
                )
                for row in people
            )
            Credit.objects.bulk_create(
                Credit(
                    attendance=row,
                    trainee_id=row.trainee_id,
                    year=year,
                    minutes=180,
                    during=(session.starts_at, session.ends_at),
                )
                for row in rows
            )
            Account.objects.bulk_create(
                Account(
                    trainee=row,
                    agency_id=row.agency_id,
                    year=year,
                    post=row.post,
                    establishment=row.establishment,
                    duty=True,
                    required=720 if row.post == "disclosure" else 0,
                    minutes=180,
                )
                for row in people
            )


@pytest.fixture
def plans(school: School) -> dict[int, Plan]:
    """A plan of each year."""
    with pgtrigger.ignore():
        return {
            year: Plan.objects.create(
                agency=school.agency,
                created_at=school.county.at,
                title=f"{year} 年培训计划",
                year=year,
                countywide=True,
                aims="培训。",
                attendance_rule="签到。",
                tags=["A1", "A2", "A3"],
                hours_planned=16,
                sessions_planned=2,
                state="running",
                approved_at=school.county.at,
            )
            for year in YEARS
        }


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen)


@pytest.mark.clause("TR-5")
def test_lists_and_pages_cost_the_same_for_two_thousand(
    county: County, school: School, plans: dict[int, Plan]
) -> None:
    few = many(school, 0, 6)
    trained(school, plans, few)
    clockwork.open_years(at=county.at)
    desk, visitor = Client(), Client()
    desk.force_login(county.people["rfbsc-records_office"])
    session = Session.objects.get(plan=plans[2026])
    year = Year.objects.get(agency=school.agency, year=2026)
    addresses = [
        (desk, "/desk/training/trainee/"),
        (desk, "/desk/training/year/"),
        (desk, f"/desk/training/year/{year.pk}/change/"),
        (desk, f"/desk/training/session/{session.pk}/change/"),
        (desk, f"/desk/training/session/{session.pk}/screen/"),
        (desk, f"/desk/training/trainee/{few[0].pk}/change/"),
        (visitor, "/training/?year=2026"),
        (visitor, f"/training/sessions/{session.pk}/"),
    ]
    before = {address: queries(client, address) for client, address in addresses}
    trained(school, plans, many(school, 6, PEOPLE))
    from django.core.cache import cache

    from foundation.pages.keeping import SHELF

    cache.clear()
    SHELF.clear()
    after = {address: queries(client, address) for client, address in addresses}
    assert after == before
    with CaptureQueriesContext(connection) as asked:
        assert county_numbers(2026).civil == PEOPLE
    assert len(asked) <= 4


@pytest.mark.clause("TR-5")
def test_a_year_of_two_thousand_is_warned_and_closed_in_a_fixed_number_of_queries(
    county: County, school: School, plans: dict[int, Plan]
) -> None:
    trained(school, plans, many(school, 0, 6))
    clockwork.open_years(at=county.at)
    rows = Year.objects.filter(year=2026).order_by("pk")

    def closing(year: Year) -> int:
        with CaptureQueriesContext(connection) as seen:
            school.system("close_year", year, at=county.at + timedelta(days=70))
        return len(seen)

    first = closing(rows[0])
    trained(school, plans, many(school, 6, PEOPLE))
    second = closing(rows[1])
    # What is written in batches of five hundred takes two more batches of each kind, and nothing for each person.
    assert second <= first + 8
    assert Account.objects.filter(agency=rows[1].agency, year=2026, state="open").count() == 0


def sat(exam: Exam, people: list[Trainee]) -> None:
    """Each sat it once, as acts would have left it; the triggers that look at every row step aside."""
    reader = exam.agency.staff.order_by("pk").first()
    with pgtrigger.ignore():
        attempts = bulk_create_with_history(
            [
                Attempt(
                    agency_id=exam.agency_id,
                    created_at=exam.opens_at,
                    exam=exam,
                    trainee=row,
                    staff=reader,
                    number=1,
                    seed=row.pk,
                    started_at=exam.opens_at,
                    ends_at=exam.opens_at + timedelta(minutes=60),
                    handed_in_at=exam.opens_at + timedelta(minutes=50),
                    points=100 if row.pk % 3 else 0,
                    state="scored",
                )
                for row in people
            ],
            Attempt,
        )
        answers = Answer.objects.bulk_create(
            Answer(
                attempt=row,
                question=part.question,
                place=place,
                points=part.points,
                options=[0, 1],
                given="[0]",
            )
            for row in attempts
            for place, part in enumerate(exam.parts.select_related("question"), 1)
        )
        Award.objects.bulk_create(
            Award(attempt_id=row.attempt_id, answer=row, points=row.points if row.attempt.points else 0)
            for row in answers
        )


@pytest.mark.clause("TR-4")
def test_pages_of_an_exam_cost_the_same_for_a_thousand_attempts(county: County, school: School) -> None:
    hall = Hall(county)
    hall.bank(1)
    exam = hall.online()
    first, *_rest = asked = Question.objects.order_by("pk").values_list("pk", flat=True)
    lines = [f"{pk} {40 if pk == first else 30}" for pk in asked]
    hall.do("paper_fixed", exam.ref, data={"questions": "\n".join(lines)})
    with pgtrigger.ignore():
        Exam.objects.filter(pk=exam.pk).update(state="closed")
    exam.refresh_from_db()
    few = many(school, 0, 6)
    sat(exam, few)
    desk = Client()
    desk.force_login(county.people["rfbsc-records_office"])
    attempt = Attempt.objects.filter(exam=exam).first()
    assert attempt is not None
    addresses = [
        f"/desk/training/exam/{exam.pk}/change/",
        "/desk/training/attempt/",
        f"/desk/training/attempt/{attempt.pk}/change/",
        "/desk/training/question/",
    ]
    before = {address: queries(desk, address) for address in addresses}
    sat(exam, many(school, 6, 1_000))
    assert Attempt.objects.count() == 1_000
    assert {address: queries(desk, address) for address in addresses} == before
