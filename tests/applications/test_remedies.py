"""Remedies: refusals go to reconsideration first, everything else as the citizen likes, and to whom."""

from __future__ import annotations

import pytest

from applications.remedies import (
    CITY_GOVERNMENT,
    COUNTY_GOVERNMENT,
    RECONSIDERATION_FIRST,
    reconsideration_authority,
    remedies,
)
from applications.statute import OUTCOMES
from foundation.agencies.roles import AgencyKind

DEPARTMENT = AgencyKind.DEPARTMENT


@pytest.mark.clause("行政复议法23(4)")
@pytest.mark.clause("行政诉讼法45")
@pytest.mark.parametrize("outcome", sorted(RECONSIDERATION_FIRST - {"partial"}))
def test_a_refusal_goes_to_reconsideration_first(outcome: str) -> None:
    (paragraph,) = remedies([outcome], agency_kind=DEPARTMENT)
    assert "60日内先向五原县人民政府申请行政复议" in paragraph
    assert "自收到复议决定书之日起15日内" in paragraph
    assert "6个月" not in paragraph


@pytest.mark.clause("行政复议法20")
@pytest.mark.clause("行政诉讼法46")
@pytest.mark.parametrize("outcome", sorted(set(OUTCOMES) - RECONSIDERATION_FIRST))
def test_everything_else_is_as_the_citizen_likes(outcome: str) -> None:
    (paragraph,) = remedies([outcome], agency_kind=DEPARTMENT)
    assert "60日内向五原县人民政府申请行政复议；也可以" in paragraph
    assert "6个月内直接向人民法院提起行政诉讼" in paragraph


@pytest.mark.parametrize(
    ("outcomes", "has_withheld"),
    [(["partial"], False), (["disclosed", "third_party"], False), (["disclosed"], True)],
)
def test_a_reply_that_gives_and_refuses_tells_of_both(outcomes: list[str], has_withheld: bool) -> None:
    first, other = remedies(outcomes, agency_kind=DEPARTMENT, has_withheld=has_withheld)
    assert first.startswith("对本答复书中不予公开的内容不服的")
    assert "先向" in first
    assert other.startswith("对本答复书的其他内容不服的")
    assert "也可以" in other


def test_what_counts_as_refusal_is_what_the_statute_says() -> None:
    assert {"partial", "state_secret", "third_party", "enforcement_file"} <= RECONSIDERATION_FIRST
    assert not {"disclosed", "not_held", "repeated", "not_corrected"} & RECONSIDERATION_FIRST


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_agencies_of_the_county_answer_to_its_government(kind: AgencyKind) -> None:
    assert reconsideration_authority(kind) == COUNTY_GOVERNMENT


def test_the_county_government_answers_to_the_city() -> None:
    assert reconsideration_authority(DEPARTMENT, True) == CITY_GOVERNMENT


def test_a_vertically_led_organ_answers_to_its_superior() -> None:
    superior = "国家税务总局巴彦淖尔市税务局"
    assert reconsideration_authority(DEPARTMENT, superior=superior) == superior
    assert superior in remedies(["disclosed"], agency_kind=DEPARTMENT, superior=superior)[0]


def test_a_closing_notice_calls_itself_by_its_name() -> None:
    (paragraph,) = remedies(["closed"], agency_kind=DEPARTMENT, letter="告知书")
    assert paragraph.startswith("如不服本告知书")
