"""A letter of any room: head, number, addressee, and whom to ask; nothing that it lacks goes unnoticed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from foundation.agencies.models import Agency
from foundation.correspondence.announcing import announce
from foundation.correspondence.letters import (
    Case,
    Form,
    MissingValue,
    compose,
    letterhead,
    numbered,
)
from foundation.papers import render

AGENCY = Agency(
    name="五原县水利局",
    office_address="隆兴昌镇",
    office_phone="0478-5210000",
    disclosure_office="办公室",
    office_hours="工作日",
)
CASE = Case(**letterhead(AGENCY), document_number="五水问〔2026〕3号", issued_on=date(2026, 11, 3))
PLAIN = Form("整改通知书", "correspondence/letter.html")


def test_a_letter_has_head_number_addressee_and_contact_and_blank_paper_for_the_seal() -> None:
    page = compose(PLAIN, CASE, to="五原县农牧和科技局", remedies=["可以申请复核。"])
    for said in (
        "<title>五原县水利局整改通知书</title>",
        "五水问〔2026〕3号",
        "五原县农牧和科技局：",
        "可以申请复核。",
        "2026年11月3日",
        "联系电话：0478-5210000",
        "地址：隆兴昌镇",
    ):
        assert said in page


def test_the_body_may_name_another_addressee() -> None:
    form = replace(PLAIN, addressee="third_party")
    page = compose(form, replace(CASE, body={"third_party": "某某公司"}), to="王某某")
    assert "某某公司：" in page
    assert "王某某" not in page


@pytest.mark.parametrize("body", [{}, {"reasons": ""}, {"reasons": []}, {"reasons": None}])
def test_what_it_has_to_say_is_asked_for(body: dict[str, Any]) -> None:
    with pytest.raises(MissingValue, match=r"整改通知书: reasons"):
        compose(replace(PLAIN, needs=("reasons",)), replace(CASE, body=body), to="王某某")


def test_parts_stand_under_chinese_numbers() -> None:
    assert numbered("甲乙") == [("一", "甲"), ("二", "乙")]
    numerals = [numeral for numeral, _part in numbered(range(99))]
    assert [numerals[n - 1] for n in (1, 10, 11, 20, 23, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十三",
        "九十九",
    ]
    assert len(set(numerals)) == 99


@pytest.mark.parametrize(
    ("phone", "reached"),
    [
        ("139 0000 0001", "13900000001"),
        ("+86-13900000001", "13900000001"),
        ("0478-5210000", None),
        ("", None),
    ],
)
def test_only_a_mobile_is_told_by_sms(
    phone: str, reached: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("foundation.correspondence.announcing.tell_address", told.update)
    announce(email="", phone=phone, subject="有新文书", body="请查看。", key="letter:1", at=None)  # type: ignore[arg-type]
    assert (told["email"], told["phone"]) == (None, reached)


def test_no_rule_is_left_above_nothing_where_no_more_is_known_of_the_sender() -> None:
    blank = Case(**letterhead(Agency(name="五原县水利局")), document_number="", issued_on=date(2026, 11, 3))
    rules = [ruled(compose(PLAIN, case, to="五原县农牧和科技局")) for case in (CASE, blank)]
    assert rules == [True, False]


def ruled(page: str) -> bool:
    """Whether a line is drawn on the paper of a letter."""
    content = PdfReader(BytesIO(render(page, title="函"))).pages[0].get_contents()
    assert content is not None
    return re.search(rb"\b[\d.]+ w\b|\bre\b", content.get_data()) is not None
