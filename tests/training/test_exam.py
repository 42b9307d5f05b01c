"""TR-4: questions approved by a second person, papers of a hundred points, attempts by the server's time, the register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from tests.personas import County
from tests.training.exams import JUDGE, RULES, SHORT, SINGLE, SITS, Hall
from tests.training.people import moment, refused, two
from training import answering, invigilating
from training.acts.exam import counting
from training.measuring import worth_of
from training.models import (
    Answer,
    Attempt,
    Award,
    Exam,
    ExamPart,
    ExtraTime,
    Mark,
    Question,
    Sitting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(county: County) -> Hall:
    """The unit whose people sit online exams."""
    return Hall(county)


# The bank


@pytest.mark.clause("TR-4")
def test_a_question_is_approved_by_another_than_whoever_wrote_it(hall: Hall) -> None:
    question = hall.question(approved=False)
    with pytest.raises(NotPermitted, match="另一位"):
        hall.do("approve_question", question.ref)
    hall.do("edit_question", question.ref, "disclosure_head", {"answer": "C"})
    question.refresh_from_db()
    assert question.key == [2]
    with pytest.raises(NotPermitted):
        hall.do("approve_question", question.ref, "disclosure_head")
    hall.do("approve_question", question.ref, "department_head")
    with refused("TR-4"):
        hall.do("edit_question", question.ref, data={"answer": "A"})
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Question.objects.update(key=[0])
    hall.do("retire_question", question.ref, data={"because": "条款改了"})
    with pytest.raises(InternalError), transaction.atomic():
        Question.objects.update(state="approved")


@pytest.mark.parametrize(
    "wrong",
    [
        {"clause": "PD-99"},
        {"answer": "E"},
        {"answer": "AB"},
        {"options": "只有一个"},
        {"stem": "<script>alert(1)</script>"},
        {"tag": "Z9"},
        {"stem": "打 13812345678 问谁？"},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(hall: Hall, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        hall.question(SINGLE, approved=False, **wrong)
    assert not Question.objects.exists()


@pytest.mark.clause("TR-3")
def test_many_are_pasted_all_or_none_and_the_paster_approves_none(hall: Hall) -> None:
    text = "单选 A2 PD-9 易\n几日？\nA. 10\nB. 20\n答案：B\n解析：二十。\n\n判断 B2 SR-4\n可以先发。\n答案：错\n解析：不得。"
    given = {"purpose": "study", "edition": "711", "text": text}
    with pytest.raises(Invalid, match="第 2 题"):
        hall.do("paste_questions", hall.agency, data={**given, "text": text.replace("答案：错", "答案：B")})
    assert not Question.objects.exists()
    hall.do("paste_questions", hall.agency, data=given)
    assert Question.objects.filter(state="draft", purpose="study").count() == 2
    with pytest.raises(NotPermitted):
        hall.do("approve_question", Question.objects.earliest("pk").ref)
    hall.do("approve_question", Question.objects.earliest("pk").ref, "disclosure_head")


@pytest.mark.clause("TR-1")
def test_a_question_on_the_old_edition_is_flagged_and_never_drawn(hall: Hall) -> None:
    old = hall.question(SINGLE, edition="492")
    assert old.outdated
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, data={"rules": "A2 单选 1 100"})
    with refused("TR-4", "只有 0 题"):
        hall.do("open_exam", exam.ref, "department_head")


@pytest.mark.clause("TR-4")
def test_what_people_study_with_is_not_asked_in_an_exam(hall: Hall) -> None:
    hall.question(SINGLE, purpose="study")
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, data={"rules": "A2 单选 1 100"})
    with refused("TR-4", "只有 0 题"):
        hall.do("open_exam", exam.ref, "department_head")
    with pytest.raises(Invalid, match="没有审定过"):
        hall.do("paper_fixed", exam.ref, data={"questions": f"{Question.objects.get().pk} 100"})


# The paper


@pytest.mark.clause("TR-4")
@pytest.mark.parametrize("mark", ["0", "101", "-1", "六十"])
def test_a_pass_mark_of_nothing_or_more_than_all_is_refused(hall: Hall, mark: str) -> None:
    plan = hall.plan()
    with pytest.raises(Invalid):
        hall.exam(plan, sat="online", pass_mark=mark)
    sitting = hall.exam(plan, sat="online")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(pass_mark=101)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(pass_mark=0)


@pytest.mark.clause("TR-4")
def test_no_exam_opens_without_a_whole_paper(hall: Hall) -> None:
    hall.bank(2)
    exam = hall.online()
    with refused("TR-4", "一道题也没有"):
        hall.do("open_exam", exam.ref, "department_head")
    for rules, says in (("A2 单选 0 0", "大于 0"), ("A2 单选 2 20", "40 分"), ("", "出卷规则")):
        with pytest.raises(Invalid, match=says):
            hall.do("paper_by_rule", exam.ref, data={"rules": rules})
    hall.do("paper_by_rule", exam.ref, data={"rules": "A2 单选 5 20"})
    with refused("TR-4", "要 5 题，只有 2 题"):
        hall.do("open_exam", exam.ref, "department_head")
    ExamPart.objects.update(points=10)
    with refused("TR-4", "50 分"):
        hall.do("open_exam", exam.ref, "department_head")
    with pytest.raises(InternalError, match="add up to 100"), transaction.atomic():
        Exam.objects.update(state="open")
    hall.do("paper_by_rule", exam.ref, data={"rules": RULES})
    hall.do("open_exam", exam.ref, "department_head")
    with pytest.raises(InternalError, match="before it is opened"), transaction.atomic():
        ExamPart.objects.update(points=1)


@pytest.mark.clause("TR-4")
def test_whoever_made_the_paper_neither_opens_nor_sits_it(hall: Hall, county: County) -> None:
    hall.bank()
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, "disclosure_head", {"rules": RULES})
    with pytest.raises(NotPermitted):
        hall.do("open_exam", exam.ref, "disclosure_head")
    hall.do("open_exam", exam.ref, "department_head")
    hall.examinee("rfbsc-disclosure_head")
    county.at = exam.opens_at
    with refused("TR-4", "是您出的"):
        hall.started(exam, "rfbsc-disclosure_head")


@pytest.mark.clause("TR-4")
def test_named_questions_are_asked_of_everybody(hall: Hall) -> None:
    hall.examinee()
    first, second = hall.question(SINGLE), hall.question(JUDGE)
    exam = hall.online()
    with pytest.raises(Invalid, match="没有审定过"):
        hall.do("paper_fixed", exam.ref, data={"questions": f"{first.pk} 50\n999999 50"})
    with pytest.raises(Invalid, match="60 分"):
        hall.do("paper_fixed", exam.ref, data={"questions": f"{first.pk} 30\n{second.pk} 30"})
    hall.do("paper_fixed", exam.ref, data={"questions": f"{first.pk} 50\n{second.pk} 50"})
    hall.do("retire_question", second.ref, "department_head", {"because": "题干有误"})
    with refused("TR-4", "已不再使用"):
        hall.do("open_exam", exam.ref, "department_head")


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "0"},
        {"minutes": "241"},
        {"attempts": "3"},
        {"attempts": "0"},
        {"counts": "worst"},
        two("closes_at", moment("9999-12-31 09:00")),
        two("closes_at", moment("2027-01-31 09:00")),
    ],
)
def test_times_that_cannot_be_are_refused(hall: Hall, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        hall.online(**wrong)


def test_an_exam_opens_on_its_day_and_closes_later(hall: Hall, county: County) -> None:
    with pytest.raises(Invalid):
        hall.online(**two("closes_at", county.at))
    with refused("TR-4", "考试日期"):
        hall.online(
            **two("opens_at", county.at + timedelta(days=2)),
            **two("closes_at", county.at + timedelta(days=3)),
        )


@pytest.mark.clause("TR-4")
def test_an_exam_on_paper_is_not_sat_online(hall: Hall, county: County) -> None:
    sitting = hall.exam(hall.plan())
    given = {
        **two("opens_at", county.at), **two("closes_at", county.at + timedelta(hours=1)),
        "minutes": "60", "attempts": "1", "counts": "best",
    }  # fmt: skip
    with refused("TR-4", "笔试"):
        hall.do("set_online", sitting.ref, data=given)


# Sitting it


@pytest.mark.clause("TR-4")
def test_from_beginning_to_the_register(hall: Hall, county: County) -> None:
    person = hall.examinee()
    hall.bank()
    exam = hall.opened()
    attempt = hall.started(exam)
    rows = list(Answer.objects.filter(attempt=attempt))
    assert (len(rows), sum(row.points for row in rows)) == (5, 100)
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=60)
    hall.answered(attempt)
    attempt = hall.handed_in(attempt)
    assert (attempt.state, attempt.points) == ("scored", 100)
    assert not Mark.objects.exists()
    exam = hall.over(exam)
    assert exam.state == "marked"
    mark = Mark.objects.get()
    assert (mark.trainee, mark.points, mark.passed) == (person, 100, True)
    hall.do("publish_marks", exam.sitting.ref, "department_head")
    assert Sitting.objects.get(pk=exam.sitting_id).state == "published"


@pytest.mark.clause("TR-4")
def test_one_open_attempt_and_two_at_most(hall: Hall, county: County) -> None:
    person = hall.examinee()
    hall.bank()
    exam = hall.opened()
    first = hall.started(exam)
    with refused("TR-4", "没有交的卷子"):
        hall.started(exam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            agency=exam.agency, created_at=county.at, exam=exam, trainee=person, staff=first.staff, number=2,
            seed=1, started_at=county.at, ends_at=county.at + timedelta(hours=1),
        )  # fmt: skip
    hall.handed_in(first)
    second = hall.started(exam)
    assert second.number == 2
    assert second.seed != first.seed
    hall.handed_in(second)
    with refused("TR-4", "只能考 2 次"):
        hall.started(exam)


@pytest.mark.clause("TR-4")
@pytest.mark.parametrize(("counts", "points"), [("best", 100), ("last", 0)])
def test_the_best_or_the_last_counts_as_it_was_said(hall: Hall, counts: str, points: int) -> None:
    hall.examinee()
    hall.bank()
    exam = hall.opened(counts=counts)
    with pytest.raises(InternalError, match="TR-4"), transaction.atomic():
        Exam.objects.update(counts="last" if counts == "best" else "best")
    for right in (True, False):
        attempt = hall.started(exam)
        hall.answered(attempt, right)
        hall.handed_in(attempt)
    exam = hall.over(exam)
    assert [row.points for row in counting(exam)] == [points]
    assert Mark.objects.get().points == points


@pytest.mark.clause("TR-4")
def test_what_was_saved_is_handed_in_at_the_end_and_nothing_is_taken_later(
    hall: Hall, county: County
) -> None:
    hall.examinee()
    hall.bank()
    exam = hall.opened()
    attempt = hall.started(exam)
    hall.answered(attempt)
    county.at = attempt.ends_at - timedelta(seconds=1)
    assert answering.keep(attempt, {1: []}, county.at) == 1
    county.at = attempt.ends_at
    with pytest.raises(Refused, match="到时间以前保存的都算"):
        answering.keep(attempt, {2: []}, county.at)
    assert invigilating.keep_exams(at=county.at) == (1, 0, 0)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.handed_in_at) == ("scored", 80, attempt.ends_at)
    with pytest.raises(Refused, match="已经交了"):
        answering.keep(attempt, {2: []}, county.at)
    with pytest.raises(InternalError, match="nothing is answered after"), transaction.atomic():
        Answer.objects.filter(attempt=attempt).update(given="[0]")
    with pytest.raises(InternalError, match="stays"), transaction.atomic():
        Attempt.objects.update(ends_at=county.at + timedelta(days=1))


@pytest.mark.clause("TR-4")
def test_handing_in_late_is_the_end_of_time_and_not_a_second_more(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.bank()
    attempt = hall.started(hall.opened())
    county.at = attempt.ends_at + timedelta(minutes=5)
    attempt = hall.handed_in(attempt)
    assert attempt.handed_in_at == attempt.ends_at
    with refused("TR-4", "已经交了"):
        hall.handed_in(attempt)


@pytest.mark.clause("TR-4")
def test_nobody_begins_too_early_too_late_or_uninvited(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.bank()
    exam = hall.opened()
    county.at = exam.opens_at - timedelta(minutes=5)
    # The last act of the account lies before.
    with refused("TR-4", "才开始"):
        hall.started(exam)
    county.at = exam.opens_at
    with refused("TR-4", "名单"):
        hall.started(exam, "lxcz-drafter")
    with refused("TR-4", "名单"):
        hall.started(exam, "rfbsc-leader")
    county.at = exam.closes_at
    with refused("TR-4", "不能进场"):
        hall.started(exam)


@pytest.mark.clause("TR-4")
def test_extra_time_by_a_decision_with_a_reason_that_no_ledger_tells(hall: Hall, county: County) -> None:
    person = hall.examinee()
    hall.bank()
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, data={"rules": RULES})
    with pytest.raises(Invalid):
        hall.do("grant_extra_time", exam.ref, "department_head", {"trainee": person.pk, "why": ""})
    with pytest.raises(NotPermitted):
        hall.do("grant_extra_time", exam.ref, "records_office", {"trainee": person.pk, "why": "视力不便"})
    hall.do("grant_extra_time", exam.ref, "department_head", {"trainee": person.pk, "why": "视力不便"})
    with refused("TR-4", "不重复"):
        hall.do("grant_extra_time", exam.ref, "department_head", {"trainee": person.pk, "why": "视力不便"})
    told = LedgerLine.objects.filter(act="training.grant_extra_time").get()
    assert "视力" not in f"{told.reason}{told.detail}"
    assert ExtraTime.objects.get().reason == "视力不便"
    hall.do("open_exam", exam.ref, "department_head")
    county.at = exam.opens_at
    attempt = hall.started(exam)
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=90)


@pytest.mark.clause("TR-4")
def test_an_exam_ends_once_nobody_sits_it(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.bank()
    exam = hall.opened()
    county.at = exam.closes_at - timedelta(minutes=10)
    attempt = hall.started(exam)
    county.at = exam.closes_at + timedelta(minutes=1)
    assert invigilating.keep_exams(at=county.at) == (0, 0, 0)
    with pytest.raises(InternalError, match="while somebody sits"), transaction.atomic():
        Exam.objects.update(state="closed")
    county.at = attempt.ends_at
    assert invigilating.keep_exams(at=county.at) == (1, 1, 1)


# Marked by people


@pytest.mark.clause("TR-4")
def test_answers_in_words_are_marked_by_a_second_person(hall: Hall, county: County) -> None:
    hall.examinee("rfbsc-records_office")
    hall.bank(2)
    short = hall.question(SHORT)
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, "disclosure_head", {"rules": "A2 单选 2 40\nA2 简答 1 20"})
    hall.do("open_exam", exam.ref, "department_head")
    county.at = exam.opens_at
    attempt = hall.started(exam, "rfbsc-records_office")
    hall.answered(attempt, words="告知补正")
    attempt = hall.handed_in(attempt, "rfbsc-records_office")
    assert attempt.state == "submitted"
    answer = Answer.objects.get(attempt=attempt, question=short)
    field = f"points_{answer.pk}"
    with refused("TR-4", "还没有结束"):
        hall.do("mark_answers", attempt.ref, "disclosure_head", {field: 10})
    exam = hall.over(exam)
    assert exam.state == "closed"
    with refused("TR-4", "自己的答卷"):
        hall.do("mark_answers", attempt.ref, "records_office", {field: 20})
    for wrong in ({}, {field: 21}, {field: -1}):
        with pytest.raises(Invalid):
            hall.do("mark_answers", attempt.ref, "disclosure_head", wrong)
    hall.do("mark_answers", attempt.ref, "disclosure_head", {field: 15})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == ("scored", 95)
    assert Award.objects.get(answer=answer).by == county.people["rfbsc-disclosure_head"]
    with pytest.raises(InternalError), transaction.atomic():
        Award.objects.update(points=20)
    invigilating.keep_exams(at=county.at)
    assert Mark.objects.get().points == 95


@pytest.mark.clause("TR-4")
def test_nothing_written_needs_no_marker(hall: Hall) -> None:
    hall.examinee()
    hall.question(SHORT)
    exam = hall.opened("A2 简答 1 100")
    attempt = hall.handed_in(hall.started(exam))
    assert (attempt.state, attempt.points) == ("scored", 0)


@pytest.mark.clause("TR-4")
def test_the_database_sums_as_well(hall: Hall) -> None:
    hall.examinee()
    hall.question(SHORT)
    attempt = hall.started(hall.opened("A2 简答 1 100"))
    hall.answered(attempt)
    attempt = hall.handed_in(attempt)
    with pytest.raises(InternalError, match="points of its answers"), transaction.atomic():
        Attempt.objects.update(state="scored", points=100)


@pytest.mark.clause("TR-4")
def test_answers_are_encrypted_and_in_no_ledger(hall: Hall) -> None:
    from django.db import connection

    hall.examinee()
    hall.question(SHORT)
    attempt = hall.started(hall.opened("A2 简答 1 100"))
    before = LedgerLine.objects.count()
    hall.answered(attempt, words="只有我知道的话")
    assert LedgerLine.objects.count() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT given FROM training_answer")
        assert "只有我" not in cursor.fetchone()[0]


# Around it


@pytest.mark.clause("TR-4")
def test_an_exam_somebody_sat_is_not_dropped(hall: Hall) -> None:
    hall.examinee()
    hall.bank()
    exam = hall.opened()
    hall.started(exam)
    with refused("TR-4", "已经有人"):
        hall.do("drop_exam", exam.sitting.ref, data={"reason": "改期"})


def test_with_the_exam_its_online_sitting_is_dropped(hall: Hall) -> None:
    exam = hall.online()
    hall.do("drop_exam", exam.sitting.ref, data={"reason": "改期"})
    exam.refresh_from_db()
    assert exam.state == "dropped"


def test_what_somebody_else_began_nobody_hands_in(hall: Hall) -> None:
    hall.examinee()
    hall.examinee("rfbsc-leader", "10002")
    hall.bank()
    attempt = hall.started(hall.opened())
    with refused("TR-4", "没有这份"):
        hall.handed_in(attempt, "rfbsc-leader")


def test_a_question_is_measured_where_enough_answered_it(hall: Hall) -> None:
    hall.examinee()
    question = hall.question(JUDGE)
    exam = hall.opened("A2 判断 1 100")
    attempt = hall.started(exam)
    hall.answered(attempt, right=False)
    hall.handed_in(attempt)
    assert worth_of([question.pk])[question.pk].asked == 0
    hall.over(exam)
    assert worth_of([question.pk])[question.pk].asked == 1


@pytest.mark.clause("TR-5")
def test_studying_alone_counts_with_the_passed_exam_and_never_by_the_screen(
    hall: Hall, county: County
) -> None:
    person = hall.examinee()
    hall.bank()
    plan = hall.plan()
    starts = f"{county.at + timedelta(days=1):%Y-%m-%d} 09:00"
    session = hall.held(hall.notified(plan, starts, mode="net"))
    hall.signed(session, person)
    hall.proof(session, "slides")
    session = hall.do("record", session.ref, data={"agreed": "on"}).matter
    exam = hall.opened(plan=plan, sitting={"session": session.pk})
    attempt = hall.started(exam)
    hall.answered(attempt)
    hall.handed_in(attempt)
    exam = hall.over(exam)
    account = person.accounts.get(year=2026)
    assert account.minutes == 0
    hall.do("publish_marks", exam.sitting.ref, "department_head")
    account.refresh_from_db()
    assert account.minutes == 180


@pytest.mark.clause("TR-4")
def test_an_exam_to_which_nobody_came_is_at_its_end(hall: Hall) -> None:
    hall.bank()
    exam = hall.over(hall.opened())
    exam.sitting.refresh_from_db()
    assert exam.state == Exam.State.MARKED
    assert exam.sitting.state == Sitting.State.DROPPED


@pytest.mark.clause("TR-4")
def test_whoever_marked_an_attempt_does_not_look_at_it_again(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.question(SHORT)
    exam = hall.opened("A2 简答 1 100")
    attempt = hall.started(exam)
    hall.answered(attempt)
    hall.handed_in(attempt)
    exam = hall.over(exam)
    row = Answer.objects.get()
    hall.do("mark_answers", attempt.ref, "disclosure_head", {f"points_{row.pk}": "50"})
    invigilating.keep_exams(at=county.at)
    hall.do("publish_marks", exam.sitting.ref, "department_head")
    mark = Mark.objects.get()
    objection = hall.do("object", f"staff:{SITS}", SITS, {"mark": mark.pk, "grounds": "请再看"}).matter
    with refused("TR-4", "阅过这份卷子"):
        hall.do("dismiss_objection", objection.ref, "disclosure_head", {"decision": "没有错"})
    hall.do("dismiss_objection", objection.ref, "leader", {"decision": "没有错"})
