"""Words that people tell the portal are planted, real work is done with them, and then they are looked for everywhere."""

from __future__ import annotations

import base64
import gc
import json
import logging
import quopri
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from foundation.backups.sealing import new_identity
from foundation.backups.standing import require_fit
from foundation.backups.taking import take
from foundation.condition.models import beat
from foundation.notices import sms
from tests.personas import make_county
from tests.planted import channels
from tests.planted.scenario import Story, quick_proof
from tests.planted.servers import NGINX, Servers
from tests.planted.words import PUBLIC, TOLD, shapes
from tests.template import _use, cloned
from wuyuan_portal.celery import app as portal
from wuyuan_portal.embedded.postgres import SERVERS

#: Keys that are like no other text.
KEYS = {
    "personal key": "cGxhbnRlZCBwZXJzb25hbCBrZXkgbm9ib2R5J3MgMSE=",
    "fingerprint key": "planted-fingerprint-key-5d41402abc4b2a76",
    "secret key": "planted-secret-key-b9719d911017c592a1c5d41402abc4b2",
}
#: Words that turn up on the way.
MADE = ("code", "form token", "link", "confirming token", "session")
WORDS = (*TOLD, *KEYS, *MADE)
CHANNELS = (
    "database", "index", "log", "database's log", "mail", "sms", "broker", "cache", "disk", "backup", "temporary files",
    "public pages", "metrics", "exports", "granian's log", "nginx's log", "nginx's cache", "redis", "redis's log",
)  # fmt: skip
#: What stands in a channel because it belongs there.
MAY: dict[tuple[str, str], str] = {
    ("internal text", "database"): "whoever reads the database reads internal texts; backups are encrypted",
    ("internal file", "database"): "the text that was extracted for the review",
    ("internal file", "disk"): "in a root of its own, which nginx does not see",
    ("link", "mail"): "to the third party that it lets in",
    ("confirming token", "mail"): "to the address that it confirms",
    ("amended", "exports"): "what is asked for, to the clerk who answers it",
}
#: A word that is planted into each channel itself, and what stands in those that hold only what the portal makes.
CONTROL = "乌拉山脚下的控制词"
STANDS_THERE = {
    "public pages": PUBLIC,
    "metrics": "cache_answers",
    "exports": "2026-0001",
    "granian's log": "/nowhere/",
    "nginx's log": "/nowhere/",
    "nginx's cache": "/documents/",
    "redis": "cache:1:throttle",
    "redis's log": "server.log",
}


@pytest.fixture(scope="module")
def found(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, str], dict[str, bytes]]]:
    """The words, and what each channel held when all was done."""
    tmp = tmp_path_factory.mktemp("planted")
    before = str(connection.settings_dict["NAME"])
    roots = {
        f"{audience}_FILES_ROOT": tmp / audience.lower() for audience in ("PUBLIC", "INTERNAL", "PERSONAL")
    }
    as_set = {
        **roots, "SMS_FILE_PATH": tmp / "sms", "AXES_ENABLED": True, "SITE_URL": "https://portal.example",
        "PERSONAL_DATA_KEYS": [KEYS["personal key"]], "PERSONAL_DATA_FINGERPRINT_KEY": KEYS["fingerprint key"],
        "SECRET_KEY": KEYS["secret key"], "METRICS_TOKEN": "monitors", "BACKUP_RECIPIENTS": [new_identity(tmp / "identity")],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    }  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(cloned(f"{before}_planted"))
        stack.callback(_use, before)
        stack.enter_context(override_settings(**as_set))
        patches = stack.enter_context(pytest.MonkeyPatch.context())
        (tmp / "temporary").mkdir()
        patches.setattr(tempfile, "tempdir", str(tmp / "temporary"))
        yield _evidence(stack, patches, tmp)


