"""`manage.py verify`: whether ledger, texts, seals, triggers and files are what they were."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.seals.nightly import everything, files


class Command(BaseCommand):
    """Names each thing that is not as it must be by its matter and day, and fails if there is any."""

    help = "核验办理记录、文本、封签和数据库的保护；发现被改动、插入或者删除的，指出事项和日期。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against", type=Path, metavar="FILE", help="另外保存的封签（seals.txt 或者邮件中的一行）"
        )
        parser.add_argument("--files", action="store_true", help="同时逐个读出文件核对")

    def handle(self, *args: Any, against: Path | None, files: bool = False, **options: Any) -> None:
        """Verify; the exit code is 1 if anything was found."""
        published = against.read_text(encoding="ascii").splitlines() if against else []
        found = 0
        for finding in chain(everything(published, self._progress), _files() if files else ()):
            self.stdout.write(str(finding))
            found += 1
        if found:
            raise CommandError(f"发现 {found} 处异常。", returncode=1)
        self.stdout.write("核验完毕，没有发现异常。")

    def _progress(self, lines: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"已核对 {lines} 条", ending="\r")


_files = files
