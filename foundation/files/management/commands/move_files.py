"""`manage.py move_files [--back]`: all files from the folders into the buckets, or back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from foundation.files.moving import move


class Command(BaseCommand):
    """Copy and delete nothing; may be run again and again."""

    help = "把全部文件从目录复制到存储桶（--back：从存储桶复制回目录）；不删除原来的，可以反复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--back", action="store_true", help="从存储桶复制回目录")

    def handle(self, *args: Any, back: bool, **options: Any) -> None:
        """Copy, and fail where a file is damaged."""
        with tqdm(desc="文件", disable=None, mininterval=0.5) as bar:
            try:
                moved = move(back=back, tell=bar.update)
            except ValueError:
                raise CommandError("没有配置存储桶，请先设置 FILES_S3_*（见 docs/operating.md）。") from None
        self.stdout.write(f"复制 {moved.copied} 个，已经在那里 {moved.there} 个。")
        if moved.damaged:
            raise CommandError("这些文件的内容与摘要不符，没有复制：\n" + "\n".join(moved.damaged))