def _evidence(
    stack: ExitStack, patches: pytest.MonkeyPatch, tmp: Path
) -> tuple[dict[str, str], dict[str, bytes]]:
    cache.clear()
    mail.outbox = []
    server = SERVERS[connection.settings_dict["EMBEDDED"]] if "EMBEDDED" in connection.settings_dict else None
    begun = server.log.stat().st_size if server else 0
    written = stack.enter_context(channels.logged())
    published = stack.enter_context(channels.published())
    stack.enter_context(quick_proof())
    county = make_county()
    patches.setattr("django.utils.timezone.now", lambda: county.at)
    require_fit()
    story = Story(county)
    story.play()
    servers = Servers(tmp)
    with servers.running():
        servers.play(story.words, story.application.number)
        servers.ask("/documents/")
        servers.ask(f"/apply/similar/?q={quote(story.words['query'])}")
    if NGINX:  # the portal is away
        with servers._started("nginx", servers._nginx(), servers.front):
            servers.ask(f"/documents/?q={quote(story.words['query'])}&page=7")
    take(tmp / "backup", county.at, lambda name, total: lambda done: None)
    gc.collect()  # the typesetter's copies of fonts go with what used them
    plant_control(tmp)
    held = {
        "database": channels.database(),
        "index": channels.index(),
        "log": written.getvalue().encode("utf-8", "surrogateescape"),
        "database's log": server.log.read_bytes()[begun:] if server else b"",
        "granian's log": (tmp / "granian.log").read_bytes(),
        "nginx's log": (tmp / "nginx.log").read_bytes() if NGINX else b"",
        "nginx's cache": channels.disk(tmp / "pages"),
        "redis": servers.stored,
        "redis's log": channels.disk(tmp / "broker"),
        "mail": channels.mails(),
        "sms": channels.messages(tmp / "sms"),
        "broker": b"\n".join(published),
        "cache": channels.caches(),
        "disk": channels.disk(*(tmp / name for name in ("public", "internal", "personal"))),
        "backup": channels.disk(tmp / "backup"),
        "temporary files": channels.disk(tmp / "temporary"),
        "public pages": b"\n".join(story.seen),
        "metrics": story.metrics,
        "exports": b"\n".join(channels.unpacked(export) for export in story.exports),
    }
    return {**story.words, **KEYS}, held


def plant_control(tmp: Path) -> None:
    """Put the control into every channel, as the portal writes to it."""
    beat(CONTROL, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_entry SET text = text || %s", [CONTROL])
        cursor.execute("DO $$ BEGIN RAISE LOG '" + CONTROL + "'; END $$")
    logging.getLogger("foundation.files").warning(CONTROL)
    mail.EmailMessage(CONTROL, CONTROL, to=["control@mail.example"]).send()
    sms.backend().send("13800000000", CONTROL)
    portal.send_task("control", args=[CONTROL])
    cache.set(CONTROL, CONTROL)
    for folder in ("public", "backup", "temporary"):
        (tmp / folder).mkdir(exist_ok=True)
        (tmp / folder / "control").write_text(CONTROL)


def lies_in(word: str, content: bytes) -> list[bytes]:
    """The shapes of a word that a content holds, each with what stands around it."""
    return [
        content[max(at - 150, 0) : at + 200] for shape in shapes(word) if (at := content.find(shape)) >= 0
    ]


def skip_what_is_not_at_hand(channel: str) -> None:
    """Say which program is missing."""
    if channel.startswith("nginx") and NGINX is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    if channel == "database's log" and "EMBEDDED" not in connection.settings_dict:
        pytest.skip("the log of the server that DATABASE_URL names is not at hand")


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_lies_there_is_found(found: Any, channel: str) -> None:
    _words, held = found
    skip_what_is_not_at_hand(channel)
    assert lies_in(STANDS_THERE.get(channel, CONTROL), held[channel])


@pytest.mark.parametrize(
    "shape", ["utf-8", "utf-16-le", "gb18030", "json", "python", "percent", "quoted", "hex", "html"]
)
@pytest.mark.parametrize("word", [TOLD["name"], TOLD["email"], TOLD["identity"]])
def test_a_word_is_found_in_every_shape(word: str, shape: str) -> None:
    text = word.encode("utf-8")
    told = {
        "json": lambda: json.dumps(word).encode(),
        "python": lambda: ascii(word).encode(),
        "percent": lambda: quote(word, safe="").encode(),
        "quoted": lambda: quopri.encodestring(text),
        "hex": lambda: text.hex().encode(),
        "html": lambda: word.encode("ascii", "xmlcharrefreplace"),
    }.get(shape, lambda: word.encode(shape))()
    assert lies_in(word, b"noise " + told + b" noise")


def test_a_character_is_found_by_its_number() -> None:
    assert lies_in("𠮷", b"no glyph for U+20BB7")
    assert lies_in("𠮷", b"glyphs: uni20BB7")


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_a_word_is_found_in_base64_wherever_it_begins(before: int, code: str) -> None:
    for word in (word for word in TOLD.values() if len(word) > 1):
        assert lies_in(word, base64.b64encode(b"x" * before + word.encode(code) + b"and more"))


@pytest.mark.parametrize(("name", "channel"), MAY)
def test_what_may_lie_there_does(found: Any, name: str, channel: str) -> None:
    skip_what_is_not_at_hand(channel)
    words, held = found
    assert lies_in(words[name], held[channel]), f"take it out of the table: {MAY[name, channel]}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_word_lies_where_somebody_else_could_read_it(found: Any, channel: str) -> None:
    words, held = found
    assert set(words) == set(WORDS)
    told = {
        name: around
        for name in WORDS
        if (name, channel) not in MAY and (around := lies_in(words[name], held[channel]))
    }
    assert told == {}, "\n".join(
        f"{name}: {piece!r} {piece.decode(errors='replace')}"
        for name, pieces in told.items()
        for piece in pieces
    )
