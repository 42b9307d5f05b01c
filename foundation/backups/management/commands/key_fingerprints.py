"""`manage.py key_fingerprints [--forget FINGERPRINT]`: which keys are in use, without telling them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.backups.keys import fingerprints
from foundation.backups.standing import forget


class Command(BaseCommand):
    """Print setting and fingerprint of every key, the newest first."""

    help = "列出正在使用的密钥的指纹（不是密钥本身），供与保管单和备份核对。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forget", metavar="FINGERPRINT", help="确已遗失的旧 SECRET_KEY：不再要求它")

    def handle(self, *args: Any, forget: str | None, **options: Any) -> None:
        if forget is not None:
            self._forget(forget)
        for of, marks in fingerprints().items():
            for mark in marks:
                self.stdout.write(f"{of}\t{mark}")

    def _forget(self, mark: str) -> None:
        if not forget(mark):
            raise CommandError("没有要求过这个指纹的 SECRET_KEY。")
