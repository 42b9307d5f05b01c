"""Put every encrypted value and file under the newest key, so that an older one can be thrown away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.privacy.rotation import steps


class Command(BaseCommand):
    """Safe to stop and to run again. It goes through everything and only then fails for what no key reads."""

    help = "把全部加密的个人信息和文件换到最新的密钥之下；可以中断，再次运行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只统计还没有换的，不改动")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """One line for each table with its count, then the sum."""
        total = 0
        unreadable: list[str] = []
        for name, step in steps():
            found = step(check)
            total += found.old
            unreadable += found.unreadable
            self.stdout.write(f"{name}: {found.old}")
        self.stdout.write(f"{'尚未更换' if check else '已更换'}：{total}")
        if unreadable:
            raise CommandError(
                "没有密钥能读出，请把原来的密钥加回 PERSONAL_DATA_KEYS：\n" + "\n".join(unreadable)
            )
