"""The three forms, the receipt and the page of one message: what they ask, forgive and keep to themselves."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from disclosure.models import Document
from feedback.doors import CODES, HOLDER
from feedback.models import Message
from feedback.places import place_at
from feedback.views.tracking import ENTRANCE
from foundation.clauses import REGISTER
from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from tests.applicants import on
from tests.feedback.people import SAID, Sender

pytestmark = pytest.mark.django_db
AT = on("2026-11-02", 18)


@pytest.fixture(autouse=True)
def door(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quiet Monday."""
    monkeypatch.setattr(timezone, "now", lambda: AT)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    # The challenge's library looks at the real clock.
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()


def proof() -> str:
    """A solved challenge, as the browser's script sends it."""
    given = challenge.new_challenge(AT)
    keys = ("algorithm", "challenge", "salt", "signature")
    solution = altcha.solve_challenge(
        given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
    )
    assert solution is not None
    payload = {**{key: given[key] for key in keys}, "number": solution.number}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def form(**fields: Any) -> dict[str, Any]:
    """A filled-in form; what one of the three does not ask it does not read."""
    token = new_token()
    return {
        **SAID,
        "agency": "rfbsc",
        "page": "/agencies/rfbsc/",
        "topic": "fact",
        "to": "superior",
        "asked": "2024 年某调查结果",
        "token": token,
        "opened": challenge.stamp(token, AT - timedelta(minutes=5)),
        "altcha": proof(),
        **fields,
    }


def send(slug: str, given: dict[str, Any], client: Client | None = None) -> Any:
    return (client or Client()).post(f"/feedback/{slug}/", given)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(answer)))


@pytest.mark.clause("SR-12")
def test_anybody_may_ask_why_and_gets_number_code_receiver_and_day() -> None:
    given = form()
    answer = send("why", given)
    message = Message.objects.get()
    page = words(answer)
    assert answer.status_code == 200
    for told in (message.number, CODES.code_of(given["token"]), "荣丰办事处", "2026-11-30"):
        assert told in page
    assert (message.asked, message.text, message.name) == (given["asked"], SAID["text"], SAID["name"])
    assert ("no-store" in answer["Cache-Control"], answer.cookies) == (True, {})


@pytest.mark.clause("条例51")
def test_who_has_not_applied_may_complain_and_need_not_say_who(sender: Sender) -> None:
    answer = send("complaint", form(topic="late", name="", contact=""))
    message = Message.objects.get()
    assert answer.status_code == 200
    assert (message.sort, message.agency.code, message.against, message.name) == (
        "complaint", "lxcz", sender.agency, "",
    )  # fmt: skip
    assert "不交给被投诉的荣丰办事处" in words(answer)


def test_an_error_goes_to_the_agency_whose_page_it_is_else_to_the_office_of_the_county(
    sender: Sender,
) -> None:
    document = sender.county.published()
    address = f"/documents/{document.index_number}/"
    assert f"{address}?" not in html(Client().get(address))
    link = re.search(r'href="(/feedback/error/\?page=[^"]+)"', html(Client().get(address)))
    assert link
    opened = html(Client().get(link[1]))
    assert f'value="{address}"' in opened
    send("error", form(page=f"{address}?q=某人的名字#x"))
    first = Message.objects.get()
    assert (first.agency, first.document, first.page) == (document.agency, document, address)
    send("error", form(page="/time-limits/"))
    assert Message.objects.latest("pk").agency.code == "lxcz"


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays() -> None:
    answer = send("error", form(page="/no/such/page/", topic="", text="", name="留着的名字"))
    page = html(answer)
    assert answer.status_code == 422
    for said in ("本网站没有这个网页", "请选择是什么问题", "请写明是什么情况", "留着的名字"):
        assert said in page
    answer = send("why", form(agency="nobody", asked=""))
    assert answer.status_code == 422
    for said in ("请选择是哪个机关", "请写明想问哪件信息"):
        assert said in html(answer)
    assert not Message.objects.exists()


