"""TR-1, TR-2, TR-4: plans and sessions, who was there, what of it counts; and everything that people enter wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing as django_signing
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from foundation.casework.refusals import Invalid
from tests.training.people import PLAN, School, moment, refused, signs, text_file, two, workbook
from training import signing
from training.filing import session_archive
from training.models import Account, Attendance, Credit, Plan, Session, Trainee
from training.statute import ROTATES

pytestmark = pytest.mark.django_db


def minutes(person: Trainee, year: int = 2026) -> int:
    return Account.objects.get(trainee=person, year=year).minutes


@pytest.mark.clause("TR-1")
def test_a_plan_is_approved_by_another_and_then_stays(school: School) -> None:
    plan = school.plan()
    assert plan.state == Plan.State.APPROVED
    with pytest.raises(InternalError, match="TR-1"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(hours_planned=1)


@pytest.mark.clause("TR-2")
def test_only_the_countys_office_plans_for_the_county(school: School) -> None:
    with pytest.raises(Invalid, match="不组织全县"):
        school.do("draft_plan", school.agency, data={**PLAN, "countywide": "on"})


@pytest.mark.clause("TR-3")
def test_a_plan_without_the_three_common_topics_is_refused(school: School) -> None:
    with pytest.raises(Invalid, match="TR-3"):
        school.do("draft_plan", school.agency, data={**PLAN, "tags": ["B1"]})


@pytest.mark.clause("TR-5")
def test_a_plan_that_offers_too_few_hours_is_not_approved(school: School) -> None:
    plan = school.do("draft_plan", school.agency, data={**PLAN, "hours_planned": 4}).matter
    with refused("TR-5", "4 学时"):
        school.do("approve_plan", plan.ref, "leader")


@pytest.mark.parametrize("mark", ["0", "101", "-5", "六十"])
def test_a_pass_mark_that_makes_no_sense_is_refused(school: School, mark: str) -> None:
    with pytest.raises(Invalid):
        school.do("draft_plan", school.agency, data={**PLAN, "pass_mark": mark})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (two("ends_at", moment("2026-11-05 08:00")), "晚于"),
        (two("ends_at", moment("2026-11-06 09:00")), "12 小时"),
        ({"minutes": "181"}, "180 分钟"),
        ({"minutes": "-3"}, "不能小于"),
        ({"minutes": "0"}, "不能小于"),
    ],
)
def test_lengths_that_make_no_sense_are_refused(school: School, change: dict[str, Any], said: str) -> None:
    plan = school.plan()
    with pytest.raises(Invalid, match=said):
        school.do("plan_session", plan.ref, data={**school.facts("2026-11-05 09:00"), **change})


def test_the_database_refuses_them_as_well(school: School) -> None:
    session = school.session(school.plan())
    for change in (
        {"ends_at": session.starts_at},
        {"ends_at": session.starts_at + timedelta(hours=24)},
        {"minutes": 300},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**change)


def test_full_width_digits_are_digits(school: School) -> None:
    plan = school.plan()
    given = {**school.facts("2026-11-05 09:00"), "minutes": "１８０分钟"}
    assert school.do("plan_session", plan.ref, data=given).matter.minutes == 180


@pytest.mark.clause("TR-4")
def test_what_has_not_begun_is_not_recorded_as_held(school: School) -> None:
    school.person()
    session = school.notified(school.plan())
    with refused("TR-4", "才开始"):
        school.do("hold", session.ref, data={"head_count": 1})
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(
            state="held", head_count=1, held_at=session.starts_at - timedelta(minutes=1)
        )


@pytest.mark.clause("TR-4")
def test_hours_stand_with_confirmed_list_and_proof(school: School) -> None:
    person, absent = school.person(), school.person("测试二", "10002")
    session = school.held(school.notified(school.plan()))
    school.signed(session, person)
    with refused("TR-4", "证明材料"):
        school.do("record", session.ref, data={"agreed": "on"})
    school.proof(session)
    session = school.do("record", session.ref, data={"agreed": "on"}).matter
    assert minutes(person) == 180
    assert minutes(absent) == 0
    assert Attendance.objects.get(trainee=absent).state == Attendance.State.ABSENT


@pytest.mark.clause("TR-4")
def test_a_count_that_differs_from_the_list_needs_a_reason(school: School) -> None:
    person = school.person()
    session = school.held(school.notified(school.plan()), count=5)
    school.signed(session, person)
    school.proof(session)
    with refused("TR-4", "不一致"):
        school.do("record", session.ref, data={"agreed": "on"})
    done = school.do("record", session.ref, data={"agreed": "on", "differs": "有四名外单位旁听"}).matter
    assert done.head_count_differs


@pytest.mark.clause("TR-5")
def test_overlapping_sessions_never_both_count(school: School) -> None:
    person, plan = school.person(), school.plan()
    one = school.notified(plan, "2026-11-05 09:00")
    other = school.notified(plan, "2026-11-05 11:00")
    school.recorded(one, person)
    assert minutes(person) == 180
    school.recorded(other, person)
    # From eleven until noon they were in one of the two rooms.
    assert minutes(person) == 300
    first, second = Credit.objects.order_by("pk")
    with pytest.raises(IntegrityError, match="training_no_two_rooms"), transaction.atomic():
        Credit.objects.create(
            attendance=Attendance.objects.get(session=other, trainee=person),
            trainee=person,
            year=2026,
            minutes=1,
            during=(other.starts_at, other.starts_at + timedelta(minutes=30)),
        )
    assert first.during.upper <= second.during.lower


@pytest.mark.clause("TR-5")
def test_the_database_lets_no_more_count_than_the_session_has(school: School) -> None:
    person = school.person()
    session = school.recorded(school.notified(school.plan()), person)
    row = Attendance.objects.get(session=session)
    Credit.objects.update(withdrawn_at=session.ends_at)
    for change in (
        {"minutes": 181, "during": session.span},
        {"minutes": 60, "during": (session.starts_at, session.starts_at + timedelta(minutes=30))},
        {"minutes": 60, "during": (session.ends_at, session.ends_at + timedelta(hours=1))},
        {"minutes": 60, "during": session.span, "year": 2025},
        {"minutes": 60, "during": None},
    ):
        given = {"attendance": row, "trainee": person, "year": 2026, **change}
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Credit.objects.create(**given)


@pytest.mark.clause("TR-5")
def test_a_session_over_new_year_counts_for_both_years(school: School) -> None:
    person = school.person()
    session = school.notified(school.plan(), "2026-12-31 22:00", 3)
    school.recorded(session, person)
    assert minutes(person, 2026) == 120
    assert minutes(person, 2027) == 60


@pytest.mark.clause("TR-4")
def test_late_and_early_count_what_was_heard(school: School) -> None:
    late, early = school.person(), school.person("测试二", "10002")
    session = school.held(school.notified(school.plan()), 2)
    rows = {row.trainee_id: row.pk for row in session.attendance.all()}
    school.do("mark_one", session.ref, data={"who": rows[late.pk], "state": "late", "arrived": "10:00"})
    school.do("mark_one", session.ref, data={"who": rows[early.pk], "state": "left_early", "left": "09:30"})
    school.proof(session)
    school.do("record", session.ref, data={"agreed": "on"})
    assert minutes(late) == 120
    assert minutes(early) == 30


@pytest.mark.parametrize(
    "given",
    [
        {"state": "late"},
        {"state": "late", "arrived": "14:00"},
        {"state": "left_early", "left": "07:00"},
        {"state": "left_early", "arrived": "11:00", "left": "10:00"},
        {"state": "excused"},
    ],
)
def test_times_that_do_not_fit_are_refused(school: School, given: dict[str, str]) -> None:
    school.person()
    session = school.held(school.notified(school.plan()))
    row = session.attendance.get()
    with pytest.raises(Invalid):
        school.do("mark_one", session.ref, data={"who": row.pk, **given})


@pytest.mark.clause("TR-4")
def test_whoever_joined_later_was_not_there(school: School) -> None:
    school.person()
    session = school.notified(school.plan())
    person = school.person("测试二", "10002", from_on="2026-11-02")
    school.do("invite", session.ref, data={"whom": "all"})
    Trainee.objects.get(pk=person.pk).postings.all()
    session = school.held(session)
    from training.models import Posting

    with connection_without_triggers():
        Posting.objects.filter(trainee=person).update(from_on="2026-11-06")
    row = Attendance.objects.get(session=session, trainee=person)
    with refused("TR-4", "还没有到单位"):
        school.do("enter_sheet", session.ref, data={"who": [row.pk]})


def connection_without_triggers() -> Any:
    """Rows as they could not be written otherwise."""
    import pgtrigger

    return pgtrigger.ignore()


@pytest.mark.clause("TR-4")
def test_a_correction_needs_a_reason_and_moves_the_hours(school: School) -> None:
    person = school.person()
    session = school.recorded(school.notified(school.plan()), person)
    row = session.attendance.get()
    with pytest.raises(Invalid):
        school.do("correct_attendance", session.ref, data={"who": row.pk, "state": "absent"})
    school.do(
        "correct_attendance",
        session.ref,
        data={"who": row.pk, "state": "absent", "reason": "由别人代签，本人没有到"},
    )
    assert minutes(person) == 0
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Attendance.objects.filter(pk=row.pk).update(state="present")
    school.do(
        "correct_attendance",
        session.ref,
        data={"who": row.pk, "state": "late", "arrived": "10:30", "reason": "查监控，十点半到"},
    )
    assert minutes(person) == 90


@pytest.mark.clause("TR-4")
def test_moved_keeps_the_people_and_the_old_one(school: School) -> None:
    school.person()
    session = school.notified(school.plan())
    later = moment("2026-11-12 09:00")
    given = {**two("starts_at", later), **two("ends_at", later + timedelta(hours=3)), "reason": "会场停电"}
    school.do("move_session", session.ref, data=given)
    session.refresh_from_db()
    new = Session.objects.get(moved_from=session)
    assert session.state == Session.State.MOVED
    assert new.attendance.count() == 1
    school.do("cancel_session", new.ref, data={"reason": "合并到下一次"})


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2026-11-20 09:00", "2026-11-19 12:00", "晚于开始"),
        ("2026-11-20 09:00", "2026-11-21 12:00", "12 小时"),
        ("2026-11-20 09:00", "2026-11-20 10:00", "60 分钟"),
        ("2026-11-01 09:00", "2026-11-01 12:00", "晚于现在"),
        ("2026-11-20 09:00", "9999-12-31 23:59", "12 小时"),
    ],
)
def test_new_times_that_make_no_sense_are_refused(school: School, starts: str, ends: str, said: str) -> None:
    school.person()
    session = school.notified(school.plan())
    given = {**two("starts_at", moment(starts)), **two("ends_at", moment(ends)), "reason": "会场停电"}
    with pytest.raises(Invalid, match=said):
        school.do("move_session", session.ref, data=given)


def test_learning_alone_ends_with_the_year(school: School) -> None:
    plan = school.plan()
    for ends in ("2027-01-31 18:00", "9999-12-31 23:59"):
        facts = school.facts("2026-11-05 09:00", mode="net", **two("ends_at", moment(ends)))
        with pytest.raises(Invalid, match="2026 年底"):
            school.do("plan_session", plan.ref, data=facts)


@pytest.mark.clause("TR-4")
def test_learning_alone_counts_with_material_and_a_passed_exam(school: School) -> None:
    passed, failed, nothing = (school.person(f"测试{n}", f"1000{n}") for n in "一二三")
    plan = school.plan()
    session = school.notified(plan, mode="net", minutes="90", **two("ends_at", moment("2026-11-10 18:00")))
    session = school.held(session, 2)
    school.signed(session, passed, failed)
    school.proof(session, "sheet")
    with refused("TR-4", "学习材料"):
        school.do("record", session.ref, data={"agreed": "on"})
    school.proof(session, "slides")
    school.do("record", session.ref, data={"agreed": "on"})
    assert minutes(passed) == 0
    exam = school.exam(plan, session=session.pk, course="yearly")
    school.published(exam, **{f"p{passed.pk}": 80, f"p{failed.pk}": 40, f"p{nothing.pk}": 90})
    assert minutes(passed) == 90
    assert minutes(failed) == 0
    assert minutes(nothing) == 0


@pytest.mark.clause("TR-4")
def test_correcting_who_learnt_alone_keeps_what_was_passed(school: School) -> None:
    person = school.person()
    plan = school.plan()
    session = school.notified(plan, mode="net", minutes="90", **two("ends_at", moment("2026-11-10 18:00")))
    session = school.recorded_alone(session, person)
    school.published(school.exam(plan, session=session.pk, course="yearly"), **{f"p{person.pk}": 80})
    given = {"who": session.attendance.get().pk, "state": "present", "reason": "核对材料"}
    school.do("correct_attendance", session.ref, data=given)
    assert minutes(person) == 90
    school.do(
        "correct_attendance", session.ref, data={**given, "state": "absent", "reason": "材料不是本人的"}
    )
    assert minutes(person) == 0
    school.do("correct_attendance", session.ref, data={**given, "reason": "查明是本人的"})
    assert minutes(person) == 90


@pytest.mark.clause("TR-5")
def test_whoever_was_not_there_was_elsewhere(school: School) -> None:
    """Of two sessions at the same hours one gives way; once it is taken back, the other counts whole."""
    person = school.person()
    plan = school.plan()
    one, other = school.notified(plan, "2026-11-05 09:00"), school.notified(plan, "2026-11-05 10:00")
    one, other = school.recorded(one, person), school.recorded(other, person)
    assert minutes(person) == 240
    given = {"who": one.attendance.get().pk, "state": "absent", "reason": "在另一个会场"}
    school.do("correct_attendance", one.ref, data=given)
    assert minutes(person) == 180


@pytest.mark.clause("TR-4")
def test_an_exam_goes_along_with_the_session_that_is_moved(school: School) -> None:
    person = school.person()
    plan = school.plan()
    session = school.notified(plan, mode="net", minutes="90", **two("ends_at", moment("2026-11-10 18:00")))
    exam = school.exam(plan, session=session.pk, course="yearly", held_on="2026-11-20")
    given = {
        **two("starts_at", moment("2026-11-12 09:00")),
        **two("ends_at", moment("2026-11-18 18:00")),
        "reason": "材料没有印好",
    }
    school.do("move_session", session.ref, data=given)
    new = school.do("notify", Session.objects.get(moved_from=session).ref).matter
    new = school.recorded_alone(new, person)
    school.at("2026-11-20 17:00")
    exam.refresh_from_db()
    assert exam.session == new
    school.published(exam, **{f"p{person.pk}": 80})
    assert minutes(person) == 90


# Signing


@pytest.mark.clause("TR-4")
def test_a_code_dies_with_the_next_window(school: School) -> None:
    at = moment("2026-11-05 08:50")
    code = signing.token(7, at)
    assert signing.session_of(code, at) == 7
    assert signing.session_of(code, at + timedelta(seconds=ROTATES)) == 7
    assert signing.session_of(code, at + timedelta(seconds=2 * ROTATES)) is None
    # A host that lags half a minute, and no phone's clock, is forgiven.
    assert signing.session_of(code, at - timedelta(seconds=ROTATES)) == 7
    assert signing.session_of(code, at - timedelta(minutes=5)) is None
    assert signing.session_of(code, at + timedelta(minutes=5)) is None
    assert signing.session_of(code.replace("7-", "8-", 1), at) is None
    for bad in ("", "7", "7-zz-00", "٧-1-1", "9" * 40 + "-1-1"):
        assert signing.session_of(bad, at) is None
    digits = signing.short_code(7, at)
    assert signing.fits(7, digits, at + timedelta(seconds=ROTATES))
    assert not signing.fits(7, digits, at + timedelta(minutes=5))
    form = signing.form_of(7, at)
    assert signing.opened(form, at + timedelta(minutes=4)) == 7
    assert signing.opened(form, at + timedelta(minutes=6)) is None
    assert signing.opened(django_signing.dumps([7, 0]), at) is None


@pytest.mark.clause("TR-4")
def test_signing_on_time_late_early_and_twice(school: School) -> None:
    person, other = school.person(), school.person("测试二", "10002")
    session = school.notified(school.plan())
    with refused("TR-4", "还早"):
        signs(session, person, "10001", moment("2026-11-05 08:00"))
    signs(session, person, "１０００１".translate(str.maketrans("０１", "01")), moment("2026-11-05 08:55"))
    signs(session, other, "10002", moment("2026-11-05 09:20"), way="code")
    signs(session, person, "10001", moment("2026-11-05 09:30"))
    rows = {row.trainee_id: row for row in Attendance.objects.all()}
    assert rows[person.pk].state == "present"
    assert rows[other.pk].state == "late"
    with refused("TR-4", "没有找到"):
        signs(session, person, "10002", moment("2026-11-05 09:30"))
    with refused("TR-4", "结束"):
        signs(session, person, "10001", moment("2026-11-05 12:00"))


@pytest.mark.clause("TR-4")
def test_the_pages_of_signing(school: School, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = school.person()
    session = school.notified(school.plan())
    at = moment("2026-11-05 08:55")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    page = client.get(f"/training/sign/{signing.token(session.pk, at)}/")
    assert page.status_code == 200
    sent = {
        "ticket": signing.form_of(session.pk, at),
        "full_name": "测试一",
        "staff_number": "10001",
        "way": "qr",
    }
    wrong = client.post("/training/sign/form/", {**sent, "staff_number": "99999"})
    assert wrong.status_code == 409
    assert "没有找到" in wrong.content.decode()
    done = client.post("/training/sign/form/", sent)
    assert "已签到" in done.content.decode()
    assert Attendance.objects.get(trainee=person).way == "qr"
    at += timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    gone = client.get(f"/training/sign/{signing.token(session.pk, at - timedelta(minutes=5))}/")
    assert gone.status_code == 410
    typed = client.post(
        "/training/sign/", {"session": session.pk, "digits": signing.short_code(session.pk, at)}
    )
    assert "人员编号" in typed.content.decode()
    assert client.post("/training/sign/", {"session": session.pk, "digits": "000000"}).status_code in (
        200,
        422,
    )


# Workbooks

HEADS = ("姓名", "人员编号", "编制类型", "岗位", "到岗日期", "到本单位日期", "培训证书号")


@pytest.mark.clause("TR-1")
def test_a_roster_as_people_fill_it_in(school: School) -> None:
    book = workbook(
        HEADS,
        ("张　三", "１０００７", "公务员", "从事政务公开工作", "2026年3月1日", 46023, "０１２"),
        ("李四", 10008, "事业编制", "", "", "2026/1/5", ""),
        ("", "", "", "", "", "", ""),
    )
    done = school.do("import_people", school.agency, files={"file": book})
    assert done.line.detail == {"added": 2, "known": 0}
    first = Trainee.objects.get(number_ends="0007")
    assert f"{first.post_since}" == "2026-03-01"
    assert first.certificate_number == "012"
    again = workbook(HEADS, ("李四", "10008", "事业编制", "", "", "", ""))
    assert school.do("import_people", school.agency, files={"file": again}).line.detail == {
        "added": 0,
        "known": 1,
    }


@pytest.mark.parametrize(
    ("rows", "merge", "said"),
    [
        ([("姓名", "编号")], "", "缺"),
        ([HEADS, ('=HYPERLINK("http://x")', "10009", "公务员", "", "", "", "")], "", "公式"),
        ([HEADS, ("张三", "@SUM(A1)", "公务员", "", "", "", "")], "", "公式"),
        ([HEADS, ("张三", "10009", "局长", "", "", "", "")], "", "编制类型"),
        ([HEADS, ("张三", "10009", "公务员", "", "昨天", "", "")], "", "不是日期"),
        ([HEADS, ("张三", "10009", "公务员", "", "2030-01-01", "", "")], "", "还没有到"),
        ([HEADS, ("张三", "10009", "公务员", "从事政务公开工作", "", "", "")], "", "到岗日期"),
        ([HEADS, ("张三", "10009", "公务员"), ("李四", "10009", "公务员")], "", "相同"),
        ([HEADS, ("", "10009", "公务员"), ("李四", "10010", "公务员")], "A2:A3", "合并"),
        ([HEADS, ("张三", 152822199001011234, "公务员", "", "", "", "")], "", "设成文本"),
        ([HEADS, ("张三", "10009", "公务员", "", "", "2026-01-155", "")], "", "不是日期"),
        ([HEADS, ("",), ("张三", "9" * 60, "公务员", "", "", "", "")], "", "第 3 行"),
    ],
)
def test_a_roster_that_cannot_be_read_is_refused_whole(
    school: School, rows: list[tuple[Any, ...]], merge: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        school.do("import_people", school.agency, files={"file": workbook(*rows, merge=merge)})
    assert not Trainee.objects.exists()


def test_what_is_no_workbook_is_refused(school: School) -> None:
    with pytest.raises(Invalid):
        school.do("import_people", school.agency, files={"file": text_file("x.xlsx", "x")})


def test_names_that_would_calculate_or_speak_sql_are_text(school: School) -> None:
    person = school.person("'; DROP TABLE x;--", "10003")
    assert person.full_name == "'; DROP TABLE x;--"
    assert Trainee.objects.filter(full_name=person.full_name).exists()


@pytest.mark.clause("TR-4")
def test_an_attendance_sheet_is_imported_by_name_and_number(school: School) -> None:
    one, same = school.person("王五", "20001"), school.person("王五", "20002")
    session = school.held(school.notified(school.plan()), 2)
    heads = ("姓名", "编号后四位", "到场情况", "到场时间", "离场时间", "请假事由")
    with pytest.raises(Invalid, match="同名"):
        school.do("import_attendance", session.ref, files={"file": workbook(heads, ("王五", "", "到场"))})
    with pytest.raises(Invalid, match="没有这个人"):
        school.do("import_attendance", session.ref, files={"file": workbook(heads, ("赵六", "", "到场"))})
    for row, said in (
        (("王五", "0001", "请假"), "事由"),
        (("王五", "0001", "早退", "", "10:00-12:00"), "不是时间"),
    ):
        with pytest.raises(Invalid, match=said):
            school.do("import_attendance", session.ref, files={"file": workbook(heads, row)})
    book = workbook(heads, ("王五", 1, "到场"), ("王五", "０００２", "迟到", 0.40625, "", ""))
    school.do("import_attendance", session.ref, files={"file": book})
    rows = {row.trainee_id: row for row in session.attendance.all()}
    assert rows[one.pk].state == "present"
    assert rows[same.pk].arrived_at == moment("2026-11-05 09:45")


@pytest.mark.clause("TR-7")
def test_a_utility_is_advised_and_never_in_breach(school: School) -> None:
    school.agency.kind = "utility"
    school.agency.save()
    person = school.person()
    assert not person.duty
    account = Account.objects.get(trainee=person)
    with pytest.raises(IntegrityError, match="breach_of_duty"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="short")


@pytest.mark.clause("PI-9")
def test_interpretation_is_a_topic_of_plans_and_sessions(school: School) -> None:
    person = school.person()
    school.recorded(school.notified(school.plan(), tags=["C1"]), person)
    person.refresh_from_db()
    assert person.covered == ["C1"]


@pytest.mark.clause("TR-4")
def test_the_file_of_a_session_holds_everything(school: School) -> None:
    import zipfile
    from io import BytesIO

    person = school.person()
    session = school.recorded(school.notified(school.plan()), person)
    done = school.do(
        "add_file",
        session.ref,
        data={"sort": "slides", "edition": "492"},
        files={"file": text_file("课件.txt", "旧条例")},
    )
    assert done.line.detail["outdated"] is True
    session = school.do("file_session", session.ref, data={"summary": "讲了九项内容。"}).matter
    with zipfile.ZipFile(BytesIO(session_archive(session))) as archive:
        names = archive.namelist()
    assert names[0] == "00-培训情况.pdf"
    assert len(names) == 3
