"""What people see of training at the desk: their own record, the people of their unit and no others, what is to be mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from foundation.casework.acts import desk_url
from foundation.casework.reminders import reminders
from foundation.deadlines.calendar import Calendar
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from tests.personas import County
from tests.training.people import PLAN, School, refused, signs
from tests.training.test_posts import state_rule
from training.models import Attendance, Plan, Session, Trainee

pytestmark = pytest.mark.django_db


def desk(county: County, username: str) -> Client:
    client = Client()
    client.force_login(county.people[username])
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.clause("TR-5")
def test_a_newcomer_sees_what_is_missing_and_when_it_can_be_mended(county: County, school: School) -> None:
    client = desk(county, "rfbsc-drafter")
    assert "还没有把您登记为培训人员" in text(client, "/desk/training/trainee/mine/")
    person = school.person(staff=county.people["rfbsc-drafter"].pk)
    plan = school.plan()
    school.notified(plan)
    said = text(client, "/desk/training/trainee/mine/")
    for words in ("还差 9 项内容", "处理政府信息公开申请", "条例和业务培训", "11月5日 09:00", "0.0"):
        assert words in said, words
    school.recorded(Session.objects.get(), person)
    client = desk(county, "rfbsc-drafter")
    assert "还差岗前培训的考试" in text(client, "/desk/training/trainee/mine/")


def county_session(school: School) -> tuple[School, Session]:
    """A session of the county, with people of two units on its list."""
    county = school.county
    office = county.agencies["bmj"]
    office.functions = [*office.functions, "county_office"]
    office.save()
    organiser = School(county, "bmj")
    school.person("荣丰的人", "10001")
    School(county, "lxcz").person("隆兴昌的人", "10002")
    plan = organiser.plan(countywide="on")
    return organiser, organiser.notified(plan)


@pytest.mark.clause("TR-2")
def test_a_countys_session_counts_for_every_unit(school: School) -> None:
    organiser, session = county_session(school)
    assert session.countywide
    rows = list(Attendance.objects.filter(session=session).select_related("trainee"))
    assert {row.agency.code for row in rows} == {"rfbsc", "lxcz"}
    organiser.recorded(session, *(row.trainee for row in rows))
    assert all(row.trainee.accounts.get(year=2026).minutes == 180 for row in rows)


@pytest.mark.clause("TR-4")
def test_whoever_is_to_come_is_led_to_the_page_that_they_may_open(county: County, school: School) -> None:
    trainee = school.person()
    Trainee.objects.filter(pk=trainee.pk).update(staff=county.people["rfbsc-drafter"])
    session = school.notified(school.plan())
    desk_page, page = f"/desk/training/session/{session.pk}/change/", f"/training/sessions/{session.pk}/"
    clerk, organiser = desk(county, "rfbsc-drafter"), desk(county, "rfbsc-department_head")
    assert clerk.get(desk_page).status_code == 404
    inbox = clerk.get("/desk/inbox/").content.decode()
    assert f'href="{page}"' in inbox
    assert desk_page not in inbox
    assert clerk.get(page).status_code == 200
    assert organiser.get(desk_page).status_code == 200


@pytest.mark.clause("TR-2")
def test_a_unit_sees_its_own_people_on_the_countys_list(county: County, school: School) -> None:
    _organiser, session = county_session(school)
    page = f"/desk/training/session/{session.pk}/change/"
    own = text(desk(county, "rfbsc-records_office"), page)
    assert "荣丰的人" in own
    assert "隆兴昌的人" not in own
    assert "隆兴昌的人" in text(desk(county, "bmj-records_office"), page)
    for address in ("screen/", "sheet.pdf", "session.zip"):
        found = desk(county, "rfbsc-records_office").get(f"/desk/training/session/{session.pk}/{address}")
        assert found.status_code == 403


def test_people_of_another_unit_do_not_exist(county: County, school: School) -> None:
    person = school.person(certificate_number="蒙K-2020-0815")
    page = f"/desk/training/trainee/{person.pk}/change/"
    assert desk(county, "lxcz-records_office").get(page).status_code == 404
    own = text(desk(county, "rfbsc-records_office"), page)
    assert "后四位 0815" in own
    assert "蒙K-2020" not in own


@pytest.mark.clause("TR-4")
def test_the_screen_shows_who_has_and_has_not_signed(county: County, school: School) -> None:
    one, _two = school.person("甲", "10001"), school.person("乙", "10002")
    session = school.notified(school.plan())
    school.at("2026-11-05 08:55")
    signs(session, one, "10001", county.at)
    said = text(desk(county, "rfbsc-records_office"), f"/desk/training/session/{session.pk}/screen/")
    assert "已签到 1 人" in said
    assert "还没有签到 1 人" in said
    assert 'http-equiv="refresh"' in said
    assert "<script>" not in said


@pytest.mark.clause("TR-5")
def test_who_is_in_post_untrained_is_a_finding(county: County, school: School) -> None:
    def said(username: str) -> str:
        actor = county.actor(username)
        return " ".join(row["says"] for row in reminders(actor, Calendar.load(), county.at))

    assert "没有完成岗前培训" not in said("rfbsc-records_office")
    state_rule(school)
    # Records office, secrecy reviewer, applications clerk, head of the disclosure office.
    assert "4 人在公开岗位而没有完成岗前培训" in said("rfbsc-records_office")
    given = {"role": "applications_clerk", "until_on": "2026-11-20", "because": "急需"}
    school.do("grant_cover", "staff:rfbsc-archivist", "leader", given)
    assert "临时顶岗" in said("rfbsc-department_head")
    assert "临时顶岗" in said("county_supervisor")


@pytest.mark.clause("TR-3")
def test_an_outdated_edition_is_pointed_out(county: County, school: School) -> None:
    school.person()
    session = school.notified(school.plan(), edition="492")
    actor = county.actor("rfbsc-records_office")
    said = " ".join(row["says"] for row in reminders(actor, Calendar.load(), county.at))
    assert "第492号" in said
    page = text(desk(county, "rfbsc-records_office"), f"/desk/training/session/{session.pk}/change/")
    assert "讲的是已被修订的条例" in page


def shown(figure: str, year: int = 2026) -> str:
    return values(FIGURES[f"training.{figure}"], Span.of_year(year)).county.shown


@pytest.mark.clause("TR-5")
def test_the_figures(county: County, school: School) -> None:
    person = school.inducted()
    school.person("测试二", "10002", post="other")
    school.certified(person)
    assert shown("civil_trained") == "50"
    assert shown("average_hours") == "4"
    assert shown("enough_hours") == "0"
    assert shown("exam_passed") == "100"
    assert shown("topics_covered") == "100"
    assert shown("sessions_held") == "100"
    assert shown("interpretation_sessions") == "0"
    assert shown("certificates") == "1"
    assert shown("certificates_revoked") == "0"
    assert shown("barred") == "0"
    assert float(shown("untrained_in_post")) > 0
    assert shown("advised_trained") == "—"
    page = text(desk(county, "county_supervisor"), "/desk/figures/?year=2026")
    assert "公开工作人员平均学时" in page


@pytest.mark.clause("TR-5")
def test_people_behind_a_figure_are_named_to_whoever_may_read_them(county: County, school: School) -> None:
    """Each with the page of their account, which opens."""
    behind = "/desk/figures/training.untrained_in_post/?year=2026"
    clerk = county.people["rfbsc-applications_clerk"]
    supervisor = desk(county, "county_supervisor")
    assert clerk.full_name in text(supervisor, behind)
    assert supervisor.get(desk_url(clerk)).status_code == 200
    assert clerk.full_name not in text(desk(county, "lxcz-drafter"), behind)


@pytest.mark.clause("TR-1")
def test_a_plan_is_not_closed_with_sessions_open(school: School) -> None:
    school.person()
    plan = school.plan()
    session = school.notified(plan)
    school.county.at += timedelta(minutes=5)
    with refused("TR-1", "没有办完"):
        school.do("close_plan", plan.ref, data={"report": "完成。"})
    school.do("cancel_session", session.ref, data={"reason": "并入县里的培训"})
    done = school.do("close_plan", Plan.objects.get().ref, data={"report": "完成。"}).matter
    assert done.state == Plan.State.CLOSED
    assert PLAN["year"] == done.year


@pytest.mark.clause("TR-1")
def test_a_plan_of_which_nothing_came_is_closed_once_no_exam_is_open(school: School) -> None:
    plan = school.plan()
    exam = school.exam(plan)
    with refused("TR-1", "1 次考试"):
        school.do("close_plan", plan.ref, data={"report": "没有举办。"})
    school.do("drop_exam", exam.ref, data={"reason": "并入县里的考试"})
    done = school.do("close_plan", plan.ref, data={"report": "没有举办，原因见计划。"}).matter
    assert done.state == Plan.State.CLOSED
