"""`manage.py verify`: whether ledger, texts, seals, triggers and files are what they were, and every invariant holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.invariants import INVARIANTS, Finding, verdict
from foundation.seals.nightly import everything, files


class Command(BaseCommand):
    """Names each thing that is not as it must be by its matter and day, and fails if there is any."""

    help = "核验办理记录、文本、封签和数据库的保护，再逐项核对不变的规则：发现被改动、插入、删除的，对不上的，指出事项和日期。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against", type=Path, metavar="FILE", help="另外保存的封签（seals.txt 或者邮件中的一行）"
        )
        parser.add_argument("--files", action="store_true", help="同时逐个读出文件核对")
        parser.add_argument("--only", nargs="+", metavar="ID", help="只核对这几项不变的规则")

    def handle(
        self,
        *args: Any,
        against: Path | None,
        files: bool = False,
        only: list[str] | None = None,
        **options: Any,
    ) -> None:
        """Verify; the exit code is 1 if anything was found."""
        if unknown := sorted(set(only or ()) - INVARIANTS.keys()):
            raise CommandError(f"没有这一项：{'、'.join(unknown)}。有：{'、'.join(sorted(INVARIANTS))}。")
        found = 0
        if not only:
            published = against.read_text(encoding="ascii").splitlines() if against else []
            found += self._tell(chain(everything(published, self._progress), _files() if files else ()))
        for id in only or sorted(INVARIANTS):
            one = verdict(id, timezone.now())
            self.stdout.write("\n".join(one.told()))
            found += len(one.findings)
        if found:
            raise CommandError(f"发现 {found} 处异常。", returncode=1)
        self.stdout.write("核验完毕，没有发现异常。")

    def _tell(self, findings: Iterable[Finding]) -> int:
        told = 0
        for finding in findings:
            self.stdout.write(str(finding))
            told += 1
        return told

    def _progress(self, lines: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"已核对 {lines} 条", ending="\r")


_files = files
