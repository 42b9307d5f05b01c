"""What is half configured, stands still or is nearly full is told to the supervisors and to a monitor."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from foundation.agencies.actors import SYSTEM
from foundation.casework import tasks
from foundation.condition.models import Pulse, beat
from foundation.condition.readings import READINGS, concerns, read_all
from foundation.database import DISCREET
from foundation.files import belonging
from foundation.files.acts import store
from foundation.files.models import Audience, StoredFile
from foundation.files.roots import root_of
from foundation.notices.acts import tell_address
from foundation.seals import sealing
from foundation.seals.models import Verification
from tests.personas import County

pytestmark = pytest.mark.django_db

Usage = namedtuple("Usage", "total used free")


def test_a_sound_portal_has_no_concern(county: County) -> None:
    assert concerns(county.at) == []
    assert {declared.name for declared, _taken in read_all(county.at)} == set(READINGS)


def failing(*_given: Any, **_more: Any) -> None:
    raise OSError("away")


def half_configured(county: County, settings: Any, monkeypatch: pytest.MonkeyPatch, what: str) -> str:
    """Bring about one thing that is wrong; returns a word of what is said of it."""
    at, past = county.at, county.at - timedelta(days=3)
    if what == "mail":
        settings.PRODUCTION = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        return "电子邮件"
    if what == "sweep never":
        settings.PRODUCTION = True
        return "从来没有运行"
    if what == "sweep":
        beat("sweep", at - timedelta(minutes=6))
        return "6 分钟没有运行"
    if what == "messages":
        tell_address(email="a@mail.example", subject="回执", body="", key="x", at=past)
        return "一小时以上没有发出"
    if what == "cache":
        monkeypatch.setattr(cache, "set", failing)
        return "缓存没有应答"
    if what == "disk":
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * 2**30, 96 * 2**30, 4 * 2**30))
        return "磁盘快满了"
    if what == "verification":
        Verification.objects.create(checked_at=at, lines=1, found=2, findings=["x", "y"])
        return "2 处异常"
    if what == "recipients":
        settings.PRODUCTION = True
        return "SEAL_MAIL_TO"
    if what == "database's log":
        settings.PRODUCTION = True
        monkeypatch.setitem(DISCREET, "log_error_verbosity", "verbose")
        return "log_error_verbosity"
    assert what == "seals"
    county.draft()
    monkeypatch.setattr(county, "at", sealing.server_time() + timedelta(days=2))
    return "从来没有封存"


@pytest.mark.parametrize(
    "what",
    [
        "mail",
        "sweep never",
        "sweep",
        "messages",
        "cache",
        "disk",
        "verification",
        "recipients",
        "database's log",
        "seals",
    ],
)
def test_what_is_wrong_is_said(
    county: County, settings: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    word = half_configured(county, settings, monkeypatch, what)
    assert [said for said in concerns(county.at) if word in said]


def test_the_supervisor_reads_it_on_the_first_page_and_nobody_else(county: County, client: Client) -> None:
    beat("sweep", county.at - timedelta(hours=1))
    for username, reads in (("county_supervisor", True), ("rfbsc-drafter", False)):
        person = next(p for name, p in county.people.items() if username in name)
        client.force_login(person, backend="foundation.casework.sessions.Accounts")
        assert ("60 分钟没有运行" in client.get("/desk/").content.decode()) is reads, username


def test_the_sweep_leaves_its_pulse(county: County) -> None:
    tasks.sweep()
    assert Pulse.objects.get(name="sweep").at == county.at


def test_a_reading_that_cannot_be_taken_is_itself_a_concern(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", failing)
    assert [said for said in concerns(county.at) if "disk_free_ratio" in said]


def test_a_monitor_with_the_token_reads_all_numbers(county: County, settings: Any, client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "t" * 32
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer " + "u" * 32}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer " + "t" * 32})
    assert answer["Cache-Control"] == "no-store"
    lines = answer.content.decode().splitlines()
    for name in READINGS:
        assert [line for line in lines if line.startswith(f"wuyuan_{name} ")], name
    assert "wuyuan_cache_answers 1" in lines
    assert "wuyuan_cache_answers_wrong 0" in lines


# Rows and bytes


@pytest.fixture(autouse=True)
def empty_roots() -> None:
    for audience in Audience:
        shutil.rmtree(root_of(audience).folder, ignore_errors=True)


@pytest.fixture
def stored(county: County, empty_roots: None) -> StoredFile:
    day = county.at - timedelta(days=9)
    content = "公开的文字。".encode()
    agency = county.agencies["rfbsc"]
    return store(content, name="说明.txt", agency=agency, audience="public", by=SYSTEM, at=day)


def lay(audience: Audience, name: str, county: County, days: int = 9) -> Any:
    path = root_of(audience).folder / name[:2] / name[2:4] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = (county.at - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_rows_and_bytes_that_belong_together_are_left_alone(county: County, stored: StoredFile) -> None:
    os.utime(stored.place.on_disk, (0, 0))
    assert belonging.check(county.at) == []
    assert stored.place.on_disk.exists()


def test_a_row_without_bytes_is_found_and_told(county: County, stored: StoredFile, capsys: Any) -> None:
    stored.place.on_disk.unlink()
    call_command("files")
    assert f"第 {stored.pk} 号没有内容" in capsys.readouterr().out
    assert [said for said in concerns(county.at) if "1 个文件缺内容" in said]


def test_bytes_without_a_row_are_found_and_personal_ones_erased(county: County) -> None:
    public = lay(Audience.PUBLIC, "a" * 64, county)
    personal = lay(Audience.PERSONAL, "b" * 64, county)
    half_written = lay(Audience.PERSONAL, ".taking-in-x", county)
    young = lay(Audience.PERSONAL, "c" * 64, county, days=0)
    (left,) = belonging.check(county.at)
    assert left.place.on_disk == public
    assert public.exists()
    assert not personal.exists()
    assert not half_written.exists()
    assert young.exists()
