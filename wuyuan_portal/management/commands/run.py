"""`manage.py run`: database, broker, site, worker and beat in one terminal, for development and demonstration."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.timezone import localdate

from foundation.backups.standing import Unfit
from foundation.casework.refusals import Refused
from foundation.database_roles import RUNTIME
from foundation.deadlines.calendar import ONE_DAY
from foundation.one_core import on_one_core
from wuyuan_portal import demo, simulated
from wuyuan_portal.embedded.broker import Broker, broker
from wuyuan_portal.embedded.places import EmbeddedServerError
from wuyuan_portal.embedded.postgres import Postgres, everyday
from wuyuan_portal.starting import require_fit

#: The time for the site to answer after its start.
READY_SECONDS = 60.0
#: The time for a process to end before it is killed.
GRACE_SECONDS = 5.0
#: A process that dies is started again; one that dies so often within so many seconds stops all.
MOST_DEATHS, WITHIN = 6, 60.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass
class Child:
    """A process of site, worker or beat; its name stands before every line that it prints."""

    name: str
    process: subprocess.Popen[str]
    arguments: tuple[str, ...] = ()
    #: When it died, the last times.
    deaths: list[float] = field(default_factory=list)

    @classmethod
    def start(cls, name: str, *arguments: str) -> Child:
        """Start a Python module in a session of its own, so that Ctrl-C reaches only this command."""
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={
                **os.environ,
                "DATABASE_ROLE": RUNTIME,  # this command migrates as the owner of the tables, its children only use them
                "PYTHONUNBUFFERED": "1",
                "PYTHONWARNINGS": "ignore:You're running the worker",
            },
            start_new_session=True,
        )
        child = cls(name, process, arguments)
        threading.Thread(target=child._relay, daemon=True).start()
        return child

    def revive(self, now: float) -> bool:
        """Start it again if it has ended; raises `CommandError` where that happens all the time."""
        if self.process.poll() is None:
            return False
        time.sleep(0.2)  # its last lines
        # What it had started itself must not go on in its place.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.deaths = [death for death in self.deaths if now - death <= WITHIN] + [now]
        code = self.process.returncode
        if len(self.deaths) >= MOST_DEATHS:
            raise CommandError(
                f"{self.name} 一分钟里意外结束 {len(self.deaths)} 次（代码 {code}），全部停止。"
            )
        sys.stdout.write(f"{self.name:<7}| 意外结束（代码 {code}），重新启动。\n")
        self.process = Child.start(self.name, *self.arguments).process
        return True

    def _relay(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            sys.stdout.write(f"{self.name:<7}| {line}")
            sys.stdout.flush()


class Command(BaseCommand):
    """What `make run` calls once the environment is made."""

    help = "启动数据库、消息服务、网站、后台任务和定时任务（开发与演示用），按 Ctrl-C 全部停止。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--county",
            action="store_true",
            help="不作演示，而是先把一个小县的一年逐日模拟到昨天：第一次要几分钟，以后接着往下",
        )

    def handle(self, *args: Any, host: str, port: int, county: bool = False, **options: Any) -> None:
        """Start all, start again what dies, wait for a signal, stop all."""
        if not settings.DEBUG:
            raise CommandError("run 只用于开发和演示；生产环境请用 docker-compose.yml。")
        _refuse_taken(host, port)
        started: list[Postgres | Broker] = []
        children: list[Child] = []
        for number in STOP_SIGNALS:
            signal.signal(number, _interrupt)
        try:
            self._say("启动数据库和消息服务……")
            self._start_servers(started)
            require_fit()
            self._say("建立或更新数据表……")
            with on_one_core():
                call_command("migrate", interactive=False, verbosity=0)
            self._say("准备要展示的内容（第一次要等一会儿）……")
            self._show(county=county)
            connections.close_all()
            self._say("启动网站、后台任务和定时任务……")
            self._start_children(children, host, port)
            while True:
                _revive(children)
                time.sleep(0.3)
        except (EmbeddedServerError, Refused, Unfit) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\n正在停止……")
        finally:
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            _stop(children)
            connections.close_all()
            for server in reversed(started):
                server.stop()
        self.stdout.write("已全部停止。")

    def _show(self, *, county: bool) -> None:
        """Have something to show: the simulated county if that is wanted, or there already, else the demonstration."""
        if county or simulated.is_there():
            simulated.play_until(localdate() - ONE_DAY, self.stdout)
            self.stdout.write("\n".join([*demo.accounts(), *simulated.told()]))
        else:
            call_command("demo", stdout=self.stdout)

    def _say(self, what: str) -> None:
        """Say at once what is being done, so that nobody takes a first start for a standstill."""
        self.stdout.write(what)
        self.stdout.flush()

    def _start_servers(self, started: list[Postgres | Broker]) -> None:
        if "EMBEDDED" in settings.DATABASES["default"] and everyday.start():
            started.append(everyday)
        if broker.url == settings.CELERY_BROKER_URL and broker.start():
            started.append(broker)

    def _start_children(self, children: list[Child], host: str, port: int) -> None:
        # Another portal may have been quicker with its demonstration: two sites on one port would answer in turn.
        _refuse_taken(host, port)
        site = ("wuyuan_portal.server", "--host", host, "--port", str(port), "--workers", "1")
        children.append(Child.start("web", *site, "--log-level", "warning"))
        celery = ("celery", "--app", "wuyuan_portal", "--quiet")
        children.append(Child.start("worker", *celery, "worker", "--concurrency=1", "--loglevel=WARNING"))
        children.append(Child.start("beat", *celery, "beat", "--loglevel=WARNING"))
        until = time.monotonic() + READY_SECONDS
        while not _answers(host, port):
            _revive(children)
            if time.monotonic() > until:
                raise CommandError(f"网站在 {READY_SECONDS:.0f} 秒内没有应答，请看上面 web 打印的内容。")
            time.sleep(0.1)
        self.stdout.write(
            f"\n网站　　http://{host}:{port}/\n工作台　http://{host}:{port}/desk/\n按 Ctrl-C 停止。\n"
        )
        self.stdout.flush()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise CommandError(f"端口 {port} 已被占用。请换一个再试：PORT=8080 make run") from None


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _revive(children: list[Child]) -> None:
    for child in children:
        child.revive(time.monotonic())


def _stop(children: list[Child]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
