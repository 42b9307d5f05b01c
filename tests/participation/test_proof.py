"""Every night a digest of all opinions, which anybody computes again with the lines that the page prints."""

from __future__ import annotations

import contextlib
import io
import os
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import InternalError, transaction
from django.test import Client
from django.utils.html import escape
from django.utils.timezone import localdate

from foundation.database import server_time
from foundation.deadlines.counting import midnight
from foundation.visitors.codes import new_token
from participation.clockwork import keep_digests
from participation.models import Call, Digest, Opinion
from participation.receipts import PROGRAM, moment
from participation.receiving import Said, receive
from tests.participation.people import Office, says

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PP-4")]


@pytest.fixture
def call(office: Office) -> Call:
    """A call that was opened a few days before the database's own clock."""
    office.county.at = server_time() - timedelta(days=3)
    return office.opened()


def test_the_printed_lines_find_an_opinion_and_the_total(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    for n in range(5):
        says(call, f"另一条意见 {n}")
    said = Said("第二条", "for", "赞成，但要公开账目。\n电话 13800138000", "anonymous")
    done = receive(call, said, new_token(), call.opened_at + timedelta(hours=2))  # type: ignore[operator]
    night = midnight(localdate(server_time()) + timedelta(days=1)) + timedelta(minutes=20)
    assert keep_digests(at=night - timedelta(minutes=15)) == 0
    assert keep_digests(at=night) == 1
    assert keep_digests(at=night) == 0
    digest = Digest.objects.get()
    assert (digest.total, digest.by_article) == (6, {"": 5, "第二条": 1})
    base = f"/participation/{call.decision.number}/digests/"
    page = Client().get(base).content.decode()
    assert escape(PROGRAM) in page
    assert digest.root[:32] in page

    def opened(address: str) -> Any:
        return io.BytesIO(Client().get(address).content)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    monkeypatch.setattr("sys.argv", ["prove.py", f"{base}1-{digest.day}.txt"])
    monkeypatch.chdir(tmp_path)
    facts = [done.code, moment(done.opinion.received_at), "第二条", "支持", said.text]
    Path("receipt.txt").write_text("\n".join(facts) + "\n", encoding="utf-8")
    assert len(PROGRAM.splitlines()) <= 20
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(PROGRAM, "printed", "exec"), {})
    assert "我的意见在里面" in told.getvalue()
    assert digest.root in told.getvalue()
    assert done.opinion.digest in told.getvalue()
    assert os.getcwd() == str(tmp_path)
    wrong = {"number": done.opinion.number, "code": "7K3M-Q2XW-94TC"}
    assert Client().post(f"{base}prove/", wrong).status_code == 422
    found = Client().post(f"{base}prove/", {"number": done.opinion.number, "code": done.code})
    assert "在里面" in found.content.decode()


def test_what_came_after_the_night_is_in_the_next_digest(call: Call) -> None:
    says(call)
    first = midnight(localdate(server_time())) + timedelta(minutes=20)
    keep_digests(at=first)
    keep_digests(at=first + timedelta(days=1))
    assert [row.total for row in Digest.objects.order_by("day")] == [0, 1]
    with pytest.raises(InternalError), transaction.atomic():
        Digest.objects.update(total=9)
    assert Opinion.objects.count() == 1
