"""`manage.py demo`: make the demonstration county."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wuyuan_portal import demo


class Command(BaseCommand):
    """Make agencies, accounts, documents and applications through acts; only with DEBUG on."""

    help = "建立演示机构、账号、公文和申请（只用于开发；再次运行不改动任何内容）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("演示账号只能在 DEBUG 打开时建立。")
        accounts = demo.play()
        self.stdout.write(f"演示账号（密码都是 {demo.PASSWORD}，在 /desk/ 登录）：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<16}{account.agency}　{account.roles}")
        for line in demo.told():
            self.stdout.write(line)
