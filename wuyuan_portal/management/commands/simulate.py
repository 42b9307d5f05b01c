"""`manage.py simulate`: a county's year, played through the acts that people use."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils.timezone import make_aware
from tqdm import tqdm

from foundation.casework.refusals import Refused
from foundation.invariants import INVARIANTS, Verdict, verdict
from foundation.rooms import Task
from foundation.simulation.engine import SELDOM, Simulation
from foundation.simulation.export import export
from foundation.simulation.founding import found_for
from foundation.simulation.measuring import Profile
from foundation.simulation.models import Course, SimulatedYear
from foundation.simulation.players import players
from wuyuan_portal.rooms import rooms
from wuyuan_portal.starting import settle

#: Until which month and day of the next year a year is played.
LAST_DAY = (3, 31)
#: The refused courses that are named at the end.
NAMED = 20
#: The invariants that ask for files: a year without papers does not make them all, and a year played before left some.
OF_FILES = {"letters.printed", "archive.copies"}


class Command(BaseCommand):
    """Play a year in an empty portal, go on with it where it was stopped, or export what happened."""

    help = "模拟一个县的一年：从空库开始，按真实的办理逐日进行；停下来再运行，接着往下。只用于开发和演示。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, default=2025)
        parser.add_argument("--scale", type=float, default=1.0, help="规模：1.0 约一万二千份公文")
        parser.add_argument("--seed", type=int, default=7, help="同一个种子，同一个县")
        parser.add_argument("--until", type=date.fromisoformat, help="到哪一天为止，默认到下一年三月底")
        parser.add_argument("--papers", action="store_true", help="也生成文书和公文的 PDF，慢得多")
        parser.add_argument("--profile", action="store_true", help="最后列出各种办理的速度和查询数")
        parser.add_argument("--export", type=Path, metavar="FILE", help="把所有事项写成一行一件的 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("模拟用公开的密码建立账号，只能在 DEBUG 打开时运行。")
        settle()
        year = self._year(options["year"], options["seed"], options["scale"])
        profile = Profile() if options["profile"] else None
        until = options["until"] or last_day(year)
        nightly = list(tasks(papers=options["papers"]))
        simulation = Simulation(year, the_players(), nightly, profile)
        with suppress(KeyboardInterrupt):  # the day that was begun is undone, and played again the next time
            play(simulation, until, self.stdout)
        self._tell_refused()
        self._verify(year, papers=options["papers"])
        if profile:
            self._tell(profile)
        if options["export"]:
            with options["export"].open("w", encoding="utf-8") as out:
                self.stdout.write(f"已导出 {export(out)} 件。")

    def _year(self, year: int, seed: int, scale: float) -> SimulatedYear:
        found = SimulatedYear.objects.first()
        if found is None:
            try:
                return found_for(year, seed, scale)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
        if (found.year, found.seed, found.scale) != (year, seed, scale):
            raise CommandError(f"库里是另一个模拟：{found}。要另外模拟，请从空库开始。")
        return found

    def _tell_refused(self) -> None:
        refused = Course.objects.exclude(refused="")
        if count := refused.count():
            self.stderr.write(f"有 {count} 件中途被拒：")
            for course in refused.order_by("key")[:NAMED]:
                self.stderr.write(f"  {course.key} {course.ref} {course.refused}")

    def _verify(self, year: SimulatedYear, *, papers: bool) -> None:
        """Look at every invariant of the county as it stands at the end of the last day."""
        if year.played_until is None:
            return
        for one in verdicts(year.played_until, papers=papers):
            self.stdout.write("\n".join(one.told()))

    def _tell(self, profile: Profile) -> None:
        self.stdout.write(
            f"{'办理':<44}{'次数':>7}{'毫秒':>9}{'查询':>8}{'前十分之一':>8}{'后十分之一':>8}{'合计秒':>9}"
        )
        for row in profile.rows():
            self.stdout.write(
                f"{row.name:<46}{row.times:>8}{row.each:>11.1f}{row.queries:>10.1f}{row.first:>11.1f}{row.last:>11.1f}"
                f"{row.seconds:>12.1f}"
            )


def last_day(year: SimulatedYear) -> date:
    """The day on which a year is over: what it began has been answered, and the reports of it are published."""
    return date(year.year + 1, *LAST_DAY)


def play(simulation: Simulation, until: date, out: OutputWrapper) -> None:
    """Play up to and including that day, with a bar that tells date, matters and rate, and a line at the end."""
    year, begun = simulation.year, perf_counter()
    first = year.played_until or date(year.year, 1, 1)
    try:
        with tqdm(total=max((until - first).days, 0), disable=None, unit="天") as bar:
            for day in simulation.play(until):
                rate = simulation.world.acts / (perf_counter() - begun)
                bar.set_description(f"{day} 事项 {year.courses} 办理 {year.acts}（{rate:.0f} 次/秒）")
                bar.update()
    finally:
        year.refresh_from_db()
        spent = perf_counter() - begun
        out.write(
            f"{year}，到 {year.played_until}：事项 {year.courses}，办理 {year.acts} 次；"
            f"这一次办理 {simulation.world.acts} 次，用 {spent:.0f} 秒，每秒 {simulation.world.acts / spent:.0f} 次。"
        )


def verdicts(day: date, *, papers: bool) -> Iterator[Verdict]:
    """What is found of each invariant at the end of a played day; of files of letters only where they were made."""
    end = make_aware(datetime.combine(day, time.max))
    return (verdict(id, end) for id in sorted(INVARIANTS) if papers or id not in OF_FILES)


def the_players() -> dict[str, Any]:
    """The players of every room that has one, from the ground up."""
    return players([room.player for room in rooms() if room.player])


def tasks(*, papers: bool) -> Iterator[Task]:
    """What the portal does by itself in a simulated night."""
    every: Iterable[Task] = (task for room in rooms() for task in room.schedule)
    played = {"", *SELDOM, "papers"} if papers else {"", *SELDOM}
    yield from (task for task in every if task.aside in played)
