"""The pages of citizens: choosing units, the questionnaire, one question a screen, complaints, results."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from evaluation.models import Complaint, Round, UnitResult
from evaluation.views import answering
from foundation.agencies.models import Agency
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NoSuchMatter
from foundation.questionnaires.models import Ballot
from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from tests.evaluation.rounds import KEYS, RELATION, WORST, Rounds
from tests.participation.test_pages import Clock, proof

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-5")]

ANSWER = "/evaluation/2026/answer/"
ONE = "/evaluation/2026/one/"


def opened(row: Round, at: datetime) -> str:
    """The stamp of a form that was opened at that moment."""
    return challenge.stamp(f"questionnaire-{row.questionnaire_id}", at)


def filled(place: int, tick: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "unit": [place],
        **{f"s{place}q{key}": str(tick) for key in KEYS},
        f"s{place}q{RELATION}": "0",
        **more,
    }


@pytest.fixture
def row(rounds: Rounds) -> Round:
    return rounds.opened()


@pytest.fixture
def clock(row: Round, rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An hour after the round opened, and easy proofs."""
    moved = Clock(rounds.county.at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()
    return moved


def test_one_chooses_units_and_answers_with_a_code_once(rounds: Rounds, row: Round, clock: Clock) -> None:
    (code,) = rounds.slips(row, 1)
    client = Client()
    page = client.get(ANSWER).text
    assert "荣丰办事处" in page
    assert "checked" not in below_the_styles(page)
    page = client.get(f"{ANSWER}?unit=0&unit=1").text
    assert page.count("公开的内容全面吗？") == 2
    assert "checked" not in below_the_styles(page)
    given = filled(0) | {"unit": [0, 1], "s1q1": "2", "code": code.lower()}
    assert "问卷已收到" in client.post(ANSWER, given).text
    again = client.post(ANSWER, given)
    assert (again.status_code, "已经用过" in again.text) == (422, True)
    assert not client.cookies
    assert sorted(Ballot.objects.values_list("subject", flat=True), key=str) == [0, 1, None]
    line = LedgerLine.objects.filter(act__startswith="evaluation.").last()
    assert line is not None
    assert line.act == "evaluation.issue_slips", "no line of a ballot"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("?go=on", "至少选一个"),
        ("?unit=99", "至少选一个"),
        ("?unit=x&unit=-1", "至少选一个"),
        ("?unit=0&unit=0", ""),
    ],
)
def test_units_that_are_none(row: Round, clock: Clock, query: str, why: str) -> None:
    page = Client().get(f"{ANSWER}{query}")
    assert page.status_code == (422 if why else 200)
    assert why in page.text
    assert page.text.count("公开的内容全面吗？") == (0 if why else 1)


