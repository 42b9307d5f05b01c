"""Sitting an online exam: begun, handed in, ended by the clock, marked by a second person (TR-4)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import localtime

from foundation import lots
from foundation.agencies.models import Staff
from foundation.casework.acts import Objection, Step, act, acted_before, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.refusals import Refused
from training.acts.exam import PAPERS, bank_of, banks
from training.acts.plans import OFFICE
from training.acts.scores import candidates
from training.forms.exam import AttemptForm, MarkForm, StartForm, in_words, is_own
from training.models import Answer, Attempt, Award, Exam, ExtraTime, Sitting, Trainee
from training.queries import person_of
from training.questions import Sort, award, draw, lasts

State = Attempt.State


def exams_for(person: Trainee, at: datetime) -> list[Exam]:
    """The exams that somebody may begin at this moment, as `candidates` has them; one query."""
    if person.state == Trainee.State.LEFT:
        return []
    listed = Q(sitting__session__attendance__trainee=person)
    anybody = Q(sitting__countywide=True) | Q(sitting__agency=person.agency_id)
    rows = Exam.objects.filter(listed | Q(sitting__session=None) & anybody)
    rows = rows.filter(state=Exam.State.OPEN, opens_at__lte=at, closes_at__gt=at).distinct()
    return list(rows.select_related("sitting", "agency").order_by("closes_at", "pk"))


def _paper(exam: Exam, seed: int) -> list[Answer]:
    """The questions of one attempt, as rows that are not saved."""
    bank = banks(exam)
    parts = [
        ([part.question_id] if part.question_id else bank[part.tag, part.sort], part.count, part.points)
        for part in exam.parts.all()
    ]
    numbers = {number for numbers, _count, _points in parts for number in numbers}
    rows = bank_of(exam, any_edition=True).filter(pk__in=numbers)
    places = {row.pk: len(row.options) for row in rows if row.sort in (Sort.SINGLE, Sort.MULTIPLE)}
    judged = {row.pk for row in rows if row.sort == Sort.JUDGE}
    return [
        Answer(
            question_id=one.question,
            place=place,
            points=one.points,
            options=[0, 1] if one.question in judged else list(one.options),
        )
        for place, one in enumerate(draw(seed, parts, places), 1)
    ]


@act(
    "training.start_attempt",
    "开始网上考试",
    on=Staff,
    creates=Attempt,
    own=True,
    asks=StartForm,
    cites=("TR-4",),
    weight="quiet",
    when=lambda staff: False,
)
def start_attempt(step: Step) -> Attempt:
    """The paper is drawn, and the time runs on the server."""
    staff: Staff = step.matter
    person = person_of(staff)
    exam = Exam.objects.select_for_update().filter(pk=step.data["exam"]).first()
    if person is None or exam is None or not candidates(exam.sitting).filter(pk=person.pk).exists():
        raise Refused("TR-4", "您不在这次考试的名单里。", "请问组织考试的人。")
    if exam.state != Exam.State.OPEN or step.at >= exam.closes_at:
        raise Refused("TR-4", "这次考试现在不能进场。", "请问组织考试的人有没有下一次。")
    if step.at < exam.opens_at:
        raise Refused("TR-4", f"{localtime(exam.opens_at):%m月%d日 %H:%M} 才开始。", "请到时再来。")
    if acted_before(exam, step.actor, PAPERS) is not None:
        raise Refused("TR-4", "这份卷子是您出的。", "请参加另一次考试或者笔试。")
    if Attempt.objects.filter(trainee=person, state=State.STARTED).exists():
        raise Refused("TR-4", "您有一份没有交的卷子。", "请先答完那一份，或者等到时间自动交卷。")
    had = Attempt.objects.filter(exam=exam, trainee=person).count()
    if had >= exam.attempts:
        raise Refused("TR-4", f"这次考试只能考 {exam.attempts} 次，您已经考过了。", "请等下一次考试。")
    seed = int(lots.seed()[:15], 16)
    extra = ExtraTime.objects.filter(exam=exam, trainee=person).exists()
    attempt = Attempt(
        agency=exam.agency,
        created_at=step.at,
        exam=exam,
        trainee=person,
        staff=staff,
        number=had + 1,
        seed=seed,
        started_at=step.at,
        ends_at=step.at + lasts(exam.minutes, extra=extra),
    )
    try:
        rows = _paper(exam, seed)
    except ValueError as few:
        raise Refused("TR-4", "题库里的题不够抽一份卷子。", "请告诉组织考试的人。") from few
    attribute(step, attempt).save()
    for row in rows:
        row.attempt = attempt
    Answer.objects.bulk_create(rows)
    return attempt


@act(
    "training.submit_attempt",
    "交卷",
    on=Staff,
    own=True,
    asks=AttemptForm,
    cites=("TR-4",),
    weight="quiet",
    when=lambda staff: False,
)
def submit_attempt(step: Step) -> None:
    """By whoever sat it; nobody else's attempt is found."""
    rows = Attempt.objects.of_staff(step.matter)
    attempt = rows.filter(pk=step.data["attempt"]).first()
    if attempt is None:
        raise Refused("TR-4", "没有这份答卷。", "请回到考试列表。")
    if attempt.state != State.STARTED:
        raise Refused("TR-4", "这份答卷已经交了。", "请等阅卷。")
    name = "training.attempt_expired" if step.at >= attempt.ends_at else "training.attempt_submitted"
    step.also(name, attempt)
    step.detail = {"attempt": attempt.pk}


