"""A year is played by its seed alone: the same county twice, also when it was killed and went on; another seed another county."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import pytest_django
from django.db import transaction
from django.test import override_settings
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from foundation.deadlines.models import Clock
from foundation.simulation.engine import Simulation, World
from foundation.simulation.export import export
from foundation.simulation.founding import found_for
from foundation.simulation.models import Course, SimulatedYear
from secrecy_review.models import Review
from wuyuan_portal.management.commands.simulate import tasks, the_players, verdicts

pytestmark = pytest.mark.django_db
SCALE, UNTIL = 0.03, date(2025, 1, 17)


class Killed(RuntimeError):
    """The process ends here."""


@pytest.fixture(scope="module")
def founded(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[SimulatedYear]:
    """A small county, founded once for all, nothing played; what a test plays lies in a transaction of its own."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as few, transaction.atomic():
        few.setattr("foundation.simulation.founding.FEWEST_STAFFED", 4)
        with override_settings(DEBUG=True):
            year = found_for(2025, 7, SCALE)
        yield year
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def whole(founded: SimulatedYear, django_db_blocker: pytest_django.DjangoDbBlocker) -> str:
    """The export of what was played without a break."""
    with django_db_blocker.unblock(), undone():
        return played(founded)


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here is undone; only numbers that were given stay given."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def played(year: SimulatedYear, until: date = UNTIL, seed: int = 7, *, idle: bool = False) -> str:
    """The export of a year that was played until a day, or in which only the nights of the portal went by, people being idle."""
    year = SimulatedYear.objects.get(pk=year.pk)
    year.seed = seed
    for _day in Simulation(year, {} if idle else the_players(), list(tasks(papers=False))).play(until):
        pass
    return exported()


def exported() -> str:
    out = StringIO()
    export(out)
    return out.getvalue()


def test_the_same_seed_gives_the_same_county_also_when_it_was_killed(
    founded: SimulatedYear, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform: Callable[..., Any] = World.perform
    left = [40]

    def dies(*args: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return perform(*args)

    monkeypatch.setattr(World, "perform", dies)
    with pytest.raises(Killed):
        played(founded)
    done = SimulatedYear.objects.get()
    assert done.played_until is not None
    assert done.played_until < UNTIL
    # Nothing of the day that was not finished is there.
    assert not LedgerLine.objects.filter(at__date__gt=done.played_until).exists()
    assert played(founded) == whole
    assert not Course.objects.exclude(refused="").exists()
    assert Document.objects.filter(state="published").exists()
    assert Review.objects.exclude(opinion="").exists()
    assert [line for one in verdicts(UNTIL, papers=False) if not one.holds for line in one.told()] == []


def test_another_seed_gives_another_county(founded: SimulatedYear) -> None:
    soon = date(2025, 1, 6)
    with undone():
        first = played(founded, soon)
    assert played(founded, soon, seed=8) != first


def test_a_second_start_does_nothing(founded: SimulatedYear) -> None:
    first = played(founded, date(2025, 1, 9))
    assert played(founded, date(2025, 1, 9)) == first


def test_clocks_run_in_simulated_time(founded: SimulatedYear) -> None:
    """A document whose people do nothing is breached on the morning after its last day, as the sweep of that night finds."""
    played(founded, date(2025, 1, 10))
    Course.objects.update(due_at=None)
    waiting = Clock.objects.filter(limit="disclosure.publication", ended_at=None).order_by("due_at").first()
    assert waiting is not None
    assert waiting.breached_at is None
    played(founded, waiting.due_on + timedelta(days=2), idle=True)
    waiting.refresh_from_db()
    assert waiting.breached_at is not None
    assert localdate(waiting.breached_at) == waiting.due_on + timedelta(days=1)


def test_no_year_is_played_over_a_county_that_is_there(founded: SimulatedYear) -> None:
    with pytest.raises(Refused, match="空库"):
        found_for(2025, 7, SCALE)
