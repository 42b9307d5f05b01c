"""What the desk knows of the calendar: a notice that is missing, a second one of the same holiday, days that may move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from foundation.casework import tasks
from foundation.casework.refusals import Invalid
from foundation.notices.models import Notice
from tests.personas import SHANGHAI, County

pytestmark = pytest.mark.django_db

SUPERVISOR = "county_supervisor"
#: Made up for the tests: the notice for 2027 is not out.
NOTICE: dict[str, Any] = {
    "year": 2027,
    "document_number": "测试〔2026〕1号",
    "title": "放假通知",
    "scope": "national",
    "days": "2027-01-01 至 2027-01-03 休 元旦\n2027-05-01 至 2027-05-02 休 劳动节\n2027-10-01 至 2027-10-03 休 国庆节",
}


def desk_of(county: County, person: str) -> str:
    client = Client()
    client.force_login(county.people[person])
    return client.get("/desk/").content.decode()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=SHANGHAI)


@pytest.mark.clause("PD-9", "SR-10")
def test_the_supervisor_is_reminded_of_the_missing_notice_until_it_is_there(county: County) -> None:
    nights = [at(10, 31), at(11, 1), at(11, 2), at(11, 3), at(11, 9), at(12, 31)]
    for county.at in nights:
        tasks.recount()
        tasks.recount()
    told = Notice.objects.filter(subject="2027 年的放假通知还没有录入")
    assert {notice.recipient.username for notice in told} == {SUPERVISOR}
    assert sorted(notice.created_at for notice in told) == [at(11, 1), at(11, 2), at(11, 9), at(12, 31)]
    county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, NOTICE)
    before = told.count()
    county.at = datetime(2027, 1, 20, 3, tzinfo=SHANGHAI)
    tasks.recount()
    assert told.count() == before


@pytest.mark.clause("PD-9", "SR-10")
def test_the_desk_of_the_supervisor_says_that_the_notice_is_missing(county: County) -> None:
    says = "2027 年的放假通知还没有录入"
    county.at = at(10, 31)
    assert says not in desk_of(county, SUPERVISOR)
    county.at = at(11, 1)
    page = desk_of(county, SUPERVISOR)
    assert says in page
    assert "/desk/act/deadlines.enter_notice/agency:" in page
    assert says not in desk_of(county, "rfbsc-leader")
    county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, NOTICE)
    assert says not in desk_of(county, SUPERVISOR)


@pytest.mark.clause("PD-9")
def test_a_second_notice_of_the_same_holiday_is_refused(county: County) -> None:
    county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, NOTICE)
    second = {**NOTICE, "document_number": "测试[2026]1号"}
    with pytest.raises(Invalid, match="已经是这样安排的"):
        county.do("deadlines.enter_notice", "agency:rfbsc", SUPERVISOR, second)
    longer = {**second, "days": "2027-10-01 至 2027-10-07 休 国庆节"}
    with pytest.raises(Invalid, match="同一个假期不重复录入"):
        county.do("deadlines.enter_notice", "agency:rfbsc", SUPERVISOR, longer)
    county.do("deadlines.enter_notice", "agency:rfbsc", SUPERVISOR, {**longer, "amends": "on"})


@pytest.mark.clause("PD-9")
def test_the_desk_says_that_a_day_may_still_move(county: County) -> None:
    county.at = at(12, 10)
    document = county.draft(formed_on="2026-12-10")
    page = desk_of(county, "rfbsc-drafter")
    assert document.title in page
    assert "2027-01-07（暂定）" in page
    county.do("deadlines.enter_notice", "agency:bmj", SUPERVISOR, NOTICE)
    page = desk_of(county, "rfbsc-drafter")
    assert "2027-01-08" in page
    assert "（暂定）" not in page
