"""TR-4: an exam sat in a browser without scripts: each answer kept, no key before the end, nobody else's attempt, the track."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accesses.models import Access
from foundation.agencies.models import Staff
from tests.personas import County
from tests.training.exams import JUDGE, SHORT, SINGLE, SITS, Hall
from training import invigilating
from training.models import Answer, Attempt, Exam
from training.statute import Tag
from training.study import TOPICS, clauses_of, lessons

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(county: County) -> Hall:
    """The unit whose people sit online exams."""
    return Hall(county)


def desk(who: str = SITS) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=who))
    return client


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The wall clock stands still at that moment."""
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def right(row: Answer) -> list[str]:
    """The places under which the right options are shown."""
    return [str(place) for place, number in enumerate(row.options) if number in row.question.key]


@pytest.fixture
def exam(hall: Hall) -> Exam:
    hall.examinee()
    hall.bank()
    return hall.opened()


def begun(exam: Exam, client: Client) -> Attempt:
    answer = client.post(reverse("admin:training_start", args=[exam.pk]))
    assert answer.status_code == 302
    return Attempt.objects.get(state="started")


@pytest.mark.clause("TR-4")
def test_an_exam_from_beginning_to_result(hall: Hall, exam: Exam, county: County) -> None:
    with at(exam.opens_at):
        client = desk()
        assert "开始" in page(client, "training_exams")
        attempt = begun(exam, client)
        rows = list(attempt.answers.select_related("question"))
        for row in rows:
            address = reverse("admin:training_question_of", args=[attempt.pk, row.place])
            shown = client.get(address)
            assert "no-store" in shown["Cache-Control"]
            assert row.question.stem in shown.content.decode()
            sent = client.post(address, {f"q{row.place}-given": right(row), "on": "1"})
            assert sent.status_code == 302
        assert "5 题都答了" in page(client, "training_sit", attempt.pk)
        client.post(reverse("admin:training_sit", args=[attempt.pk]))
        result = page(client, "training_result", attempt.pk)
        assert "<b>100</b> 分，及格" in " ".join(result.split())
        assert rows[0].question.explanation not in result
    with at(exam.closes_at + timedelta(minutes=1)):
        invigilating.keep_exams(at=exam.closes_at + timedelta(minutes=1))
        client = desk()
        result = page(client, "training_result", attempt.pk)
        assert rows[0].question.explanation in result
        assert rows[0].question.clause in result
        assert "✓ 答对" in result


@pytest.mark.clause("TR-4")
def test_no_key_and_no_explanation_before_the_end(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.question(SINGLE, explanation="解析甲乙丙")
    hall.question(JUDGE, explanation="解析甲乙丙")
    hall.question(SHORT, answer="参考答案丁戊己", explanation="解析甲乙丙")
    exam = hall.opened("A2 单选 1 40\nA2 判断 1 20\nA2 简答 1 40")
    with at(exam.opens_at):
        client = desk()
        attempt = begun(exam, client)
        places = [reverse("admin:training_question_of", args=[attempt.pk, n]) for n in (1, 2, 3)]
        for address in (
            *places,
            reverse("admin:training_sit", args=[attempt.pk]),
            reverse("admin:training_exams"),
        ):
            shown = client.get(address).content.decode()
            assert "解析甲乙丙" not in shown
            assert "参考答案丁戊己" not in shown
        client.post(reverse("admin:training_sit", args=[attempt.pk]))
        shown = page(client, "training_result", attempt.pk)
        assert "解析甲乙丙" not in shown
        assert "参考答案丁戊己" not in shown


@pytest.mark.clause("TR-4")
def test_whoever_sits_an_exam_sees_no_key_of_the_bank(hall: Hall, county: County) -> None:
    hall.examinee("rfbsc-records_office")
    question = hall.question(SINGLE, explanation="解析甲乙丙")
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, "disclosure_head", {"rules": "A2 单选 1 100"})
    hall.do("open_exam", exam.ref, "department_head")
    with at(exam.opens_at):
        client = desk("rfbsc-records_office")
        address = reverse("admin:training_question_change", args=[question.pk])
        assert "解析甲乙丙" in client.get(address).content.decode()
        begun(exam, client)
        assert client.get(address).status_code == 404
        assert "交卷以前看不到题库" in page(client, "training_question_changelist")
        assert (
            "解析甲乙丙"
            not in client.get(
                reverse("admin:act", args=["training.edit_question", question.ref])
            ).content.decode()
        )