def _hand_in(step: Step) -> None:
    """What the key decides is decided now; what nobody wrote in words has no points; the rest waits for a marker."""
    step.save()
    attempt: Attempt = step.matter
    rows = list(attempt.answers.select_related("question"))
    Award.objects.bulk_create(
        Award(
            attempt=attempt,
            answer=row,
            points=0 if row.question.in_words else award(row.question.key, row.chosen, row.points),
        )
        for row in rows
        if not row.question.in_words or not row.given.strip()
    )
    if all(not row.question.in_words or not row.given.strip() for row in rows):
        step.then("training.attempt_scored", attempt)


@act("training.attempt_submitted", "答卷已交", on=Attempt, via="submit", cites=("TR-4",))
def attempt_submitted(step: Step) -> None:
    step.matter.submit(step.at)
    _hand_in(step)


@act("training.attempt_expired", "到时间自动交卷", on=Attempt, via="expire", cites=("TR-4",))
def attempt_expired(step: Step) -> None:
    """What was saved until then counts."""
    if step.at < step.matter.ends_at:
        raise Refused("TR-4", "还没有到时间。", "请等到时间。")
    step.matter.expire()
    _hand_in(step)


def _total(attempt: Attempt) -> int:
    return int(attempt.awards.aggregate(total=Sum("points"))["total"] or 0)


@act("training.attempt_scored", "答卷得分", on=Attempt, via="score", cites=("TR-4",))
def attempt_scored(step: Step) -> None:
    """Nothing is left that somebody has to read."""
    step.matter.score(_total(step.matter))


@gate("TR-4", "考试已经结束")
def exam_over(step: Step) -> Objection | None:
    if not step.matter.exam.over:
        return "考试还没有结束，考完才阅卷。", "请等到停止进场、人人交卷。"
    return None


@gate("TR-4", "不阅自己的卷")
def not_own(step: Step) -> Objection | None:
    if is_own(step.matter, step.actor):
        return "这是您自己的答卷。", "请由另一位同事阅卷。"
    return None


@act(
    "training.mark_answers",
    "阅简答题",
    on=Attempt,
    via="score",
    role=OFFICE,
    asks=MarkForm,
    cites=("TR-4",),
    gates=[exam_over, not_own],
    weight="primary",
)
def mark_answers(step: Step) -> None:
    """By a second person, never by whoever sat it."""
    attempt, given = step.matter, step.form.awarded()  # type: ignore[union-attr]
    by = step.staff
    Award.objects.bulk_create(
        Award(attempt=attempt, answer=row, points=given[row.pk], by=by) for row in in_words(attempt)
    )
    attempt.score(_total(attempt))
    step.detail = {"marked": len(given)}


@follows("training.drop_exam")
def drop_online(step: Step, sitting: Sitting) -> None:
    """With the exam its online sitting."""
    for exam in Exam.objects.filter(sitting=sitting, state__in=[Exam.State.DRAFT, Exam.State.OPEN]):
        step.also("training.exam_dropped", exam)


def answers_of(attempt: Attempt) -> QuerySet[Answer]:
    """The questions of an attempt in the order of their places."""
    return attempt.answers.select_related("question", "award").order_by("place")
