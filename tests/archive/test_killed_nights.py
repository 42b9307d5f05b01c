"""Filing killed in the middle of a batch, and filing at once: nothing is lost, done twice, or given a number twice (AR-3(1))."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any, NoReturn

import pytest
from django.db import connection, connections
from django.test import Client

from archive import clockwork, copies
from archive.models import FilingList, Item, Member
from foundation.casework import ledger
from foundation.casework.acts import perform
from foundation.casework.models import LedgerLine
from tests.archive.people import KEEPER, Archive
from tests.personas import County

#: Items of a batch, and the copies after which a run dies: in the middle of its second batch.
BATCH, COPIES = 2, 3


@pytest.fixture
def busy(transactional_db: None, county: County) -> Archive:
    """An archive whose rows other processes see."""
    archive = Archive.of(county)
    archive.approved()
    for _n in range(6):
        county.published()
    archive.swept()
    return archive


def killed_night(at: Any) -> bool:
    """File in a process of its own, which the system ends while it writes copies; whether it was ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _file_and_die(at)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _file_and_die(at: Any) -> NoReturn:
    make, made = copies.make, count(1)

    def make_and_die(stored: Any) -> None:
        make(stored)
        if next(made) == COPIES:
            os.kill(os.getpid(), signal.SIGKILL)

    copies.make, clockwork.BATCH = make_and_die, BATCH
    try:
        clockwork.file_signed(at=at)
    finally:
        os._exit(0)


@pytest.mark.clause("AR-3(1)")
def test_a_killed_night_goes_on_where_it_was(busy: Archive) -> None:
    row: FilingList = busy.do("sign_list", "agency:rfbsc", KEEPER).matter
    ready = Item.objects.filter(agency__code="rfbsc", state="ready").count()
    assert row.number == ready > 2 * BATCH
    client = Client()
    client.force_login(busy.county.people[KEEPER])
    kills, shown = 0, set()
    while killed_night(busy.county.at):
        kills += 1
        row.refresh_from_db()
        filed = Item.objects.filter(state="filed").count()
        assert (row.state, row.filed) == ("signed", filed), "a batch is filed with its count, or not at all"
        page = client.get(f"/desk/archive/filinglist/{row.pk}/change/").content.decode()
        assert f"{100 * filed // ready}%" in page
        shown.add(filed)
        assert kills <= ready, "every run goes on a little"
    row.refresh_from_db()
    assert kills > 1
    assert len(shown) > 1
    assert (row.state, row.filed, row.returned) == ("done", ready, 0)
    filed = Item.objects.filter(agency__code="rfbsc", state="filed")
    codes = list(filed.values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == ready
    once = LedgerLine.objects.filter(matter_kind=Item.kind, act="archive.file_signed")
    assert sorted(once.values_list("matter_id", flat=True)) == sorted(item.pk for item in filed)
    assert [ledger.broken_at(Item.kind, item.pk) for item in filed] == [None] * ready
    for member in Member.objects.filter(item__in=filed).select_related("file"):
        assert member.copied
        assert copies.look(member.file, copies.copy_of(member.file)).sound


@pytest.mark.clause("AR-2")
def test_what_is_filed_at_once_gets_numbers_of_its_own(busy: Archive) -> None:
    """Two boxes would bear one number, if whoever files did not wait for whoever files beside them."""
    county = busy.county
    ready = list(Item.objects.filter(agency__code="rfbsc", source_kind="document", state="ready"))
    actor, at = county.actor(KEEPER), county.at + timedelta(hours=1)

    def file(item: Item) -> None:
        try:
            perform("archive.file", on=item.ref, actor=actor, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ready)) as threads:
        list(threads.map(file, ready))
    filed = Item.objects.filter(pk__in=[item.pk for item in ready], state="filed")
    assert sorted(filed.values_list("serial", flat=True)) == list(range(1, len(ready) + 1))
    assert len(set(filed.values_list("code", flat=True))) == len(ready)
