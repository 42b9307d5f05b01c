"""What citizens ask about a document, the answer for everybody, and the sentences that nobody understands (PI-5)."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from disclosure.models import Document
from foundation.casework import ledger
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines import clocks
from foundation.notices.models import Notice
from foundation.search.models import Entry
from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from interpretation.doors import CODES
from interpretation.findings import not_understood
from interpretation.models import Question, Unclear
from interpretation.statute import QUESTION
from interpretation.unclear import sentences
from tests.disclosure.texts import DECLASSIFIED, STRUCK
from tests.interpretation.people import Office, answered, asked

pytestmark = pytest.mark.django_db
ANSWER = {"question": "租房子住的能不能领？", "answer": "能。带上租房合同。"}


@pytest.fixture
def document(office: Office, monkeypatch: pytest.MonkeyPatch) -> Document:
    """A published document; a quiet day for proofs of work."""
    monkeypatch.setattr(challenge, "EFFORT", 20)
    # The challenge's library looks at the real clock.
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    return office.county.published()


def proof(office: Office) -> str:
    """A solved challenge, as the browser's script sends it."""
    given = challenge.new_challenge(office.county.at)
    keys = ("algorithm", "challenge", "salt", "signature")
    solution = altcha.solve_challenge(
        given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
    )
    assert solution is not None
    payload = {**{key: given[key] for key in keys}, "number": solution.number}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def form(office: Office, document: Document, /, **fields: Any) -> dict[str, Any]:
    token = new_token()
    return {
        "document": document.index_number,
        "text": "租房子的能领吗？",
        "token": token,
        "opened": challenge.stamp(token, office.county.at - timedelta(minutes=5)),
        "altcha": proof(office),
        **fields,
    }


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.clause("PI-5")
def test_anybody_asks_from_the_documents_page_and_gets_number_code_and_day(
    office: Office, document: Document
) -> None:
    page = Client().get(f"/documents/{document.index_number}/").content.decode()
    link = re.search(r'href="(/interpretation/ask/\?document=[^"]+)"', page)
    assert link
    opened = Client().get(link[1])
    assert document.title in words(opened)
    assert "县里的承诺" in words(opened)
    given = form(office, document)
    sent = Client().post("/interpretation/ask/", given)
    question = Question.objects.get()
    for told in (question.number, CODES.code_of(given["token"]), "2026-11-16"):
        assert told in words(sent)
    assert (sent.cookies, "no-store" in sent["Cache-Control"]) == ({}, True)
    again = Client().post("/interpretation/ask/", given)
    assert question.number in words(again)
    assert Question.objects.count() == 1
    entry = {"number": question.number.lower(), "code": CODES.code_of(given["token"])}
    followed = Client().post("/interpretation/track/", entry)
    assert "待答复" in words(followed)
    wrong = Client().post("/interpretation/track/", {**entry, "code": "7K3M-Q2XW-94TC"})
    assert (wrong.status_code, "不对" in words(wrong), given["text"] in words(wrong)) == (422, True, False)


@pytest.mark.clause("PI-5")
def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Office, document: Document) -> None:
    empty = Client().post("/interpretation/ask/", form(office, document, text=" "))
    assert (empty.status_code, "请写明想问什么" in words(empty)) == (422, True)
    hasty = form(office, document, altcha="")
    hasty["opened"] = challenge.stamp(hasty["token"], office.county.at)
    early = Client().post("/interpretation/ask/", hasty)
    assert (early.status_code, "租房子的能领吗？" in words(early)) == (429, True)
    assert Client().post("/interpretation/ask/", form(office, document, document="x")).status_code == 404
    assert Client().get("/interpretation/ask/").status_code == 302
    elsewhere = Client(headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.post("/interpretation/ask/", form(office, document)).status_code == 403
    assert not Question.objects.exists()


@pytest.mark.clause("PI-5")
def test_an_answer_is_public_when_a_second_person_has_read_it(office: Office, document: Document) -> None:
    question = asked(office.county, document)
    assert clocks.open_clock(question, QUESTION) is not None
    written = office.by("drafter", "interpretation.answer", question, ANSWER).matter
    assert Client().get(f"/interpretation/questions/{question.number}/").status_code == 404
    office.county.grant("rfbsc-drafter", "secrecy_reviewer")
    with pytest.raises(NotPermitted):
        office.by("drafter", "interpretation.confirm_answer", written)
    office.by("secrecy_reviewer", "interpretation.return_answer", written, {"reason": "请写明依据哪一条"})
    done = answered(office, question)
    assert (done.state, done.text, clocks.open_clock(done, QUESTION)) == ("answered", "", None)
    for address in (
        "/interpretation/questions/",
        f"/interpretation/questions/{question.number}/",
        f"/documents/{document.index_number}/",
    ):
        assert ANSWER["question"] in words(Client().get(address)), address
    assert Entry.objects.filter(kind="policy_question").count() == 1
    office.by("records_office", "interpretation.withdraw_answer", done, {"reason": "说法有误"})
    assert Client().get(f"/interpretation/questions/{question.number}/").status_code == 404
    assert not Entry.objects.filter(kind="policy_question").exists()


@pytest.mark.clause("PI-5")
def test_the_database_publishes_no_answer_that_one_person_wrote_and_read(
    office: Office, document: Document
) -> None:
    question = asked(office.county, document)
    office.by("drafter", "interpretation.answer", question, ANSWER)
    row = Question.objects.filter(pk=question.pk)
    drafter = office.county.people["rfbsc-drafter"]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="answered", published_at=office.county.at, confirmed_by=drafter)
    office.by("secrecy_reviewer", "interpretation.confirm_answer", question)
    with pytest.raises(InternalError), transaction.atomic():
        row.update(answer="别的话")
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


