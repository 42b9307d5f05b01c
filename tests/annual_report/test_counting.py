"""Tables three and four, recounted slowly by somebody who never saw the query."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annual_report import queries
from annual_report.composing import compose
from annual_report.counting import applications, table3, table4
from annual_report.figures import Figures, Value
from annual_report.layout import BLOCKS, COLUMNS, OUTCOMES, RESULTS, ROWS
from annual_report.rules import check
from applications.models import Application, Remedy
from applications.models.application import ApplicantClass, Channel
from applications.statute import CLOSING_ROWS, ROW_ORDER
from tests.annual_report.offices import Office
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9(3)", "条例49")]

YEARS = (2023, 2024, 2025)
#: What the third table calls the two results that the room of applications writes as a and b.
SPELLED = {"a": "open", "b": "partial"}
HEADED = {
    "natural": "natural",
    "enterprise": "biz",
    "research": "research",
    "welfare": "ngo",
    "legal_service": "legal",
    "other": "other",
}


def generate(county: County, count: int) -> list[Application]:
    """Applications of three years and a little more, of every channel, class and outcome; some of another agency."""
    dice = random.Random(50)
    closing = {row: state for state, row in CLOSING_ROWS.items()}
    rows = []
    for n in range(count):
        received = date(2022, 11, 1) + timedelta(days=dice.randrange(1210))
        closed = None if n % 9 == 0 else received + timedelta(days=dice.randrange(90))
        row = "" if closed is None else ROW_ORDER[n % len(ROW_ORDER)]
        channel = Channel.values[n % len(Channel.values)]
        rows.append(
            Application(
                agency=county.agencies["lxcz" if n % 10 == 0 else "rfbsc"],
                created_at=county.at,
                number=f"{received.year}-{n:06d}",
                channel=channel,
                read_back=channel == Channel.ORAL,
                applicant_class=dice.choice(ApplicantClass.values),
                wanted="x",
                form="electronic",
                delivery="online",
                received_on=received,
                state="received" if closed is None else closing.get(row, "answered"),
                closed_on=closed,
                report_row=row,
            )
        )
    with pgtrigger.ignore("applications.Application:begins_received"):
        return Application.objects.bulk_create(rows)


@pytest.fixture
def made(county: County) -> list[Application]:
    return generate(county, 1500)


def third(figures: Figures) -> dict[str, Value]:
    return {cell: value for cell, value in figures.items() if cell.startswith("t3.")}


def recounted(made: list[Application], code: str, year: int) -> dict[str, int]:
    """Case by case: what it was on the last day of the year, and whether it was there before."""
    table = {f"t3.{row}.{column}": 0 for row in ROWS for column in COLUMNS}
    for case in made:
        if case.agency.code != code or case.received_on.year > year:
            continue
        if case.closed_on is not None and case.closed_on.year < year:
            continue
        rows = ["new" if case.received_on.year == year else "carry_in"]
        if case.closed_on is not None and case.closed_on.year == year:
            rows += [SPELLED.get(case.report_row, case.report_row), "done"]
        else:
            rows.append("carry_out")
        for row in rows:
            for column in (HEADED[case.applicant_class], "total"):
                table[f"t3.{row}.{column}"] += 1
    return table


def as_figures(county: County, year: int) -> Figures:
    agency = [county.agencies["rfbsc"]]
    return compose(table3(agency, year) | table4(agency, year))


def test_every_cell_equals_the_slow_recount_and_three_years_chain(
    county: County, made: list[Application]
) -> None:
    whole = [as_figures(county, year) for year in YEARS]
    for year, figures in zip(YEARS, whole, strict=True):
        assert third(figures) == recounted(made, "rfbsc", year)
        assert figures.sum("t3.new.total") > 300
        assert all(figures[f"t3.{row}.total"] for row in RESULTS)
        assert all(figures[f"t3.done.{column}"] for column in COLUMNS)
    for before, after in pairwise(whole):
        verdicts = check(after, before)
        assert [str(v) for v in verdicts[:5]] == [f"R{n} holds" for n in range(1, 6)]


def test_reports_of_three_chained_years_satisfy_every_rule(county: County, made: list[Application]) -> None:
    """Some four hundred applications a year, of every channel, class and outcome, compiled and signed year after year."""
    for year in YEARS:
        office = Office(county, year=year).signed()
        report, before = office.report, queries.previous_of(office.report)
        assert third(report.table) == recounted(made, "rfbsc", year)
        assert report.table.sum("t3.new.total") > 300
        said = [str(verdict) for verdict in queries.verdicts(report, before)]
        expected = [f"R{n} holds" for n in range(1, 8)]
        if before is None:
            expected[4] = expected[4].replace("holds", "not checked: no previous report")
            expected[5] = expected[5].replace("holds", "not checked: no previous report")
        assert said == expected


def test_behind_each_cell_stand_its_cases(county: County, made: list[Application]) -> None:
    agency = [county.agencies["rfbsc"]]
    table = compose(table3(agency, 2024))
    for row in ROWS:
        for column in COLUMNS:
            assert applications(agency, 2024, row, column).count() == table[f"t3.{row}.{column}"], (
                row,
                column,
            )
    both = compose(table3(list(county.agencies.values()), 2024))
    other = compose(table3([county.agencies["lxcz"]], 2024))
    done = "t3.done.total"
    assert both[done] == table.sum(done) + other.sum(done)


def cases(made: list[Application]) -> Iterator[Remedy]:
    """Of every way and result, in and around the year."""
    for n, (way, result) in enumerate((w, r) for w in Remedy.Way.values for r in Remedy.Result.values):
        for year, ended in ((2023, 2023), (2023, 2024), (2024, 2024), (2024, 2025)):
            pending = result == "pending"
            yield Remedy(
                application=made[n % 9 + 1],
                way=way,
                body="法院",
                accepted_on=date(year, 12, 31),
                result=result,
                concluded_on=None if pending else date(ended, 12, 31),
            )


def test_remedies_count_by_result_in_the_year_and_as_pending_at_its_end(
    county: County, made: list[Application]
) -> None:
    Remedy.objects.bulk_create(cases(made))
    # Each result was reached in 2024 twice: of a case of that year, and of one from the year before. Pending at its end are
    # the four that never ended, and of each of the three other results the one that ended in 2025.
    expected = {"upheld": 2, "corrected": 2, "other": 2, "pending": 7, "total": 13}
    found, none = (compose(table4([county.agencies[code]], 2024)) for code in ("rfbsc", "bmj"))
    for block in BLOCKS:
        assert found.row("t4", block) == [expected[name] for name in OUTCOMES]
        assert none.row("t4", block) == [0] * len(OUTCOMES)


def test_the_tables_take_one_query_each_however_many_there_are(
    county: County, made: list[Application]
) -> None:
    with CaptureQueriesContext(connection) as asked:
        table3([county.agencies["rfbsc"]], 2024)
        table4([county.agencies["rfbsc"]], 2024)
    assert len(asked) == 2


@pytest.mark.clause("OR-3", "条例33")
def test_what_was_entered_wrongly_counts_where_it_belongs_once_it_is_put_right(county: County) -> None:
    """The day of receipt decides the year, the class of the applicant the column."""
    desk = Desk(county)
    application = desk.enter(on("2026-01-05"), "registered_post", "2025-12-31")
    assert table3([desk.agency], 2025)["t3.new.natural"] == 1
    given = {"received_on": "2026-01-05", "reason": "签收记录"}
    desk.clerk("applications.correct_receipt", application, on("2026-01-06"), given)
    given = {"applicant_class": "enterprise", "reason": "营业执照"}
    desk.clerk("applications.correct_class", application, on("2026-01-06"), given)
    before, now = table3([desk.agency], 2025), table3([desk.agency], 2026)
    assert (before["t3.new.natural"], now["t3.new.natural"], now["t3.new.biz"]) == (0, 0, 1)
