"""Every night a digest of all opinions, which anybody computes again with the lines that the page prints."""

from __future__ import annotations

import contextlib
import io
import os
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
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
from participation.models import Call, Digest, Opinion, Sender
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
    for words in ("在里面", "与当天公布的总校验值相同", "内容没有改动过"):
        assert words in found.content.decode()


def shown(call: Call, opinion: Opinion, code: str) -> str:
    """What the page says of an opinion."""
    given = {"number": opinion.number, "code": code.lower().replace("-", " ")}
    answer = Client().post(f"/participation/{call.decision.number}/digests/prove/", given)
    return answer.content.decode()


def test_a_list_or_an_opinion_that_was_tampered_with_is_told(call: Call) -> None:
    cache.clear()
    said = Said("第二条", "for", "电话 13800138000", "anonymous")
    done = receive(call, said, new_token(), call.opened_at + timedelta(hours=2))  # type: ignore[operator]
    keep_digests(at=midnight(localdate(server_time()) + timedelta(days=1)) + timedelta(minutes=20))
    assert "对不上" not in shown(call, done.opinion, done.code)
    with pgtrigger.ignore():
        Digest.objects.update(root="0" * 64)
        assert "与当天公布的总校验值不同" in shown(call, done.opinion, done.code)
        Opinion.objects.update(stance="against")
        assert "校验值与提交时不同" in shown(call, done.opinion, done.code)
        Sender.objects.update(original="")
    told = shown(call, done.opinion, done.code)
    assert "按期限删除" in told
    assert "内容没有改动过" not in told


def test_what_was_said_of_a_withdrawn_draft_is_proved_as_well(office: Office, call: Call) -> None:
    cache.clear()
    said = Said("", "for", "赞成。", "anonymous")
    done = receive(call, said, new_token(), call.opened_at + timedelta(hours=2))  # type: ignore[operator]
    office.county.at = server_time()
    office.do("withdraw_call", call, "records_office", {"reason": "有误"})
    night = midnight(localdate(server_time()) + timedelta(days=1)) + timedelta(minutes=20)
    assert keep_digests(at=night) == 1
    assert keep_digests(at=night + timedelta(days=1)) == 0
    assert "在里面" in shown(call, done.opinion, done.code)
    base = f"/participation/{call.decision.number}/digests/"
    listed = f"{base}1-{Digest.objects.get().day}.txt"
    assert listed in Client().get(base).content.decode()
    assert Client().get(listed).content.decode() == done.opinion.digest


def test_what_came_after_the_night_is_in_the_next_digest(call: Call) -> None:
    says(call)
    first = midnight(localdate(server_time())) + timedelta(minutes=20)
    keep_digests(at=first)
    keep_digests(at=first + timedelta(days=1))
    assert [row.total for row in Digest.objects.order_by("day")] == [0, 1]
    with pytest.raises(InternalError), transaction.atomic():
        Digest.objects.update(total=9)
    assert Opinion.objects.count() == 1
