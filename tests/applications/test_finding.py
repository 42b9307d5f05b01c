"""Applications are found by subject and by applicant; each search is logged, and never what was sought."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.finding import OPEN_FOR, Search, found
from applications.marks import identity_mark, name_mark, phone_mark
from applications.models import Applicant, Application
from applications.rotation import remake_marks
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import County

LIST = "/desk/applications/application/"
SOMEBODY = {"name": "阿依·古丽", "phone": "13900139000", "identity_number": "110101199003070134"}


def other(desk: Desk, **fields: Any) -> Application:
    """An application of somebody else about something else."""
    said = {**SOMEBODY, "wanted": "红旗小学的校车经费"}
    return desk.file(on("2026-11-03"), **{**said, **fields})


def sought(client: Client, by: str, what: str) -> set[str]:
    """The numbers of the applications that somebody finds at the desk."""
    answer = client.post(f"{LIST}find/", {"by": by, "sought": what})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    address = answer["Location"]
    assert what not in address
    page = client.get(address)
    assert page.status_code == 200
    return {row.number for row in page.context["cl"].result_list}


def test_marks_tell_equal_values_however_they_are_written() -> None:
    assert name_mark("阿依·古丽") == name_mark("阿依古丽") == name_mark("阿依 • 古丽") != name_mark("阿依古")
    assert (
        phone_mark("+86 138 0013 8000") == phone_mark("138-0013-8000") == phone_mark("１３８００１３８０００")
    )
    assert identity_mark("11010519491231002x") == identity_mark("110105 19491231 002X")
    assert len({name_mark("1"), phone_mark("1"), identity_mark("1")}) == 3
    assert (name_mark(""), phone_mark(" "), identity_mark("")) == ("", "", "")


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize(
    ("by", "what"),
    [
        ("name", "测试人"),
        ("name", "测 试 人"),
        ("phone", "138 0013 8000"),
        ("phone", "+8613800138000"),
        ("identity_number", "11010519491231002x"),
        ("wanted", "春光村 权属"),
        ("wanted", "调查结果"),
    ],
)
def test_an_application_is_found_by_subject_and_by_applicant(doors: Doors, by: str, what: str) -> None:
    desk = Desk(doors.county)
    mine, _else = desk.file(on("2026-11-02")), other(desk)
    assert sought(doors.desk("rfbsc-applications_clerk"), by, what) == {mine.number}


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize(
    ("by", "what"),
    [("name", "测试"), ("phone", "1380013"), ("identity_number", "110105"), ("wanted", "春光村 校车")],
)
def test_a_part_of_what_is_personal_finds_nothing(doors: Doors, by: str, what: str) -> None:
    desk = Desk(doors.county)
    desk.file(on("2026-11-02"))
    other(desk)
    assert sought(doors.desk("rfbsc-applications_clerk"), by, what) == set()


@pytest.mark.clause("OR-3")
def test_each_search_is_logged_and_never_what_was_sought(doors: Doors) -> None:
    desk = Desk(doors.county)
    desk.file(on("2026-11-02"))
    person = doors.county.people["rfbsc-applications_clerk"]
    sought(doors.desk("rfbsc-applications_clerk"), "name", "测试人")
    sought(doors.desk("rfbsc-applications_clerk"), "name", "测　试人")
    first, second = LedgerLine.objects.filter(act="applications.find").order_by("sequence")
    assert (first.staff, first.matter_kind, first.matter_id) == (person, "staff", person.pk)
    assert first.detail == {"field": "name", "mark": name_mark("测试人"), "found": 1}
    assert second.detail["mark"] == first.detail["mark"]
    assert "测试人" not in json.dumps(
        [vars(line) for line in (first, second)], default=str, ensure_ascii=False
    )
    # The list is looked at again, sorted and printed: one search.
    page = doors.desk("secrecy_inspector").get(f"{LIST}searches/")
    html = page.content.decode()
    assert (person.full_name in html, first.detail["mark"][:16] in html) == (True, True)
    assert "测试人" not in html
    assert doors.desk("rfbsc-leader").get(f"{LIST}searches/").status_code == 404


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize("by", ["name", "phone", "identity_number"])
@pytest.mark.parametrize("who", ["rfbsc-records_office", "rfbsc-secrecy_reviewer", "county_supervisor"])
def test_who_may_not_read_applicants_may_not_search_by_them(doors: Doors, who: str, by: str) -> None:
    desk = Desk(doors.county)
    desk.file(on("2026-11-02"))
    values = {"name": "测试人", "phone": "13800138000", "identity_number": "11010519491231002X"}
    answer = doors.desk(who).post(f"{LIST}find/", {"by": by, "sought": values[by]})
    assert answer.status_code == 409
    assert "看不到申请人的信息" in answer.content.decode()
    assert not LedgerLine.objects.filter(act="applications.find").exists()
    assert not found(by, values[by], doors.county.actor(who)).exists()


@pytest.mark.clause("OR-3")
def test_nobody_finds_what_is_not_theirs_to_read(doors: Doors) -> None:
    desk, elsewhere = Desk(doors.county), Desk(doors.county, "lxcz")
    mine, theirs = desk.file(on("2026-11-02")), elsewhere.file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    for by, what in (("name", "测试人"), ("wanted", "春光村")):
        assert sought(clerk, by, what) == {mine.number}
    assert sought(doors.desk("county_supervisor"), "wanted", "春光村") == {mine.number, theirs.number}
    # Nor does anybody without a role with applications search at all.
    answer = doors.desk("rfbsc-drafter").post(f"{LIST}find/", {"by": "wanted", "sought": "春光村"})
    assert answer.status_code == 409


@pytest.mark.clause("OR-3")
def test_what_was_found_is_open_to_whoever_sought_it_for_two_hours(doors: Doors) -> None:
    desk = Desk(doors.county)
    desk.file(on("2026-11-02"))
    answer = doors.desk("rfbsc-applications_clerk").post(f"{LIST}find/", {"by": "name", "sought": "测试人"})
    address = answer["Location"]

    def rows(who: str) -> int:
        return len(doors.desk(who).get(address).context["cl"].result_list)

    assert rows("rfbsc-applications_clerk") == 1
    assert rows("rfbsc-disclosure_head") == 0
    assert "这次查找已经过期" in doors.desk("rfbsc-disclosure_head").get(address).content.decode()
    doors.county.at += OPEN_FOR
    doors.clients.clear()  # the session has ended long before
    assert rows("rfbsc-applications_clerk") == 0
    for wrong in ("", "x", "gAAAAAx", "%00"):
        assert doors.desk("rfbsc-applications_clerk").get(f"{LIST}?found={wrong}").status_code in (200, 404)
    assert Search.opened("x", doors.county.actor("rfbsc-applications_clerk"), doors.county.at) is None


@pytest.mark.django_db
def test_a_search_is_in_ones_own_name(county: County) -> None:
    with pytest.raises(Refused):
        county.do(
            "applications.find",
            "staff:rfbsc-leader",
            "rfbsc-applications_clerk",
            {"by": "wanted", "sought": "村"},
        )


@pytest.mark.clause("OR-3")
def test_a_subject_search_takes_the_same_queries_for_any_number(county: County) -> None:
    desk = Desk(county)
    clerk = county.actor("rfbsc-applications_clerk")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert found("wanted", "春光村", clerk).count()
        return len(captured)

    desk.file(on("2026-11-02"))
    few = queries()
    for n in range(4):
        desk.file(on("2026-11-03", 10 + n))
    assert queries() == few == 2


@pytest.mark.clause("OR-3")
def test_marks_follow_corrections_and_are_erased_with_the_applicant(county: County) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    changed = {"phone": "13900139000", "reason": "申请人来电更正"}
    desk.clerk("applications.correct_contact", application, on("2026-11-03"), changed)
    applicant = Applicant.objects.get(application=application)
    assert applicant.phone_mark == phone_mark("13900139000")
    assert applicant.name_mark == name_mark("测试人")
    withdrawn = Application.objects.get(pk=application.pk)
    desk.citizen("applications.withdraw", withdrawn, on("2026-11-04"), {"sure": "on"})
    perform("applications.erase_applicant", on=withdrawn, actor=SYSTEM, at=on("2036-11-05"))
    applicant.refresh_from_db()
    assert (applicant.fingerprint, applicant.name_mark, applicant.phone_mark) == ("", "", "")


@pytest.mark.clause("OR-3")
def test_the_rotation_makes_marks_anew(county: County, settings: Any) -> None:
    desk = Desk(county)
    desk.file(on("2026-11-02"))
    other(desk)
    assert remake_marks(check=True).old == 0
    settings.PERSONAL_DATA_FINGERPRINT_KEY = "another key"
    clerk = county.actor("rfbsc-applications_clerk")
    assert not found("name", "测试人", clerk).exists()
    assert remake_marks(check=True).old == 2
    out = StringIO()
    call_command("rotate_personal_data", stdout=out)
    assert "applications.Applicant: marks: 2" in out.getvalue()
    assert found("name", "测试人", clerk).exists()
    assert remake_marks(check=True).old == 0
