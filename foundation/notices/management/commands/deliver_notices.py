from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from foundation.notices.delivery import deliver, retry_failed


class Command(BaseCommand):
    """`manage.py deliver_notices [--retry-failed]`: send pending messages now, on request also those given up."""

    help = "发送待发的邮件和短信。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry-failed", action="store_true", help="发送失败的也重新发送。")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["retry_failed"]:
            retry_failed(at)
        done = deliver(at)
        self.stdout.write(f"已发送 {done.sent}，稍后再试 {done.postponed}，发送失败 {done.failed}")
