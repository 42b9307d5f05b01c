"""A poll from its design to its report, its pages, and what hangs on it (PP-6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from foundation.questionnaires.models import Ballot, Questionnaire
from foundation.visitors import challenge
from participation.clockwork import close_polls_due
from participation.models import Poll
from tests.participation import polls
from tests.participation.people import ANNOUNCED, Office, says
from tests.participation.polls import POLL
from tests.participation.test_pages import Clock, proof

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PP-6")]

POLL_PAGE = "/participation/J2026-001/poll/"
FORM = f"{POLL_PAGE}answer/"


@pytest.fixture
def poll(office: Office) -> Poll:
    return polls.opened(office)


@pytest.fixture
def clock(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """An hour after the poll opened, and easy proofs."""
    assert poll.opened_at is not None
    moved = Clock(poll.opened_at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()
    yield moved
    cache.clear()


def asked(poll: Poll) -> Questionnaire:
    assert poll.questionnaire is not None
    return poll.questionnaire


# From design to report


@pytest.mark.clause("SR-4")
def test_exactly_the_wording_that_was_reviewed_is_asked(office: Office) -> None:
    poll = polls.designed(office)
    with pytest.raises(Refused):
        office.do("open_poll", poll, "records_office")
    poll = polls.ready(office, office.started(ways=["poll"], traits=[]))
    with pytest.raises(DatabaseError, match="reviewed"), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(wording="【填写】别的？")
    opened = office.do("open_poll", poll, "records_office").matter
    assert asked(opened).wording == poll.wording
    assert asked(opened).last_day == opened.last_day


def test_what_is_missing_or_cannot_be_asked_is_named(office: Office) -> None:
    with pytest.raises(Invalid, match="重复"):
        polls.designed(office, wording="【单选】问？\n是\n是")
    poll = polls.designed(office, office.started(ways=["poll"], traits=[]), whom="", wording="")
    with pytest.raises(Refused, match="调查哪些人、题目"):
        office.do("hand_in_poll", poll, "drafter")


def test_a_poll_is_planned_and_there_is_one(office: Office) -> None:
    with pytest.raises(Refused):
        polls.designed(office, office.started())
    poll = polls.designed(office)
    with pytest.raises(Refused):
        office.do("draft_poll", poll.decision, "drafter", POLL)


def test_the_clock_closes_it(poll: Poll) -> None:
    assert poll.closes_at is not None
    assert close_polls_due(at=poll.closes_at - timedelta(seconds=1)) == 0
    assert close_polls_due(at=poll.closes_at) == 1
    poll.refresh_from_db()
    assert poll.state == "closed"


def test_sheets_that_do_not_add_up_are_not_counted(office: Office, poll: Poll) -> None:
    polls.answered(office, poll, 4)
    closed = polls.closed(office, poll)
    good = {"printed": 10, "issued": 6, "returned": 5, "void": 1, "void_because": "空白"}
    for wrong in ({"returned": 4}, {"issued": 12}, {"printed": 3}, {"void": 0}, {"void_because": ""}):
        with pytest.raises(Invalid):
            office.do("count_poll", closed, "drafter", {**good, **wrong})
    counted = office.do("count_poll", closed, "drafter", good).matter
    assert (counted.state, counted.outstanding) == ("counted", 1)
    assert asked(counted).state == "counted"


def test_the_database_counts_no_poll_without_its_questionnaire(office: Office, poll: Poll) -> None:
    closed = polls.closed(office, poll)
    with pytest.raises(DatabaseError, match="counted by"), transaction.atomic():
        Poll.objects.filter(pk=closed.pk).update(state="counted")


def test_paper_is_entered_twice_and_the_ledger_tells_of_stacks_alone(office: Office, poll: Poll) -> None:
    one, two, three = polls.slips(office, poll, 3)
    stack = f"{one}|1|2|车少\n{two}|2|1|"
    done = office.do("enter_sheets", poll, "drafter", {"sheets": stack})
    assert done.line.detail == {"first": 2, "agreed": 0}
    with pytest.raises(Invalid, match="另一个人"):
        office.do("enter_sheets", poll, "drafter", {"sheets": stack})
    with pytest.raises(Invalid, match="序号"):
        office.do("enter_sheets", poll, "applications_clerk", {"sheets": f"{three}|9"})
    done = office.do(
        "enter_sheets", poll, "applications_clerk", {"sheets": f"{one}|1|2|车少\n{two}|1|1|\n{three}|1"}
    )
    assert done.line.detail == {"first": 1, "agreed": 1}
    assert any("第 1 题" in sentence for sentence in done.shown)
    assert Ballot.objects.count() == 0
    closed = polls.closed(office, poll)
    numbers = {"printed": 3, "issued": 3, "returned": 1, "void": 0}
    with pytest.raises(Invalid, match="只录了一遍"):
        office.do("count_poll", closed, "drafter", numbers)
    voided = {**numbers, "returned": 3, "void": 2, "void_because": "两遍对不上"}
    office.do("count_poll", closed, "drafter", voided)
    assert Ballot.objects.get().layer == "paper"
    lines = "".join(str(line.detail) + line.reason for line in LedgerLine.objects.all())
    assert not any(code in lines for code in (one, two, three))


def test_report_and_adoption_are_published_together(office: Office, poll: Poll) -> None:
    counted = polls.counted(office, poll, 0)
    with pytest.raises(Invalid):
        office.do("report_poll", counted, "records_office", {"report": "好。", "adoption": ""})
    with pytest.raises(Refused):
        office.do("report_poll", counted, "records_office", {"report": "电话 13800138000", "adoption": "好"})
    reported = office.do("report_poll", counted, "records_office", polls.REPORT).matter
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Poll.objects.filter(pk=reported.pk).update(adoption="别的")


# What hangs on it


def test_a_planned_poll_goes_to_the_county_government_with_its_report(office: Office) -> None:
    decision = office.started(ways=["poll"], traits=[])
    with pytest.raises(Refused, match="民意调查"):
        office.submitted(decision)
    poll = polls.opened(office, decision)
    with pytest.raises(Refused, match="还没有办完"):
        office.submitted(decision)
    with pytest.raises(Refused, match="还没有办完"):
        office.do("drop", office.county.fresh(decision), "leader", {"reason": "不办了"})
    office.do("report_poll", polls.counted(office, poll, 0), "records_office", polls.REPORT)
    submitted = office.submitted(decision)
    assert "民意调查" in submitted.statement
    assert "（计划）" not in submitted.statement
    assert polls.REPORT["report"] in submitted.statement


def test_the_document_waits_until_the_report_is_public_wherever_the_poll_ran(office: Office) -> None:
    """`disclosure.publish` and the announcement are refused before."""
    county = office.county
    decision = office.started(ways=["poll"], traits=[])
    document = county.determined()
    office.do("name_document", county.fresh(decision), "drafter", {"document": document.pk})
    office.do(
        "report_poll",
        polls.counted(office, polls.opened(office, decision), 0),
        "records_office",
        polls.REPORT,
    )
    decided = office.decided(decision)
    with pytest.raises(Refused, match="荣丰社区公示栏"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    poll = Poll.objects.get(decision=decision)
    office.do("carried_poll", poll, "records_office", {"channel": "荣丰社区公示栏"})
    county.do("disclosure.publish", document, "rfbsc-records_office")
    assert office.do("announce", decided, "records_office", ANNOUNCED).matter.state == "announced"


def test_a_document_that_was_public_before_the_report_is_not_named(office: Office) -> None:
    county = office.county
    decision = office.started(ways=["poll"], traits=[])
    poll = polls.opened(office, decision)
    published = county.published()
    office.do("report_poll", polls.counted(office, poll, 0), "records_office", polls.REPORT)
    with pytest.raises(Refused, match="不能关联"):
        office.do("name_document", county.fresh(decision), "drafter", {"document": published.pk})


# Pages


def test_one_answers_with_a_code_once_and_no_cookie_is_set(office: Office, poll: Poll, clock: Clock) -> None:
    (code,) = polls.slips(office, poll, 1)
    client = Client()
    page = client.get(FORM)
    assert page.status_code == 200
    assert "checked" not in page.content.decode().partition("<main")[2]  # its styles stand within it
    given = {"code": code.lower(), "q1": "0", "q2": "1", "do": "send"}
    assert "问卷已收到" in client.post(FORM, given).content.decode()
    again = client.post(FORM, given)
    assert again.status_code == 422
    assert "已经用过" in again.content.decode()
    assert not client.cookies
    assert Ballot.objects.get().layer == "code"
    assert (
        LedgerLine.objects.filter(act__startswith="participation.").last().act == "participation.issue_slips"
    )


def test_without_a_code_one_proves_and_answers_once_a_day_from_a_network(poll: Poll, clock: Clock) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    since = challenge.stamp(f"questionnaire-{poll.questionnaire_id}", clock.at - timedelta(minutes=1))
    given = {"q2": "0", "do": "send", "opened": since}
    unproved = client.post(FORM, given)
    assert unproved.status_code == 422
    assert "纸质问卷" in unproved.content.decode()
    assert client.post(FORM, {**given, "altcha": proof(clock.at)}).status_code == 200
    neighbour = Client(REMOTE_ADDR="203.0.113.99")
    second = neighbour.post(FORM, {**given, "altcha": proof(clock.at)})
    assert "今天已经交过" in second.content.decode()
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    solution = proof(clock.at)
    assert elsewhere.post(FORM, {**given, "altcha": solution}).status_code == 200
    assert elsewhere.post(FORM, {**given, "altcha": solution}).status_code == 200, "a second click"
    assert Client(REMOTE_ADDR="192.0.2.1").post(FORM, {**given, "altcha": solution}).status_code == 422
    clock.at += timedelta(days=1)
    assert client.post(FORM, {**given, "altcha": proof(clock.at)}).status_code == 200
    assert set(Ballot.objects.values_list("layer", flat=True)) == {"web"}
    assert Ballot.objects.count() == 3


def test_guessed_codes_are_slowed_and_the_right_one_is_not(office: Office, poll: Poll, clock: Clock) -> None:
    (code,) = polls.slips(office, poll, 1)
    client = Client()
    wrong = [client.post(FORM, {"code": "00000-00000-0", "q2": "0"}).status_code for _ in range(12)]
    assert wrong[0] == 422
    assert wrong[-1] == 429
    assert client.post(FORM, {"code": code, "q2": "0"}).status_code == 200


def test_nothing_typed_is_lost_and_after_the_last_second_nothing_is_taken(poll: Poll, clock: Clock) -> None:
    client = Client()
    page = client.post(FORM, {"code": "ABC", "q1": "1", "q3": "水压低<b>"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "水压低&lt;b&gt;" in shown
    assert shown.partition("<main")[2].count("checked") == 1
    assert client.post(FORM, {"do": "send"}).status_code == 422
    assert poll.closes_at is not None
    clock.at = poll.closes_at
    late = client.post(FORM, {"q2": "0", "altcha": proof(clock.at)})
    assert late.status_code == 409
    assert "截止" in late.content.decode()
    assert Ballot.objects.count() == 0


def test_no_address_shows_a_result_before_the_report(office: Office, poll: Poll, clock: Clock) -> None:
    polls.answered(office, poll, 4)
    client = Client()
    for state in ("open", "counted"):
        if state == "counted":
            polls.counted(office, poll, 4)
        page = client.get(POLL_PAGE)
        assert page.status_code == 200
        assert "满意率" not in page.content.decode().replace("“不了解”和没有回答的不算在满意率的人数里", "")
        assert client.get(f"{POLL_PAGE}result.csv").status_code == 404


def test_the_desk_shows_no_result_before_the_count(office: Office, poll: Poll) -> None:
    polls.answered(office, poll, 4)
    client = Client()
    client.force_login(office.county.people["rfbsc-drafter"])
    address = f"/desk/participation/poll/{poll.pk}/change/"
    assert "统计以前，谁也看不到" in client.get(address).content.decode()
    polls.counted(office, poll, 4)
    client.force_login(office.county.people["rfbsc-drafter"])
    assert "不满意 1" in client.get(address).content.decode()


def test_the_result_stands_as_table_with_bars_beside_and_as_a_file(office: Office) -> None:
    poll = polls.reported(office, many=40)
    client = Client()
    page = client.get(POLL_PAGE).content.decode()
    assert '满意率 <b class="num">75.0%</b>' in page
    assert "59.8% 到 85.8%" in page
    assert page.index("<table") < page.index('<svg class="poll-chart"')
    assert "style=" not in page[page.index("<main") :]
    assert "样本不足" in page, "the open web, where nobody answered"
    assert polls.REPORT["adoption"] in page
    assert polls.REPORT["adoption"] in client.get("/participation/J2026-001/").content.decode()
    content = client.get(f"{POLL_PAGE}result.csv").content
    digest = hashlib.sha256(content).hexdigest()
    assert digest in page
    assert digest == asked(poll).result_digest


def test_slips_are_printed_by_whoever_has_the_key(office: Office, poll: Poll, clock: Clock) -> None:
    shown = office.do("issue_slips", poll, "drafter", {"many": 3}).shown
    key = shown[0].partition("：")[2]
    client = Client()
    page = client.post(f"{POLL_PAGE}slips/", {"key": key.lower()})
    codes = re.findall(r'slip-number">([0-9A-Z-]+)<', page.content.decode())
    assert len(codes) == 3
    assert page.content.decode().count("<svg") >= 3
    assert "no-store" in page["Cache-Control"]
    assert client.post(FORM, {"code": codes[0], "q2": "0"}).status_code == 200
    left = client.post(f"{POLL_PAGE}slips/", {"key": key}).content.decode()
    assert all(code in left for code in codes), "nobody sees whose code is spent"
    for wrong in ("", "A" * 26, key[:-1]):
        assert client.post(f"{POLL_PAGE}slips/", {"key": wrong}).status_code == 422
    lines = "".join(str(line.detail) for line in LedgerLine.objects.all())
    assert key not in lines


def test_drafts_and_polls_go_on_side_by_side(office: Office) -> None:
    decision = office.started(ways=["draft", "poll"])
    call = office.opened(decision)
    says(call)
    poll = polls.opened(office, office.county.fresh(decision))
    office.do("report_poll", polls.counted(office, poll, 0), "records_office", polls.REPORT)
    office.fed_back(office.answered(office.closed(call)))
    assert office.decided(decision).state == "decided"


@pytest.mark.clause("SR-13")
@pytest.mark.clause("PP-6")
def test_a_poll_that_should_not_have_been_asked_is_withdrawn_and_another_follows(office: Office) -> None:
    poll = polls.opened(office, office.started(traits=[], ways=["poll"]))
    number = poll.decision.number
    reason = {"reason": "第二题问得有倾向，另行调查。"}
    withdrawn = office.do("withdraw_poll", poll, "records_office", reason).matter
    pages = [Client().get(f"/participation/{number}/{page}").content.decode() for page in ("", "poll/")]
    question = poll.questionnaire.questions[0].text
    assert all("问得有倾向" in page and question not in page for page in pages)
    for page in ("poll/answer/", "poll/slips/", "poll/result.csv"):
        assert Client().get(f"/participation/{number}/{page}").status_code == 404
    with pytest.raises(DatabaseError, match="PP-6"), transaction.atomic():
        Poll.objects.filter(pk=withdrawn.pk).update(state="open")
    again = polls.opened(office, office.county.fresh(poll.decision))
    assert question in Client().get(f"/participation/{number}/poll/").content.decode()
    office.do("withdraw_poll", again, "records_office", reason)
    dropped = office.do("drop", office.county.fresh(poll.decision), "leader", {"reason": "不再需要"}).matter
    assert dropped.state == "dropped"


@pytest.mark.parametrize("wording", ["", "【单选】\n\n甲"])
def test_the_page_of_a_poll_opens_whatever_its_wording_is(office: Office, wording: str) -> None:
    """A draft may be blank, and what is struck in its review may leave what cannot be asked."""
    poll = polls.designed(office, wording="")
    Poll.objects.filter(pk=poll.pk).update(wording=wording)
    client = Client()
    client.force_login(office.county.people[f"{office.code}-drafter"])
    assert client.get(f"/desk/participation/poll/{poll.pk}/change/").status_code == 200
