"""`manage.py files`: the files that do not belong together with their rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.files.belonging import check


class Command(BaseCommand):
    """Checks at once what the schedule checks each day."""

    help = "检查文件和记录是否对得上；没有记录的个人信息文件删除，其他的列出来。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is astray."""
        left = check(timezone.now())
        for astray in left:
            self.stdout.write(str(astray))
        self.stdout.write(f"共 {len(left)} 个。" if left else "文件和记录都对得上。")
