"""`manage.py sweep [--at TIME]`: fire whatever is due, and print what was done."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.database import server_time
from foundation.deadlines.limits import SHANGHAI
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.moments import moment
from foundation.deadlines.sweep import sweep
from foundation.deadlines.timekeeping import Timekeeper


class Command(BaseCommand):
    """Run one sweep of the clocks."""

    help = "清扫期限：到提醒点的提醒，届满的记为超期，各一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="按此时刻清扫，例如 2026-03-17 或 2026-03-17T08:30；默认为现在")

    def handle(self, *args: Any, at: str | None = None, **options: Any) -> None:
        now = moment(at) if at else timezone.now()
        if wrong := "" if settings.SIMULATED_TIME else Timekeeper().objection(now, 0.0, server_time()):
            raise CommandError(f"{wrong}；没有清扫。")
        swept = sweep(now)
        for event in swept.events:
            self.stdout.write(_line(event))
        for failure in swept.failed:
            error = type(failure.error).__name__ if _is_sealed(failure.clock) else repr(failure.error)
            self.stderr.write(f"未处理 {_named(failure.clock)}：{error}，下次再试")
        self.stdout.write(
            f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 提醒 {swept.warnings} 次，"
            f"超期 {swept.breaches} 件，未处理 {len(swept.failed)} 件"
        )


def _is_sealed(clock: Clock) -> bool:
    """Whether the clock runs on a matter of which only its readers learn."""
    kinds = (model for model in apps.get_models() if getattr(model, "kind", "") == clock.matter_kind)
    return any(getattr(model, "sealed", False) for model in kinds)


def _named(clock: Clock) -> str:
    """What a line says of a clock: of one on a sealed matter its number alone."""
    return f"期限 {clock.pk}" if _is_sealed(clock) else f"{clock.ref} {clock} {clock.clause}"


def _line(event: ClockEvent) -> str:
    clock = event.clock
    what = "超期" if event.is_breach else f"提醒（剩余 {event.remaining}）"
    told = "" if event.detail["told"] else "，补记"
    due = f"{clock.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    provisional = "（暂定）" if clock.provisional else ""
    return f"{what}{told} {_named(clock)} 期限至 {due}{provisional}"
