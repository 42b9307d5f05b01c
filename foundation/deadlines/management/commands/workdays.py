"""`manage.py workdays 2026-02-09 +20` and `manage.py workdays 2026-02-09 2026-03-16`."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.deadlines.calendar import Calendar


class Command(BaseCommand):
    """Print the nth working day after a date, or count the working days between two dates."""

    help = "工作日推算：日期 +天数（或 -天数）得出日期，两个日期得出其间的工作日数。起始日不计入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", help="起始日期，例如 2026-02-09")
        parser.add_argument("target", help="天数，例如 +20、-5；或截止日期，例如 2026-03-16")

    def handle(self, *args: Any, start: str, target: str, **options: Any) -> None:
        begin = _date(start)
        calendar = Calendar.load()
        answer: date | int
        if re.fullmatch(r"[+-]?\d{1,5}", target):
            answer, provisional = calendar.add_working_days(begin, int(target))
        else:
            end = _date(target)
            answer = calendar.working_days_between(begin, end)
            first, last = sorted((begin, end))
            days = range(1, (last - first).days + 1)
            provisional = any(calendar.kind(first + timedelta(days=n)).provisional for n in days)
        self.stdout.write(f"{answer} provisional" if provisional else f"{answer}")


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}”不是日期，请写成 2026-02-09 的样子；天数请写成 +20。") from error
    if not 1900 <= found.year <= 2200:
        raise CommandError(f"{found.year} 年太远，只能推算 1900 年至 2200 年。")
    return found
