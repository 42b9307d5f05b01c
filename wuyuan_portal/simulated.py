"""The small county that `manage.py run --county` shows: played until yesterday, so that its desks have work today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.management.base import OutputWrapper

from foundation.simulation.engine import Simulation
from foundation.simulation.founding import found_for
from foundation.simulation.models import SimulatedYear
from wuyuan_portal.management.commands.simulate import LAST_DAY, last_day, play, tasks, the_players

SCALE, SEED = 0.03, 7


def is_there() -> bool:
    """Whether the portal holds a simulated county."""
    return SimulatedYear.objects.exists()


def play_until(yesterday: date, out: OutputWrapper) -> None:
    """Found the county if the portal is empty, and play the days that it lacks; at the end of its year nothing more happens.

    Raises `Refused` where there is another county.
    """
    year = SimulatedYear.objects.first() or found_for(_year_of(yesterday), SEED, SCALE)
    until = min(yesterday, last_day(year))
    if year.played_until is None or year.played_until < until:
        out.write("正在逐日模拟一个小县的一年；按 Ctrl-C 停下，下一次接着往下。")
        play(Simulation(year, the_players(), list(tasks(papers=False))), until, out)
    if until < yesterday:
        out.write(f"{year} 到 {until} 为止；要看新的一年，请换一个空的 var。")


def told() -> Iterator[str]:
    """Lines for those who look at the county as citizens."""
    year = SimulatedYear.objects.get()
    for player in the_players().values():
        for tell in player.tellers:
            yield from tell(year.seed)


def _year_of(day: date) -> int:
    """The year that is played on a day: until the reports of the one before are published, that one."""
    return day.year - ((day.month, day.day) <= LAST_DAY)
