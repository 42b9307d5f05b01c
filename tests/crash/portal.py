"""A whole portal with data of its own: what dies is started again, as the containers' restart policy does."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import redis

from foundation.backups.dumps import dumping, snapshot
from foundation.database_roles import RUNTIME
from wuyuan_portal.embedded.broker import Broker
from wuyuan_portal.embedded.places import PROJECT, EmbeddedServerError
from wuyuan_portal.embedded.postgres import PORT, ROLE, Postgres


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    """Database, broker, site, worker, beat and a clerk, each of which may be killed at any moment."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.database, self.broker = Postgres("postgres", var=var), Broker(var=var)
        self.address = f"http://127.0.0.1:{self.port}"
        celery = ("-m", "celery", "--app", "wuyuan_portal", "--quiet")
        self.commands = {
            "web": ("-m", "wuyuan_portal.server", "--port", str(self.port), "--workers", "1", "--log-level", "critical"),
            "worker": (*celery, "worker", "--concurrency=1", "--loglevel=CRITICAL"),
            "beat": (*celery, "beat", "--loglevel=CRITICAL"),
            "clerk": ("-m", "tests.crash.clerk"),
        }  # fmt: skip
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.told = var / "told"
        self._stop = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def manage(self, *arguments: str, role: str = "") -> subprocess.CompletedProcess[str]:
        """Run a management command on its data."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=PROJECT, env=self._environ(role), capture_output=True, text=True)

    def open(self) -> None:
        """Begin with what the tests' database holds, which is quicker than to make a county anew, and start everything."""
        self.database.start()
        target = [f"--host={self.database.socket}", f"--port={PORT}", f"--username={ROLE}", "--dbname=portal"]
        command = [self.database.programs / "pg_restore", "--no-owner", "--no-privileges"]
        with snapshot() as (_cursor, name), dumping(name) as dump:
            subprocess.run([*command, "--exit-on-error", *target], stdin=dump, check=True)
        done = self.manage("migrate", "--verbosity=0")  # the privileges of the roles
        assert done.returncode == 0, done.stderr
        self._keeper.start()

    def close(self) -> None:
        """Stop everything, and let nothing start again."""
        self._stop.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for process in self.running.values():
            _end(process, signal.SIGTERM)
        self.broker.stop()

    def kill_one(self, chance: random.Random) -> str:
        """Kill something without warning; returns what."""
        name = chance.choice(
            ["web", "web worker", "worker", "beat", "clerk", "database", "backend", "broker"]
        )
        if name == "database":
            _kill(int((self.database.data / "postmaster.pid").read_text().split()[0]))
        elif name == "backend":
            with suppress(Exception), self.database.connect() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = 'portal' AND pid <> pg_backend_pid()"
                )
                _kill(chance.choice([pid for (pid,) in cursor.fetchall()]))
        elif name == "broker":
            with suppress(redis.RedisError):
                _kill(int(redis.Redis(unix_socket_path=str(self.broker.socket)).info()["process_id"]))  # type: ignore[index]
        elif name == "web worker":
            for child in _children(self.running["web"].pid)[:1]:
                _kill(child)
        else:
            _end(self.running[name], signal.SIGKILL)
        return name

    def _keep(self) -> None:
        while not self._stop.is_set():
            with suppress(EmbeddedServerError):
                self.database.start()
                self.broker.start()
            for name, command in self.commands.items():
                process = self.running.get(name)
                if process is None or process.poll() is not None:
                    with self.told.open("ab") as told:
                        self.running[name] = subprocess.Popen(
                            [sys.executable, *command],
                            cwd=PROJECT,
                            env=self._environ(RUNTIME),
                            stdin=subprocess.DEVNULL,
                            stdout=told if name == "clerk" else subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL,
                            start_new_session=True,
                        )
            self._stop.wait(0.3)

    def _environ(self, role: str) -> dict[str, str]:
        mine = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
        mine |= {"PERSONAL_DATA_KEYS", "PERSONAL_DATA_FINGERPRINT_KEY"}
        kept = {name: value for name, value in os.environ.items() if name not in mine}
        return kept | {
            "DEBUG": "1",
            "VAR_ROOT": str(self.var),
            "DATABASE_ROLE": role,
            "TRUSTED_PROXIES": "127.0.0.1",
        }


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
        return
    _kill(process.pid)
    process.wait()


def _children(parent: int) -> list[int]:
    done = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    return [int(pid) for pid in done.stdout.split()]


def wait_until(condition: object, seconds: float, what: str) -> None:
    """Wait for something; fails after that time."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.2)
