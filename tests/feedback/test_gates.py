"""What the sender of a message is told holds nothing that is not theirs to know."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.models import Message
from foundation.casework.refusals import Refused
from tests.applicants import on
from tests.feedback.people import Sender
from tests.personas import County

pytestmark = pytest.mark.django_db

AT, NEXT = on("2026-11-02"), on("2026-11-03")
SECRET = "关于某村土地纠纷调处情况的报告"
PUBLIC = "关于做好杏子保鲜工作的通知"


@pytest.fixture
def sender(county: County) -> Sender:
    """Somebody whose agency has a document that nobody outside knows, and one that everybody does."""
    county.draft(title=SECRET, document_number="荣办密字〔2026〕3号")
    county.published(title=PUBLIC)
    return Sender(county)


def received(sender: Sender, **fields: Any) -> Message:
    message = sender.asks_why(AT, **fields)
    done: Message = sender.by("applications_clerk", "feedback.receive", message, NEXT).matter
    return done


def answers(sender: Sender, message: Message, answer: str) -> Message:
    given = {"answer": answer, "grounds": ["third_party"]}
    done: Message = sender.by("applications_clerk", "feedback.answer", message, NEXT, given).matter
    return done


@pytest.mark.clause("SR-12")
@pytest.mark.parametrize("named", [SECRET, f"《{SECRET}》第三页", "见荣办密字〔2026〕3号"])
def test_an_answer_names_no_document_that_the_sender_did_not(sender: Sender, named: str) -> None:
    with pytest.raises(Refused, match="没有公开的文件") as refused:
        answers(sender, received(sender), f"您问的是{named}，依法不公开。")
    assert refused.value.clause.id == "SR-12"


@pytest.mark.clause("SR-12")
def test_what_the_sender_named_and_what_is_public_may_be_named(sender: Sender) -> None:
    answered = answers(sender, received(sender, asked=SECRET), f"{SECRET}不公开；已经公开的有{PUBLIC}。")
    assert answered.state == "confirming"


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(
    "told", ["请打 13900139000 问张某", "身份证号 11010519491231002X", "本件属机密★五年"]
)
def test_an_answer_holds_no_personal_data_and_no_marking(sender: Sender, told: str) -> None:
    with pytest.raises(Refused, match="写的内容里有") as refused:
        answers(sender, received(sender), told)
    assert refused.value.clause.id == "SR-4"


@pytest.mark.clause("SR-12")
def test_nor_do_the_reasons_for_passing_it_on_or_setting_it_aside(sender: Sender) -> None:
    message = received(sender)
    for role, act, data in (
        ("applications_clerk", "pass_on", {"to": "lxcz", "reason": f"{SECRET}由镇政府制作。"}),
        ("disclosure_head", "set_aside", {"ground": "elsewhere", "reason": f"已在{SECRET}里写明。"}),
    ):
        with pytest.raises(Refused, match="没有公开的文件"):
            sender.by(role, f"feedback.{act}", message, NEXT, data)
