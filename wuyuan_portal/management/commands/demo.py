"""`manage.py demo`: make the demonstration county."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.simulation.haste import in_haste
from wuyuan_portal import demo, simulated
from wuyuan_portal.starting import settle


class Command(BaseCommand):
    """Make agencies, accounts, documents and applications through acts; only with DEBUG on."""

    help = "建立演示机构、账号、公文和申请（只用于开发；再次运行不改动任何内容）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("演示账号只能在 DEBUG 打开时建立。")
        if simulated.is_there():
            raise CommandError("库里是模拟的县（manage.py simulate），不另作演示。")
        settle()
        with in_haste():
            demo.play()
        self.stdout.write("\n".join([*demo.accounts(), *demo.told()]))
