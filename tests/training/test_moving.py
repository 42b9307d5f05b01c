"""TR-1, TR-4, TR-5: who is trained, wherever they go, and what goes with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.training.people import School, refused
from training.models import Account, Attendance, Trainee

pytestmark = pytest.mark.django_db


@pytest.mark.clause("TR-1")
def test_one_person_is_registered_once_and_two_of_one_name_are_two(school: School) -> None:
    school.person()
    school.person(number="10002")
    with refused("TR-1", "已经登记"):
        school.person()
    with refused("TR-1", "另一个姓名"):
        school.person("测试二")
    assert Trainee.objects.count() == 2


@pytest.mark.clause("TR-4")
def test_hours_move_with_the_person(school: School) -> None:
    person = school.person()
    school.recorded(school.notified(school.plan()), person)
    to = school.county.agencies["lxcz"]
    school.do("transfer_person", person.ref, data={"agency": to.pk, "day": f"{school.county.at:%Y-%m-%d}"})
    account = Account.objects.get(trainee=person, year=2026)
    assert account.agency == to
    assert account.minutes == 180
    assert Attendance.objects.get(trainee=person).agency == school.agency


@pytest.mark.clause("TR-4")
def test_whoever_leaves_and_returns_keeps_what_they_learnt(school: School) -> None:
    person = school.inducted()
    school.do("leave", person.ref, data={"on": "2026-11-03", "reason": "辞职"})
    school.at("2026-11-10 09:00")
    other = School(school.county, "lxcz")
    back = other.person(from_on="2026-11-09")
    assert back.pk == person.pk
    assert back.state == Trainee.State.INDUCTED
    assert back.agency == school.county.agencies["lxcz"]
    assert Account.objects.get(trainee=back, year=2026).minutes == 180


@pytest.mark.clause("TR-5")
def test_the_record_moves_along_with_the_account_and_with_the_agency(school: School) -> None:
    county = school.county
    person = school.person(staff=county.people["rfbsc-archivist"].pk, from_on="2026-11-02")
    to = county.agencies["bmj"]
    given = {"agency": to.pk, "to": "", "reason": "工作调动"}
    county.do("agencies.move_account", "staff:rfbsc-archivist", "county_supervisor", given)
    person.refresh_from_db()
    assert person.agency == to
    assert person.postings.count() == 2
    other = School(county, "lxcz").person("测试二", "10002")
    county.at += timedelta(days=3)
    county.do(
        "agencies.merge",
        "agency:lxcz",
        "county_supervisor",
        {"successor": school.agency.pk, "reason": "机构改革"},
    )
    other.refresh_from_db()
    assert other.agency == school.agency
    assert Account.objects.get(trainee=other).agency == school.agency