ODD = [
    "//evil.example/",
    "https://evil.example/documents/",
    "javascript:alert(1)",
    "/desk/",
    "/desk/feedback/message/",
    "/apply/consultation/abcdefghijklmnopqrstuvwxyz/",
    "/\\evil.example/",
    "/%2f%2fevil.example/",
    "/documents/../desk/",
    "/documents/wy-rfbsc/2099-00001/",
    "/agencies/nobody/",
    "/no/such/page/",
    "/documents/%0aX/",
    "/documents/%ff/",
    '/documents/"><script>alert(1)</script>',
    "/" + "a" * 100_000,
    "[",
    "//[",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_other_page_can_be_named(odd: str) -> None:
    assert place_at(odd, AT) is None
    opened = Client().get("/feedback/error/", {"page": odd})
    assert opened.status_code == 200
    assert "不是本网站的网页" in html(opened)
    assert "evil.example" not in html(opened)
    assert "<script>alert" not in html(opened)
    answer = send("error", form(page=odd))
    assert answer.status_code == 422
    assert "<script>alert" not in html(answer)
    assert not Message.objects.exists()


@pytest.mark.clause("SR-12")
def test_a_version_that_is_not_public_yet_is_no_page(sender: Sender) -> None:
    document = sender.county.published()
    change = {"reason": "改正日期。", "changed_on": "2026-11-02"}
    sender.county.do("disclosure.revise", document.ref, "rfbsc-drafter", change)
    address = f"/documents/{document.index_number}/versions/"
    assert place_at(f"{address}1/", AT + timedelta(days=1)) is not None
    assert place_at(f"{address}2/", AT + timedelta(days=1)) is None


def test_without_an_office_for_it_the_form_says_so(sender: Sender) -> None:
    above = sender.county.agencies["lxcz"]
    above.functions = []
    above.save()
    answer = send("error", form(page="/time-limits/"))
    assert answer.status_code == 422
    assert "还没有机关在网上受理" in html(answer)


def test_the_page_from_which_one_comes_is_filled_in_where_it_is_ours() -> None:
    ours = Client().get("/feedback/error/", headers={"referer": "http://testserver/documents/?q=x"})
    assert 'value="/documents/"' in html(ours)
    other = Client().get("/feedback/error/", headers={"referer": "http://evil.example/documents/"})
    assert 'value="/documents/"' not in html(other)


@pytest.mark.clause("SR-12")
def test_the_form_does_not_tell_what_there_is(sender: Sender) -> None:
    """A withheld document's title, one that nobody wrote, a number: the same page, and none of it is looked up."""
    sender.county.draft(title="一份不公开的公文")
    document = Document.objects.get()
    pages = set()
    for asked in (document.title, "没有这样的公文", "wy-rfbsc/2024-00001"):
        answer = send("why", form(asked=asked))
        number = Message.objects.latest("pk").number
        hidden = re.sub(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", "CODE", html(answer).replace(number, "NUMBER"))
        pages.add(hidden)
        assert Message.objects.latest("pk").document is None
        assert asked not in html(answer)
    assert len(pages) == 1


def test_script_in_a_text_is_shown_as_text_or_refused(sender: Sender) -> None:
    assert send("why", form(text="<script>alert(1)</script>")).status_code == 422
    given = form(text="1 < 2 & <b>粗</b>", asked="<x onerror=alert(1)>")
    assert send("why", given).status_code == 200
    visitor = Client()
    visitor.post(
        "/feedback/track/", {"number": Message.objects.get().number, "code": CODES.code_of(given["token"])}
    )
    page = html(visitor.get("/feedback/track/"))
    assert "<b>粗" not in page
    assert "<x onerror" not in page
    desk = Client()
    desk.force_login(sender.county.people["rfbsc-applications_clerk"])
    page = html(desk.get(f"/desk/feedback/message/{Message.objects.get().pk}/change/"))
    assert "&lt;b&gt;粗" in page
    assert "<x onerror" not in page


def test_a_text_that_is_too_long_comes_back_whole() -> None:
    answer = send("complaint", form(topic="late", text="长" * 10_000))
    assert answer.status_code == 422
    assert "长" * 10_000 in html(answer)
    assert "超过 3,000 个字" in html(answer)


@pytest.mark.parametrize("slug", ["why", "error", "complaint"])
def test_a_form_sent_twice_registers_one_message(slug: str) -> None:
    given = form(topic="late" if slug == "complaint" else "fact")
    first, second = send(slug, given), send(slug, given)
    assert (first.status_code, second.status_code, Message.objects.count()) == (200, 200, 1)
    assert CODES.code_of(given["token"]) in html(second)
    # Nor does a finger that trembles use up the tries of its network.
    assert {send(slug, given).status_code for _ in range(70)} == {200}
    assert send("why", form()).status_code == 200


def test_without_script_a_form_goes_after_a_while_and_seldom() -> None:
    token = new_token()
    hasty = {"token": token, "opened": challenge.stamp(token, AT - timedelta(seconds=5)), "altcha": ""}
    assert send("why", form(**hasty)).status_code == 429
    slow = [send("why", form(altcha="")).status_code for _ in range(4)]
    assert slow == [200, 200, 200, 429]
    assert send("why", form(altcha="", opened="made:up:1")).status_code == 429


def test_a_flood_is_held_up_and_what_was_typed_stays() -> None:
    codes = [send("why", form()).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    answer = send("error", form(text="还在这里"))
    assert answer.status_code == 429
    assert "还在这里" in html(answer)


def test_another_site_can_send_nothing() -> None:
    answer = Client().post("/feedback/why/", form(), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not Message.objects.exists()


@pytest.fixture
def sent() -> tuple[Message, str]:
    """A message and its code."""
    given = form(text="只有我知道的事")
    send("why", given)
    return Message.objects.latest("pk"), CODES.code_of(given["token"])


def test_number_and_code_open_the_message_and_nothing_else_does(sent: tuple[Message, str]) -> None:
    message, code = sent
    visitor = Client()
    for number, tried in (
        (message.number, "7K3M-Q2XW-94TC"),
        ("L2026-9999", code),
        ("", ""),
        (message.number, ""),
    ):
        answer = visitor.post("/feedback/track/", {"number": number, "code": tried})
        assert answer.status_code == 422
        assert not visitor.cookies
    loose = f" {message.number.lower().replace('-', '－')} "
    answer = visitor.post("/feedback/track/", {"number": loose, "code": code.lower().replace("-", " ")})
    assert answer.status_code == 303
    assert list(visitor.cookies) == [HOLDER.cookie]
    page = visitor.get("/feedback/track/")
    assert "只有我知道的事" in html(page)
    assert "no-store" in page["Cache-Control"]
    assert "只有我知道的事" not in html(Client().get("/feedback/track/"))


def test_guessing_codes_is_held_up_and_the_right_code_is_not(sent: tuple[Message, str]) -> None:
    message, code = sent
    tried = [
        Client().post("/feedback/track/", {"number": message.number, "code": f"7K3M-Q2XW-94T{last}"})
        for last in "23456789ACD"
    ]
    assert [answer.status_code for answer in tried] == [422] * 10 + [429]
    assert ENTRANCE.wrong in html(tried[0])
    assert Client().post("/feedback/track/", {"number": message.number, "code": code}).status_code == 303


def test_the_cookie_of_one_message_opens_no_other(sent: tuple[Message, str]) -> None:
    message, code = sent
    visitor = Client()
    visitor.post("/feedback/track/", {"number": message.number, "code": code})
    Message.objects.filter(pk=message.pk).update(code_hash=CODES.hashed("2222-2222-2222"))
    assert message.number not in html(visitor.get("/feedback/track/"))
    visitor.cookies[HOLDER.cookie] = "forged"
    assert message.number not in html(visitor.get("/feedback/track/"))


@pytest.mark.clause("SR-12")
def test_the_answer_stands_on_its_page_once_confirmed_and_says_how_to_go_on(
    sender: Sender, sent: tuple[Message, str]
) -> None:
    message, code = sent
    visitor = Client()
    visitor.post("/feedback/track/", {"number": message.number, "code": code})
    handled = sender.handled(message, AT)
    assert handled.answer not in html(visitor.get("/feedback/track/"))
    sender.by("secrecy_reviewer", "feedback.confirm_answer", handled, AT)
    page = html(visitor.get("/feedback/track/"))
    for told in (handled.answer, "条例第十五条", "申请公开", "投诉举报", "不满意，向隆兴昌镇人民政府投诉"):
        assert told in page


@pytest.mark.clause("OR-7")
def test_who_is_not_satisfied_complains_on_the_page_once(sender: Sender, sent: tuple[Message, str]) -> None:
    message, code = sent
    visitor, stranger = Client(), Client()
    visitor.post("/feedback/track/", {"number": message.number, "code": code})
    assert visitor.get("/feedback/track/up/").status_code == 303
    sender.answered(message, AT)
    page = html(visitor.get("/feedback/track/up/"))
    hidden = dict(re.findall(r'name="(token|once)" value="([^"]+)"', page))
    assert stranger.post("/feedback/track/up/", {**hidden, "text": "没有说清"}).status_code == 403
    assert visitor.post("/feedback/track/up/", {"token": "0", "text": "没有说清"}).status_code == 403
    assert visitor.post("/feedback/track/up/", {**hidden, "text": ""}).status_code == 422
    assert Message.objects.count() == 1
    cookie = visitor.cookies[HOLDER.cookie].value
    for _press in range(2):
        visitor.cookies[HOLDER.cookie] = cookie
        assert visitor.post("/feedback/track/up/", {**hidden, "text": "没有说清"}).status_code == 303
    assert Message.objects.count() == 2
    up = Message.objects.latest("pk")
    assert (up.earlier, up.sort, up.agency.code) == (message, "complaint", "lxcz")
    assert up.number in html(visitor.get("/feedback/track/"))
    again = Client()
    again.post("/feedback/track/", {"number": message.number, "code": code})
    assert "不满意" not in html(again.get("/feedback/track/")).replace("不满意的答复", "")
    assert up.number in html(again.get("/feedback/track/"))


def test_the_desk_hides_who_said_it_until_that_is_asked_for(
    sender: Sender, sent: tuple[Message, str]
) -> None:
    message, _code = sent
    desk, other = Client(), Client()
    desk.force_login(sender.county.people["rfbsc-applications_clerk"])
    other.force_login(sender.county.people["lxcz-applications_clerk"])
    address = f"/desk/feedback/message/{message.pk}/change/"
    assert other.get(address).status_code == 404
    assert SAID["contact"] not in html(desk.get(address))
    assert "138****8000" in html(desk.get(address))
    sender.by("applications_clerk", "feedback.reveal", message, AT, {"reason": "打电话核实"})
    assert SAID["contact"] in html(desk.get(address))


@pytest.mark.clause("SR-12")
def test_a_withdrawn_page_leads_to_the_question_why(sender: Sender) -> None:
    document = sender.county.published()
    sender.county.do("disclosure.withdraw", document, "rfbsc-records_office", {"reason": "内容有误。"})
    page = html(Client().get(f"/documents/{document.index_number}/"))
    link = re.search(r'href="(/feedback/why/\?[^"]+)"', page)
    assert link
    opened = html(Client().get(link[1].replace("&amp;", "&")))
    assert re.search(r'<option value="rfbsc"\s+selected>', opened)
    assert document.index_number in opened
    assert document.title not in opened


def test_the_foot_leads_to_the_form_unless_another_is_named(settings: Any) -> None:
    assert ">我为政府网站找错</a>" in html(Client().get("/site-map/"))
    assert 'href="/feedback/error/?page=/site-map/"' in html(Client().get("/site-map/"))
    assert "/feedback/complaint/?agency=rfbsc" in html(Client().get("/agencies/rfbsc/"))
    assert next(clause for clause in REGISTER if clause.id == "SR-12").missing == ""


def test_what_is_public_names_nobody_and_is_gone_when_taken_down(sender: Sender) -> None:
    done = sender.answered(sender.reports_error(AT), AT)
    texts = {"title": "附件打不开", "question": "附件点开是空的", "answer": done.answer}
    drafted = sender.by("applications_clerk", "feedback.excerpt", done, AT, texts).matter
    address = f"/feedback/{done.number}/"
    assert Client().get(address).status_code == 404
    sender.by("disclosure_head", "feedback.publish_excerpt", drafted, AT)
    for place in (address, "/feedback/?agency=rfbsc&sort=error", "/search/?q=附件", "/api/v1/feedback"):
        page = html(Client().get(place))
        assert "附件打不开" in re.sub(r"</?mark>", "", page), place
        assert SAID["name"] not in page
        assert SAID["contact"] not in page
    assert "附件打不开" not in html(Client().get("/feedback/?sort=why"))
    sender.by("applications_clerk", "feedback.withdraw_excerpt", drafted, AT, {"reason": "写错了"})
    for place in (address, "/feedback/", "/search/?q=附件", "/api/v1/feedback"):
        assert "附件打不开" not in html(Client().get(place)), place