@pytest.mark.clause("TR-4")
def test_two_tabs_are_one_attempt_and_the_last_answer_counts(hall: Hall, exam: Exam) -> None:
    with at(exam.opens_at):
        one, other = desk(), desk()
        attempt = begun(exam, one)
        again = other.post(reverse("admin:training_start", args=[exam.pk]))
        assert again["Location"] == reverse("admin:training_question_of", args=[attempt.pk, 1])
        assert Attempt.objects.count() == 1
        row = attempt.answers.get(place=1)
        address = reverse("admin:training_question_of", args=[attempt.pk, 1])
        one.post(address, {"q1-given": right(row), "on": "1"})
        other.post(address, {"q1-given": [], "sheet": "1"})
        row.refresh_from_db()
        assert row.given == ""
        one.post(address, {"q1-given": right(row), "back": "1"})
        one.post(reverse("admin:training_sit", args=[attempt.pk]))
        late = other.post(address, {"q1-given": [], "on": "1"})
        assert late.status_code == 409
        assert "已经交了" in late.content.decode()
        row.refresh_from_db()
        assert row.chosen == list(row.question.key)
        assert other.post(reverse("admin:training_sit", args=[attempt.pk])).status_code == 302


@pytest.mark.clause("TR-4")
def test_what_comes_after_the_end_is_refused_kindly_and_nothing_is_lost(hall: Hall, exam: Exam) -> None:
    with at(exam.opens_at):
        client = desk()
        attempt = begun(exam, client)
        address = reverse("admin:training_question_of", args=[attempt.pk, 1])
        row = attempt.answers.get(place=1)
        client.post(address, {"q1-given": right(row), "on": "1"})
    with at(attempt.ends_at):
        client = desk()
        late = client.post(address, {"q1-given": [], "on": "1"})
        assert late.status_code == 409
        assert "到时间以前保存的都算" in late.content.decode()
        row.refresh_from_db()
        assert row.chosen == list(row.question.key)
        attempt.refresh_from_db()
        assert attempt.handed_in_at == attempt.ends_at
        assert "到时间自动交卷" in page(client, "training_result", attempt.pk)
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("given", [["9"], ["-1"], ["x"], ["0", "99"]])
def test_an_option_that_is_not_there_is_not_kept(hall: Hall, exam: Exam, given: list[str]) -> None:
    with at(exam.opens_at):
        client = desk()
        attempt = begun(exam, client)
        answer = client.post(reverse("admin:training_question_of", args=[attempt.pk, 1]), {"q1-given": given})
        assert answer.status_code in (302, 422)
        row = attempt.answers.get(place=1)
        assert all(0 <= number < len(row.question.options) for number in row.chosen)


@pytest.mark.clause("TR-4")
def test_nobody_reads_anothers_attempt(hall: Hall, exam: Exam) -> None:
    hall.examinee("rfbsc-leader", "10002")
    with at(exam.opens_at):
        attempt = begun(exam, desk())
        for who in ("rfbsc-leader", "rfbsc-records_office", "lxcz-records_office", "county_supervisor"):
            client = desk(who)
            for name, args in (
                ("training_sit", [attempt.pk]),
                ("training_question_of", [attempt.pk, 1]),
                ("training_result", [attempt.pk]),
            ):
                assert client.get(reverse(f"admin:{name}", args=args)).status_code == 404, (who, name)
            assert client.post(reverse("admin:training_sit", args=[attempt.pk])).status_code == 404
        anybody = Client().get(reverse("admin:training_sit", args=[attempt.pk]))
        assert anybody.status_code == 302
        assert "login" in anybody["Location"]


@pytest.mark.clause("TR-4")
def test_markers_alone_read_what_was_written_and_only_after_the_end(hall: Hall, county: County) -> None:
    hall.examinee()
    hall.question(SHORT)
    exam = hall.opened("A2 简答 1 100")
    attempt = hall.started(exam)
    hall.answered(attempt, words="只有阅卷的人看的话")
    attempt = hall.handed_in(attempt)
    address = reverse("admin:training_attempt_change", args=[attempt.pk])
    mark = reverse("admin:act", args=["training.mark_answers", attempt.ref])
    with at(county.at):
        assert "只有阅卷" not in desk("rfbsc-disclosure_head").get(address).content.decode()
        assert "只有阅卷" not in desk("rfbsc-disclosure_head").get(mark).content.decode()
    hall.over(exam)
    readings = Access.objects.filter(kind="personal")
    assert not readings.exists(), "nobody read anything yet"
    with at(county.at):
        assert "只有阅卷" in desk("rfbsc-disclosure_head").get(address).content.decode()
        assert "只有阅卷" in desk("rfbsc-disclosure_head").get(mark).content.decode()
        reader = county.people["rfbsc-disclosure_head"].pk
        assert list(readings.values_list("staff", "of")) == [(reader, attempt.ref)] * 2
        assert "只有阅卷" not in desk("county_supervisor").get(address).content.decode()
        assert "只有阅卷" not in desk("county_supervisor").get(mark).content.decode()
        assert desk("rfbsc-leader").get(address).status_code == 404
        assert desk("lxcz-records_office").get(address).status_code == 404
    assert readings.count() == 2, "whoever reads no answer leaves no line"


