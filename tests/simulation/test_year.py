"""A year is played by its seed alone: the same county twice, also when it was killed and went on; another seed another county."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
import pytest_django
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils.timezone import localdate, make_aware

from applications.doors import CODES
from applications.player.told import with_codes
from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from foundation.deadlines.models import Clock
from foundation.simulation import county, founding
from foundation.simulation.engine import Simulation, World
from foundation.simulation.export import export
from foundation.simulation.founding import found_for
from foundation.simulation.models import Course, SimulatedYear
from secrecy_review.models import Review
from wuyuan_portal import simulated
from wuyuan_portal.management.commands.run import Command
from wuyuan_portal.management.commands.simulate import tasks, the_players, verdicts

pytestmark = pytest.mark.django_db
SCALE, SOON, UNTIL = 0.03, date(2025, 1, 6), date(2025, 1, 14)


class Killed(RuntimeError):
    """The process ends here."""


@dataclass(frozen=True)
class Exports:
    """What came of a small county: soon, and in the end; in the end when it was killed on the way; soon from another seed."""

    soon: str
    whole: str
    killed: str
    other: str


@pytest.fixture(scope="module")
def founded(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[SimulatedYear]:
    """A small county, founded once for all, nothing played; all of it lies in one transaction."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as few, transaction.atomic():
        few.setattr(
            founding, "AGENCIES", [row for row in county.AGENCIES if row[4] or row[0] in county.STAFFED]
        )
        with override_settings(DEBUG=True):
            year = found_for(2025, 7, SCALE)
        yield year
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def exports(founded: SimulatedYear, django_db_blocker: pytest_django.DjangoDbBlocker) -> Exports:
    """What three counties export; the one that was played without a break is there."""
    with django_db_blocker.unblock():
        with undone():
            killed_on_the_way(founded)
            killed = played(founded)
        with undone():
            other = played(founded, SOON, seed=8)
        at = {day: exported() for day in playing(founded, UNTIL) if day in (SOON, UNTIL)}
        return Exports(at[SOON], at[UNTIL], killed, other)


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here is undone; only numbers that were given stay given."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def killed_on_the_way(year: SimulatedYear) -> None:
    """Play until the process is killed in the middle of a day: nothing of that day is there."""
    perform: Callable[..., Any] = World.perform
    left = [40]

    def dies(*args: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return perform(*args)

    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(World, "perform", dies)
        with pytest.raises(Killed):
            played(year)
    done = SimulatedYear.objects.get()
    assert done.played_until is not None
    assert done.played_until < UNTIL
    assert not LedgerLine.objects.filter(at__date__gt=done.played_until).exists()


def played(year: SimulatedYear, until: date = UNTIL, seed: int = 7, *, idle: bool = False) -> str:
    """The export of a year that was played until a day, or in which only the nights of the portal went by, people being idle."""
    for _day in playing(year, until, seed, idle=idle):
        pass
    return exported()


def playing(year: SimulatedYear, until: date, seed: int = 7, *, idle: bool = False) -> Iterator[date]:
    """Each day once it is played."""
    year = SimulatedYear.objects.get(pk=year.pk)
    year.seed = seed
    yield from Simulation(year, {} if idle else the_players(), list(tasks(papers=False))).play(until)


def exported() -> str:
    out = StringIO()
    export(out)
    return out.getvalue()


def test_the_same_seed_gives_the_same_county_also_when_it_was_killed(exports: Exports) -> None:
    assert exports.killed == exports.whole
    assert not Course.objects.exclude(refused="").exists()
    assert Document.objects.filter(state="published").exists()
    assert Review.objects.exclude(opinion="").exists()
    assert [line for one in verdicts(UNTIL, papers=False) if not one.holds for line in one.told()] == []


def test_another_seed_gives_another_county(exports: Exports) -> None:
    assert exports.other != exports.soon


def test_a_second_start_does_nothing(founded: SimulatedYear, exports: Exports) -> None:
    assert played(founded) == exports.whole


@pytest.mark.usefixtures("exports")
def test_clocks_run_in_simulated_time(founded: SimulatedYear) -> None:
    """A document whose people do nothing is breached on the morning after its last day, as the sweep of that night finds."""
    Course.objects.update(due_at=None)
    waiting = Clock.objects.filter(limit="disclosure.publication", ended_at=None).order_by("due_at").first()
    assert waiting is not None
    assert waiting.breached_at is None
    played(founded, waiting.due_on + timedelta(days=2), idle=True)
    waiting.refresh_from_db()
    assert waiting.breached_at is not None
    assert localdate(waiting.breached_at) == waiting.due_on + timedelta(days=1)


@pytest.mark.usefixtures("exports")
def test_what_is_run_is_the_county_that_is_there_played_until_yesterday(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEBUG = True
    monkeypatch.setattr("wuyuan_portal.management.commands.run.localdate", lambda: UNTIL + timedelta(days=2))
    facts = {"agency": "rfbsc", "way": "disclosed"}
    applies = make_aware(datetime.combine(UNTIL + timedelta(days=1), time(10)))
    Course.objects.create(
        key="applications/x", player="applications", stage="apply", due_at=applies, facts=facts
    )
    out = StringIO()
    run = Command(stdout=out)
    run._show(county=False)
    assert SimulatedYear.objects.get().played_until == UNTIL + timedelta(days=1)
    told = out.getvalue()
    assert "rfbsc-zhuren" in told
    known = list(with_codes(7))
    assert known
    for application, code in known:
        assert f"{application.number:<12}{code}" in told
        assert CODES.matches(code, application.code_hash)
    with pytest.raises(CommandError, match="模拟的县"):
        call_command("demo")
    # The year is over on 31 March; nothing is played beyond.
    monkeypatch.setattr(Simulation, "play", lambda self, until: iter(played_to.append(until) or []))
    played_to: list[date] = []
    monkeypatch.setattr("wuyuan_portal.management.commands.run.localdate", lambda: date(2026, 7, 1))
    run._show(county=True)
    assert played_to == [date(2026, 3, 31)]
    assert "请换一个空的 var" in out.getvalue()


def test_until_its_reports_are_published_the_year_before_is_shown() -> None:
    assert [simulated._year_of(day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [2025, 2026]


def test_no_year_is_played_over_a_county_that_is_there(founded: SimulatedYear) -> None:
    with pytest.raises(Refused, match="空库"):
        found_for(2025, 7, SCALE)
