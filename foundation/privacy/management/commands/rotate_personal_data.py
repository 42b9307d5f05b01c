"""`manage.py rotate_personal_data`: encrypt everything with the newest key, so that older ones can go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.privacy.rotation import steps


class Command(BaseCommand):
    """Rotate all steps, then fail if there are values that no key decrypts. Safe to stop and to run again."""

    help = "把全部加密的个人信息和文件换到最新的密钥之下；可以中断，再次运行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只统计还没有换的，不改动")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Print the count for each table, then the sum."""
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
