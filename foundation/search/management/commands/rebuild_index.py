from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.search.entries import SOURCES, rebuild


class Command(BaseCommand):
    """`manage.py rebuild_index [KIND…]`: make the full-text index anew from what is public now."""

    help = "按当前公开的内容重建全文检索索引。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kinds", nargs="*", metavar="KIND", help="只重建这些种类；不写则全部重建。")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = sorted(set(options["kinds"]) - set(SOURCES))
        if unknown:
            raise CommandError(
                f"没有这个种类：{'、'.join(unknown)}。现有：{'、'.join(sorted(SOURCES)) or '无'}。"
            )
        for kind in options["kinds"] or sorted(SOURCES):
            self.stdout.write(f"{kind} {rebuild(kind, timezone.now)}")
