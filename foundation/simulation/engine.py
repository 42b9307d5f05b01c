"""The days of a simulated year, one transaction each: what the portal does at night, what begins, what is due."""

from __future__ import annotations

import calendar
import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.timezone import localdate, make_aware

from foundation import lots
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import Done, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.moments import to_the_minute
from foundation.rooms import Task
from foundation.simulation.clock import Clock, in_place_of_the_wall_clock
from foundation.simulation.haste import in_haste
from foundation.simulation.measuring import Profile
from foundation.simulation.models import Course, SimulatedYear
from foundation.simulation.people import People
from foundation.simulation.players import Beginning, Day, Part, Player, clock_time
from foundation.simulation.post import Post
from foundation.simulation.streams import Streams
from foundation.worker import by_hand

#: The acts that change who holds which role, and so who may act.
PEOPLE_CHANGE = "agencies."
#: When the portal does its nightly work.
NIGHT = time(2, 20)
#: On which days it does what need not be done each night.
SELDOM: Mapping[str, Callable[[date], bool]] = {
    "weekly": lambda day: day.weekday() == calendar.MONDAY,
    "monthly": lambda day: day.day == 1,
}


class World:
    """The county as its players see it: the year, its people and agencies, the calendar, and the door to all acts."""

    def __init__(self, year: SimulatedYear, profile: Profile | None = None) -> None:
        self.year, self.scale, self.streams = year.year, year.scale, Streams(year.seed)
        self.people, self.profile, self.clock = People(), profile, Clock()
        self.calendar = Calendar.load()
        self.agencies: dict[str, Agency] = {}
        self.acts = 0
        #: What was begun since the day began, by its key; the engine takes them up.
        self.entered: list[Course] = []

    def begin(self, day: date) -> None:
        """Look at county and calendar as they are on that day."""
        self.calendar = Calendar.load()
        self.agencies = {agency.code: agency for agency in Agency.objects.public().order_by("code")}
        self.people.begin(day)

    @cached_property
    def _days(self) -> tuple[dict[date, int], dict[date, int]]:
        """The number of each working day of the year, and of each day."""
        first = date(self.year, 1, 1)
        days = [first + timedelta(days=n) for n in range((date(self.year + 1, 1, 1) - first).days)]
        working = [day for day in days if self.calendar.is_working_day(day)]
        return {day: n for n, day in enumerate(working)}, {day: n for n, day in enumerate(days)}

    def place_in_year(self, day: date, *, any_day: bool) -> tuple[int | None, int]:
        """Which working day of the year, or which day, this is, from 0, None for none of them; and how many there are."""
        numbers = self._days[any_day]
        return numbers.get(day), len(numbers)

    def staffed(self) -> list[str]:
        """The codes of the agencies whose drafters, reviewers and leaders have accounts, in order."""
        roles = ("drafter", "records_office", "secrecy_reviewer", "leader")
        return [code for code in self.agencies if all(self.people.holders(role, code) for role in roles)]

    def enter(self, course: Course) -> Course:
        """Take up a course that was begun."""
        self.entered.append(course)
        return course

    def perform(self, name: str, on: Any, actor: Actor, at: datetime, data: Mapping[str, Any]) -> Done:
        """Perform an act, and count it."""
        self.acts += 1
        # A bound file field reads its files apart from the other data.
        files = {key: value for key, value in data.items() if _is_file(value)}
        playing = lots.played_by(lambda: f"{self.streams.of('lot', name, at).getrandbits(128):032x}")
        with playing, self.clock.acting(at), self.profile.of(name) if self.profile else nullcontext():
            done = perform(name, on=on, actor=actor, at=at, data=data, files=files)
        if name.startswith(PEOPLE_CHANGE):
            self.people.again()
        return done


