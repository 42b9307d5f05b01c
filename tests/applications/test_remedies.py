"""Remedies: refusals go to reconsideration first and everything else as the citizen likes."""

from __future__ import annotations

import pytest

from applications.remedies import RECONSIDERATION_FIRST, remedies
from applications.statute import OUTCOMES
from foundation.agencies.county import CITY_GOVERNMENT, COUNTY_GOVERNMENT


@pytest.mark.clause("行政复议法23(4)")
@pytest.mark.clause("行政诉讼法45")
@pytest.mark.parametrize("outcome", sorted(RECONSIDERATION_FIRST - {"partial"}))
def test_a_refusal_goes_to_reconsideration_first(outcome: str) -> None:
    (paragraph,) = remedies([outcome], authority=COUNTY_GOVERNMENT)
    assert "60日内先向五原县人民政府申请行政复议" in paragraph
    assert "自收到复议决定书之日起15日内" in paragraph
    assert "6个月" not in paragraph


@pytest.mark.clause("行政复议法20")
@pytest.mark.clause("行政诉讼法46")
@pytest.mark.parametrize("outcome", sorted(set(OUTCOMES) - RECONSIDERATION_FIRST))
def test_everything_else_is_as_the_citizen_likes(outcome: str) -> None:
    (paragraph,) = remedies([outcome], authority=COUNTY_GOVERNMENT)
    assert "60日内向五原县人民政府申请行政复议；也可以" in paragraph
    assert "6个月内直接向人民法院提起行政诉讼" in paragraph


@pytest.mark.parametrize("outcomes", [["partial"], ["disclosed", "third_party"]])
def test_a_reply_that_gives_and_refuses_tells_of_both(outcomes: list[str]) -> None:
    first, other = remedies(outcomes, authority=COUNTY_GOVERNMENT)
    assert first.startswith("对本答复书中不予公开的内容不服的")
    assert "先向" in first
    assert other.startswith("对本答复书的其他内容不服的")
    assert "也可以" in other


def test_what_counts_as_refusal_is_what_the_statute_says() -> None:
    assert {"partial", "state_secret", "third_party", "enforcement_file"} <= RECONSIDERATION_FIRST
    assert not {"disclosed", "not_held", "repeated", "not_corrected"} & RECONSIDERATION_FIRST


def test_the_authority_is_named() -> None:
    assert CITY_GOVERNMENT in remedies(["disclosed"], authority=CITY_GOVERNMENT)[0]


def test_a_closing_notice_calls_itself_by_its_name() -> None:
    (paragraph,) = remedies(["closed"], authority=COUNTY_GOVERNMENT, letter="告知书")
    assert paragraph.startswith("如不服本告知书")