def test_six_units_are_too_many(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    Agency.objects.bulk_create(
        Agency(code=f"z{n}", name=f"第{n}局", short_name=f"{n}局", kind="department") for n in range(4)
    )
    row = rounds.opened()
    assert row.units.count() == 6
    monkeypatch.setattr(timezone, "now", lambda: rounds.county.at)
    cache.clear()
    five, six = ("&".join(f"unit={n}" for n in range(many)) for many in (5, 6))
    assert Client().get(f"{ANSWER}?{five}").text.count("公开的内容全面吗？") == 5
    page = Client().get(f"{ANSWER}?{six}")
    assert (page.status_code, "最多选 5 个" in page.text) == (422, True)
    (code,) = rounds.slips(row, 1)
    given = {"unit": list(range(6)), **{f"s{n}q1": "0" for n in range(6)}, "code": code}
    assert Client().post(ANSWER, given).status_code == 422
    assert not Ballot.objects.exists()


def test_a_code_whose_sheet_was_handed_in_does_not_answer_on_the_web(
    rounds: Rounds, row: Round, clock: Clock
) -> None:
    """And what was answered on the web is not entered from paper."""
    paper, web = rounds.slips(row, 2)
    sheet = {"sheets": f"{paper}|1|1|1|1|1|1|1|1|1"}
    rounds.do("enter_sheets", row, "drafter", sheet)
    page = Client().post(ANSWER, filled(0) | {"code": paper})
    assert (page.status_code, "纸质问卷已经交来" in page.text) == (422, True)
    assert not Ballot.objects.exists()
    assert Client().post(ANSWER, filled(0) | {"code": web}).status_code == 200
    with pytest.raises(Invalid, match="已经用过"):
        rounds.do("enter_sheets", row, "drafter", {"sheets": f"{web}|1|1|1|1|1|1|1|1|1"})


def test_a_slip_of_another_year_answers_nothing(rounds: Rounds, row: Round, clock: Clock) -> None:
    (old,) = rounds.slips(row, 1)
    rounds.do("withdraw_round", row, "records_office", {"reason": "题目有错。"})
    rounds.on("2027-02-01")
    rounds.opened(year=2027, title="2027 年社会评议", opens_on="2027-03-01", closes_on="2027-03-20")
    clock.at = rounds.county.at + timedelta(hours=1)
    page = Client().post(ANSWER.replace("2026", "2027"), filled(0) | {"code": old})
    assert (page.status_code, "没有这个问卷码" in page.text) == (422, True)
    assert not Ballot.objects.exists()


def test_all_at_once_from_one_address_are_held_up_and_a_code_is_not(
    rounds: Rounds, row: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many in a minute so many are taken as a network may send in a day; whoever has a slip answers all the same."""
    monkeypatch.setattr(answering, "OF_A_NETWORK", 3)
    client, since = Client(REMOTE_ADDR="203.0.113.7"), opened(row, clock.at - timedelta(minutes=2))
    sent = [
        client.post(ANSWER, filled(0, altcha=proof(clock.at), opened=since)).status_code for _n in range(8)
    ]
    assert sent == [200] * 3 + [422] * 5
    (code,) = rounds.slips(row, 1)
    assert client.post(ANSWER, filled(0) | {"code": code}).status_code == 200


def test_what_belongs_to_no_chosen_unit_is_not_taken(rounds: Rounds, row: Round, clock: Clock) -> None:
    (code,) = rounds.slips(row, 1)
    given = filled(0) | {"s1q1": "0", "s7q1": "0", "code": code}
    assert Client().post(ANSWER, given).status_code == 200
    assert set(Ballot.objects.values_list("subject", flat=True)) == {0, None}


def test_without_a_code_one_proves_and_a_network_answers_so_often_a_day(
    row: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A village shares one address: some dozens of a day are taken."""
    monkeypatch.setattr(answering, "OF_A_NETWORK", 2)
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert client.post(ANSWER, filled(0)).status_code == 422
    solution, since = proof(clock.at), opened(row, clock.at - timedelta(minutes=2))
    assert client.post(ANSWER, filled(0, altcha=solution, opened=since)).status_code == 200
    assert client.post(ANSWER, filled(0, altcha=proof(clock.at), opened=since)).status_code == 200
    assert client.post(ANSWER, filled(0, altcha=proof(clock.at), opened=since)).status_code == 422
    assert Ballot.objects.filter(layer="web", subject=None).count() == 2


def test_what_comes_quicker_than_anybody_reads_is_taken_and_counted_apart(
    rounds: Rounds, row: Round, clock: Clock
) -> None:
    """All 满意 in three seconds, a stamp that is not ours, a field that nobody sees: thanked alike, in no index."""
    page = Client().get(f"{ANSWER}?unit=0").text
    since = hidden(page)["opened"][0]
    clock.at += timedelta(seconds=3)
    quick = {"altcha": "", "opened": since}
    strange = challenge.stamp("questionnaire-0", clock.at - timedelta(minutes=5))
    slow = {"opened": opened(row, clock.at - timedelta(minutes=5))}
    yesterday = {"opened": opened(row, clock.at - timedelta(hours=30))}
    for n, more in enumerate(
        (quick, {}, {"opened": strange}, slow | {"homepage": "http://x"}, slow, yesterday)
    ):
        given = filled(0) | more | {"altcha": proof(clock.at)}
        sent = Client(REMOTE_ADDR=f"203.0.{n}.7").post(ANSWER, given)
        assert (sent.status_code, "问卷已收到" in sent.text) == (200, True)
    (code,) = rounds.slips(row, 1)
    assert Client().post(ANSWER, filled(0) | {"code": code}).status_code == 200
    persons = Ballot.objects.filter(subject=None).values_list("layer", flat=True)
    assert sorted(persons) == ["code", "quick", "quick", "quick", "quick", "web", "web"]
    done = rounds.announced_of(row, 1)
    unit = rounds.unit(done, "lxcz" if rounds.unit(done, "lxcz").place == 0 else "rfbsc")
    subject = done.questionnaire.result["subjects"][0]
    assert subject["persons"] == {"main": 1, "open": 2, "apart": 0, "quick": 4}
    assert rounds.result(done, unit.evaluated.code).ways["open"]["persons"] == 2
    assert "4</span> 份填得太快，单独统计" in Client().get("/evaluation/2026/").text
    assert "公开网页填得太快的（单独统计）" in Client().get("/evaluation/2026/result.csv").content.decode()


def test_one_question_a_screen_carries_when_it_was_opened(row: Round, clock: Clock) -> None:
    """Whoever took ten minutes on ten screens is not taken for a machine on the last."""
    client = Client()
    page = client.post(ONE, {"unit": ["0"]}).text
    since = hidden(page)["opened"]
    clock.at += timedelta(minutes=10)
    page = client.post(ONE, hidden(page) | {"tick": "2"}).text
    page = client.post(ONE, hidden(page) | {"go": "end"}).text
    assert hidden(page)["opened"] == since
    client.post(ANSWER, hidden(page) | {"altcha": proof(clock.at)})
    assert set(Ballot.objects.values_list("layer", flat=True)) == {"web"}


def test_every_question_of_the_large_form_may_be_read_aloud(row: Round, clock: Clock) -> None:
    page = Client().post(ONE, {"unit": ["0"]}).text
    assert 'data-read="form.large"' in page
    assert page.count("data-aloud") == 4, "the four answers"


def test_what_a_supervisor_opens_in_a_unit_is_a_page(rounds: Rounds, row: Round) -> None:
    """In the order of the six heads, with the questions of the plan; a tick has no name, so that it is sent nowhere."""
    unit = rounds.unit(row, "lxcz")
    page = Client().get(f"/evaluation/2026/units/{unit.number}/pocket/").text
    heads = [page.index(head) for head in ("公开内容</h2>", "公开形式</h2>", "公开制度</h2>", "其他</h2>")]
    assert heads == sorted(heads)
    assert "公开的内容全面吗？" in page
    assert "/documents/heads/?agency=lxcz" in page
    assert re.search(r"<input[^>]*type=.checkbox.[^>]*name=", below_the_styles(page)) is None
    assert Client().get("/evaluation/2026/units/99/pocket/").status_code == 404


def test_nothing_typed_is_lost(row: Round, clock: Clock) -> None:
    page = Client().post(ANSWER, filled(0, 1) | {f"s0q{WORST}": "水<b>太慢", "code": "ABC"})
    assert page.status_code == 422
    assert "水&lt;b&gt;太慢" in page.text
    assert below_the_styles(page.text).count("checked") == len(KEYS) + 1


def test_after_the_last_second_nothing_is_taken(rounds: Rounds, row: Round, clock: Clock) -> None:
    clock.at = row.ends_at
    late = Client().post(ANSWER, filled(0, altcha=proof(clock.at)))
    assert late.status_code == 409
    assert "截止" in late.text
    assert not Ballot.objects.exists()


def below_the_styles(page: str) -> str:
    """What stands on a page: its styles, which stand within it, have words of their own."""
    return page[page.index("<main") :]


def hidden(page: str) -> dict[str, Any]:
    """The hidden fields of the first form of a page."""
    form = page[page.index("<form", page.index("<main")) :].split("</form>")[0]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_one_question_a_screen_without_script(rounds: Rounds, row: Round, clock: Clock) -> None:
    """Forward, back, skip, and all of it at once at the end; nothing is kept on the way."""
    (code,) = rounds.slips(row, 1)
    client = Client()
    page = client.post(ONE, {"unit": ["0"]}).text
    assert '第 <span class="num">1</span> 题' in page
    page = client.post(ONE, hidden(page) | {"tick": "2"}).text
    assert "公开的内容真实吗？" in page
    page = client.post(ONE, hidden(page) | {"go": "back"}).text
    assert "不满意（刚才选的）" in page
    page = client.post(ONE, hidden(page) | {"tick": "0"}).text
    page = client.post(ONE, hidden(page) | {"go": "skip"}).text
    assert "找得到吗？" in page
    for _ in range(6):
        page = client.post(ONE, hidden(page) | {"tick": "0"}).text
    assert "最该改的一件事" in page
    page = client.post(ONE, hidden(page) | {f"s0q{WORST}": "慢", "go": "on"}).text
    assert "您的年龄？" in page
    page = client.post(ONE, hidden(page) | {"tick": "1"}).text
    assert "答完了" in page
    assert not Ballot.objects.exists()
    sent = client.post(ANSWER, hidden(page) | {"code": code})
    assert "问卷已收到" in sent.text
    assert not client.cookies
    ticks = Ballot.objects.get(subject=0).ticks
    assert ticks == {**{key: [0] for key in KEYS if key != "2"}, RELATION: [0]}


def test_one_may_stop_anywhere_and_hand_in(rounds: Rounds, row: Round, clock: Clock) -> None:
    (code,) = rounds.slips(row, 1)
    client = Client()
    page = client.post(ONE, {"unit": ["0"]}).text
    assert "就答到这里" not in page, "nothing is answered yet"
    page = client.post(ONE, hidden(page) | {"tick": "2"}).text
    page = client.post(ONE, hidden(page) | {"go": "end"}).text
    assert "答完了" in page
    assert "问卷已收到" in client.post(ANSWER, hidden(page) | {"code": code}).text
    assert Ballot.objects.get(subject=0).ticks == {"1": [2]}


def test_a_tablet_forgets_what_was_refused_or_left(rounds: Rounds, row: Round, clock: Clock) -> None:
    client = Client()
    refused = client.post(ANSWER, filled(0) | {"kiosk": "1", "code": "ABC"})
    assert refused.status_code == 422
    assert refused["Refresh"] == "120; url=/evaluation/2026/one/?kiosk=1"
    left = client.post(ONE, {"unit": ["0"], "kiosk": "1"})
    assert left["Refresh"].startswith("120;")
    assert "Refresh" not in client.post(ONE, {"unit": ["0"]})


def test_a_tablet_at_the_counter_forgets(rounds: Rounds, row: Round, clock: Clock) -> None:
    (code,) = rounds.slips(row, 1)
    client = Client()
    page = client.get(f"{ONE}?kiosk=1").text
    page = client.post(ONE, hidden(page) | {"unit": ["1"]}).text
    assert hidden(page)["kiosk"] == ["1"]
    sent = client.post(ANSWER, filled(1) | {"kiosk": "1", "code": code})
    assert sent["Refresh"] == "8; url=/evaluation/2026/one/?kiosk=1"
    assert "cache" in sent["Clear-Site-Data"]
    assert "no-store" in sent["Cache-Control"]


def test_thanks_prove_nothing(rounds: Rounds, row: Round, clock: Clock) -> None:
    """Whoever is asked for a picture of it shows what everybody gets, whatever was answered."""
    pages = []
    for tick, code in enumerate(rounds.slips(row, 2)):
        pages.append(Client().post(ANSWER, filled(tick, tick) | {"code": code}).text)
    assert pages[0] == pages[1]


def test_a_complaint_is_read_at_the_office_alone(rounds: Rounds, row: Round, clock: Clock) -> None:
    client, token = Client(), new_token()
    given = {
        "unit": "0",
        "text": "让我们把问卷截图发到群里。",
        "contact": "13800138000",
        "token": token,
        "altcha": proof(clock.at),
    }
    address = "/evaluation/2026/complain/"
    assert "有人替我填" in client.get(address).text
    assert client.post(address, {**given, "text": ""}).status_code == 422
    page = client.post(address, given).text
    assert "已经收到" in page, page[page.index("<main") :][:1500]
    assert "已经收到" in client.post(address, given).text, "a second click"
    complaint = Complaint.objects.get()
    assert complaint.unit is not None
    assert complaint.unit.evaluated.code == "lxcz"
    assert "截图" not in str(list(LedgerLine.objects.values_list("detail", "reason")))
    for name in ("lxcz-department_head", "lxcz-records_office"):
        assert not Complaint.objects.visible_to(rounds.county.actor(name)).exists()
    rounds.county.at = clock.at
    data = {"finding": "true", "handling": "作废 3 份，约谈负责人。"}
    done = rounds.do("handle_complaint", complaint, "records_office", data).matter
    assert done.state == "handled"


def test_no_address_shows_a_result_before_the_announcement(rounds: Rounds) -> None:
    fed_back = rounds.fed_back()
    client = Client()
    assert fed_back.state == "fed_back"
    assert "88.1" not in client.get("/evaluation/2026/").text
    for address in ("result.csv", "units/1/", "units/2/"):
        assert client.get(f"/evaluation/2026/{address}").status_code == 404


@pytest.mark.clause("SE-7")
def test_the_result_says_how_many_and_who(rounds: Rounds) -> None:
    row = rounds.announced()
    client = Client()
    page = client.get("/evaluation/2026/").text
    assert "88.1" in page
    assert "样本不足" in page
    assert "不代表全县居民" in page
    number = rounds.unit(row, "rfbsc").number
    page = client.get(f"/evaluation/2026/units/{number}/").text
    assert '满意率 <b class="num">75.0%</b>' in page
    assert "也可能是基本满意" in page
    assert page.index("<table") < page.index('class="bar"')
    few = client.get(f"/evaluation/2026/units/{rounds.unit(row, 'lxcz').number}/").text
    assert "少于 5 人，不公布" in few
    content = client.get("/evaluation/2026/result.csv").content.decode()
    assert "荣丰办事处,1,满意度,公开的内容全面吗？,满意,凭问卷码填写的（网上和纸质）,24,32,0" in content
    assert "隆兴昌镇人民政府,1,满意度,公开的内容全面吗？,满意,凭问卷码填写的（网上和纸质）,不公布" in content


@pytest.mark.clause("SE-6")
def test_anybody_tries_the_arithmetic(rounds: Rounds) -> None:
    rounds.noticed()
    client = Client()
    page = client.get("/evaluation/2026/arithmetic/?well=24&rather=6&badly=2&panel=").text
    assert "88.1" in page
    assert "样本不足" in client.get("/evaluation/2026/arithmetic/?well=9&rather=0&badly=0&panel=").text
    assert client.get("/evaluation/2026/arithmetic/?well=x&rather=0&badly=0").status_code == 200


@pytest.mark.clause("SE-6")
def test_everybody_computes_every_index_again_from_the_file(rounds: Rounds) -> None:
    """From the file and the numbers of the plan alone, in a dozen lines that know nothing of the room."""
    people = [rounds.nominated(f"{name}某", "panel") for name in "甲乙丙"]
    for person in people:
        rounds.do("announce_supervisor", person, "records_office")
    rounds.county.at += timedelta(days=6)
    people = [
        rounds.do("appoint", one, "department_head", {"starts_on": "2026-03-08"}).matter for one in people
    ]
    row = rounds.opened()
    rounds.answered(row, [0] * 20 + [1] * 12 + [2] * 5)
    for person in people:
        rounds.scored(row, person, 1)
    graded = rounds.do("grade_round", rounds.counted(row, 37), "department_head").matter
    fed_back = rounds.do("feed_back", graded, "records_office").matter
    for result in fed_back.results.select_related("agency"):
        rounds.do("accept", result, "department_head", code=result.agency.code)
    done = rounds.announce(fed_back)
    content = Client().get("/evaluation/2026/units.csv").content.decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(content)))
    names = ("公开内容", "公开形式", "公开程序和时限", "公开制度", "公开效果", "其他")
    weights = dict(zip(names, done.heads, strict=True))
    ways: list[tuple[int, float]] = []
    for way in sorted({line["方式"] for line in told}):
        lines = [line for line in told if (line["单位"], line["方式"]) == ("荣丰办事处", way)]
        heads: dict[str, list[float]] = {}
        for line in lines:
            if int(line["计算时的权重"]):
                well, rather, badly = (int(line[name]) for name in ("满意", "基本满意", "不满意"))
                points = (100 * well + 70 * rather) / (well + rather + badly)
                heads.setdefault(line["方面"], []).append(points)
        if heads:
            index = sum(weights[head] * sum(points) / len(points) for head, points in heads.items()) / 100
            ways.append((int(lines[0]["计算时的权重"]), index))
    assert [weight for weight, _index in ways] == [40, 60]
    signed = [line for line in told if line["单位"] == "荣丰办事处" and line["方式"].startswith("评议小组")]
    assert {(line["人（张）"], line["其中评议小组"], line["其中社会监督员"]) for line in signed} == {
        ("3", "3", "0")
    }
    assert {(line["满意"], line["基本满意"]) for line in signed} == {("0", "3")}
    whole = sum(weight * index for weight, index in ways) / 100
    index = UnitResult.objects.get(unit__name="荣丰办事处").index
    assert index is not None
    assert abs(whole - float(index)) < 0.051
    few = [line for line in told if line["单位"] == "隆兴昌镇人民政府"]
    assert {line["满意"] for line in few} == {"不公布"}


def test_a_complaint_about_the_office_is_read_by_the_county_alone(
    rounds: Rounds, row: Round, clock: Clock
) -> None:
    place = rounds.unit(row, "rfbsc").place
    given = {"unit": str(place), "text": "要我们截图。", "token": new_token(), "altcha": proof(clock.at)}
    assert "已经收到" in Client().post("/evaluation/2026/complain/", given).text
    complaint = Complaint.objects.get()
    for name in ("rfbsc-records_office", "rfbsc-department_head"):
        assert not Complaint.objects.visible_to(rounds.county.actor(name)).exists()
    rounds.county.at = clock.at
    data = {"finding": "true", "handling": "约谈。"}
    with pytest.raises(NoSuchMatter):
        rounds.do("handle_complaint", complaint, "records_office", data)
    assert rounds.do("handle_complaint", complaint, "county_supervisor", data).matter.state == "handled"
