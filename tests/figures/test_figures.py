"""Figures: what they are of each agency, which rows stand behind them, and who sees those."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, Q
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from disclosure.models import Document
from disclosure.statute import REFUSAL_REPORT
from foundation.clauses import REGISTER, UnknownClause
from foundation.deadlines import clocks
from foundation.deadlines.limits import LIMITS, SHANGHAI
from foundation.deadlines.models import Clock
from foundation.figures.computing import Value, rows_behind, value, value_of, values
from foundation.figures.declared import FIGURES, Figure, Of, Span, Unit, elapsed, figure
from tests.personas import County

pytestmark = pytest.mark.django_db
YEAR = Span.of_year(2026)


def on(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@pytest.fixture
def declared() -> Iterator[Callable[..., Figure]]:
    """Declares a figure over the clocks of a span, for the time of a test."""
    before = dict(FIGURES)

    def declare(**how: Any) -> Figure:
        @figure("test.one", "试一试", clause="PD-9", **how)
        def rows(span: Span) -> Any:
            return Clock.objects.filter(span.holds("ended_at"))

        return FIGURES.pop("test.one")

    yield declare
    FIGURES.clear()
    FIGURES.update(before)


def done(document: Document, began: str, ended: str, agency: Any = None) -> Clock:
    """A clock of a document that ran from one day to another."""
    document.agency = agency or document.agency
    clock = clocks.start(REFUSAL_REPORT, document, at=on(began))
    clocks.meet(REFUSAL_REPORT, document, at=on(ended))
    clock.refresh_from_db()
    return clock


def test_every_figure_has_its_clause_and_a_room() -> None:
    assert FIGURES
    for one in FIGURES.values():
        assert REGISTER.find(one.clause)
        assert one.label
        assert one.id.startswith(f"{one.room}.")


def test_what_has_no_one_way_to_be_computed_is_refused(declared: Callable[..., Figure]) -> None:
    for wrong in (
        {"unit": Unit.SHARE},
        {"unit": Unit.MATTERS, "part": Q(pk=1)},
        {"unit": Unit.SHARE, "part": Q(pk=1), "measure": F("took")},
    ):
        with pytest.raises(ValueError, match="share"):
            declared(**wrong)
    with pytest.raises(UnknownClause):
        figure("test.two", "试一试", clause="XX-1", unit=Unit.MATTERS)(lambda span: Clock.objects.all())
    with pytest.raises(ValueError, match="twice"):
        figure("disclosure.published", "试一试", clause="PD-9", unit=Unit.MATTERS)


def test_counts_shares_and_numbers_of_many(county: County, declared: Callable[..., Figure]) -> None:
    first, second, third = county.draft(title="一"), county.draft(title="二"), county.draft(title="三")
    other = county.agencies["lxcz"]
    own = first.agency.pk
    done(first, "2026-03-02", "2026-03-04")
    done(second, "2026-03-02", "2026-03-12")
    done(third, "2026-03-02", "2026-05-12", agency=other)
    count = values(declared(unit=Unit.MATTERS), YEAR)
    assert (count.county, count.of(own), count.of(other.pk), count.of(0)) == (
        Value(3, 3),
        Value(2, 2),
        Value(1, 1),
        Value(0, 0),
    )
    share = values(declared(unit=Unit.SHARE, part=Q(ended_at__lt=F("due_at"))), YEAR)
    assert share.county.shown == "33.3"
    assert (share.of(own).shown, share.of(other.pk).shown, share.of(0).shown) == ("50", "0", "—")
    days = elapsed("started_at", "ended_at", Unit.DAYS)
    median = values(declared(unit=Unit.DAYS, measure=days), YEAR)
    assert (median.county.shown, median.of(own).shown, median.of(0)) == ("10", "6", Value(None, 0))
    assert values(declared(unit=Unit.DAYS, measure=days, of=Of.GREATEST), YEAR).county.number == 71
    hours = elapsed("started_at", "ended_at", Unit.HOURS)
    assert values(declared(unit=Unit.HOURS, measure=hours, of=Of.SUM), YEAR).of(own).number == 12 * 24


def test_a_span_ends_with_its_last_day_in_shanghai(county: County, declared: Callable[..., Figure]) -> None:
    counted = 0
    for day, hour, counts in (
        ("2025-12-31", 23, 0),
        ("2026-01-01", 0, 1),
        ("2026-12-31", 23, 1),
        ("2027-01-01", 0, 0),
    ):
        document = county.draft(title=day)
        clocks.start(REFUSAL_REPORT, document, at=on("2025-12-01"))
        clocks.meet(REFUSAL_REPORT, document, at=on(day, hour))
        counted += counts
        assert values(declared(unit=Unit.MATTERS), YEAR).county.number == counted, day


@pytest.mark.clause("PD-7(2)")
def test_what_is_overdue_and_still_open_counts_as_late(county: County) -> None:
    documents = [county.draft(title=f"{n}") for n in range(3)]
    done(documents[0], "2026-03-02", "2026-03-04")
    clocks.start(REFUSAL_REPORT, documents[1], at=on("2026-03-02"))
    clocks.start(REFUSAL_REPORT, documents[2], at=on("2026-11-30"))
    in_time = FIGURES["disclosure.refusals_reported_in_time"]
    assert values(in_time, Span(date(2026, 1, 1), date(2026, 3, 8))).county == Value(100, 1)
    assert values(in_time, Span(date(2026, 1, 1), date(2026, 11, 30))).county == Value(50, 2)


def test_what_is_due_later_today_is_not_late_yet(county: County) -> None:
    """A limit in hours: the day of the span is not over when it is computed."""
    document, limit = county.draft(), LIMITS["newmedia.first_word"]
    assert not limit.unit.by_day
    clock = clocks.start(limit, document, at=on("2026-03-02", 9))
    today, in_time = Span(date(2026, 1, 1), date(2026, 3, 2)), FIGURES["newmedia.first_word_in_time"]
    assert clock.due_at < on("2026-03-02", 23)
    assert values(in_time, today).county == Value(None, 0)
    Clock.objects.filter(pk=clock.pk).update(breached_at=clock.due_at)
    assert values(in_time, today).county == Value(0, 1)


def test_the_rows_behind_a_figure_say_the_same_as_the_figure(
    county: County, declared: Callable[..., Figure]
) -> None:
    """Whoever keeps the rows counts by them what the database counted."""
    own, other = county.agencies["rfbsc"], county.agencies["lxcz"]
    for n, ended in enumerate(("2026-03-04", "2026-03-12", "2026-05-12", "2026-06-01")):
        done(county.draft(title=f"{n}"), "2026-03-02", ended, agency=other if n == 3 else None)
    days = elapsed("started_at", "ended_at", Unit.DAYS)
    made = [
        declared(unit=Unit.MATTERS),
        declared(unit=Unit.SHARE, part=Q(ended_at__lt=F("due_at"))),
        *(declared(unit=Unit.DAYS, measure=days, of=of) for of in Of),
    ]
    for one in (*made, *FIGURES.values()):
        for agency in (own, other):
            rows = rows_behind(one, YEAR, [agency.pk])
            kept, counted = value_of(one, rows), value(one, YEAR, agency)
            assert kept.rows == counted.rows, one.id
            assert kept.number == pytest.approx(counted.number), one.id
            assert {row.agency for row in rows} <= {agency.pk}


def test_every_row_behind_a_figure_says_what_it_is_of() -> None:
    """Pages and appraisals list rows by their references; a kind of row without one would fail there with the first row."""
    for one in FIGURES.values():
        rows = one.rows(YEAR)
        assert hasattr(rows.model, "ref") or "ref" in rows.query.annotations, one.id


def test_two_queries_for_any_number_of_agencies(
    county: County, declared: Callable[..., Figure], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("rfbsc", "lxcz", "nmj"):
        if code in county.agencies:
            done(county.draft(title=code), "2026-03-02", "2026-03-04", agency=county.agencies[code])
    one = declared(unit=Unit.MATTERS)
    with django_assert_num_queries(2):
        values(one, YEAR)


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def test_an_agency_sees_its_own_figures_and_supervisors_those_of_all(county: County) -> None:
    document = county.published()
    page = f"/desk/figures/disclosure.published/?year={county.at.year}"
    own = desk(county, "rfbsc-drafter").get(page).content.decode()
    assert document.title in own
    other = desk(county, "lxcz-drafter").get(f"{page}&agency=rfbsc").content.decode()
    assert document.title not in other
    assert "没有这样的事项" in other
    whole = desk(county, "county_supervisor").get(page).content.decode()
    assert document.title in whole
    assert document.agency.short_name in whole
    assert document.title not in desk(county, "county_supervisor").get(f"{page}&agency=lxcz").content.decode()


def test_all_figures_on_one_page_and_as_a_workbook(county: County) -> None:
    county.published()
    client = desk(county, "rfbsc-drafter")
    page = client.get("/desk/figures/").content.decode()
    for one in FIGURES.values():
        assert one.label in page
    assert client.get("/desk/figures/?as=xlsx")["Content-Type"].endswith("sheet")
    for wrong in ("?year=1900", "?year=x", "no.such.figure/"):
        assert client.get(f"/desk/figures/{wrong}").status_code == 404


def test_this_year_is_counted_up_to_today(county: County) -> None:
    page = desk(county, "rfbsc-drafter").get("/desk/figures/").content.decode()
    assert f"{county.at + timedelta(hours=8):%Y-%m-%d}" in page
