"""Who may do what with questions, online exams and attempts, who reads them, what their pages show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.agencies.roles import Role
from tests.personas import County
from tests.rooms import ANY, LOGIN, SELF
from training.models import Answer, Attempt, Exam, Question, Sitting, Trainee

RECORDS, OFFICE_HEAD, HEAD = Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD
SUPERVISOR, INSPECTOR = Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR
_OFFICE = {RECORDS, OFFICE_HEAD}


ACTS: dict[str, Any] = {
    "training.write_question": {ANY: _OFFICE},
    "training.question_pasted": {},
    "training.make_exercise": {ANY: _OFFICE},
    "training.paste_questions": {ANY: _OFFICE},
    "training.edit_question": {"draft": _OFFICE},
    "training.approve_question": {"draft": {*_OFFICE, HEAD}},
    "training.retire_question": {state: {*_OFFICE, HEAD} for state in ("draft", "approved")},
    "training.set_online": {"open": _OFFICE},
    "training.edit_online": {"draft": _OFFICE},
    "training.paper_by_rule": {"draft": _OFFICE},
    "training.paper_fixed": {"draft": _OFFICE},
    "training.open_exam": {"draft": {HEAD, OFFICE_HEAD}},
    "training.grant_extra_time": {state: {HEAD, OFFICE_HEAD} for state in ("draft", "open")},
    "training.exam_closed": {},
    "training.exam_marked": {},
    "training.exam_dropped": {},
    "training.start_attempt": {ANY: {SELF}},
    "training.submit_attempt": {ANY: {SELF}},
    "training.attempt_submitted": {},
    "training.attempt_expired": {},
    "training.attempt_scored": {},
    "training.mark_answers": dict.fromkeys(("submitted", "expired"), _OFFICE),
}

READERS: dict[Any, Any] = {
    "training_question": {*_OFFICE, HEAD, SUPERVISOR, INSPECTOR},
    "training_exam": {*_OFFICE, HEAD, SUPERVISOR, INSPECTOR},
    "training_attempt": {*_OFFICE, SUPERVISOR, INSPECTOR},
    "training_attempt/answers": _OFFICE,
}

_LISTS = ("question", "exam", "attempt")
DESK: dict[str, Any] = {
    **{f"training_{name}_changelist": (LOGIN, 200, 200) for name in _LISTS},
    **{f"training_{name}_change": (LOGIN, 200, 404) for name in _LISTS},
    "training_exams": (LOGIN, 200, 200),
    # Only whoever sits it finds it.
    "training_start": (LOGIN, 302, 302),
    "training_sit": (LOGIN, 404, 404),
    "training_question_of": (LOGIN, 404, 404),
    "training_result": (LOGIN, 404, 404),
    "training_study": (LOGIN, 200, 200),
    "training_topic": (LOGIN, 200, 200),
}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A question, an online exam of it, an attempt of somebody who has no account of these tests' readers."""
    own = county.agencies["rfbsc"]
    here = {"agency": own, "created_at": county.at}
    question = Question.objects.create(
        **here,
        purpose="exam",
        sort="judge",
        tag="A1",
        clause="TR-1",
        stem="人人都要学。",
        options=["对", "错"],
        key=[0],
        explanation="列入培训范围。",
    )
    first: Sitting = made[Sitting]
    sitting = Sitting.objects.create(
        **here,
        plan=first.plan,
        title="网上考试",
        course="yearly",
        sat="online",
        tags=["A1"],
        held_on=county.at.date(),
        pass_mark=60,
    )
    exam = Exam.objects.create(
        **here,
        sitting=sitting,
        opens_at=county.at,
        closes_at=county.at + timedelta(hours=2),
        minutes=60,
        attempts=2,
        counts="best",
    )
    attempt = Attempt.objects.create(
        **here,
        exam=exam,
        trainee=made[Trainee],
        staff=county.people["rfbsc-leader"],
        number=1,
        seed=1,
        started_at=county.at,
        ends_at=county.at + timedelta(hours=1),
    )
    Answer.objects.create(attempt=attempt, question=question, place=1, points=100, options=[0, 1])
    made |= {Question: question, Exam: exam, Attempt: attempt}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """The pages of somebody's own."""
    attempt = made[Attempt].pk
    return {
        "training_exams": [],
        "training_start": [made[Exam].pk],
        "training_sit": [attempt],
        "training_question_of": [attempt, 1],
        "training_result": [attempt],
        "training_study": [],
        "training_topic": ["A1"],
    }
