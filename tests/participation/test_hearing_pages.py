"""What everybody reads of a hearing on the address of its decision, the form of whoever registers, the page of the lot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from participation.drawing import leaf
from participation.models import Hearing, Registration, Representative
from tests.participation.hearings import Hearings, at, card
from tests.participation.people import Office
from tests.participation.test_pages import Clock, html, proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def hearings(office: Office) -> Hearings:
    return Hearings(office)


@pytest.fixture
def clock(hearings: Hearings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The moment of the last act, and easy proofs."""
    moved = Clock(hearings.county.at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()
    return moved


def address(hearing: Hearing, more: str = "") -> str:
    place = f"/participation/{hearing.decision.number}/"
    return f"{place}hearing/{hearing.edition}/{more}" if more else place


def form(moment: datetime, n: int = 1, **fields: Any) -> dict[str, Any]:
    token = new_token()
    return {
        "group": "public",
        "name": "报名人甲",
        "identity": card(n),
        "telephone": "13800000001",
        "occupation": "农民",
        "unit": "",
        "address": "隆兴昌镇某村",
        "stake": "家里用自来水。",
        "points": "第二档太贵。",
        "apart": "on",
        "token": token,
        "opened": challenge.stamp(token, moment - timedelta(minutes=5)),
        "altcha": proof(moment),
        **fields,
    }


@pytest.mark.clause("PP-9")
def test_the_notice_says_everything_and_a_citizen_registers(hearings: Hearings, clock: Clock) -> None:
    hearing = hearings.announced()
    client = Client()
    page = html(client.get(address(hearing)))
    for said in (
        "2026年11月23日 09:30",
        "县政府一楼会议室",
        "居民用水分三档收费",
        "去年全县用水统计",
        "自愿报名，抽签决定",
        "年满十八周岁",
        "上证综合指数",
        "报名当听证代表",
    ):
        assert said in page, said
    assert "钱主持" not in page
    assert "现在可以报名的听证会" in html(client.get("/participation/"))
    assert client.get(address(hearing, "register/")).status_code == 200
    given = form(clock.at)
    sent = client.post(address(hearing, "register/"), given)
    assert sent.status_code == 200
    row = Registration.objects.get()
    said = html(sent)
    [code] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", said)[:1]
    assert row.digest in said
    assert row.digest == leaf(code, row.received_at, "普通公众、居民和村民")
    assert "没有重复登记" in html(client.post(address(hearing, "register/"), given))
    assert not client.cookies
    again = client.post(address(hearing, "register/"), form(clock.at, group="interested"))
    assert (again.status_code, Registration.objects.count()) == (422, 1)
    assert "已经报过名" in html(again)


@pytest.mark.clause("PP-10")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit": "荣丰办事处"}, "由工作人员核实以后登记"),
        ({"apart": ""}, "请确认这一句"),
        ({"identity": "15082119800101001"}, "身份证"),
        ({"group": "nobody"}, "没有这一组"),
    ],
)
def test_what_is_wrong_with_a_registration_is_said(
    hearings: Hearings, clock: Clock, fields: dict[str, str], said: str
) -> None:
    hearing = hearings.announced()
    answer = Client().post(address(hearing, "register/"), form(clock.at, **fields))
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert said in html(answer)


@pytest.mark.clause("PP-9")
def test_nobody_registers_before_the_first_or_after_the_last_day(hearings: Hearings, clock: Clock) -> None:
    hearing = hearings.announced(registration_from="2026-11-04")
    before = Client().post(address(hearing, "register/"), form(clock.at))
    assert (before.status_code, "才开始报名" in html(before)) == (409, True)
    clock.at = at("2026-11-10", 0)
    after = Client().post(address(hearing, "register/"), form(clock.at))
    assert (after.status_code, "已于 2026年11月9日 24 时截止" in html(after)) == (409, True)
    assert Registration.objects.count() == 0


@pytest.mark.clause("PP-9")
def test_the_lot_the_list_and_the_report_stand_in_public_and_no_name_does(
    hearings: Hearings, clock: Clock
) -> None:
    client = Client()
    closed = hearings.closed()
    clock.at = hearings.county.at
    page = html(client.get(address(closed, "draw/")))
    assert closed.list_hash[:32] in page
    assert "import hashlib" in page
    assert "还没有抽签" in page
    listed = html(client.get(address(closed, "registrations.txt")))
    assert len(listed.splitlines()) == Registration.objects.count()
    reported = hearings.reported(
        hearings.signed(
            hearings.held(hearings.served(hearings.listed(hearings.full(hearings.drawn(closed)))))
        )
    )
    clock.at = hearings.county.at
    page = html(client.get(address(reported)))
    for said in ("钱主持", "周监察", "报**", "应**", "（没有到会）", "建议修改第二档价格", "每吨降低两角"):
        assert said in page, said
    everything = (
        page + html(client.get(address(reported, "draw/"))) + html(client.get(address(reported, "notice/")))
    )
    for row in Representative.objects.all():
        assert row.name not in everything
        assert row.telephone not in everything
    assert "代表甲：价格偏高" not in everything


def test_a_hearing_that_was_called_off_says_why_and_nothing_else(hearings: Hearings, clock: Clock) -> None:
    announced = hearings.announced()
    hearings.office.do("withdraw_hearing", announced, "records_office", {"reason": "方案要重做"})
    page = html(Client().get(address(announced)))
    assert "方案要重做" in page
    assert "县政府一楼会议室" not in page
    for more in ("register/", "notice/", "draw/", "registrations.txt"):
        assert Client().get(address(announced, more)).status_code == 404


def test_nothing_is_public_before_the_notice(hearings: Hearings) -> None:
    ready = hearings.ready()
    assert "听证会" not in re.sub(
        r"<head>.*</head>", "", html(Client().get(address(ready))), flags=re.S
    ).replace("“听证会”", "")
    for more in ("register/", "notice/", "draw/", "registrations.txt"):
        assert Client().get(address(ready, more)).status_code == 404


def test_more_registrations_cost_no_more_queries(hearings: Hearings, clock: Clock) -> None:
    def queries(hearing: Hearing) -> list[int]:
        counted = []
        for more in ("", "draw/", "notice/", "registrations.txt"):
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                assert Client().get(address(hearing, more)).status_code == 200
            counted.append(len(captured))
        return counted

    few = hearings.listed(hearings.full(hearings.drawn(hearings.closed(public=1, interested=1))))
    clock.at = hearings.county.at
    Client().get(address(few))
    first = queries(few)
    hearings.county.at = at("2026-11-02")
    many = hearings.closed(hearings.announced(), public=40, interested=30)
    many = hearings.listed(hearings.full(hearings.drawn(many)))
    clock.at = hearings.county.at
    assert queries(many) == first


def test_the_record_is_read_by_those_who_work_on_it_alone(hearings: Hearings) -> None:
    signed = hearings.signed()
    seen = {}
    for role in ("drafter", "records_office", "secrecy_reviewer", "leader"):
        client = Client()
        client.force_login(hearings.county.people[f"rfbsc-{role}"])
        page = html(client.get(f"/desk/participation/hearing/{signed.pk}/change/"))
        assert "县政府一楼会议室" in page
        seen[role] = "代表甲：价格偏高" in page
    assert seen == {"drafter": True, "records_office": True, "secrecy_reviewer": False, "leader": False}
