"""How the limits were kept, as anybody reads it: the figures, the page, the CSV, the part of an agency's page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.agencies.models import Agency
from foundation.deadlines import clocks
from foundation.deadlines.limits import LIMITS, Bound, TimeLimit, Unit
from foundation.deadlines.models import Clock, CountedDay
from foundation.deadlines.punctuality import Counted, Punctuality, count_day, figures
from foundation.deadlines.sweep import sweep
from tests.deadlines.conftest import Letter, moment

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9"), pytest.mark.clause("条例33")]

DAY = date(2026, 3, 2)
SECRET = "关于某人家中宅基地的申请"


@pytest.fixture
def public(declare: Callable[..., TimeLimit]) -> TimeLimit:
    """A limit of twenty working days whose figures are public."""
    return declare(code="letters.public", public="收到来信，20 个工作日内答复")


def of_county(limit: TimeLimit, at: str, year: int | None = None) -> Punctuality:
    return figures(moment(at)).of_county(year)[limit.code]


def letters(agency: Agency, *numbers: int) -> list[Letter]:
    return [Letter(n, agency, title=SECRET) for n in numbers]


def test_a_limit_says_whom_it_binds(declare: Callable[..., TimeLimit]) -> None:
    with pytest.raises(ValueError, match="no figure of the agency"):
        declare(public="申请人补正", binds=Bound.APPLICANT)
    for limit in LIMITS.values():
        # Whoever was told the last day and works to it is not the agency.
        assert not (limit.holds and limit.binds is Bound.AGENCY), limit.code


def test_what_is_public_is_declared_with_each_limit() -> None:
    by_agency = {code for code, limit in LIMITS.items() if limit.public and not limit.whole_county}
    whole_county = {code for code, limit in LIMITS.items() if limit.public and limit.whole_county}
    assert by_agency == {
        "disclosure.cleanup",
        "interpretation.question",
        "interpretation.word",
        "interpretation.press",
        "interpretation.answer",
        "annual_report.report",
        "annual_report.county_report",
        "applications.reply",
        "applications.amendment_notice",
        "applications.grounds",
        "applications.new_reply",
        "applications.new_reply_in_days",
        "disclosure.publication",
        "feedback.error",
        "feedback.why",
        "newmedia.first_word",
        "evaluation.decide",
        "evaluation.mend",
    }
    # By agency these would tell how much it withholds, or who complained, or of a single matter.
    assert whole_county == {
        "secrecy_review.opinion",
        "applications.complaint",
        "applications.proposal",
        "feedback.complaint",
        "participation.proposal",
        "participation.objection",
    }


def test_each_fate_is_counted_once(public: TimeLimit, agency: Agency) -> None:
    met, late, lapsed, gone, overdue, paused, runs = letters(agency, *range(1, 8))
    for letter in (met, late, lapsed, gone, overdue, paused):
        clocks.start(public, letter, at=moment("2026-02-09"))
    clocks.start(public, runs, at=moment("2026-03-12"))
    clocks.cancel(public, gone, at=moment("2026-02-10"))
    clocks.meet(public, met, at=moment("2026-02-12"))
    clocks.pause(
        Clock.objects.get(matter_id=paused.pk), at=moment("2026-02-13"), reason="补正", clause="条例30"
    )
    sweep(moment("2026-03-14"))  # the last day was 2026-03-13
    clocks.meet(public, late, at=moment("2026-03-17 10:00"))
    clocks.cancel(public, lapsed, at=moment("2026-03-17"))
    one = of_county(public, "2026-03-18 09:00")
    assert (one.running, one.paused, one.met, one.breached, one.overdue) == (2, 1, 1, 3, 1)
    assert one.all == 6, "what was not to be done any more is left out"
    assert one.percent == 25
    # 3 working days, and 22: the day after the last day is a Saturday.
    assert one.median == 12.5
    assert one.median_words == "12.5 个工作日"
    assert one.oldest is not None
    assert (one.oldest.since, one.oldest.used) == (date(2026, 2, 9), 22)


def test_the_figures_end_with_the_day_before(public: TimeLimit, letter: Letter) -> None:
    clocks.start(public, letter, at=moment("2026-02-09 08:00"))
    assert public.code not in figures(moment("2026-02-09 23:59")).of_county()
    clocks.meet(public, letter, at=moment("2026-02-11 10:00"))
    assert of_county(public, "2026-02-11 12:00").running == 1, "it was done today"
    assert of_county(public, "2026-02-12 00:00").met == 1


def test_others_time_is_left_out(public: TimeLimit, letter: Letter) -> None:
    clock = clocks.start(public, letter, at=moment("2026-03-02 09:00"))
    clocks.pause(clock, at=moment("2026-03-03 09:00"), reason="等待补正", clause="条例30")
    assert of_county(public, "2026-03-09").oldest is None, "whoever waits for others is not slow"
    clocks.resume(clock, at=moment("2026-03-12 09:00"))
    one = of_county(public, "2026-03-14")
    # Counted are 3 and 13 March.
    assert one.oldest is not None
    assert one.oldest.used == 2
    assert clocks.meet(public, letter, at=moment("2026-03-16 09:00")) is not None
    assert Clock.objects.get().took == 3
    assert of_county(public, "2026-03-17").median_words == "3 个工作日"


@pytest.mark.parametrize(
    ("unit", "span", "until", "took"),
    [
        (Unit.WORKING_DAYS, 20, "2026-02-25 10:00", 7),
        (Unit.DAYS, 20, "2026-02-25 10:00", 16),
        (Unit.MONTHS, 1, "2026-02-25 10:00", 16),
        (Unit.HOURS, 48, "2026-02-10 10:30", 26),
        (Unit.MINUTES, 120, "2026-02-09 10:30", 90),
        (Unit.WORKING_DAYS, 20, "2026-02-09 18:00", 0),
    ],
)
def test_time_is_taken_in_the_unit_of_the_limit(
    declare: Callable[..., TimeLimit], letter: Letter, unit: Unit, span: int, until: str, took: int
) -> None:
    limit = declare(unit=unit, span=span, warn=())
    clocks.start(limit, letter, at=moment("2026-02-09 09:00"))
    clock = clocks.meet(limit, letter, at=moment(until))
    assert clock is not None
    assert clock.took == took


def test_a_limit_is_counted_in_the_year_in_which_it_began(public: TimeLimit, agency: Agency) -> None:
    old, new = letters(agency, 1, 2)
    clocks.start(public, old, at=moment("2025-12-30"))
    clocks.start(public, new, at=moment("2026-01-05"))
    counted = figures(moment("2026-01-08"))
    assert counted.years == [2026, 2025]
    assert [counted.of_county(year)[public.code].running for year in (2025, 2026, None)] == [1, 1, 2]


def test_medians_are_those_of_all_not_of_the_agencies(public: TimeLimit) -> None:
    rows = [(public.code, agency, 2026, "met", took, n) for agency, took, n in [(1, 1, 9), (2, 15, 2)]]
    one = Counted(DAY, rows, []).of_county()[public.code]
    assert one.median == 1
    both = Counted(DAY, [*rows, (public.code, 2, 2026, "late", 30, 9)], []).of_county()[public.code]
    assert both.median == 15


def test_some_limits_are_of_the_county_alone(
    declare: Callable[..., TimeLimit], letter: Letter, agency: Agency
) -> None:
    limit = declare(public="收到投诉，20 个工作日内回复", whole_county=True)
    clocks.start(limit, letter, at=moment("2026-02-09"))
    counted = figures(moment("2026-02-10"))
    assert counted.of_county()[limit.code].running == 1
    assert limit.code not in counted.by_agency()


def test_what_is_not_public_is_not_counted(reply: TimeLimit, letter: Letter) -> None:
    clocks.start(reply, letter, at=moment("2026-02-09"))
    assert figures(moment("2026-02-10")) == Counted(date(2026, 2, 10), [], [])


def test_the_page_tells_numbers_and_no_matter(client: Client, public: TimeLimit, agency: Agency) -> None:
    for letter in letters(agency, 1, 2):
        clocks.start(public, letter, at=moment("2026-02-09"))
    clocks.meet(public, letter, at=moment("2026-02-12"))
    for address in ("time_limits:list", "time_limits:csv"):
        words = client.get(reverse(address)).content.decode()
        assert "答复申请" in words
        assert "2026-02-09" in words, "the day of the oldest"
        assert SECRET not in words
        assert "letter:" not in words
    words = client.get(reverse("agencies:detail", args=[agency.code])).content.decode()
    assert "办理时限" in words
    assert "3 个工作日" in words


@pytest.mark.parametrize("year", ["2019", "abc", "-1", "９", "2026\x00"])
def test_a_year_without_figures_is_not_found(client: Client, year: str) -> None:
    assert client.get(reverse("time_limits:list"), {"year": year}).status_code == 404


def test_the_page_says_how_it_counts_and_until_when(client: Client) -> None:
    words = client.get(reverse("time_limits:list")).content.decode()
    for said in ("中位数", "工作日", "最久的一件", "申请人补正", "不算在内", "截至"):
        assert said in words
    yesterday = timezone.localdate() - timedelta(days=1)
    assert str(yesterday) in words


def test_the_csv_calculates_nothing(client: Client, public: TimeLimit, agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(name="=HYPERLINK(1)")
    clocks.start(public, *letters(agency, 1), at=moment("2026-02-09"))
    answer = client.get(reverse("time_limits:csv"), {"year": "2026"})
    assert answer["Content-Disposition"] == 'attachment; filename="time-limits-2026.csv"'
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert [row[0] for row in rows] == ["机关", "全县", "'=HYPERLINK(1)"]


def test_the_figures_cost_the_same_for_many(public: TimeLimit, agency: Agency) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            figures(moment("2026-03-02"))
        return len(captured)

    for letter in letters(agency, 1, 2):
        clocks.start(public, letter, at=moment("2026-02-09"))
    few = cost()
    for letter in letters(agency, *range(3, 30)):
        clocks.start(public, letter, at=moment("2026-02-10"))
    assert cost() == few


def test_a_limit_without_a_clock_is_named(client: Client, public: TimeLimit) -> None:
    assert public.label in client.get(reverse("time_limits:list")).content.decode()


def test_the_figures_of_a_day_are_counted_once(client: Client, public: TimeLimit, agency: Agency) -> None:
    one, other = letters(agency, 1, 2)
    clocks.start(public, one, at=moment("2026-02-09"))
    assert count_day(moment("2026-02-10 00:05"))
    assert not count_day(moment("2026-02-10 00:15"))
    clocks.start(public, other, at=moment("2026-02-10"))
    kept = figures(moment("2026-02-11 00:01"))
    assert (kept.until, kept.of_county()[public.code].running) == (date(2026, 2, 9), 1), "until it is counted"
    with CaptureQueriesContext(connection) as captured:
        assert figures(moment("2026-02-11 00:02")) is kept
    assert len(captured) == 1
    assert count_day(moment("2026-02-11 00:05"))
    assert figures(moment("2026-02-11 00:06")).of_county()[public.code].running == 2
    assert CountedDay.objects.count() == 1
    assert "2026-02-10" in client.get(reverse("time_limits:list")).content.decode()


def test_what_was_counted_is_not_changed() -> None:
    count_day(moment("2026-02-10"))
    with pytest.raises(InternalError, match="update"), transaction.atomic():
        CountedDay.objects.update(rows=[["letters.public", 1, 2026, "met", 1, 9]])
