"""The bank of questions: written or pasted, approved by a second person, asked no more (TR-4, TR-3)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid, Refused
from training.acts.plans import FOR_COUNTY, HEAD, OFFICE
from training.forms.exam import EditQuestionForm, ExerciseForm, PasteForm, QuestionFacts, RetireForm
from training.models import Question
from training.queries import returns
from training.questions import Unusable, read_questions

State = Question.State
WRITING = (
    "training.write_question",
    "training.edit_question",
    "training.question_pasted",
    "training.make_exercise",
)


def _new(step: Step) -> Question:
    agency: Agency = step.matter
    countywide = bool(set(agency.functions) & set(FOR_COUNTY))
    row: dict[str, Any] = step.form.row  # type: ignore[union-attr]
    question = Question(agency=agency, created_at=step.at, countywide=countywide, **row)
    attribute(step, question).save()
    return question


@act(
    "training.write_question",
    "出一道题",
    on=Agency,
    creates=Question,
    role=OFFICE,
    asks=QuestionFacts,
    cites=("TR-4", "TR-3"),
    weight="quiet",
)
def write_question(step: Step) -> Question:
    """A question of the county's office serves every unit."""
    return _new(step)


@gate("TR-3", "有写明了理由的退回")
def something_returned(step: Step) -> Objection | None:
    if not returns(step.actor):
        return "您看得到的公文里，最近没有写明理由的退回。", "可以直接出一道自学题。"
    return None


@act(
    "training.make_exercise",
    "用退回的公文出一道自学题",
    on=Agency,
    creates=Question,
    role=OFFICE,
    asks=ExerciseForm,
    cites=("TR-3",),
    gates=[something_returned],
    weight="quiet",
)
def make_exercise(step: Step) -> Question:
    """Without titles, names and numbers; a second person looks before anybody studies with it."""
    return _new(step)


@act(
    "training.question_pasted",
    "题目随批量录入",
    on=Agency,
    creates=Question,
    asks=QuestionFacts,
    cites=("TR-4", "TR-3"),
)
def question_pasted(step: Step) -> Question:
    """One of many that were pasted together."""
    return _new(step)


@act(
    "training.paste_questions",
    "批量录入题目",
    on=Agency,
    role=OFFICE,
    asks=PasteForm,
    cites=("TR-4", "TR-3"),
    weight="quiet",
)
def paste_questions(step: Step) -> None:
    """All of them or none."""
    try:
        pasted = read_questions(step.data["text"])
    except Unusable as unusable:
        raise Invalid({"题目": unusable.says}) from unusable
    wrong = []
    for number, one in enumerate(pasted, 1):
        facts = {**one.facts(), "purpose": step.data["purpose"], "edition": step.data["edition"]}
        try:
            step.also("training.question_pasted", step.matter, **facts)
        except (Refused, Invalid) as refused:
            wrong.append(f"第 {number} 题：{refused}")
    if wrong:
        raise Invalid({"题目": wrong[:20]})
    step.detail = {"questions": len(pasted)}


@act(
    "training.edit_question",
    "修改题目",
    on=Question,
    states=(State.DRAFT,),
    role=OFFICE,
    asks=EditQuestionForm,
    cites=("TR-4", "TR-3"),
)
def edit_question(step: Step) -> None:
    for name, value in step.form.row.items():  # type: ignore[union-attr]
        setattr(step.matter, name, value)


@act(
    "training.approve_question",
    "审定题目",
    on=Question,
    via="approve",
    role=(*OFFICE, HEAD),
    cites=("TR-4",),
    not_by=Apart("TR-4", WRITING),
    weight="primary",
)
def approve_question(step: Step) -> None:
    """By another person than whoever wrote it; from now on it may be asked."""
    step.matter.approve()


@act(
    "training.retire_question",
    "不再使用这道题",
    on=Question,
    via="retire",
    role=(*OFFICE, HEAD),
    asks=RetireForm,
    cites=("TR-4",),
    weight="quiet",
)
def retire_question(step: Step) -> None:
    """What was answered before stands."""
    step.matter.retire(localdate(step.at), step.data["because"])
