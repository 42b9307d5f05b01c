"""Opinions: received once, kept as they came, masked in public, answered alone or in a group, fed back before the decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from foundation.casework.refusals import Invalid, Refused
from foundation.visitors.codes import new_token
from participation.clockwork import erase_due
from participation.doors import CODES
from participation.gates import unanswered
from participation.masks import masked
from participation.models import Answer, Call, Membership, Opinion, OpinionMark, Sender
from participation.reading import opinions, table
from participation.receiving import Said, receive
from participation.statement import statement
from tests.participation.people import ANNOUNCED, Office, says
from tests.prepared import written_out

pytestmark = pytest.mark.django_db

SAID = Said(article="第二条", stance="against", text="反对涨价。", consent="named", name="朱某某")
PHONE = "我的电话是 13800138000，请回电。"


@pytest.mark.clause("PP-4")
def test_an_opinion_is_never_changed_or_deleted(office: Office) -> None:
    opinion = says(office.opened())
    row = Opinion.objects.filter(pk=opinion.pk)
    for change in ({"text": "支持"}, {"stance": "for"}, {"digest": ""}, {"consent": "private"}):
        with pytest.raises(InternalError), transaction.atomic():
            row.update(**change)
    for said in ("DELETE FROM participation_opinion", "UPDATE participation_opinion SET text = 'x'"):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(said)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        row.delete()
    assert row.get() == opinion


@pytest.mark.clause("PP-7")
def test_the_last_second_is_in_time_and_the_next_is_not(office: Office) -> None:
    call = office.opened()
    assert call.closes_at is not None
    assert call.takes(call.closes_at - timedelta(seconds=1))
    says(call, at=call.closes_at - timedelta(seconds=1))
    assert not call.takes(call.closes_at)
    with pytest.raises(InternalError), transaction.atomic():
        says(call, at=call.closes_at)
    assert Opinion.objects.count() == 1


@pytest.mark.clause("PP-7")
def test_what_comes_in_the_second_of_the_opening_is_in_time(office: Office) -> None:
    office.county.at = office.county.at.replace(hour=13, microsecond=700_000)
    call = office.opened()
    opened = office.county.at
    says(call, at=opened + timedelta(milliseconds=100))
    office.county.at += timedelta(days=1)
    given = {
        "channel": "letter",
        "received_on": str(localdate(opened)),
        "article": "",
        "stance": "for",
        "text": "赞成。",
        "consent": "anonymous",
    }
    office.do("record_opinion", call, "applications_clerk", given)
    assert [row.received_at for row in Opinion.objects.all()] == [call.opened_at] * 2


def test_the_same_form_sent_twice_is_one_opinion(office: Office) -> None:
    call, token = office.opened(), new_token()
    first = receive(call, SAID, token, office.county.at)
    second = receive(call, SAID, token, office.county.at + timedelta(seconds=2))
    assert (second.opinion, second.code, second.again) == (first.opinion, first.code, True)
    assert Opinion.objects.count() == 1
    assert CODES.matches(first.code, first.opinion.code_hash)


def test_an_opinion_takes_few_queries_and_locks_nothing_that_others_need(office: Office) -> None:
    call = office.opened()
    with CaptureQueriesContext(connection) as asked:
        receive(call, SAID, new_token(), office.county.at)
    said = [written_out(query["sql"]) for query in asked]
    assert len([sql for sql in said if "SAVEPOINT" not in sql]) == 2
    assert not any("FOR UPDATE" in sql or "FOR NO KEY" in sql for sql in said)


@pytest.mark.clause("PP-4")
def test_personal_data_are_masked_and_the_words_are_kept_inside(office: Office) -> None:
    opinion = says(office.opened(), PHONE)
    assert opinion.masked
    assert "13800138000" not in opinion.text
    assert opinion.sender.original == PHONE
    with connection.cursor() as cursor:
        cursor.execute("SELECT original FROM participation_sender")
        (stored,) = cursor.fetchone()
    assert "13800138000" not in stored
    assert masked("第 3 条不合理") == "第 3 条不合理"
    with pytest.raises(InternalError), transaction.atomic():
        Sender.objects.update(original="别的话")


@pytest.mark.clause("PP-8")
def test_a_letter_is_entered_by_a_clerk_even_after_the_last_day_if_it_came_in_time(office: Office) -> None:
    call = office.opened()
    day = str(localdate(office.county.at))
    given = {
        "channel": "letter",
        "received_on": day,
        "article": "第二条",
        "stance": "for",
        "text": "赞成。",
        "consent": "named",
        "name": "朱某某",
    }
    done = office.do("record_opinion", call, "applications_clerk", given)
    opinion = Opinion.objects.get()
    assert opinion.number in done.shown[0]
    assert opinion.recorded_by is not None
    closed = office.closed(call)
    office.do("record_opinion", closed, "drafter", given)
    with pytest.raises(Invalid, match="这一天不在里面"):
        office.do(
            "record_opinion", closed, "drafter", {**given, "received_on": str(localdate(office.county.at))}
        )
    with pytest.raises(InternalError), transaction.atomic():
        says(closed)
    assert Opinion.objects.count() == 2


@pytest.mark.clause("PP-4")
def test_a_correction_is_a_row_and_a_withdrawal_a_mark(office: Office) -> None:
    call = office.opened()
    first, second = says(call), says(call, "另一条意见")
    receive(call, SAID, new_token(), office.county.at, corrects=first)
    OpinionMark.objects.create(opinion=second, kind="withdrawn", at=office.county.at)
    rows = list(table(opinions(call)))
    assert [row.result for row in rows] == ["已更正", "已撤回", ""]
    assert [row.who for row in rows] == ["匿名", "匿名", "朱**"]
    assert unanswered(call).count() == 1
    with pytest.raises(InternalError), transaction.atomic():
        OpinionMark.objects.update(reason="x")


@pytest.mark.clause("PP-4")
def test_a_group_is_answered_as_a_whole_and_a_member_taken_out_needs_its_own_answer(office: Office) -> None:
    call = office.opened()
    members = [says(call, f"支持阶梯水价，建议扩大第一档 {n}") for n in range(3)]
    numbers = "\n".join(opinion.number for opinion in members)
    office.do("group", call, "drafter", {"title": "扩大第一档", "opinions": numbers})
    with pytest.raises(Invalid, match="归并"):
        office.do("group", call, "drafter", {"title": "再来一次", "opinions": numbers})
    group = call.groups.get()
    with pytest.raises(Invalid, match="理由"):
        office.do("answer", call, "drafter", {"group": group.pk, "result": "not_adopted"})
    with pytest.raises(Invalid, match="已经归并"):
        office.do("answer", call, "drafter", {"opinions": members[0].number, "result": "adopted"})
    assert unanswered(call).count() == 3
    office.do("answer", call, "drafter", {"group": group.pk, "result": "adopted"})
    assert unanswered(call).count() == 0
    given = {"opinions": members[1].number, "reason": "说的是第三档"}
    office.do("take_out", call, "drafter", given)
    assert list(unanswered(call)) == [members[1]]
    closed = office.closed(call)
    with pytest.raises(Refused, match=members[1].number):
        office.fed_back(closed)
    office.do(
        "answer",
        closed,
        "drafter",
        {"opinions": members[1].number, "result": "partly", "because": "另行研究"},
    )
    done = office.fed_back(closed)
    assert done.counts["results"] == {"adopted": 2, "partly": 1}
    for change in (Answer.objects.all(), Membership.objects.all()):
        with pytest.raises(InternalError), transaction.atomic():
            change.update(call=done.pk)


@pytest.mark.clause("PP-4")
def test_the_database_takes_no_refusal_without_a_reason(office: Office) -> None:
    call = office.opened()
    opinion = says(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(call=call, opinion=opinion, result="not_adopted", at=office.county.at)


@pytest.mark.clause("PP-4")
def test_nothing_is_submitted_with_an_opinion_unanswered_or_without_a_statement(office: Office) -> None:
    call = office.opened()
    says(call, "坚决反对涨价，理由如下。", stance="against")
    decision = office.closed(call).decision
    with pytest.raises(Refused, match="没有答复"):
        office.submitted(decision)
    office.answered(call, result="not_adopted", because="成本上升")
    done = office.submitted(decision)
    for word in ("坚决反对涨价", "成本上升", "荣丰周报", "共收到意见 1 条", "网上 1 条"):
        assert word in done.statement
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        type(done).objects.filter(pk=done.pk).update(statement="")


@pytest.mark.clause("PP-4")
def test_the_statement_quotes_what_the_public_may_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("participation.statement.QUOTED", 3)
    call = office.opened()
    private = says(call, "这几句反对的话不要公布。", stance="against", consent="private")
    hidden = says(call, "反对涨价。某某村王某某知道。", stance="against")
    others = [says(call, f"反对的理由之{n}。", stance="against") for n in "甲乙丙"]
    given = {"opinions": hidden.number, "text": "反对涨价。〔隐去姓名〕。", "reason": "别人的姓名"}
    office.do("show_as", call, "drafter", given)
    emptied = {"title": "空了的一组", "opinions": others[0].number}
    office.do("group", call, "drafter", emptied)
    answer = {"group": call.groups.get().pk, "result": "not_adopted", "because": "这一组的理由"}
    office.do("answer", call, "drafter", answer)
    office.do("take_out", call, "drafter", {"opinions": others[0].number, "reason": "另行答复"})
    office.answered(call, result="not_adopted", because="成本上升")
    told = statement(office.closed(call).decision)
    for words in ("反对涨价。〔隐去姓名〕。", private.number, "共收到意见 5 条", "（5 条，以下列出前 3 条"):
        assert words in told
    for words in (
        "不要公布。",
        "王某某",
        "空了的一组",
        f"{others[2].number}：反对的理由之丙。\n{others[2].number}",
    ):
        assert words not in told


def test_no_opinions_are_said_to_be_none(office: Office) -> None:
    call = office.closed(office.opened())
    assert "没有收到意见" in statement(call.decision)
    assert office.fed_back(call).counts["total"] == 0


@pytest.mark.clause("PP-4")
@pytest.mark.clause("PP-6")
def test_the_document_that_decides_is_published_after_the_feedback_on_every_channel(office: Office) -> None:
    county = office.county
    document = county.determined()
    call = office.opened()
    says(call)
    closed = office.closed(call)
    decision = closed.decision
    office.do("name_document", decision, "drafter", {"document": document.pk})
    with pytest.raises(Refused, match="还没有审议决定"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    office.answered(closed)
    office.decided(decision)
    with pytest.raises(Refused, match="还没有公开反馈"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    done = office.fed_back(closed)
    with pytest.raises(Refused, match="荣丰周报、局公示栏"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    for channel in done.carriers.all():
        given: dict[str, Any] = {
            "channel": channel.pk,
            "feedback_on": str(localdate(county.at)),
            "where": "第 8 期",
        }
        office.do("carried", done, "records_office", given)
    with pytest.raises(Refused, match="还没有发布"):
        office.do("announce", decision, "records_office", ANNOUNCED)
    county.do("disclosure.publish", document, "rfbsc-records_office")
    assert office.do("announce", decision, "records_office", ANNOUNCED).matter.state == "announced"


@pytest.mark.clause("PP-4")
def test_the_published_words_of_an_opinion_may_be_masked_by_a_mark_alone(office: Office) -> None:
    call = office.opened()
    opinion = says(call, "不同意涨价。某某村的王某某最清楚，请去问。")
    given = {
        "opinions": opinion.number,
        "text": "不同意涨价。〔隐去姓名〕，请去问。",
        "reason": "别人的姓名",
    }
    office.do("show_as", call, "drafter", given)
    for changed in (
        "完全支持。",
        "〔隐去〕同意涨价。某某村的王某某最清楚，请去问。",
        "不同意〔隐去〕。某某村的王某某最清楚，请去问。",
        "不同意涨价。〔隐去姓名〕不清楚，请去问。",
        "请去问。〔隐去姓名〕不同意涨价。",
        "不同意涨价。",
    ):
        with pytest.raises(Invalid, match="原话"):
            office.do("show_as", call, "drafter", {**given, "text": changed})
    [row] = table(opinions(call))
    assert (row.text, row.hidden) == (given["text"], "别人的姓名")
    assert Opinion.objects.get().text == "不同意涨价。某某村的王某某最清楚，请去问。"


@pytest.mark.clause("PP-4")
def test_what_is_hidden_is_not_repeated_in_answers_points_and_the_result(office: Office) -> None:
    call = office.opened()
    first = says(call, "请查东街二巷老赵家的水表。反对涨价。", name="周某某")
    second = says(call, "座机 0478-5218888 没有人接。\n电话 13800138000", name="村民", consent="private")
    given = {"opinions": first.number, "text": "〔隐去住址〕。反对涨价。", "reason": "别人的住址"}
    office.do("show_as", call, "drafter", given)
    answer = {"opinions": first.number, "result": "not_adopted"}
    for because in ("老赵家的水表没有问题：请查东街二巷老赵家的水表。", "周某某的意见已经研究。"):
        with pytest.raises(Invalid, match="隐去的话"):
            office.do("answer", call, "drafter", {**answer, "because": because})
    numbers = f"{first.number} {second.number}"
    for title in ("周某某反映的问题", "一三八〇〇一三八〇〇〇"):
        with pytest.raises((Invalid, Refused), match="隐去的话"):
            office.do("group", call, "drafter", {"title": title, "opinions": numbers})
    office.do("answer", call, "drafter", {**answer, "because": "反对涨价的村民多，暂不调整。"})
    office.do(
        "answer", call, "drafter", {"opinions": second.number, "result": "elsewhere", "because": "转水务局。"}
    )
    # A mark that comes after the answer.
    late = {**given, "text": "〔隐去住址〕。〔隐去〕。"}
    with pytest.raises(Invalid, match="隐去的话"):
        office.do("show_as", call, "drafter", late)
    closed = office.closed(call)
    with pytest.raises(Invalid, match="反馈说明里有"):
        office.do("feed_back", closed, "records_office", {"result": "周某某等人的意见已经采纳。"})
    Answer.objects.filter(opinion=second).update(reason="已请周某某转告。")
    with pytest.raises(Invalid, match=f"{second.number}的答复里有"):
        office.fed_back(closed)
    Answer.objects.filter(opinion=second).update(reason="转水务局。")
    done = office.fed_back(closed)
    assert "不能再改" in office.do("show_as", done, "drafter", late).shown[0]


@pytest.mark.clause("PP-4")
def test_what_was_masked_stays_masked(office: Office) -> None:
    call = office.opened()
    opinion = says(call, PHONE)
    given = {"opinions": opinion.number, "text": PHONE, "reason": "不必隐去"}
    with pytest.raises(Invalid, match="手机号码"):
        office.do("show_as", call, "drafter", given)
    shown = "我的电话是 〔隐去手机号码〕，〔隐去〕。"
    office.do("show_as", call, "drafter", {**given, "text": shown})
    with pytest.raises((Invalid, Refused), match="手机号码"):
        office.do("show_as", call, "drafter", {**given, "text": shown, "reason": "号码 13800138000"})


def test_whoever_does_not_agree_to_publication_is_only_counted(office: Office) -> None:
    call = office.opened()
    says(call, "这几句不要公布", consent="private")
    [row] = table(opinions(call))
    assert "不要公布" not in row.text


@pytest.mark.clause("PP-4")
def test_whoever_left_an_address_is_told_of_the_feedback(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "participation.acts.answering.announce", lambda **given: bool(told.append(given)) or True
    )
    call = office.opened()
    opinion = says(call, contact="someone@example.com")
    says(call)
    office.answered(call)
    office.fed_back(office.closed(call))
    assert [given["email"] for given in told] == ["someone@example.com"]
    assert opinion.number in told[0]["body"]


def test_a_call_of_another_decision_is_none_of_its_business(office: Office) -> None:
    call = office.opened()
    opinion = says(call)
    office.do("withdraw_call", call, "records_office", {"reason": "有误"})
    other: Call = office.opened()
    with pytest.raises(Invalid, match="没有这条意见"):
        office.do("answer", other, "drafter", {"opinions": opinion.number, "result": "adopted"})


@pytest.mark.clause("PP-4")
def test_what_was_said_of_a_withdrawn_draft_is_answered_as_well(office: Office) -> None:
    first = office.opened()
    opinion = says(first)
    withdrawn = office.do("withdraw_call", first, "records_office", {"reason": "有误，另行公开。"}).matter
    second = office.opened(office.county.fresh(first.decision))
    office.closed(second)
    with pytest.raises(Refused, match=opinion.number):
        office.submitted(second.decision)
    office.answered(withdrawn)
    assert "中途撤回" in office.submitted(second.decision).statement


@pytest.mark.clause("PP-4")
def test_the_answers_to_a_withdrawn_draft_are_fed_back_before_the_decision(office: Office) -> None:
    first = office.opened()
    opinion = says(first, "第二档的价格偏高。")
    withdrawn = office.do("withdraw_call", first, "records_office", {"reason": "有误，另行公开。"}).matter
    table_of = f"/participation/{first.decision.number}/opinions/1/"
    given = {"result": "意见已经吸收到新的一稿。"}
    with pytest.raises(Refused, match=opinion.number):
        office.do("feed_back_withdrawn", withdrawn, "records_office", given)
    office.answered(withdrawn, result="partly", because="写进新的一稿")
    second = office.opened(office.county.fresh(first.decision))
    closed = office.closed(second)
    document = office.county.determined()
    office.do("name_document", closed.decision, "drafter", {"document": document.pk})
    office.decided(closed.decision)
    done = office.fed_back(closed)
    for channel in done.carriers.all():
        day = str(localdate(office.county.at))
        office.do(
            "carried", done, "records_office", {"channel": channel.pk, "feedback_on": day, "where": "同一栏"}
        )
    assert Client().get(table_of).status_code == 404
    with pytest.raises(Refused, match="还没有公开反馈"):
        office.county.do("disclosure.publish", document, "rfbsc-records_office")
    back = office.do("feed_back_withdrawn", withdrawn, "records_office", given).matter
    assert (back.state, back.counts["total"]) == ("withdrawn", 1)
    page = Client().get(f"/participation/{first.decision.number}/").content.decode()
    assert given["result"] in page
    assert "写进新的一稿" in Client().get(table_of).content.decode()
    office.county.do("disclosure.publish", document, "rfbsc-records_office")
    with pytest.raises(Refused, match="反馈已经公开"):
        office.answered(withdrawn)
    with pytest.raises(InternalError), transaction.atomic():
        Answer.objects.filter(opinion=opinion).update(reason="换了一个理由")


def test_whoever_looks_at_a_sender_says_why(office: Office) -> None:
    call = office.opened()
    opinion = says(call, PHONE, name="朱某某", contact="someone@example.com")
    given = {"opinions": opinion.number, "reason": "核实情况"}
    [told] = office.do("reveal", call, "applications_clerk", given).shown
    for words in ("朱某某", "someone@example.com", PHONE):
        assert words in told
    with pytest.raises(Invalid):
        office.do("reveal", call, "applications_clerk", {**given, "reason": ""})


def test_personal_data_are_erased_when_their_term_is_over(office: Office) -> None:
    call = office.opened()
    says(call, PHONE, name="朱某某", contact="someone@example.com")
    office.answered(call)
    done = office.fed_back(office.closed(call))
    assert done.fed_back_at is not None
    assert erase_due(at=done.fed_back_at + timedelta(days=30)) == 0
    assert erase_due(at=done.fed_back_at + timedelta(days=366 * 40)) == 1
    sender = Sender.objects.get()
    assert (sender.name, sender.contact, sender.original) == ("", "", "")
