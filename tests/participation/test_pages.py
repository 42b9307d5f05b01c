"""The public pages, the form, the receipt and the page of one opinion."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import altcha
import pytest
from django.core.cache import cache
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate
from pypdf import PdfReader

from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from participation.comparing import MOST_SENTENCES, Change, changes
from participation.models import Call, Opinion, OpinionMark
from participation.receiving import Replaced, Said, receive
from tests.participation.people import DRAFT, Office, says

pytestmark = pytest.mark.django_db


class Clock:
    """The time that the pages see."""

    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def call(office: Office) -> Call:
    return office.opened()


@pytest.fixture
def clock(call: Call, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An hour after the call opened, and easy proofs."""
    assert call.opened_at is not None
    moved = Clock(call.opened_at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    # The challenge's library looks at the real clock.
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()
    return moved


def proof(at: datetime) -> str:
    """A solved challenge, as the browser's script sends it."""
    given = challenge.new_challenge(at)
    keys = ("algorithm", "challenge", "salt", "signature")
    solution = altcha.solve_challenge(
        given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
    )
    assert solution is not None
    payload = {**{key: given[key] for key in keys}, "number": solution.number}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def form(clock: Clock, **fields: Any) -> dict[str, Any]:
    token = new_token()
    return {
        "article": "第二条",
        "stance": "conditional",
        "text": "第一档的量定得少了些。",
        "consent": "anonymous",
        "token": token,
        "opened": challenge.stamp(token, clock.at - timedelta(minutes=5)),
        "altcha": proof(clock.at),
        **fields,
    }


def html(answer: Any) -> str:
    return str(answer.content.decode())


def address(call: Call, more: str = "") -> str:
    return f"/participation/{call.decision.number}/{more}"


def test_an_opinion_is_sent_shown_to_its_sender_corrected_and_withdrawn(call: Call, clock: Clock) -> None:
    client = Client()
    assert "对第二条写意见" in html(client.get(address(call)))
    assert "24 时" in html(client.get(address(call, "write/?article=第二条")))
    sent = client.post(address(call, "write/"), form(clock))
    opinion = Opinion.objects.get()
    assert (sent.status_code, opinion.article) == (200, "第二条")
    [code] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html(sent))[:1]
    assert (
        client.post("/participation/track/", {"number": opinion.number, "code": "7K3M-Q2XW-94TC"}).status_code
        == 422
    )
    opened = client.post("/participation/track/", {"number": opinion.number.lower(), "code": code.lower()})
    assert opened.status_code == 303
    page = html(client.get("/participation/track/"))
    assert "第一档的量定得少了些" in page
    client.post(address(call, "write/"), form(clock, text="改一改：第一档再多些。", corrects="1"))
    newest = Opinion.objects.latest("pk")
    assert newest.corrects == opinion
    assert "以 " + newest.number in html(client.get("/participation/track/"))
    token = re.findall(r'name="token"[^>]*value="([0-9a-f]{64})"', page)[0]
    client.post("/participation/track/withdraw/", {"token": token})
    assert opinion.marks.count() == 0  # it was corrected already


class Browser(Client):
    """A client that sends a cookie to the addresses below its path alone, as browsers do."""

    def _base_environ(self, **request: Any) -> dict[str, Any]:
        environ = super()._base_environ(**request)
        told = [
            f"{name}={morsel.value}"
            for name, morsel in self.cookies.items()
            if environ["PATH_INFO"].startswith(morsel["path"] or "/")
        ]
        return environ | {"HTTP_COOKIE": "; ".join(told)}


CODE = r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"


def entered(call: Call, clock: Clock) -> tuple[Client, Opinion]:
    """An opinion that its sender has opened with number and query code."""
    browser = Browser()
    sent = browser.post(address(call, "write/"), form(clock))
    opinion = Opinion.objects.latest("pk")
    code = re.findall(CODE, html(sent))[0]
    browser.post("/participation/track/", {"number": opinion.number, "code": code})
    return browser, opinion


def test_a_browser_corrects_what_it_opened(call: Call, clock: Clock) -> None:
    browser, opinion = entered(call, clock)
    assert f"{address(call, 'write/')}?corrects=1" in html(browser.get("/participation/track/"))
    begun = html(browser.get(address(call, "write/?corrects=1")))
    assert opinion.number in begun
    assert opinion.text in begun, "what is corrected stands in the form"
    given = form(clock, text="改一改：第一档再多些。", corrects="1")
    assert browser.post(address(call, "write/"), given).status_code == 200
    assert browser.post(address(call, "write/"), given).status_code == 200  # a second click
    newest = Opinion.objects.latest("pk")
    assert (newest.corrects, Opinion.objects.count()) == (opinion, 2)
    browser.post("/participation/track/leave/")
    assert browser.get(address(call, "write/?corrects=1")).status_code == 403


