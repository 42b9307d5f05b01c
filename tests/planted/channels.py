"""Where words might get out: each channel as the bytes that somebody else could read."""

from __future__ import annotations

import copy
import io
import json
import logging
import logging.config
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from celery.signals import before_task_publish
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection

from foundation.backups.dumps import dumping, snapshot
from wuyuan_portal.log import DiscreetFormatter


def database() -> bytes:
    """Everything that the database holds, as a restore would read it, and each row as text."""
    with snapshot() as (cursor, name):
        with dumping(name) as dump:
            found = [dump.read()]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row.encode() for (row,) in cursor.fetchall()]
    return b"\n".join(found)


def index() -> bytes:
    """The search index, with what it knows of words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM search_entry t")
        return "\n".join(row for (row,) in cursor.fetchall()).encode()


def disk(*roots: Path) -> bytes:
    """The names and bytes of all files below these roots."""
    files = sorted(path for root in roots for path in root.rglob("*") if path.is_file())
    return b"\n".join(str(path).encode() + b"\n" + unpacked(path.read_bytes()) for path in files)


def unpacked(content: bytes) -> bytes:
    """Content with what an archive – a workbook, too – holds."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join([content, *(archive.read(name) for name in archive.namelist())])


def mails() -> bytes:
    """Every mail, header and text; the address to which it goes stands in its head alone and is left out."""
    found = []
    for sent in mail.outbox:
        raw = sent.message().as_bytes()
        read: Any = message_from_bytes(raw, policy=policy.default)
        (to,) = sent.to
        head = [f"{name}: {value}" for name, value in read.items() if (name, str(value)) != ("To", to)]
        found += [raw.replace(f"To: {to}".encode(), b""), "\n".join([*head, read.get_content()]).encode()]
    return b"\n".join(found)


def messages(folder: Path) -> bytes:
    """Every SMS, without the number to which it goes."""
    return "\n".join(json.loads(path.read_text("utf-8"))["text"] for path in folder.glob("*.json")).encode()


def caches() -> bytes:
    """What the cache holds, with its keys."""
    return repr(sorted(cache._cache.items())).encode()  # type: ignore[attr-defined]


@contextmanager
def published() -> Iterator[list[bytes]]:
    """What is put on the broker: names, arguments and headers of tasks, as JSON."""
    found: list[bytes] = []

    def note(body: Any, headers: Any, **_: Any) -> None:
        found.append(json.dumps([body, headers], default=str).encode())

    before_task_publish.connect(note)
    try:
        yield found
    finally:
        before_task_publish.disconnect(note)


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the portal and all that it uses log, as production sets it up, and every logger that it leaves alone says all."""
    written = io.StringIO()
    as_set = copy.deepcopy(settings.LOGGING)
    as_set["handlers"]["console"]["stream"] = written
    as_set["root"]["level"] = "DEBUG"
    as_set["loggers"]["django"]["level"] = "INFO"
    left_alone = {
        name: logger.level
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger) and name not in as_set["loggers"]
    }
    handlers = list(logging.root.handlers)
    try:
        logging.config.dictConfig(as_set)
        assert isinstance(logging.root.handlers[0].formatter, DiscreetFormatter)
        for name in left_alone:
            if not any(name.startswith(f"{parent}.") for parent in as_set["loggers"]):
                logging.getLogger(name).setLevel("DEBUG")
        yield written
    finally:
        logging.config.dictConfig(settings.LOGGING)
        for name, level in left_alone.items():
            logging.getLogger(name).setLevel(level)
        for handler in handlers:
            if handler not in logging.root.handlers:
                logging.root.addHandler(handler)