class Simulation:
    """Plays a year, from the day after the last one that is done."""

    def __init__(
        self,
        year: SimulatedYear,
        players: Mapping[str, Player],
        nightly: Sequence[Task],
        profile: Profile | None = None,
    ) -> None:
        self.year, self.players, self.nightly, self.profile = year, players, nightly, profile
        self.world = World(year, profile)
        self.post = Post(self.world.streams, year.year)

    def play(self, until: date) -> Iterator[date]:
        """Play every day that is left up to and including `until`; gives each day once it is committed."""
        first = self.year.played_until + ONE_DAY if self.year.played_until else date(self.year.year, 1, 1)
        counting = self.profile.counting() if self.profile else nullcontext()
        with in_place_of_the_wall_clock(self.world.clock), by_hand(), in_haste(), counting:
            for n in range((until - first).days + 1):
                day = first + timedelta(days=n)
                with transaction.atomic():
                    self._play_day(day)
                yield day

    def _play_day(self, day: date) -> None:
        world, begun = self.world, self.world.acts
        world.begin(day)
        due = {
            course.key: course
            for course in Course.objects.filter(due_at__lt=_midnight(day + ONE_DAY)).order_by("due_at", "key")
        }
        run, night = _Run(world, self.players, day), make_aware(datetime.combine(day, NIGHT))
        # What somebody is about after midnight comes before the work of the night, as its moment does.
        run.go(list(due.values()), until=night)
        self._night(night)
        new = [self._begun(each, day, player) for player, each in self._beginnings(day)]
        run.go(new, until=_midnight(day + ONE_DAY))
        run.keep(known=due)
        year = self.year
        year.played_until = day
        year.acts += world.acts - begun
        year.courses += len(new) + run.handed_on
        year.save()

    def _night(self, at: datetime) -> None:
        with self.world.clock.at(at):
            for task in self.nightly:
                if task.aside in SELDOM and not SELDOM[task.aside](localdate(at)):
                    continue
                with self.profile.of(task.name) if self.profile else nullcontext():
                    import_string(task.name)()
            self.post.carry(at)

    def _beginnings(self, day: date) -> Iterator[tuple[Player, Beginning]]:
        for player in self.players.values():
            for plan in player.beginnings:
                for beginning in plan(Day(self.world, day, player.name)):
                    yield player, beginning

    def _begun(self, beginning: Beginning, day: date, player: Player) -> Course:
        key = f"{player.name}/{day:%m-%d}/{beginning.key}"
        at = clock_time(day, beginning.hours, self.world.streams.of(key, "begins"))
        return Course(
            key=key,
            player=player.name,
            stage=beginning.stage,
            due_at=at,
            facts=beginning.facts,
            ref=beginning.ref,
        )


class _Run:
    """The courses of one day, each at its moment; what becomes due meanwhile is played as well."""

    def __init__(self, world: World, players: Mapping[str, Player], day: date) -> None:
        self.world, self.players, self.end = world, players, _midnight(day + ONE_DAY)
        self.handed_on = 0
        self._touched: dict[str, Course] = {}
        self._ended: list[Course] = []
        self._heap: list[tuple[datetime, str, Course]] = []

    def go(self, courses: list[Course], *, until: datetime) -> None:
        """Take these up, and play whatever is due before that moment."""
        for course in courses:
            self._take(course)
        while self._heap and self._heap[0][0] < until:
            at, _key, course = heapq.heappop(self._heap)
            self._play(course, at)
            entered, self.world.entered = self.world.entered, []
            self.handed_on += len(entered)
            for one in entered:
                self._take(one)

    def _take(self, course: Course) -> None:
        self._touched[course.key] = course
        if course.due_at is not None and course.due_at < self.end:
            heapq.heappush(self._heap, (course.due_at, course.key, course))

    def _play(self, course: Course, at: datetime) -> None:
        part = Part(self.world, course, at)
        stage = self.players[course.player].stages[course.stage]
        try:
            with transaction.atomic():
                found = stage(part)
        except (Refused, Invalid) as refusal:
            course.refused, course.due_at = f"{course.stage} {to_the_minute(at)}：{refusal}", None
            self.world.entered = []
            return
        course.step += 1
        if found is None:
            self._end(course, part.at)
            return
        course.stage, course.due_at = found.stage, found.at
        self._take(course)

    def _end(self, course: Course, at: datetime) -> None:
        self._ended.append(course)
        if not course.wakes:
            return
        waiting = self._touched.get(course.wakes) or Course.objects.get(key=course.wakes)
        waiting.due_at = Part(self.world, waiting, at).moment(course.wakes_after)
        self._take(waiting)

    def keep(self, known: Mapping[str, Course]) -> None:
        """Write what every course waits for now."""
        ended = {course.key for course in self._ended}
        left = [course for course in self._touched.values() if course.key not in ended]
        Course.objects.filter(pk__in=[course.pk for course in self._ended if course.pk]).delete()
        changing = ["stage", "step", "due_at", "ref", "facts", "wakes", "wakes_after", "refused"]
        Course.objects.bulk_create(left, update_conflicts=True, unique_fields=["key"], update_fields=changing)


def _is_file(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return hasattr(first, "chunks")


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
