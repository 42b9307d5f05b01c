"""The database that the tests begin with: migrated once, kept on the server, cloned for each worker in a second.

It is named after what decides its content; when that changes, the next run makes another and drops the old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.kept import keep
from tests.personas import COUNTY, found_county

PREFIX = "template_portal_"
#: The code that writes the people of the tests.
PEOPLE = (
    *Path(__file__).parent.glob("personas.py"),
    *Path(__file__).parent.glob("kept.py"),
    *Path(apps.get_app_config("agencies").path).glob("*.py"),
)
#: Whoever makes, clones or drops a template holds this lock of the server's.
LOCK = 20_070_501


def digest() -> str:
    """A name for all that the template follows from: every installed app's migrations, Django's ways, the people."""
    known = hashlib.sha256(version("django").encode())
    migrations = (path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py"))
    for path in sorted([*migrations, *PEOPLE]):
        known.update(f"{path.parts[-3:]}".encode() + path.read_bytes())
    return known.hexdigest()[:12]


@contextmanager
def cloned(name: str) -> Iterator[None]:
    """The tests' connection goes to a database of that name, made from the template and dropped in the end."""
    template = PREFIX + digest()
    with connection._nodb_cursor() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        present = _templates(server)
        if template not in present:
            _make(template, server)
        for old in present - {template}:
            _drop(old, server)
        _drop(name, server)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(name)
    yield
    connection.close()
    with connection._nodb_cursor() as server:
        _drop(name, server)


def _templates(server: Any) -> set[str]:
    server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return {name for (name,) in server.fetchall()}


def _make(template: str, server: Any) -> None:
    """Migrate a new database; it bears the template's name only when it is whole."""
    begun = f"{PREFIX}begun"
    _drop(begun, server)
    server.execute(f'CREATE DATABASE "{begun}"')
    _use(begun)
    call_command("migrate", verbosity=0, interactive=False)
    found_county()
    keep(*COUNTY)
    connection.close()
    server.execute(f'ALTER DATABASE "{begun}" RENAME TO "{template}"')


def _drop(name: str, server: Any) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    """Let Django's one connection, and those that threads open, go to that database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
