"""The parts of the simulation: streams, grammars, the clock, the plan of a day, what acts cost."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.util import find_spec
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from foundation import lots
from foundation.simulation.clock import Clock, WallClockRead, in_place_of_the_wall_clock
from foundation.simulation.engine import World
from foundation.simulation.grammar import Grammar
from foundation.simulation.measuring import Cost, Profile
from foundation.simulation.models import SimulatedYear
from foundation.simulation.players import Day, Player
from foundation.simulation.streams import Streams
from foundation.worker import by_hand, soon
from tests.personas import MONDAY
from wuyuan_portal.rooms import NAMES, rooms

GRAMMAR = Grammar({"town": ("隆兴昌镇", "塔尔湖镇"), "work": ("{town}修渠 {10-20/5} 公里",)})


def test_a_stream_depends_on_seed_and_words_alone() -> None:
    one = Streams(7).of("disclosure", date(2025, 3, 1))
    assert one.random() == Streams(7).of("disclosure", "2025-03-01").random()
    assert Streams(7).of("a", "b").random() != Streams(7).of("ab").random()
    assert Streams(7).of("a").random() != Streams(8).of("a").random()


def test_texts_are_composed_of_what_is_known_and_what_is_drawn() -> None:
    said = GRAMMAR.compose("{year} 年{work}", Random(1), year=2025)
    assert said in {f"2025 年{town}修渠 {n} 公里" for town in ("隆兴昌镇", "塔尔湖镇") for n in (10, 15, 20)}
    with pytest.raises(KeyError):
        GRAMMAR.compose("{nobody}", Random(1))


def test_only_doors_may_ask_what_time_it_is() -> None:
    clock = Clock()
    with in_place_of_the_wall_clock(clock):
        with clock.at(MONDAY):
            assert localdate() == MONDAY.date()
        with clock.acting(MONDAY), pytest.raises(WallClockRead):
            timezone.now()
    assert timezone.now() > MONDAY - timedelta(days=365 * 10)


@pytest.mark.django_db
@pytest.mark.parametrize("scale", [1.0, 0.03])
def test_what_is_planned_of_a_year_adds_up(scale: float) -> None:
    """On working days alone, and on none of another year; make-up days are among them."""
    world = World(SimulatedYear(year=2025, seed=7, scale=scale))
    days = [Day(world, date(2025, 1, 1) + timedelta(days=n), "disclosure") for n in range(-5, 370)]
    assert sum(day.how_many(12_000) for day in days) == 12_000 * scale
    assert sum(day.how_many(800, any_day=True) for day in days) == 800 * scale
    assert not any(day.how_many(12_000) for day in days if not day.working or day.date.year != 2025)
    make_up = next(day for day in days if day.date == date(2025, 1, 26))
    assert make_up.working
    assert make_up.how_many(1_000_000)


def test_the_profile_tells_whether_acts_cost_more_in_the_end() -> None:
    profile = Profile()
    profile.costs["a"] += [Cost(n, 0.1) for n in range(1, 21)]
    (row,) = profile.rows()
    assert (row.times, row.queries, row.first, row.last) == (20, 10.5, 1.5, 19.5)
    assert row.each == pytest.approx(100)


class _Task:
    name = "sends"

    def __init__(self) -> None:
        self.sent = 0

    def apply_async(self, **_more: object) -> None:
        self.sent += 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_to_the_worker_meanwhile() -> None:
    task = _Task()
    with by_hand():
        soon(task)
    assert task.sent == 0
    soon(task)
    assert task.sent == 1


def test_a_lot_is_foreseen_only_where_time_is_simulated(settings: Any) -> None:
    settings.SIMULATED_TIME = True
    with lots.played_by(lambda: "a" * 32):
        assert lots.seed() == "a" * 32
    assert lots.seed() != lots.seed()
    settings.SIMULATED_TIME = False
    with pytest.raises(RuntimeError), lots.played_by(lambda: "a" * 32):
        lots.seed()


def test_a_stage_has_one_meaning() -> None:
    player = Player("test")

    def stage(part: object) -> None:
        """Do nothing."""

    player.stage(stage)
    with pytest.raises(ValueError, match="twice"):
        player.stage(stage)


def test_every_room_that_plays_says_so() -> None:
    """A room with a player names it, and nothing else does."""
    named = {room.player for room in rooms() if room.player}
    found = {f"{name}.player" for name in NAMES if "." not in name and find_spec(f"{name}.player")}
    assert named == {*found, "foundation.simulation.staffing"}
