"""`manage.py restore SET --identity FILE`: a set into an empty portal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.backups.progress import on_the_terminal
from foundation.backups.refused import Refused
from foundation.backups.restoring import restore


class Command(BaseCommand):
    """Restore a set; fails in the end if a chain of the ledger does not hold."""

    help = "把一份备份恢复到空的系统；中断后系统不能启动，再次运行会从头做起。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("set", type=Path, help="备份目录/sets/日期")
        parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="私钥文件")
        parser.add_argument("--despite-keys", action="store_true", help="即使缺少备份时的密钥也恢复")

    def handle(self, *args: Any, identity: Path, despite_keys: bool, **options: Any) -> None:
        try:
            with on_the_terminal() as progress:
                done = restore(options["set"].resolve(), identity, progress, despite_keys=despite_keys)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        files = sum(of["number"] for of in done.manifest["files"].values())
        self.stdout.write(f"已恢复：数据库 {sum(done.manifest['rows'].values())} 行，文件 {files} 个")
        if done.behind:
            self.stdout.write(
                f"这份备份早于现在的版本，请运行 manage.py migrate（{len(done.behind)} 项）后再核对台账。"
            )
        if done.broken:
            raise CommandError("已恢复，但这些台账在备份以前就接不上：\n" + "\n".join(done.broken))
