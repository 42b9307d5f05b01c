"""Remedies: refusals go to reconsideration first and everything else as the citizen likes."""

from __future__ import annotations

from datetime import date

import pytest

from applications.queries import last_days
from applications.remedies import RECONSIDERATION_FIRST, remedies
from applications.statute import OUTCOMES
from foundation.agencies.county import (
    CITY_COURT,
    CITY_GOVERNMENT,
    COUNTY_COURT,
    COUNTY_GOVERNMENT,
    Recourse,
)
from tests.applicants import Desk, on

COUNTY = Recourse(COUNTY_GOVERNMENT, COUNTY_COURT)


@pytest.mark.clause("行政复议法23(4)")
@pytest.mark.clause("行政诉讼法45")
@pytest.mark.parametrize("outcome", sorted(RECONSIDERATION_FIRST - {"partial"}))
def test_a_refusal_goes_to_reconsideration_first(outcome: str) -> None:
    paragraph, _ = remedies([outcome], recourse=COUNTY)
    assert "60日内先向五原县人民政府申请行政复议" in paragraph
    assert "自收到复议决定书之日起15日内" in paragraph
    assert "6个月" not in paragraph


@pytest.mark.clause("行政复议法20")
@pytest.mark.clause("行政诉讼法46")
@pytest.mark.parametrize("outcome", sorted(set(OUTCOMES) - RECONSIDERATION_FIRST))
def test_everything_else_is_as_the_citizen_likes(outcome: str) -> None:
    paragraph, _ = remedies([outcome], recourse=COUNTY)
    assert "60日内向五原县人民政府申请行政复议；也可以" in paragraph
    assert "6个月内直接向五原县人民法院提起行政诉讼" in paragraph


@pytest.mark.parametrize("outcomes", [["partial"], ["disclosed", "third_party"]])
def test_a_reply_that_gives_and_refuses_tells_of_both(outcomes: list[str]) -> None:
    first, other, _ = remedies(outcomes, recourse=COUNTY)
    assert first.startswith("对本答复书中不予公开的内容不服的")
    assert "先向" in first
    assert other.startswith("对本答复书的其他内容不服的")
    assert "也可以" in other


def test_what_counts_as_refusal_is_what_the_statute_says() -> None:
    assert {"partial", "state_secret", "third_party", "enforcement_file"} <= RECONSIDERATION_FIRST
    assert not {"disclosed", "not_held", "repeated", "not_corrected"} & RECONSIDERATION_FIRST


def test_the_authority_is_named() -> None:
    assert CITY_GOVERNMENT in remedies(["disclosed"], recourse=Recourse(CITY_GOVERNMENT, CITY_COURT))[0]


def test_a_closing_notice_calls_itself_by_its_name() -> None:
    paragraph, _ = remedies(["closed"], recourse=COUNTY, letter="告知书")
    assert paragraph.startswith("如不服本告知书")


@pytest.mark.clause("行政复议法22")
@pytest.mark.parametrize("outcomes", [["disclosed"], ["state_secret"], ["partial"]])
def test_the_ways_of_asking_for_reconsideration_are_named(outcomes: list[str]) -> None:
    last = remedies(outcomes, recourse=COUNTY)[-1]
    assert all(way in last for way in ("邮寄", "当面", "互联网渠道", "口头"))


@pytest.mark.clause("条例55")
def test_of_a_utility_one_complains_to_its_overseer() -> None:
    recourse = Recourse("五原县住房和城乡建设局", COUNTY_COURT, complaint=True)
    (paragraph,) = remedies(["state_secret"], recourse=recourse)
    assert "第五十五条" in paragraph
    assert "向五原县住房和城乡建设局申诉" in paragraph
    assert "行政复议" not in paragraph


@pytest.mark.clause("行政复议法20", "行政诉讼法46")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("received", "reconsideration", "suit"),
    [
        # Sixty days end on Saturday 27 June 2026 and so on the Monday.
        ("2026-04-28", date(2026, 6, 29), date(2026, 10, 28)),
        # Six months from the last day of August end on the last day of February, a Saturday in 2026.
        ("2025-08-31", date(2025, 10, 30), date(2026, 2, 28)),
        # Sixty days end within the National Day holidays.
        ("2026-08-03", date(2026, 10, 8), date(2027, 2, 3)),
    ],
)
def test_the_last_days_are_named_where_the_day_of_receipt_is_known(
    received: str, reconsideration: date, suit: date
) -> None:
    last = last_days(date.fromisoformat(received))
    assert (last.reconsideration.day, last.suit.day) == (reconsideration, suit)
    # The year of the first is known, however far the second reaches.
    assert not last.reconsideration.provisional
    assert last.suit.provisional == (suit.year > 2026)
    paragraph = remedies(["disclosed"], recourse=COUNTY, last=last)[0]
    assert f"{reconsideration.month}月{reconsideration.day}日）向五原县人民政府" in paragraph


@pytest.mark.django_db
@pytest.mark.clause("行政复议法20", "行政诉讼法46")
def test_no_last_day_is_a_day_off_by_law_though_the_notice_of_its_year_is_missing() -> None:
    last = last_days(date(2026, 11, 2))
    assert (last.reconsideration.day, last.reconsideration.provisional) == (date(2027, 1, 4), True)
    assert last_days(date(2026, 11, 1)).suit.day == date(2027, 5, 3)


@pytest.mark.django_db
@pytest.mark.clause("行政复议法20")
def test_the_letter_that_can_be_disputed_names_the_day_and_no_other(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-05"))
    assert "（最后一日暂定为2027年1月4日）" in application.letters.get(kind="reply").content
    assert "最后一日" not in application.letters.get(kind="receipt").content


@pytest.mark.django_db
@pytest.mark.clause("行政复议法20")
def test_a_reply_online_names_the_last_day_and_one_by_post_does_not(desk: Desk) -> None:
    online = desk.closed(on("2026-11-02"), on("2026-11-05"))
    assert "最后一日" in online.letters.get(kind="reply").content
    post = desk.enter(on("2026-11-02"), "registered_post", "2026-11-02", delivery="post", address="五原县")
    desk.clerk("applications.register", post, on("2026-11-03"))
    desk.answered(post, on("2026-11-05"))
    assert "最后一日" not in post.letters.get(kind="reply").content
