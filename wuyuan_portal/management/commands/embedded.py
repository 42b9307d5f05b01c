"""`manage.py embedded start|stop|status|erase`: the embedded database and broker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wuyuan_portal.embedded.broker import Broker, broker
from wuyuan_portal.embedded.places import EmbeddedServerError
from wuyuan_portal.embedded.postgres import SERVERS, Postgres, everyday


class Command(BaseCommand):
    """Start, stop or show the embedded servers, or erase the database."""

    help = "随附的数据库与消息服务：start 启动，stop 停止，status 查看，erase 删除数据库全部数据。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "erase"])
        parser.add_argument("--yes", action="store_true", help="与 erase 同用：确认删除")

    def handle(self, *args: Any, action: str, yes: bool, **options: Any) -> None:
        """Carry out the action and print one line for each server."""
        servers: list[Postgres | Broker] = [*SERVERS.values(), broker]
        try:
            if action == "start":
                everyday.start()
                broker.start()
            elif action == "stop":
                for server in servers:
                    server.stop()
            elif action == "erase":
                if not yes:
                    raise CommandError(f"将永久删除 {everyday.folder} 中的全部数据。确认请加 --yes。")
                everyday.erase()
        except EmbeddedServerError as error:
            raise CommandError(str(error)) from error
        for server in servers:
            self.stdout.write(f"{server.name}\t{'运行中' if server.answers() else '已停止'}\t{server.socket}")
