"""Each ledger line says when the database wrote it and through which door it came; in production nothing is dated ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from foundation.casework import ledger
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid
from foundation.casework.tasks import sweep
from foundation.database import server_time
from foundation.deadlines.models import Clock, ClockEvent
from foundation.deadlines.timekeeping import Timekeeper
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import DRAFT, County
from wuyuan_portal.celery import app

pytestmark = pytest.mark.django_db


def test_a_line_is_recorded_at_the_servers_time_whatever_the_act_says(county: County) -> None:
    before = server_time()
    line = county.do("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", DRAFT).line
    kept = LedgerLine.objects.get(pk=line.pk)
    assert before <= kept.recorded_at <= server_time()
    assert kept.at == county.at
    assert ledger.broken_at("document", kept.matter_id) is None


@pytest.mark.parametrize("column", ["recorded_at = recorded_at - interval '1 second'", "door = 'desk'"])
def test_time_and_door_are_part_of_the_chain(county: County, column: str) -> None:
    document = county.draft()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE casework_ledgerline SET {column} WHERE matter_id = %s", [document.pk])
    assert ledger.broken_at("document", document.pk) == 1


@pytest.mark.parametrize("said", ["NULL", "now() - interval '1 day'", "now() + interval '1 day'"])
def test_the_database_takes_no_line_of_another_time(county: County, said: str) -> None:
    county.draft()
    columns = [f.column for f in LedgerLine._meta.concrete_fields if f.column != "id"]
    changed = {"recorded_at": said, "sequence": "sequence + 1", "hash": "'x'"}
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with pytest.raises(DatabaseError, match="recorded when it is written"), transaction.atomic():
        connection.cursor().execute(
            f"INSERT INTO casework_ledgerline ({named}) SELECT {values} FROM casework_ledgerline"
        )


def test_nothing_is_dated_ahead_in_production(county: County, settings: Any) -> None:
    settings.SIMULATED_TIME = False
    county.at = server_time() + timedelta(hours=1)
    with pytest.raises(Invalid, match="还没有到"):
        county.do("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", DRAFT)
    for command in (["sweep"], ["act", "disclosure.draft", "--on", "agency:rfbsc", "--as", "rfbsc-drafter"]):
        with pytest.raises(CommandError, match="以服务器为准"):
            call_command(*command, "--at", "2026-11-20")


def test_each_door_is_named(doors: Doors, county: County) -> None:
    assert county.do("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", DRAFT).line.door == "program"
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    document = county.draft()
    client.post(f"/desk/act/disclosure.submit/{document.ref}/", {})
    assert ledger.last_line("document", document.pk).door == "desk"  # type: ignore[union-attr]
    doors.command("disclosure.recheck", document.ref, "rfbsc-records_office")
    assert ledger.last_line("document", document.pk).door == "command"  # type: ignore[union-attr]


def test_the_schedule_is_a_door() -> None:
    assert app.task(ledger.door_now, name="tests.door")() == "schedule"


def test_a_line_entered_later_says_so_at_the_desk(county: County) -> None:
    document = county.draft()
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get(f"/desk/disclosure/document/{document.pk}/change/").content.decode()
    assert f"录入 {timezone.localtime(server_time()):%Y-%m-%d}" in page
    assert "程序" in page


def test_a_clock_that_jumped_is_not_trusted() -> None:
    keeper, start = Timekeeper(), server_time()
    assert keeper.objection(start, 100.0, start) == ""
    later = start + timedelta(days=3)
    assert keeper.objection(later, 100.0 + 3 * 86_400, later) == "", (
        "a portal that was away for days catches up"
    )
    assert "相差太多" in keeper.objection(later + timedelta(hours=1), 100.0 + 3 * 86_400, later)
    ahead = later + timedelta(days=365)
    assert "时钟跳到了" in keeper.objection(ahead, 160.0 + 3 * 86_400, ahead)
    assert "时钟跳到了" in keeper.objection(ahead, 220.0 + 3 * 86_400, ahead), (
        "it stays so until somebody looks"
    )
    assert Timekeeper().objection(ahead, 0.0, ahead) == ""


@pytest.mark.clause("PD-9")
def test_the_sweep_stands_still_and_says_so_while_the_clock_is_wrong(
    county: County, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIMULATED_TIME = False
    Desk(county).registered(on("2026-09-01"))
    overdue = Clock.objects.open().count()
    county.at = server_time() + timedelta(days=365)
    for _again in range(2):
        sweep()
    assert Clock.objects.open().count() == overdue
    assert "stands still" in caplog.text
    assert county.people["county_supervisor"].notices.filter(key__startswith="clock:").count() == 1
    county.at = server_time()
    sweep()
    assert ClockEvent.objects.exists()
