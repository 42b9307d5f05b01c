"""The database that the tests begin with: kept on the server, cloned for each worker in a second.

There are two, one made from the other: the tables with the people of the tests, which is slow to make and changes with the
migrations; and that with the ready-made matters, which changes with any line of code. Each is named after what decides its
content; when that changes, the next run makes another and drops the old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from foundation.one_core import on_one_core
from tests.annual_report.offices import Office
from tests.applicants import Desk, on
from tests.kept import empty, keep, may_pass_triggers
from tests.personas import COUNTY, County, found_county, make_county
from tests.ready import keep_ready

PREFIX = "template_portal_"
TESTS = Path(__file__).parent
#: The code that writes the people of the tests.
PEOPLE = (
    TESTS / "personas.py",
    TESTS / "kept.py",
    *Path(apps.get_app_config("agencies").path).glob("*.py"),
)
#: The code that plays the ready-made matters, beside the portal's own.
PLAYERS = (
    TESTS / "ready.py",
    TESTS / "template.py",
    TESTS / "applicants.py",
    TESTS / "annual_report" / "offices.py",
)
#: What is kept ready, with all that lies on the way to it.
PLAYS: tuple[Callable[[County], Any], ...] = (
    lambda county: county.published(),
    lambda county: Desk(county).closed(on("2026-11-02"), on("2026-11-05")),
    lambda county: Desk(county).closed(on("2026-11-02"), on("2026-11-20")),
    lambda county: Office(county).submitted(),
)
#: Whoever makes, clones or drops a template holds this lock of the server's.
LOCK = 20_070_501


@contextmanager
def cloned(name: str) -> Iterator[None]:
    """The tests' connection goes to a database of that name, made from the template and dropped in the end."""
    people = PREFIX + _digest([*_migrations(), *PEOPLE])
    ready = f"{people}_{_digest([*_sources(), *PLAYERS])}"
    with connection._nodb_cursor() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for old in _templates(server) - {people, ready}:
            _drop(old, server)
        if people not in _templates(server):
            _make(people, server, _found)
        if ready not in _templates(server):
            _make(ready, server, _play, like=people)
        _drop(name, server)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{ready}"')
    _use(name)
    yield
    connection.close()
    with connection._nodb_cursor() as server:
        _drop(name, server)


def _migrations() -> Iterator[Path]:
    return (path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py"))


def _sources() -> Iterator[Path]:
    """Every file of code and data of the portal."""
    for package in (folder.parent for folder in TESTS.parent.glob("*/__init__.py")):
        if package != TESTS:
            yield from (path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _digest(files: Iterable[Path]) -> str:
    """A name for what these files and Django decide."""
    known = hashlib.sha256(version("django").encode())
    for path in sorted(files):
        known.update(f"{path.parts[-3:]}".encode() + path.read_bytes())
    return known.hexdigest()[:12]


def _templates(server: Any) -> set[str]:
    server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return {name for (name,) in server.fetchall()}


def _make(template: str, server: Any, fill: Callable[[], None], like: str = "template1") -> None:
    """Make a database like another and fill it; it bears the template's name only when it is whole."""
    begun = f"{PREFIX}begun"
    _drop(begun, server)
    server.execute(f'CREATE DATABASE "{begun}" TEMPLATE "{like}"')
    _use(begun)
    with on_one_core():
        fill()
    connection.close()
    server.execute(f'ALTER DATABASE "{begun}" RENAME TO "{template}"')


def _found() -> None:
    """The tables, and the county beside them."""
    call_command("migrate", verbosity=0, interactive=False)
    found_county()
    keep(COUNTY, "county")
    empty(COUNTY)


def _play() -> None:
    """The ready-made matters, where this server lets us copy rows past the triggers that saw them written."""
    keep_ready(make_county, PLAYS if may_pass_triggers() else ())


def _drop(name: str, server: Any) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    """Let Django's one connection, and those that threads open, go to that database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
