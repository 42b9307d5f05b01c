"""TR-4, TR-5: marks entered twice, rechecked; certificates that anybody checks; years warned and closed; the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from foundation.casework.refusals import Invalid
from foundation.notices.models import Notice
from tests.training.people import School, moment, refused, text_file
from training import clockwork
from training.acts.years import refuse_excellent
from training.models import Account, BarredList, Certificate, Entry, Mark, Plan, Sitting, Trainee, Year
from training.models.certificate import LENGTH, new_code

pytestmark = pytest.mark.django_db


@pytest.mark.clause("TR-4")
def test_marks_are_entered_twice_by_two_and_compared(school: School) -> None:
    person = school.person()
    sitting = school.exam(school.plan())
    line = {"lines": f"测试一 {person.number_ends} ８６分"}
    school.do("enter_marks", sitting.ref, "records_office", line)
    with refused("TR-4", "只录了一遍"):
        school.do("compare_marks", sitting.ref)
    school.do("enter_marks", sitting.ref, "disclosure_head", {"lines": "测试一 68"})
    with refused("TR-4", "不一致"):
        school.do("compare_marks", sitting.ref)
    school.do("enter_marks", sitting.ref, "disclosure_head", {"lines": "测试一 86"})
    with refused("TR-4", "扫描件"):
        school.do("compare_marks", sitting.ref)
    school.do("attach_scan", sitting.ref, files={"file": text_file("试卷.txt", "卷")})
    school.do("compare_marks", sitting.ref)
    assert Mark.objects.get().points == 86
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Entry.objects.update(points=1)


@pytest.mark.clause("TR-4")
def test_the_database_compares_as_well(school: School) -> None:
    person = school.person()
    sitting = school.exam(school.plan())
    school.do("enter_marks", sitting.ref, data={"lines": "测试一 80"})
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(state="compared")
    assert person


@pytest.mark.parametrize(
    "lines", ["", "测试一", "测试一 101", "没有人 80", "测试一 80\n测试一 90", "测试一 八十"]
)
def test_lines_that_cannot_be_read_are_refused(school: School, lines: str) -> None:
    school.person()
    sitting = school.exam(school.plan())
    with pytest.raises(Invalid):
        school.do("enter_marks", sitting.ref, data={"lines": lines})
    assert not Entry.objects.exists()


@pytest.mark.clause("TR-4")
def test_an_exam_nobody_sat_is_not_published(school: School) -> None:
    school.person()
    sitting = school.exam(school.plan(), sat="online")
    school.system("online_marked", sitting)
    with refused("TR-4", "没有人参加"):
        school.do("publish_marks", sitting.ref, "department_head")


@pytest.mark.clause("TR-4")
def test_the_online_exam_writes_into_the_same_register_once(school: School) -> None:
    person = school.person()
    sitting = school.exam(school.plan(), sat="online")
    given = {"trainee": person.pk, "attempt": 1, "points": 55, "taken_on": "2026-11-02"}
    school.system("result_recorded", sitting, **given)
    with refused("TR-4", "已经登记"):
        school.system("result_recorded", sitting, **{**given, "points": 99})
    school.system("result_recorded", sitting, **{**given, "attempt": 2, "points": 75})
    with pytest.raises(Invalid):
        school.system("result_recorded", sitting, **{**given, "attempt": 3})
    with refused("TR-4", "不用录入"):
        school.do("enter_marks", sitting.ref, data={"lines": "测试一 80"})
    school.system("online_marked", sitting)
    school.do("publish_marks", sitting.ref, "department_head")
    account = Account.objects.get(trainee=person)
    assert (account.exams_passed, account.exams_failed) == (1, 0)


@pytest.mark.clause("TR-4")
def test_an_objection_within_five_working_days_mends_the_mark(school: School) -> None:
    person = school.person(staff=school.county.people["rfbsc-drafter"].pk)
    sitting = school.published(school.exam(school.plan()), **{f"p{person.pk}": 58})
    assert f"{sitting.recheck_until}" == "2026-11-09"
    mark = Mark.objects.get()
    objection = school.do(
        "object", "staff:rfbsc-drafter", "drafter", {"mark": mark.pk, "grounds": "第三题漏判"}
    ).matter
    with refused("TR-4", "录过"):
        school.do(
            "uphold_objection", objection.ref, "disclosure_head", {"points": 62, "decision": "漏判四分"}
        )
    school.do("uphold_objection", objection.ref, "department_head", {"points": 62, "decision": "漏判四分"})
    mark.refresh_from_db()
    assert mark.passed
    assert mark.points == 62
    assert "58" in mark.corrected
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Mark.objects.update(points=99)


@pytest.mark.clause("TR-4")
def test_too_late_to_object_and_then_final(school: School) -> None:
    person = school.person()
    sitting = school.published(school.exam(school.plan()), **{f"p{person.pk}": 58})
    school.at("2026-11-10 09:00")
    with refused("TR-4", "已经过了"):
        school.do("file_objection", person.ref, data={"mark": Mark.objects.get().pk, "grounds": "漏判"})
    assert clockwork.settle_marks(at=school.county.at) == 1
    sitting.refresh_from_db()
    assert sitting.state == Sitting.State.FINAL


@pytest.mark.clause("TR-4")
def test_a_certificate_is_made_once_and_checked_by_anybody(school: School, client: Client) -> None:
    person = school.inducted(certificate_number="蒙K-2020-0815")
    row = school.certified(person)
    assert clockwork.certify(at=school.county.at) == 0
    assert row.points == 90
    assert row.minutes == 180
    page = client.get(f"/training/certificates/{row.code}/")
    text = page.content.decode()
    for said in ("有效", "测试一", "90 分", "4.0 学时", "荣丰办事处", "后四位 0815", "政策咨询"):
        assert said in text, said
    assert "蒙K-2020" not in text
    assert "noindex" in page.headers["X-Robots-Tag"]
    same = {
        name: getattr(row, name)
        for name in (
            "agency",
            "trainee",
            "sitting",
            "full_name",
            "agency_name",
            "course",
            "edition",
            "year",
            "minutes",
            "points",
            "pass_mark",
            "tags",
            "issued_on",
            "created_at",
        )
    }
    with pytest.raises(IntegrityError, match="training_certificate_once"), transaction.atomic():
        Certificate.objects.create(**same, number="二")
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(points=100)


@pytest.mark.clause("TR-4")
def test_a_revoked_certificate_is_shown_as_revoked(school: School, client: Client) -> None:
    row = school.certified(school.inducted())
    school.do("revoke_certificate", row.ref, "department_head", {"reason": "查实替考"})
    text = client.get(f"/training/certificates/{row.code}/").content.decode()
    assert "已作废" in text
    assert "查实替考" in text
    assert "测试一" in text
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(state="issued", ended_on=None, because="")


@pytest.mark.clause("TR-4")
def test_a_renewed_certificate_leads_to_the_new_one(school: School, client: Client) -> None:
    row = school.certified(school.inducted())
    school.do("renew_certificate", row.ref, data={"reason": "年底学时增加"})
    row.refresh_from_db()
    assert row.state == Certificate.State.SUPERSEDED
    assert row.superseded_by.state == Certificate.State.ISSUED
    assert row.superseded_by.number in client.get(f"/training/certificates/{row.code}/").content.decode()


@pytest.mark.clause("TR-4")
def test_a_mark_that_falls_revokes_what_rested_on_it(school: School) -> None:
    person = school.inducted()
    row = school.certified(person)
    objection = school.do(
        "file_objection", person.ref, data={"mark": Mark.objects.get().pk, "grounds": "请再看"}
    ).matter
    school.do("uphold_objection", objection.ref, "department_head", {"points": 50, "decision": "多给了分"})
    row.refresh_from_db()
    person.refresh_from_db()
    assert row.state == Certificate.State.REVOKED
    assert person.state == Trainee.State.UNTRAINED


def objected(school: School, person: Trainee, points: int) -> None:
    """A mark of somebody is another after an objection."""
    mark = Mark.objects.get(trainee=person, sitting__state="published")
    row = school.do("file_objection", person.ref, data={"mark": mark.pk, "grounds": "请再看"}).matter
    given = {"points": points, "decision": f"应为 {points} 分"}
    school.do("uphold_objection", row.ref, "department_head", given)


@pytest.mark.clause("TR-4")
def test_the_register_says_no_more_than_is_so(school: School, client: Client) -> None:
    """A mark that falls and still passes, hours that are taken back: a new entry takes the place of the old one."""
    person = school.inducted()
    first = school.certified(person)
    objected(school, person, 70)
    second = Certificate.objects.get(trainee=person, state="issued")
    assert (second.points, second.minutes) == (70, 180)
    first.refresh_from_db()
    assert first.superseded_by == second
    session = first.sitting.plan.sessions.get()
    given = {"who": session.attendance.get().pk, "state": "left_early", "left": "10:00", "reason": "提前走了"}
    school.do("correct_attendance", session.ref, data=given)
    third = Certificate.objects.get(trainee=person, state="issued")
    assert (third.points, third.minutes) == (70, 60)
    assert third.number in client.get(f"/training/certificates/{second.code}/").content.decode()


@pytest.mark.clause("TR-4")
def test_what_was_revoked_comes_back_by_another_mark_alone(school: School) -> None:
    person = school.inducted()
    objected(school, person, 50)
    assert clockwork.certify(at=school.county.at) == 0
    objected(school, person, 80)
    row = school.certified(person)
    assert row.points == 80
    school.do("revoke_certificate", row.ref, "department_head", {"reason": "查实替考"})
    assert clockwork.certify(at=school.county.at) == 0
    again = school.exam(Plan.objects.get(), title="补考")
    school.published(again, **{f"p{person.pk}": 75})
    assert clockwork.certify(at=school.county.at) == 1
    assert Certificate.objects.get(trainee=person, state="issued").points == 75


@pytest.mark.clause("TR-4")
def test_nobody_decides_on_their_own_mark(school: School) -> None:
    person = school.person(staff=school.county.people["rfbsc-department_head"].pk)
    school.published(school.exam(school.plan()), **{f"p{person.pk}": 58})
    mark = Mark.objects.get()
    given = {"mark": mark.pk, "grounds": "漏判"}
    row = school.do("object", "staff:rfbsc-department_head", "department_head", given).matter
    with refused("TR-4", "您自己的成绩"):
        school.do("uphold_objection", row.ref, "department_head", {"points": 62, "decision": "漏判"})
    school.do("uphold_objection", row.ref, "leader", {"points": 62, "decision": "漏判四分"})


@pytest.mark.clause("TR-4")
def test_codes_are_not_guessed(client: Client) -> None:
    assert len({new_code() for _ in range(500)}) == 500
    answers = [client.get(f"/training/certificates/{new_code()}/").status_code for _ in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get(f"/training/certificates/{'A' * (LENGTH + 1)}/").status_code in (404, 429)


@pytest.mark.clause("TR-4")
def test_the_certificate_is_printed_on_a6_with_its_code(school: School) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    from foundation.files.acts import open_file

    row = school.certified(school.inducted())
    assert clockwork.print_certificates(at=school.county.at) == 1
    row.refresh_from_db()
    assert row.paper is not None
    with open_file(row.paper) as source:
        reader = PdfReader(BytesIO(source.read()))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (105, 148)
    assert row.number in reader.pages[0].extract_text()


# The year


def years(school: School, at: str) -> None:
    school.at(at)
    clockwork.close_years(at=school.county.at)
    clockwork.open_years(at=school.county.at)
    clockwork.warn_years(at=school.county.at)


@pytest.mark.clause("TR-5")
def test_heads_are_warned_in_october_with_names_and_dates(school: School) -> None:
    school.person()
    plan = school.plan()
    school.notified(plan, "2026-12-02 09:00")
    years(school, "2026-11-03 08:00")
    year = Year.objects.get()
    assert year.state == Year.State.WARNED
    assert Account.objects.get().state == Account.State.WARNED
    told = Notice.objects.filter(key=f"training.warn:{year.pk}").first()
    assert told is not None
    assert "测试一" in told.body
    assert "差 16.0" in told.body
    assert "12月2日" in told.body
    before = Notice.objects.filter(key=f"training.warn:{year.pk}").count()
    assert before == 3  # leader, head, head of the disclosure office
    clockwork.warn_years(at=school.county.at)
    assert Notice.objects.filter(key=f"training.warn:{year.pk}").count() == before


def test_nobody_is_warned_before_october(school: School) -> None:
    school.person()
    clockwork.open_years(at=moment("2026-09-30 23:00"))
    assert clockwork.warn_years(at=moment("2026-09-30 23:59")) == 0


@pytest.mark.clause("TR-5")
def test_the_sixteenth_hour_is_not_rounded_up(school: School) -> None:
    enough, short = school.person(), school.person("测试二", "10002")
    plan = school.plan()
    for day in range(5, 9):
        session = school.notified(plan, f"2026-11-0{day} 09:00")
        session = school.held(session, 2)
        if day < 8:
            school.signed(session, enough, short)
        else:
            row = session.attendance.get(trainee=short)
            school.signed(session, enough)
            school.do("mark_one", session.ref, data={"who": row.pk, "state": "late", "arrived": "09:01"})
        school.proof(session)
        school.do("record", session.ref, data={"agreed": "on"})
    years(school, "2026-11-20 08:00")
    years(school, "2027-01-01 00:10")
    assert Account.objects.get(trainee=enough, year=2026).state == "met"
    account = Account.objects.get(trainee=short, year=2026)
    assert (account.minutes, account.hours, account.state) == (719, "15.9", "short")


@pytest.mark.clause("TR-4")
def test_the_untrained_and_the_failed_are_barred_and_the_list_is_handed_over(school: School) -> None:
    none, failed, fine = (school.person(f"测试{n}", f"1000{n}") for n in "一二三")
    hired = school.person("测试四", "10004", establishment="hired")
    plan = school.plan()
    school.recorded(school.notified(plan), failed, fine)
    school.published(school.exam(plan, course="yearly"), **{f"p{failed.pk}": 30, f"p{fine.pk}": 80})
    years(school, "2026-11-20 08:00")
    years(school, "2027-01-01 00:10")
    made = BarredList.objects.get()
    assert [(row["name"], row["because"]) for row in made.rows] == [
        ("测试一", "当年没有参加培训"),
        ("测试二", "考试不合格"),
    ]
    assert not Account.objects.get(trainee=hired, year=2026).barred
    with refused("TR-4", "不得评为优秀"):
        refuse_excellent(none, 2026)
    refuse_excellent(fine, 2026)
    school.do("hand_over_list", made.ref, "department_head")
    school.do("acknowledge_list", made.ref, "personnel")
    made.refresh_from_db()
    assert made.state == BarredList.State.ACKNOWLEDGED
    assert made.paper is not None
    with refused("TR-4", "没有变化"):
        school.do("list_again", made.of.ref, data={"reason": "核对"})
    row = plan.sessions.get().attendance.get(trainee=none)
    school.do(
        "correct_attendance",
        plan.sessions.get().ref,
        data={"who": row.pk, "state": "present", "reason": "漏登记，有照片"},
    )
    again = school.do("list_again", made.of.ref, data={"reason": "更正"}).matter
    assert again.edition == 2
    assert [row["name"] for row in again.rows] == ["测试二"]
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        BarredList.objects.filter(pk=made.pk).update(rows=[])


@pytest.mark.clause("TR-4")
def test_a_list_names_whom_it_would_name_on_the_day_it_is_handed_over(school: School) -> None:
    person, other = school.person(), school.person("测试二", "10002")
    session = school.recorded(school.notified(school.plan()), other)
    years(school, "2026-11-20 08:00")
    years(school, "2027-01-01 00:10")
    made = BarredList.objects.get()
    assert [row["name"] for row in made.rows] == ["测试一"]
    row = session.attendance.get(trainee=person)
    given = {"who": row.pk, "state": "present", "reason": "漏登记，有照片"}
    school.do("correct_attendance", session.ref, data=given)
    with refused("TR-4", "还没有移交"):
        school.do("list_again", made.of.ref, data={"reason": "更正"})
    made = school.do("hand_over_list", made.ref, "department_head").matter
    assert (made.rows, made.people) == ([], 0)
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        BarredList.objects.update(people=1)


@pytest.mark.clause("TR-5")
def test_whoever_left_during_the_year_is_no_breach_and_on_no_list(school: School) -> None:
    gone, here = school.person(), school.person("测试二", "10002")
    school.do("leave", gone.ref, data={"on": "2026-11-02", "reason": "辞职"})
    years(school, "2026-11-20 08:00")
    told = Notice.objects.filter(key__startswith="training.warn:").first()
    assert told is not None
    assert "测试二" in told.body
    assert "测试一" not in told.body
    years(school, "2027-01-01 00:10")
    states = dict(Account.objects.filter(year=2026).values_list("trainee", "state"))
    assert states == {gone.pk: "below", here.pk: "short"}
    assert [row["name"] for row in BarredList.objects.get().rows] == ["测试二"]


@pytest.mark.clause("TR-4")
def test_an_agency_that_was_merged_has_no_list(school: School) -> None:
    other = School(school.county, "lxcz")
    other.person("测试二", "10002")
    clockwork.open_years(at=school.county.at)
    given = {"successor": school.agency.pk, "reason": "机构改革"}
    school.county.do("agencies.merge", "agency:lxcz", "county_supervisor", given)
    years(school, "2026-11-20 08:00")
    years(school, "2027-01-01 00:10")
    made = BarredList.objects.get()
    assert made.agency == school.agency
    assert [row["name"] for row in made.rows] == ["测试二"]


@pytest.mark.clause("TR-7")
def test_a_utility_that_is_short_is_below_and_on_no_list(school: School) -> None:
    school.agency.kind = "utility"
    school.agency.save()
    school.person()
    years(school, "2026-11-20 08:00")
    years(school, "2027-01-02 08:00")
    account = Account.objects.get(year=2026)
    assert account.state == "below"
    assert not account.barred
    assert not BarredList.objects.exists()


@pytest.mark.clause("TR-5")
def test_the_year_is_not_pro_rated(school: School) -> None:
    person = school.person(post_since="2026-11-01", from_on="2026-11-01")
    account = Account.objects.get(trainee=person)
    assert account.required == 720
    assert account.lacking == 720


@pytest.mark.clause("TR-1")
def test_everybody_reads_plans_sessions_and_numbers_and_no_name(school: School, client: Client) -> None:
    person = school.person("赵钱孙")
    plan = school.plan()
    assert "2026 年政务公开培训计划" in client.get("/training/").content.decode()
    session = school.recorded(school.notified(plan), person)
    page = client.get("/training/?year=2026").content.decode()
    assert "到场 1 人" in page
    detail = client.get(f"/training/sessions/{session.pk}/").content.decode()
    assert "赵钱孙" not in page + detail
    assert client.get("/training/?year=abc").status_code == 200


@pytest.mark.clause("TR-4")
def test_the_calendar_of_a_unit(school: School, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    school.person()
    school.notified(school.plan())
    monkeypatch.setattr("django.utils.timezone.now", lambda: school.county.at + timedelta(hours=1))
    found = client.get("/training/calendar/rfbsc.ics")
    assert found.headers["Content-Type"].startswith("text/calendar")
    assert "20261105" in found.content.decode()
    assert client.get("/training/calendar/none.ics").status_code == 404