@pytest.mark.clause("SR-4")
def test_nothing_personal_or_internal_stands_in_an_answer(office: Office) -> None:
    document = office.county.published(**DECLASSIFIED)
    question = asked(office.county, document)
    for given, says in (
        ({**ANSWER, "question": "13912345678 问能不能领"}, "手机"),
        ({**ANSWER, "answer": f"能。{STRUCK}。"}, "脱密时删去"),
    ):
        with pytest.raises(Refused, match=says):
            office.by("drafter", "interpretation.answer", question, given)


def test_what_was_typed_stands_in_no_ledger_and_no_notice(office: Office, document: Document) -> None:
    question = asked(office.county, document, "只有提问人知道的一句话")
    answered(office, question)
    lines = ledger.lines(question.kind, question.pk)
    assert not any("只有提问人" in f"{line.reason}{line.detail}" for line in lines)
    assert not any("只有提问人" in f"{one.subject}{one.body}" for one in Notice.objects.all())


def test_what_is_not_answered_says_why_and_what_waits_is_counted(office: Office, document: Document) -> None:
    question, given = asked(office.county, document), {"ground": "spam", "reason": "与文件无关的推销"}
    asked(office.county, document)
    assert "还没有答复的 0 件" in words(Client().get("/interpretation/questions/"))
    office.county.at += timedelta(days=1)
    assert "还没有答复 2 件" in words(Client().get(f"/documents/{document.index_number}/"))
    office.by("records_office", "interpretation.set_question_aside", question, given)
    fresh = office.county.fresh(question)
    assert ("推销" in fresh.set_aside_for, fresh.text) == (True, "")
    assert "还没有答复的 1 件" in words(Client().get("/interpretation/questions/"))


def test_nobody_asks_about_what_is_not_public(office: Office, document: Document) -> None:
    hidden = office.draft()
    with pytest.raises(Invalid, match="没有这份公开的文件"):
        asked(office.county, document, document=f"document:{hidden.pk}")
    done = answered(office, asked(office.county, document))
    office.by("records_office", "disclosure.withdraw", document, {"reason": "内容有误，另行发布。"})
    assert Client().get(f"/interpretation/questions/{done.number}/").status_code == 404


@pytest.mark.clause("PI-5")
def test_a_sentence_that_is_not_understood_is_counted_without_who(office: Office, document: Document) -> None:
    address = f"/interpretation/unclear/?document={document.index_number}"
    page = Client().get(address)
    first = next(iter(sentences(document.body)))
    assert first.text in words(page)
    token = new_token()
    opened = challenge.stamp(token, timezone.now() - timedelta(minutes=1))
    given = {
        "document": document.index_number,
        "sentence": str(first.place),
        "token": token,
        "opened": opened,
    }
    for _time in range(3):
        assert Client().post("/interpretation/unclear/", given).status_code == 303
    row = Unclear.objects.get()
    assert (row.sentence, row.count, row.document) == (first.text, 3, document)
    for wrong in ("", "9999", "x"):
        assert Client().post("/interpretation/unclear/", {**given, "sentence": wrong}).status_code == 422
    assert not {field.name for field in Unclear._meta.fields} & {"address", "who", "created_at"}
    told = not_understood(office.county.actor("rfbsc-drafter"), office.county.at)
    assert "3 人次说没看懂" in told[0]["says"]
    assert not_understood(office.county.actor("lxcz-drafter"), office.county.at) == []
    codes = {Client().post("/interpretation/unclear/", given).status_code for _time in range(45)}
    assert codes == {303, 429}


def test_a_mark_takes_a_proof_or_a_little_patience_and_is_not_lost(
    office: Office, document: Document
) -> None:
    first = next(iter(sentences(document.body)))
    given = {"document": document.index_number, "sentence": str(first.place)}
    page = Client().get(f"/interpretation/unclear/?document={document.index_number}").content.decode()
    assert "data-challenge" in page
    assert "打开 20 秒以后" in page
    fresh = (
        re.search(r'name="token" value="([^"]+)"', page),
        re.search(r'name="opened" value="([^"]+)"', page),
    )
    assert fresh[0] is not None
    assert fresh[1] is not None
    given |= {"token": fresh[0][1], "opened": fresh[1][1]}
    answer = Client().post("/interpretation/unclear/", given)
    assert answer.status_code == 429
    assert Unclear.objects.count() == 0
    page = answer.content.decode()
    assert "checked" in page
    assert given["token"] in page
    proved = {**given, "altcha": proof(office)}
    assert Client().post("/interpretation/unclear/", proved).status_code == 303
    assert Client().post("/interpretation/unclear/", proved).status_code == 429
    assert Unclear.objects.get().count == 1


def test_sentences_are_told_apart_and_labels_left_out() -> None:
    body = "一、谁可以领\n本镇户籍的农户可以领；外地的不可以领。\n二、附件\n略。\n第三条 每户每年领一份。"
    found = [(one.under, one.text) for one in sentences(body)]
    assert found == [
        ("一、谁可以领", "本镇户籍的农户可以领；"),
        ("一、谁可以领", "外地的不可以领。"),
        ("第三条", "每户每年领一份。"),
    ]