def test_a_correction_of_nothing_that_was_opened_is_refused_and_stays_typed(call: Call, clock: Clock) -> None:
    given = form(clock, text="改一改：第一档再多些。", corrects="1")
    refused = Client().post(address(call, "write/"), given)
    assert refused.status_code == 403
    for words in ("改一改：第一档再多些。", 'name="corrects"', "编号和查询码", given["token"]):
        assert words in html(refused)
    assert not Opinion.objects.exists()


@pytest.mark.clause("PP-4")
def test_what_was_withdrawn_or_corrected_is_not_corrected(call: Call, clock: Clock) -> None:
    browser, opinion = entered(call, clock)
    OpinionMark.objects.create(opinion=opinion, kind="withdrawn", at=clock.at)
    given = form(clock, text="改一改：第一档再多些。", corrects="1")
    assert browser.post(address(call, "write/"), given).status_code == 403
    said = Said(article="", stance="for", text="好。", consent="anonymous")
    with pytest.raises(Replaced):
        receive(call, said, new_token(), clock.at, corrects=opinion)
    other = says(call)
    receive(call, said, new_token(), clock.at, corrects=other)
    with pytest.raises(Replaced):
        receive(call, said, new_token(), clock.at, corrects=other)
    assert Opinion.objects.filter(corrects=other).count() == 1
    row = Opinion.objects.get(corrects=other)
    row.pk, row.form_token, row.corrects = None, "x", opinion
    with pytest.raises(InternalError), transaction.atomic():
        row.save(force_insert=True)


def test_it_is_withdrawn_by_its_sender_alone(call: Call, clock: Clock) -> None:
    client = Client()
    sent = client.post(address(call, "write/"), form(clock))
    opinion = Opinion.objects.get()
    code = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html(sent))[0]
    assert Client().post("/participation/track/withdraw/", {"token": "x"}).status_code == 403
    client.post("/participation/track/", {"number": opinion.number, "code": code})
    page = html(client.get("/participation/track/"))
    token = re.findall(r'name="token"[^>]*value="([0-9a-f]{64})"', page)[0]
    assert client.post("/participation/track/withdraw/", {"token": "x"}).status_code == 403
    client.post("/participation/track/withdraw/", {"token": token})
    assert opinion.marks.get().kind == "withdrawn"
    assert "撤回这条意见" in html(client.get("/participation/track/"))


@pytest.mark.clause("PP-7")
def test_a_second_too_late_is_refused_kindly_and_nothing_typed_is_lost(call: Call, clock: Clock) -> None:
    assert call.closes_at is not None
    clock.at = call.closes_at - timedelta(seconds=1)
    assert Client().post(address(call, "write/"), form(clock)).status_code == 200
    clock.at = call.closes_at
    late = Client().post(address(call, "write/"), form(clock, text="差了一秒钟的意见"))
    assert late.status_code == 409
    assert "24 时截止" in html(late)
    assert "差了一秒钟的意见" in html(late)
    assert Opinion.objects.count() == 1


def test_all_errors_stand_at_once_and_what_was_typed_stays(call: Call, clock: Clock) -> None:
    given = form(clock, stance="", consent="", article="第九条", text="")
    answer = Client().post(address(call, "write/"), {**given, "name": "朱某某"})
    page = html(answer)
    assert answer.status_code == 422
    for said in ("草案里没有这一条", "请选择总的态度", "请写明您的意见", "请选择公布方式"):
        assert said in page
    assert "朱某某" in page
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "意" * 100_001])
def test_scripts_and_endless_texts_are_refused_with_a_sentence(call: Call, clock: Clock, text: str) -> None:
    assert Client().post(address(call, "write/"), form(clock, text=text)).status_code == 422


@pytest.mark.parametrize("text", ["贊成這個辦法，建議從緩。", "👍支持🙏好", "零\u200b宽\u200d字"])
def test_whatever_people_write_is_taken(call: Call, clock: Clock, text: str) -> None:
    assert Client().post(address(call, "write/"), form(clock, text=text)).status_code == 200


def test_a_second_click_gets_the_same_receipt(call: Call, clock: Clock) -> None:
    given = form(clock)
    first, second = (Client().post(address(call, "write/"), given) for _ in range(2))
    codes = [
        re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html(answer))[0] for answer in (first, second)
    ]
    assert codes[0] == codes[1]
    assert Opinion.objects.count() == 1


def test_without_a_proof_a_form_waits(call: Call, clock: Clock) -> None:
    token = new_token()
    given = form(clock, altcha="", token=token, opened=challenge.stamp(token, clock.at))
    assert Client().post(address(call, "write/"), given).status_code == 429


