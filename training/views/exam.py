"""Sitting an exam at the desk, its result, the self-study track: for the person behind the account, and nobody else (TR-4)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Staff
from foundation.casework.acts import ACTS, perform
from foundation.casework.buttons import act_url
from foundation.casework.desk import actor_of
from foundation.casework.refusals import Invalid, Refused
from training import answering, study
from training.acts.attempts import answers_of, exams_for
from training.acts.scores import open_marks
from training.forms.exam import AnswerForm
from training.models import Answer, Attempt, Exam
from training.queries import coming, person_of
from training.questions import LETTERS, Sort
from training.statute import FOR_POST, Tag

State = Attempt.State


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    return request.user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that no browser keeps: going back shows what the server has."""
    context["desk_styles"] = ("training-exam.css",)
    answer = TemplateResponse(request, name, context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _own(request: HttpRequest, pk: int) -> Attempt:
    rows = Attempt.objects.of_staff(_staff(request)).select_related("exam__sitting", "trainee", "agency")
    attempt: Attempt = get_object_or_404(rows, pk=pk)
    return attempt


def _ended(attempt: Attempt, at: datetime) -> bool:
    """Whether it is over; an attempt whose time is over is handed in now, and not only by the clock."""
    if attempt.state == State.STARTED and at >= attempt.ends_at:
        with suppress(Refused):  # the clock was there before
            perform("training.attempt_expired", on=attempt, actor=SYSTEM, at=at)
    return attempt.state != State.STARTED or at >= attempt.ends_at


def exams(request: HttpRequest, each: dict[str, Any], at: datetime, refused: str = "") -> HttpResponse:
    """What may be sat now, what is being sat, what was sat."""
    staff = _staff(request)
    person = person_of(staff)
    had = list(
        Attempt.objects.of_staff(staff)
        .select_related("exam__sitting", "agency")
        .order_by("-started_at", "-pk")
    )
    for attempt in had:
        if attempt.state == State.STARTED and _ended(attempt, at):
            attempt.refresh_from_db()
    offered = []
    for exam in exams_for(person, at) if person is not None else []:
        sat = sum(attempt.exam_id == exam.pk for attempt in had)
        running = next((a for a in had if a.exam_id == exam.pk and a.state == State.STARTED), None)
        offered.append({"exam": exam, "left": exam.attempts - sat, "running": running, "again": sat > 0})
    context = {
        **each,
        "title": "网上考试",
        "person": person,
        "offered": offered,
        "running": [a for a in had if a.state == State.STARTED],
        "had": [a for a in had if a.state != State.STARTED],
        "refused": refused,
    }
    return _page(request, "training/exam/list.html", context, 409 if refused else 200)


def start(request: HttpRequest, each: dict[str, Any], at: datetime, pk: int) -> HttpResponse:
    """Begin; in a second tab the attempt that was begun in the first goes on."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:training_exams"))
    staff = _staff(request)
    running = Attempt.objects.of_staff(staff).filter(exam=pk, state=State.STARTED).first()
    if running is None:
        try:
            done = perform(
                "training.start_attempt",
                on=f"staff:{staff.username}",
                actor=actor_of(request),
                at=at,
                data={"exam": pk},
            )
        except (Refused, Invalid) as refused:
            return exams(request, each, at, str(refused))
        running = done.matter
    return HttpResponseRedirect(reverse("admin:training_question_of", args=[running.pk, 1]))


def _rows(attempt: Attempt) -> list[Answer]:
    return list(answers_of(attempt))


def sit(request: HttpRequest, each: dict[str, Any], at: datetime, pk: int) -> HttpResponse:
    """The sheet: which questions are answered, and handing in."""
    attempt = _own(request, pk)
    if _ended(attempt, at):
        return HttpResponseRedirect(reverse("admin:training_result", args=[pk]))
    if request.method == "POST":
        try:
            perform(
                "training.submit_attempt",
                on=f"staff:{_staff(request).username}",
                actor=actor_of(request),
                at=at,
                data={"attempt": pk},
            )
        except Refused as refused:
            messages.warning(request, str(refused))
        return HttpResponseRedirect(reverse("admin:training_result", args=[pk]))
    rows = _rows(attempt)
    context = {
        **each,
        "title": attempt.title,
        "attempt": attempt,
        "rows": rows,
        "open": [row for row in rows if not row.given],
        "left": _left(attempt, at),
    }
    return _page(request, "training/exam/sheet.html", context)


def _left(attempt: Attempt, at: datetime) -> int:
    """Whole minutes that are left, at least one while there is any time."""
    return max(1, int((attempt.ends_at - at).total_seconds() // 60))


def question(request: HttpRequest, each: dict[str, Any], at: datetime, pk: int, place: int) -> HttpResponse:
    """One question a screen; what is answered is kept with every step, whichever button is pressed."""
    attempt = _own(request, pk)
    if request.method != "POST" and _ended(attempt, at):
        return HttpResponseRedirect(reverse("admin:training_result", args=[pk]))
    rows = _rows(attempt)
    row = next((one for one in rows if one.place == place), None)
    if row is None:
        raise Http404
    form, refused, status = AnswerForm(row), "", 200
    if request.method == "POST":
        form = AnswerForm(row, request.POST)
        if form.is_valid():
            try:
                answering.keep(attempt, {place: form.kept}, at)
            except Refused as late:
                _ended(attempt, at)
                refused, status = f"{late.why}{late.remedy}", 409
            else:
                return HttpResponseRedirect(_onward(request, pk, place, len(rows)))
        else:
            status = 422
    context = {
        **each,
        "title": f"第 {place} 题",
        "attempt": attempt,
        "answer": row,
        "form": form,
        "count": len(rows),
        "done": sum(bool(one.given) for one in rows),
        "refused": refused,
        "left": _left(attempt, at),
        "sorts": Sort,
    }
    return _page(request, "training/exam/question.html", context, status)


def _onward(request: HttpRequest, pk: int, place: int, count: int) -> str:
    """Where the pressed button leads."""
    if "back" in request.POST and place > 1:
        return reverse("admin:training_question_of", args=[pk, place - 1])
    if "sheet" in request.POST or place >= count:
        return reverse("admin:training_sit", args=[pk])
    return reverse("admin:training_question_of", args=[pk, place + 1])


def _said(row: Answer, numbers: list[int]) -> str:
    """Options as somebody saw them: letters of the own order."""
    if row.question.sort == Sort.JUDGE:
        return "".join(row.question.options[number] for number in numbers)
    letters = [LETTERS[place] for place, number in enumerate(row.options) if number in numbers]
    return "、".join(letters)


def result(request: HttpRequest, each: dict[str, Any], at: datetime, pk: int) -> HttpResponse:
    """The points once they stand; once the exam is over, each answer with key, clause, and why."""
    attempt = _own(request, pk)
    if not _ended(attempt, at):
        return HttpResponseRedirect(reverse("admin:training_sit", args=[pk]))
    attempt.refresh_from_db()
    exam: Exam = attempt.exam
    rows = _rows(attempt)
    reviewed = []
    if exam.over and attempt.state == State.SCORED:
        for row in rows:
            reviewed.append(
                {
                    "row": row,
                    "given": row.given if row.question.in_words else _said(row, row.chosen),
                    "key": row.question.reference if row.question.in_words else _said(row, row.question.key),
                    "points": row.award.points,
                    "right": row.award.points == row.points,
                    "clause": study.clause_of(row.question),
                    "steps": study.steps_of(study.clause_of(row.question)),
                }
            )
    left = exam.attempts - attempt.number
    again = left > 0 and exam.state == Exam.State.OPEN and exam.opens_at <= at < exam.closes_at
    staff = _staff(request)
    objects = ACTS["training.object"]
    context = {
        **each,
        "title": f"{attempt.title}：结果",
        "attempt": attempt,
        "passed": attempt.points is not None and attempt.points >= exam.sitting.pass_mark,
        "answered": sum(bool(row.given) for row in rows),
        "count": len(rows),
        "reviewed": reviewed,
        "again": again,
        "objection": act_url(objects, staff)
        if open_marks(staff).filter(sitting=exam.sitting).exists()
        else "",
    }
    return _page(request, "training/exam/result.html", context)


# The self-study track


def track(request: HttpRequest, each: dict[str, Any], at: datetime) -> HttpResponse:
    """A newcomer's page: what is missing for the post, what can be learnt now, the next session, the next exam."""
    staff = _staff(request)
    person = person_of(staff)
    topics = [
        {
            "tag": tag,
            "label": tag.label,
            "clauses": len(study.clauses_of(tag)),
            "for_post": tag in FOR_POST,
            "heard": person is not None and tag in person.covered,
        }
        for tag in Tag
    ]
    context = {
        **each,
        "title": "自学",
        "person": person,
        "topics": topics,
        "missing": person.missing if person is not None else [],
        "sessions": list(coming(staff.agency, at)[:3]) if staff.agency is not None else [],
        "exams": exams_for(person, at) if person is not None else [],
    }
    return _page(request, "training/exam/track.html", context)


def topic(request: HttpRequest, each: dict[str, Any], at: datetime, tag: str) -> HttpResponse:
    """One topic: its clauses explained, and three questions; answers are looked at and not kept."""
    if tag not in Tag.values:
        raise Http404
    staff = _staff(request)
    around = request.GET.get("around", "")
    number = int(around) if around.isdecimal() and len(around) < 6 else 0
    found = study.questions_of(tag, staff.agency_id, number)
    sent = request.POST if request.method == "POST" else None
    questions = []
    for place, each_question in enumerate(found, 1):
        row = Answer(question=each_question, place=place, options=list(range(len(each_question.options))))
        form = AnswerForm(row, sent, prefix=f"s{each_question.pk}")
        entry: dict[str, Any] = {"row": row, "form": form, "question": each_question}
        if sent is not None and form.is_valid():
            given = form.kept
            entry |= {
                "told": True,
                "blank": not given,
                "right": not each_question.in_words and set(given) == set(each_question.key),
                "key": each_question.reference if each_question.in_words else _said(row, each_question.key),
                "clause": study.clause_of(each_question),
                "steps": study.steps_of(study.clause_of(each_question)),
            }
        questions.append(entry)
    tags = list(Tag)
    place = tags.index(Tag(tag))
    context = {
        **each,
        "title": f"{tag} {Tag(tag).label}",
        "tag": Tag(tag),
        "lessons": study.lessons(tag),
        "questions": questions,
        "told": sent is not None,
        "around": number + 1,
        "next": tags[place + 1] if place + 1 < len(tags) else None,
    }
    return _page(request, "training/exam/topic.html", context)
