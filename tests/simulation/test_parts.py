"""The parts of the simulation: streams, grammars, the clock, the plan of a day, what acts cost."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation import lots
from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from foundation.notices.acts import tell_address
from foundation.notices.delivery import Delivered
from foundation.notices.models import Dispatch
from foundation.simulation.clock import Clock, WallClockRead, in_place_of_the_wall_clock
from foundation.simulation.engine import Simulation, World
from foundation.simulation.grammar import Grammar
from foundation.simulation.haste import in_haste
from foundation.simulation.measuring import Cost, Profile
from foundation.simulation.models import Course, SimulatedYear
from foundation.simulation.people import People
from foundation.simulation.players import Day, Part, Player
from foundation.simulation.post import NOWHERE, Post
from foundation.simulation.streams import Streams
from foundation.worker import by_hand, soon
from tests.personas import MONDAY, SHANGHAI, County
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


@pytest.mark.django_db
def test_what_the_portal_opened_on_closed_days_is_taken_up_on_the_first_working_day(county: County) -> None:
    county.at = datetime(2026, 11, 7, 2, 20, tzinfo=SHANGHAI)  # a Saturday
    document = county.draft()
    world = World(SimulatedYear(year=2026, seed=7, scale=1.0))
    days = [Day(world, date(2026, 11, n), "disclosure") for n in range(5, 12)]
    found = {day.date.day: list(day.opened(Document.objects.all())) for day in days}
    assert {day: rows for day, rows in found.items() if rows} == {9: [document]}


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


def test_whoever_comes_to_what_another_course_did_later_that_day_acts_after_it(county: County) -> None:
    document, world = county.draft(), World(SimulatedYear(year=2026, seed=7, scale=1.0))
    world.begin(county.at.date())
    part = Part(world, Course(key="test/1", stage="", ref=document.ref), county.at - timedelta(hours=2))
    with in_place_of_the_wall_clock(world.clock):
        part.do("disclosure.abandon", Role.DRAFTER, reason="不用了。")
        with pytest.raises(Refused):
            part.do("disclosure.abandon", Role.DRAFTER, reason="不用了。")
    written, left = LedgerLine.objects.filter(matter_kind="document").order_by("sequence")
    assert left.at == written.at + timedelta(minutes=1)


def test_whoever_a_third_party_lends_does_nobody_elses_work(county: County) -> None:
    drafter, people = county.people["rfbsc-drafter"], People()
    people.begin(MONDAY.date())
    assert people.holders(Role.DRAFTER, "rfbsc") == [drafter]
    Staff.objects.filter(pk=drafter.pk).update(on_establishment=False)
    people.again()
    assert not people.holders(Role.DRAFTER, "rfbsc")
    assert people.actor(drafter).staff_id == drafter.pk


@pytest.mark.django_db
def test_what_is_played_in_haste_is_not_noted_and_ends_with_it(settings: Any) -> None:
    settings.DEBUG = True

    def waits() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'")
            setting, source = cursor.fetchone()
        return setting, source

    before, noted = waits(), len(connection.queries_log)
    with suppress(KeyError), in_haste():
        assert waits() == ("off", "session")
        assert len(connection.queries_log) == noted
        raise KeyError
    assert waits() == before
    assert before[1] != "session"
    assert len(connection.queries_log) > noted


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


@pytest.mark.django_db
def test_each_way_has_its_turn_in_a_small_county() -> None:
    """What is rare begins so often at least, on days of its own where it is counted apart, and is numbered through the year."""
    world = World(SimulatedYear(year=2025, seed=7, scale=0.03))
    days = [Day(world, date(2025, 1, 1) + timedelta(days=n), "participation") for n in range(365)]
    assert [n for day in days for n in day.numbers(24, least=8)] == list(range(8))
    assert [n for day in days for n in day.numbers(24)] == [0]
    first = {of: next(day.date for day in days if day.numbers(1, least=1, of=of)) for of in ("a", "b", "c")}
    assert len(set(first.values())) == 3
    assert all(sum(len(day.numbers(1, least=1, of=of)) for day in days) == 1 for of in first)


@pytest.mark.django_db
def test_what_cannot_leave_waits_and_leaves_when_the_server_is_up_again() -> None:
    post = Post(Streams(7), 2025)
    down = min(post.down)
    assert len(post.down) >= 2
    night = MONDAY.replace(year=down.year, month=down.month, day=down.day, hour=2)
    for box in ("somebody@example.com", f"{NOWHERE}somebody@example.com"):
        tell_address(email=box, subject="答复", body="请看。", key=box, at=night)
    assert post.carry(night) == Delivered()
    assert set(Dispatch.objects.values_list("state", "attempts")) == {("pending", 0)}
    up = next(day for n in range(1, 9) if (day := down + timedelta(days=n)) not in post.down)
    assert post.carry(night.replace(month=up.month, day=up.day)) == Delivered(sent=1, failed=1)
    assert not post.carry(night + timedelta(days=30)).sent, "each leaves once"


@pytest.mark.django_db
def test_what_is_done_after_midnight_comes_before_the_work_of_the_night(monkeypatch: Any) -> None:
    done: list[str] = []
    player = Player("test")

    def stage(part: Any) -> None:
        done.append(f"{part.at.astimezone(SHANGHAI):%H:%M}")

    player.stage(stage)
    day = MONDAY.replace(year=2025).date()
    for hour in (3, 0, 14):
        at = MONDAY.replace(year=2025, hour=hour, minute=12)
        Course.objects.create(key=f"test/{hour}", player="test", stage="stage", due_at=at)
    year = SimulatedYear.objects.create(pk=1, year=2025, seed=7, scale=0.03)
    simulation = Simulation(year, {"test": player}, [])
    monkeypatch.setattr(simulation, "_night", lambda at: done.append("night"))
    simulation._play_day(day)
    assert done == ["00:12", "night", "03:12", "14:12"]
