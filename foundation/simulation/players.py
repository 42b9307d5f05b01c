"""What a room declares of its people's year: what begins on a day, and what is done at each stage of what was begun.

A player keeps nothing: what waits stands in the database (`Course`), and everything drawn follows from the seed and the key of
the course, so that a year that was stopped goes on as if it had not been.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime, make_aware

from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency
from foundation.casework import matters
from foundation.casework.acts import Done
from foundation.casework.refusals import TooEarly
from foundation.deadlines.calendar import ONE_DAY
from foundation.simulation.models import Course

if TYPE_CHECKING:
    from foundation.simulation.engine import World

#: Minutes after midnight between which people work, and citizens write.
OFFICE_HOURS, ANY_HOUR = (8 * 60 + 30, 17 * 60 + 30), (7 * 60, 22 * 60)

#: From this hour on nothing more is begun that day.
CLOSING = 19
#: A day, where `date` is a field.
_Date = date


@dataclass(frozen=True)
class Beginning:
    """Something that begins on a day: its key among those of its player that day, its first stage, and what is known of it."""

    key: str
    stage: str
    facts: dict[str, Any] = field(default_factory=dict)
    #: The reference of the matter that it is about, where there is one already.
    ref: str = ""
    hours: tuple[int, int] = OFFICE_HOURS


@dataclass(frozen=True)
class Next:
    """When a course goes on and with which stage; without a moment it waits to be woken."""

    stage: str
    at: datetime | None


Begins = Callable[["Day"], Iterator[Beginning]]
#: What whoever looks at the county as a citizen may want to know, in lines; from the seed of the year.
Tells = Callable[[int], Iterator[str]]
Stage = Callable[["Part"], Next | None]


@dataclass
class Player:
    """The part that a room plays: `begins` says what begins on a day; each stage performs acts and says what comes next."""

    name: str
    stages: dict[str, Stage] = field(default_factory=dict)
    beginnings: list[Begins] = field(default_factory=list)
    tellers: list[Tells] = field(default_factory=list)

    def begins(self, plan: Begins) -> Begins:
        """Decorator: what begins on a day."""
        self.beginnings.append(plan)
        return plan

    def tells(self, tell: Tells) -> Tells:
        """Decorator: what is told to whoever looks at the county as a citizen, as numbers and query codes."""
        self.tellers.append(tell)
        return tell

    def stage(self, do: Stage) -> Stage:
        """Decorator: a stage, by the name of its function."""
        if do.__name__ in self.stages:
            raise ValueError(f"stage declared twice: {self.name} {do.__name__}")
        self.stages[do.__name__] = do
        return do


def players(modules: list[str]) -> dict[str, Player]:
    """The players of these modules, which each have a `PLAYER`, by their names."""
    found = [import_module(module).PLAYER for module in modules]
    return {player.name: player for player in found}


@dataclass(frozen=True)
class Day:
    """A day of the year, as the plans of players see it."""

    world: World
    date: date
    player: str

    @property
    def working(self) -> bool:
        """Whether the offices are open."""
        return self.world.calendar.is_working_day(self.date)

    @property
    def working_day_before(self) -> _Date:
        """The last day before this one on which the offices were open."""
        before = self.date - ONE_DAY
        while not self.world.calendar.is_working_day(before):
            before -= ONE_DAY
        return before

    def stream(self, *words: object) -> Random:
        """The stream of this player's day and these words."""
        return self.world.streams.of(self.player, self.date, *words)

    def numbers(self, in_a_year: float, *, any_day: bool = False, least: int = 0, of: str = "") -> range:
        """The numbers, from 0 through the year, of those that begin on this day, of what there is so often in a year at scale 1,
        and `least` so often at any scale; so that each way it can go has its turn. None while offices are closed, unless on
        `any_day`; none outside the year. What is counted apart says by a word `of` what it is, and begins on other days.
        """
        number, days = self.world.place_in_year(self.date, any_day=any_day)
        if number is None:
            return range(0)
        of_all = max(in_a_year * self.world.scale, least) / days
        first = self.world.streams.of(self.player, "begins", of).random() if of else 0.5
        return range(int(of_all * number + first), int(of_all * (number + 1) + first))

    def how_many(self, in_a_year: float, *, any_day: bool = False) -> int:
        """How many of what there is so often in a year, at scale 1, begin on this day."""
        return len(self.numbers(in_a_year, any_day=any_day))

    def opened(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of these rows what the portal opened in the night, with its agencies: on the first working day also that of the closed
        days before, and nothing while offices are closed."""
        if not self.working:
            return rows.none()
        lately = rows.filter(created_at__date__gt=self.working_day_before, created_at__date__lte=self.date)
        return lately.select_related("agency")

    def is_nth_working_day(self, month: int, n: int, *, any_year: bool = False) -> bool:
        """Whether this is the nth working day of a month of the year that is played, or of any year."""
        if self.date.month != month or not (any_year or self.date.year == self.world.year):
            return False
        before = date(self.date.year, month, 1) - timedelta(days=1)
        return self.date == self.world.calendar.add_working_days(before, n).date


class Part:
    """One course at the moment at which a stage of it is due: who acts, when, and what comes next."""

    def __init__(self, world: World, course: Course, at: datetime) -> None:
        self.world, self.course, self.at = world, course, at
        self.facts: dict[str, Any] = course.facts
        #: What is drawn in this stage.
        self.stream: Random = world.streams.of(course.key, course.stage, course.step)

    @property
    def today(self) -> date:
        """The day that is played."""
        return localdate(self.at)

    @cached_property
    def matter(self) -> Any:
        """The matter that the course is about, as it is now."""
        return matters.find(self.course.ref, SYSTEM)

    def about(self, matter: Any) -> Any:
        """Let the course be about this matter from now on; returns it."""
        self.course.ref = matters.ref_of(matter)
        self.matter = matter
        return matter

    @property
    def agency(self) -> Agency:
        """The agency that the facts name by its code, else that of the matter."""
        code = self.facts.get("agency") or self.matter.agency.code
        return self.world.agencies[code]

    def chance(self, share: float) -> bool:
        """Whether something that happens to this share of all happens now."""
        return self.stream.random() < share

    def someone(self, role: str, agency: Agency | str | None = None) -> Actor:
        """Who does the work of a role for this course: the same person throughout, as long as they are there."""
        where = agency if agency is not None else self.agency
        stream = self.world.streams.of(self.course.key, role)
        return self.world.people.someone(role, where, stream)

    def do(self, name: str, by: str | Actor, on: Any = None, /, *, of_agency: Any = None, **data: Any) -> Any:
        """Perform an act some minutes after the last one, by the holder of a role or by an actor; returns its matter.

        It is performed on the matter of the course unless another is given, with `data`; files among them go as files. Whoever
        acts is of the agency of the course, or of another, or of its code.
        """
        return self.done(name, by, on, of_agency=of_agency, **data).matter

    def done(
        self, name: str, by: str | Actor, on: Any = None, /, *, of_agency: Any = None, **data: Any
    ) -> Done:
        """The same; returns what was done, with what it showed this once."""
        actor = by if isinstance(by, Actor) else self.someone(by, of_agency)
        subject = self.matter if on is None else on
        try:
            done = self.world.perform(name, subject, actor, self.at, data)
        except TooEarly as early:
            # A course played earlier acted on it at a later hour of this day; this one follows it.
            self.at = early.last + timedelta(minutes=1)
            done = self.world.perform(name, subject, actor, self.at, data)
        self.at += timedelta(minutes=self.stream.randint(2, 9), seconds=self.stream.randint(0, 59))
        if on is None and not done.act.creates:
            self.matter = done.matter
        return done

    def citizen(self, name: str, on: Any = None, /, *, called: str = "申请人", **data: Any) -> Any:
        """Perform an act as somebody without account, who holds the matter's code if it is one; returns its matter."""
        subject = self.matter if on is None else on
        holds = "" if isinstance(subject, Agency) else subject.ref
        return self.do(name, Actor.citizen(called, holds=holds), subject, **data)

    def token(self, *words: object) -> str:
        """The token of a form of this course: its query code follows from it."""
        return token_of(self.world.streams.seed, self.course.key, self.course.step, *words)

    # What comes next

    def then(
        self,
        stage: Stage | str,
        days: tuple[int, int] = (0, 1),
        *,
        late: float = 0.0,
        by: tuple[int, int] = (10, 25),
        any_day: bool = False,
    ) -> Next:
        """Go on with a stage so many working days from now; a share `late` takes `by` so many more. `any_day` counts all days."""
        wait = self.stream.randint(*days) + (self.stream.randint(*by) if self.chance(late) else 0)
        return Next(_named(stage), self.moment(wait, any_day=any_day))

    def on_day(self, stage: Stage | str, day: date, *, hours: tuple[int, int] = OFFICE_HOURS) -> Next:
        """Go on with a stage on that day, or today if it is past."""
        if day <= self.today:
            return Next(_named(stage), self.moment(0))
        return Next(_named(stage), clock_time(day, hours, self.stream))

    def moment(self, wait: int, *, any_day: bool = False) -> datetime:
        """A moment so many working days from now, or of all days."""
        if not wait:
            soon = self.at + timedelta(minutes=self.stream.randint(12, 90))
            open_now = localtime(soon).hour < CLOSING and self.world.calendar.is_working_day(self.today)
            if any_day or open_now:
                return soon
            wait = 1
        if any_day:
            return clock_time(self.today + timedelta(days=wait), ANY_HOUR, self.stream)
        day = self.world.calendar.add_working_days(self.today, wait).date
        return clock_time(day, OFFICE_HOURS, self.stream)

    def begin(
        self, player: Player, stage: Stage | str, matter: Any, days: tuple[int, int] = (0, 2), **facts: Any
    ) -> Course:
        """Hand a matter to a player, who goes on with it in so many working days; its key follows from this course's."""
        key = f"{self.course.key}/{player.name}{self.course.step}"
        course = Course(
            key=key,
            player=player.name,
            stage=_named(stage),
            due_at=self.moment(self.stream.randint(*days)),
            ref=matters.ref_of(matter),
            facts=facts,
        )
        return self.world.enter(course)

    def when_done(self, course: Course, stage: Stage | str, days: tuple[int, int] = (0, 1)) -> Next:
        """Go on with a stage so many working days after that other course has ended."""
        course.wakes, course.wakes_after = self.course.key, self.stream.randint(*days)
        return Next(_named(stage), None)


def token_of(seed: int, key: str, step: int, *words: object) -> str:
    """The token of the form that a course sent at a step of it."""
    said = "\x1f".join(map(str, (seed, key, step, *words)))
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:43]


def clock_time(day: date, hours: tuple[int, int], stream: Random) -> datetime:
    """A moment of that day between these minutes after midnight."""
    minute = stream.randint(*hours)
    return make_aware(datetime.combine(day, time(minute // 60, minute % 60, stream.randint(0, 59))))


def clock_moment(name: str, at: datetime) -> dict[str, str]:
    """A moment as the two fields that a form sends of it: day, and hour with minute."""
    here = localtime(at)
    return {f"{name}_0": f"{here:%Y-%m-%d}", f"{name}_1": f"{here:%H:%M}"}


def _named(stage: Stage | str) -> str:
    return stage if isinstance(stage, str) else stage.__name__
