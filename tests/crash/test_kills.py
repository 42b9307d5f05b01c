"""Everything is killed at random under load: nothing promised is missing, nothing is there twice, and all of it proves itself.

It goes on for CRASH_SECONDS: two minutes in CI, shorter where one only wants to see that it works.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from tests.applicants import open_agency
from tests.crash.citizens import Citizen
from tests.crash.portal import Portal, wait_until
from tests.personas import County

SECONDS = float(os.environ.get("CRASH_SECONDS", "15"))

#: The work that was left, as the schedule would have it done; then what the portal holds. All in one process of its own.
QUESTIONS = """
import json
from hashlib import sha256
from applications.doors import CODES
from applications.models import Application, Letter
from applications.tasks import render_letters
from django.core.management import call_command
from foundation.casework.models import LedgerLine
from foundation.notices.models import Dispatch
render_letters()
call_command("deliver_notices", retry_failed=True)
call_command("sweep")
promised, told, unanswered = json.load(open({path!r}))
missing = [
    number for number, code, token in promised
    if not (found := Application.objects.filter(number=number, form_token=sha256(token.encode()).hexdigest()).first())
    or not CODES.matches(code, found.code_hash)
]
print(json.dumps({{
    "missing": missing,
    "lines": [line for line in told if not LedgerLine.objects.filter(
        matter_kind=line[0], matter_id=line[1], sequence=line[2], hash=line[3]).exists()],
    "twice": [number for number, _code, _token in promised if LedgerLine.objects.filter(
        matter_kind="application", act="applications.file",
        matter_id=Application.objects.get(number=number).pk).count() != 1],
    "unprinted": Letter.objects.filter(file=None).count(),
    "letters": Letter.objects.count(),
    "unsent": Dispatch.objects.filter(state__in=("pending", "failed")).count(),
    "untold": [number for number, _code, _token in promised if not Dispatch.objects.filter(
        channel="email", state="sent",
        key=f"letter:{{Letter.objects.get(application__number=number, kind='receipt').pk}}").exists()],
    "dispatches": [f"{{d.pk}}" for d in Dispatch.objects.filter(channel="email", state="sent")],
}}))
"""


@pytest.fixture
def portal(transactional_db: None, county: County) -> Iterator[Portal]:
    open_agency(county, "rfbsc")
    folder = Path(tempfile.mkdtemp(prefix="wuyuan-"))
    folder.chmod(0o755)
    made = Portal(folder)
    yield made
    made.close()
    made.database.erase()
    shutil.rmtree(folder)


def test_nothing_promised_is_lost_and_nothing_is_done_twice(portal: Portal) -> None:
    portal.open()
    seed = random.randrange(10**6)
    chance, stop = random.Random(seed), threading.Event()
    citizens = [Citizen(portal.address, number, stop) for number in (1, 2)]
    for citizen in citizens:
        citizen.start()
    wait_until(lambda: all(citizen.promised for citizen in citizens), 90, "the first receipts")
    killed: Counter[str] = Counter()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.5, 4))
        killed[portal.kill_one(chance)] += 1
    stop.set()
    for citizen in citizens:
        citizen.join(90)
    wait_until(portal.told.read_text, 60, "the clerk's first act")
    portal.close()
    portal.database.start()
    held = settled(portal, citizens)
    print(f"seed {seed}, killed {dict(killed)}, receipts {sum(len(c.promised) for c in citizens)}")  # noqa: T201
    assert (held["missing"], held["lines"], held["twice"]) == ([], [], [])
    assert held["letters"] > 0
    assert (held["unprinted"], held["unsent"], held["untold"]) == (0, 0, [])
    assert sent_mails(portal) >= set(held["dispatches"])
    for arguments in (("seal",), ("verify", "--files")):
        done = portal.manage(*arguments, role="portal_runtime")
        assert done.returncode == 0, done.stdout + done.stderr


def settled(portal: Portal, citizens: list[Citizen]) -> dict[str, Any]:
    """What the portal holds once the work that was left is done."""
    promised = [entry for citizen in citizens for entry in citizen.promised]
    unanswered = [token for citizen in citizens for token in citizen.unanswered]
    # A line that was cut off by the kill promises nothing.
    told = [line.split() for line in portal.told.read_text().splitlines()]
    told = [line for line in told if len(line) == 4 and len(line[3]) == 64]
    path = portal.var / "promised.json"
    path.write_text(json.dumps([promised, told, unanswered]))
    done = portal.manage("shell", "-c", QUESTIONS.format(path=str(path)), role="portal_runtime")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def sent_mails(portal: Portal) -> set[str]:
    """The dispatches of which a mail was written."""
    written = set()
    for path in (portal.var / "mail").glob("*"):
        for one in path.read_bytes().split(b"-" * 79):
            number = BytesParser().parsebytes(one.lstrip())["Message-ID"]
            if number:
                written.add(number.split("-")[1])
    return written