@pytest.mark.clause("PP-7")
def test_the_page_says_everything_that_a_call_must(call: Call, clock: Clock) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = html(Client().get(address(call)))
    assert len(asked) <= 8
    shown = (call.title, call.background, call.process, call.content, call.recipient, call.letter, call.email)
    for words in (*shown, "居民用水按三档收费", "荣丰周报", "还有"):
        assert words in page
    assert 'content="征集调查"' in page
    listed = html(Client().get("/participation/"))
    assert call.decision.title in listed
    assert "年度目录" in listed
    catalogue = html(Client().get("/participation/catalogue/?year=2026"))
    assert call.decision.title in catalogue
    calendar = html(Client().get("/participation/calendar.ics"))
    assert f"DTSTART;VALUE=DATE:{call.last_day:%Y%m%d}" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))


@pytest.mark.clause("PP-4")
def test_the_result_stands_on_the_same_address_with_every_opinion(
    office: Office, call: Call, clock: Clock
) -> None:
    says(call, "反对，理由是收入没有涨。", stance="against", article="第二条", consent="named", name="朱某某")
    says(call, "电话 13800138000 请回。")
    opinions = address(call, "opinions/1/")
    assert Client().get(opinions).status_code == 404
    closed = office.closed(call)
    office.answered(closed, result="not_adopted", because="成本上升")
    office.fed_back(closed)
    clock.at = office.county.at
    page = html(Client().get(address(call)))
    for words in ("意见反馈", "多数意见已经采纳", "反对", "荣丰周报"):
        assert words in page
    table = html(Client().get(opinions))
    for words in ("反对，理由是收入没有涨。", "朱**", "第二条", "未采纳", "成本上升", "〔隐去手机号码〕"):
        assert words in table
    row = Opinion.objects.latest("pk")
    given = {"opinions": row.number, "text": "〔隐去号码〕。", "reason": "他人的号码不公布"}
    office.do("show_as", call, "drafter", given)
    for file in (opinions, address(call, "opinions/1.csv")):
        assert "他人的号码不公布" in html(Client().get(file))
    file = html(Client().get(address(call, "opinions/1.csv")))
    assert "反对，理由是收入没有涨。" in file
    assert "朱**" in file
    assert "13800138000" not in table + file
    assert "不同意公布的" in table
    assert "朱某某" not in table
    assert Client().get(address(call, "write/")).status_code == 200


def test_what_was_proposed_only_is_nobodys_business(office: Office) -> None:
    decision = office.proposed()
    assert Client().get(f"/participation/{decision.number}/").status_code == 404
    assert decision.title not in html(Client().get("/participation/"))
    assert Client().get(f"/participation/{decision.number}/write/").status_code == 404


@pytest.mark.clause("SR-13")
def test_a_withdrawn_draft_is_gone_and_its_page_says_why(office: Office, call: Call, clock: Clock) -> None:
    office.do("withdraw_call", call, "records_office", {"reason": "有误，另行公开。"})
    page = html(Client().get(address(call)))
    assert "有误，另行公开。" in page
    assert "居民用水按三档收费" not in page
    assert Client().get(address(call, "write/")).status_code == 404


def test_the_poster_names_the_last_day_and_carries_a_code(call: Call, clock: Clock) -> None:
    sheet = Client().get(address(call, "poster.pdf"))
    assert sheet.status_code == 200
    assert sheet.content.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.content)).pages)
    assert len(PdfReader(io.BytesIO(sheet.content)).pages) == 1
    assert call.telephone in text
    assert "时截止" in text


def test_draft_and_decision_are_compared_sentence_by_sentence(office: Office) -> None:
    final = DRAFT.replace("按三档收费", "按四档收费").replace("\n第三条", "第一档不涨价。\n第三条")
    assert changes(DRAFT, DRAFT) == []
    assert changes(DRAFT, final) == [
        Change("第二条", "居民用水按三档收费。", "居民用水按四档收费。第一档不涨价。")
    ]
    assert changes("句。" * (MOST_SENTENCES + 1), final) is None
    document = office.county.determined(body=final)
    opened = office.opened()
    opinion = says(opened, "三档不够细。", article="第二条")
    closed = office.answered(office.closed(opened))
    office.do("name_document", closed.decision, "drafter", {"document": document.pk})
    office.decided(closed.decision)
    done = office.fed_back(closed)
    for channel in done.carriers.all():
        given = {"channel": channel.pk, "feedback_on": str(localdate(office.county.at)), "where": "同一栏"}
        office.do("carried", done, "records_office", given)
    assert Client().get(address(opened, "compare/")).status_code == 404
    office.county.do("disclosure.publish", document, "rfbsc-records_office")
    page = html(Client().get(address(opened, "compare/")))
    for words in ("居民用水按三档收费", "居民用水按四档收费", opinion.number):
        assert words in page
    assert "征求意见以后改了什么" in html(Client().get(address(opened)))