def test_pages_of_bank_and_exam(hall: Hall, exam: Exam, county: County) -> None:
    attempt = hall.started(exam)
    hall.answered(attempt)
    hall.handed_in(attempt)
    hall.over(exam)
    with at(county.at):
        client = desk("rfbsc-records_office")
        shown = client.get(reverse("admin:training_exam_change", args=[exam.pk])).content.decode()
        assert "各题情况" in shown
        assert "测试1" in shown
        for name in (
            "training_question_changelist",
            "training_exam_changelist",
            "training_attempt_changelist",
        ):
            assert client.get(reverse(f"admin:{name}")).status_code == 200
        sitting = client.get(
            reverse("admin:training_sitting_change", args=[exam.sitting_id])
        ).content.decode()
        assert reverse("admin:training_exam_change", args=[exam.pk]) in sitting


@pytest.mark.clause("TR-3")
def test_every_topic_is_taught_from_the_register() -> None:
    assert set(TOPICS) == set(Tag.values)
    for tag in Tag:
        assert clauses_of(tag), tag
        found = lessons(tag)
        assert any(lesson.text for lesson in found), tag
        assert any(lesson.enforced for lesson in found), tag
    known = {clause.id for tag in Tag for clause in clauses_of(tag)}
    named = {wanted for row in TOPICS.values() for wanted in row}
    assert all(wanted in known or any(one.startswith(f"{wanted}-") for one in known) for wanted in named)


@pytest.mark.clause("TR-3")
def test_a_newcomer_learns_at_the_desk_and_nothing_is_kept(hall: Hall, county: County) -> None:
    person = hall.examinee()
    for number in range(4):
        hall.question(SINGLE, purpose="study", stem=f"自学题{number}", explanation=f"因为{number}")
    hall.question(SINGLE, stem="考试用的题")
    with at(county.at):
        client = desk()
        shown = page(client, "training_study")
        assert "还差 9 项" in shown
        address = reverse("admin:training_topic", args=["A2"])
        shown = client.get(address).content.decode()
        assert "自学题0" in shown
        assert "自学题3" not in shown
        assert "因为0" not in shown
        assert "考试用的题" not in shown
        assert "自学题3" in client.get(address, {"around": "1"}).content.decode()
        from training.models import Question

        first = Question.objects.get(stem="自学题0")
        shown = client.post(address, {f"s{first.pk}-given": "1"}).content.decode()
        assert "因为0" in shown
        assert "✓ 答对了" in shown
        assert client.get(reverse("admin:training_topic", args=["Z9"])).status_code == 404
    assert not Answer.objects.exists()
    assert person.accounts.get().minutes == 0


def test_the_pages_ask_the_same_number_of_questions_of_the_database(
    hall: Hall, exam: Exam, django_assert_max_num_queries: Any
) -> None:
    with at(exam.opens_at):
        client = desk()
        attempt = begun(exam, client)
        for name, args, most in (
            ("training_exams", [], 25),
            ("training_sit", [attempt.pk], 20),
            ("training_question_of", [attempt.pk, 1], 20),
            ("training_study", [], 25),
        ):
            with django_assert_max_num_queries(most):
                page(client, name, *args)


@pytest.mark.clause("TR-4")
def test_whoever_may_sit_it_finds_it_at_the_desk(hall: Hall, exam: Exam) -> None:
    with at(exam.opens_at):
        client = desk()
        assert "参加考试" in client.get(reverse("admin:index")).content.decode()
        notice = client.get(reverse("admin:training_exam_change", args=[exam.pk]))
        assert notice["Location"] == reverse("admin:training_exams")
        other = desk("lxcz-drafter")
        assert other.get(reverse("admin:training_exam_change", args=[exam.pk])).status_code == 404
        assert "参加考试" not in other.get(reverse("admin:index")).content.decode()
        attempt = begun(exam, client)
        client.post(reverse("admin:training_sit", args=[attempt.pk]))
        assert "参加考试" not in client.get(reverse("admin:index")).content.decode()


def test_a_wrong_answer_leads_to_the_clause_and_its_button(hall: Hall, exam: Exam, county: County) -> None:
    attempt = hall.started(exam)
    hall.answered(attempt, right=False)
    hall.handed_in(attempt)
    hall.over(exam)
    with at(county.at):
        result = page(desk(), "training_result", attempt.pk)
        assert "✗ 有错" in result
        assert "在哪一步" in result
        assert "送保密审查" in result or "发布" in result
