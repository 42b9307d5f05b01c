"""An online exam from its paper to its marks: prepared, opened, closed by the clock, written into the register (TR-4)."""

from __future__ import annotations

from collections import defaultdict

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Staff
from foundation.casework.acts import Apart, Objection, Step, act, attribute, extend, gate
from foundation.casework.fields import EditForm
from foundation.casework.refusals import Invalid, Refused
from training.acts.plans import HEAD, OFFICE, OFFICE_HEAD
from training.forms.exam import ExtraTimeForm, FixedForm, OnlineFacts, RulesForm
from training.models import Attempt, Exam, ExamPart, ExtraTime, Question, Sitting
from training.models.exam import BankQuerySet
from training.questions import Counts, Purpose, Unusable, read_fixed, read_rules
from training.statute import FULL_MARKS, Sat

State = Exam.State
#: The acts by which somebody knows the paper beforehand.
PAPERS = ("training.paper_by_rule", "training.paper_fixed")
FACTS = tuple(OnlineFacts.base_fields)


@gate("TR-4", "这是网上考试，还没有安排过")
def is_online(step: Step) -> Objection | None:
    sitting: Sitting = step.matter
    if sitting.sat != Sat.ONLINE:
        return "这是笔试。", "网上考试请在计划里另外安排。"
    if Exam.objects.filter(sitting=sitting).exists():
        return "这次考试的时间已经定了。", "请在那一件网上考试里改。"
    return None


@gate("TR-4", "在考试那一天开始", on_entry=True)
def on_its_day(step: Step) -> Objection | None:
    sitting = step.matter if isinstance(step.matter, Sitting) else step.matter.sitting
    first = localtime(step.data["opens_at"])
    if first.date() != sitting.held_on:
        return f"考试日期是 {sitting.held_on}。", "请在那一天开始；可以持续几天。"
    return None


def _without_time(model: type[models.Model]) -> Q:
    return Q(sat=Sat.ONLINE, online=None)


@act(
    "training.set_online",
    "安排网上考试的时间",
    on=Sitting,
    creates=Exam,
    states=(Sitting.State.OPEN,),
    role=OFFICE,
    asks=OnlineFacts,
    cites=("TR-4",),
    gates=[is_online, on_its_day],
    when=lambda sitting: sitting.sat == Sat.ONLINE and not Exam.objects.filter(sitting=sitting).exists(),
    weight="primary",
    waits_if=_without_time,
)
def set_online(step: Step) -> Exam:
    """How often it may be sat and which attempt counts is said now, before anybody begins."""
    exam = Exam(agency=step.matter.agency, created_at=step.at, sitting=step.matter, **step.data)
    attribute(step, exam).save()
    return exam


class EditOnlineForm(OnlineFacts, EditForm):
    """An exam before it is opened."""

    edited = FACTS

    def known(self, step: Step) -> dict[str, object]:
        known = super().known(step)
        for name in ("opens_at", "closes_at"):
            at = known[name] = localtime(known[name])
            known |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}
        return known


@act(
    "training.edit_online",
    "修改网上考试的时间",
    on=Exam,
    states=(State.DRAFT,),
    role=OFFICE,
    asks=EditOnlineForm,
    cites=("TR-4",),
    gates=[on_its_day],
)
def edit_online(step: Step) -> None:
    for name in FACTS:
        setattr(step.matter, name, step.data[name])


# The paper


@act(
    "training.paper_by_rule",
    "按规则出卷",
    on=Exam,
    states=(State.DRAFT,),
    role=OFFICE,
    asks=RulesForm,
    cites=("TR-4", "TR-3"),
)
def paper_by_rule(step: Step) -> None:
    """So many questions of each topic; everybody has others, drawn by a seed."""
    try:
        parts = read_rules(step.data["rules"])
    except Unusable as unusable:
        raise Invalid({"出卷规则": unusable.says}) from unusable
    exam: Exam = step.matter
    exam.parts.all().delete()
    ExamPart.objects.bulk_create(
        ExamPart(exam=exam, tag=part.tag, sort=part.sort, count=part.count, points=part.points)
        for part in parts
    )
    step.detail = {"questions": sum(part.count for part in parts)}


@act(
    "training.paper_fixed",
    "指定题目出卷",
    on=Exam,
    states=(State.DRAFT,),
    role=OFFICE,
    asks=FixedForm,
    cites=("TR-4", "TR-3"),
)
def paper_fixed(step: Step) -> None:
    """The same questions for everybody, in an order of one's own."""
    exam: Exam = step.matter
    try:
        points = read_fixed(step.data["questions"])
    except Unusable as unusable:
        raise Invalid({"题号和分数": unusable.says}) from unusable
    found = bank_of(exam, any_edition=True).in_bulk(list(points))
    if missing := [str(number) for number in points if number not in found]:
        said = "、".join(missing[:20])
        raise Invalid({"题号和分数": [f"题库里没有审定过的考试用题 {said}。"]})
    exam.parts.all().delete()
    ExamPart.objects.bulk_create(
        ExamPart(
            exam=exam,
            tag=found[number].tag,
            sort=found[number].sort,
            question=found[number],
            count=1,
            points=each,
        )
        for number, each in points.items()
    )
    step.detail = {"questions": len(points)}


def bank_of(exam: Exam, *, any_edition: bool = False) -> BankQuerySet:
    """The approved questions that an exam may ask: of its own edition of the law unless they are named one by one."""
    rows = Question.objects.of_bank(exam.agency_id, Purpose.EXAM)
    return rows if any_edition else rows.filter(edition=exam.sitting.edition)


def banks(exam: Exam) -> dict[tuple[str, str], list[int]]:
    """The numbers of those questions by topic and sort; one query."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for tag, sort, pk in bank_of(exam).order_by("pk").values_list("tag", "sort", "pk"):
        found[tag, sort].append(pk)
    return found


@gate("TR-4", "卷子齐全，正好一百分")
def paper_whole(step: Step) -> Objection | None:
    exam: Exam = step.matter
    if exam.state != State.DRAFT:
        return None
    parts = list(exam.parts.select_related("question"))
    if not parts:
        return "还没有出卷，一道题也没有。", "请先按规则出卷，或者指定题目。"
    total = sum(part.count * part.points for part in parts)
    if total != FULL_MARKS:
        return f"各题分数加起来是 {total} 分。", f"要正好 {FULL_MARKS} 分。"
    bank = banks(exam)
    lacking = [
        f"{part.tag} {part.get_sort_display()}要 {part.count} 题，只有 {had} 题"
        for part in parts
        if part.question is None and (had := len(bank[part.tag, part.sort])) < part.count
    ]
    lacking += [
        f"第 {part.question_id} 题已不再使用"
        for part in parts
        if part.question is not None and part.question.state != Question.State.APPROVED
    ]
    if lacking:
        return f"题库里的题不够：{'；'.join(lacking[:8])}。", "请先出题、审定，或者改出卷规则。"
    return None


@gate("TR-4", "还没有过最晚进场的时间")
def still_ahead(step: Step) -> Objection | None:
    if step.matter.closes_at <= step.at:
        return "最晚进场的时间已经过了。", "请先修改考试时间。"
    return None


def _who_sits(exam: Exam) -> list[Staff]:
    """Whoever may sit it and has an account."""
    from training.acts.scores import candidates

    rows = candidates(exam.sitting).exclude(staff=None).select_related("staff")
    return [row.staff for row in rows if row.staff is not None]


@act(
    "training.open_exam",
    "开考",
    on=Exam,
    via="open",
    role=(HEAD, OFFICE_HEAD),
    cites=("TR-4",),
    gates=[paper_whole, still_ahead],
    not_by=Apart("TR-4", PAPERS),
    weight="primary",
    tells=(_who_sits,),
)
def open_exam(step: Step) -> None:
    """By another person than whoever made the paper, which stands from now on."""
    step.matter.open()


@act(
    "training.grant_extra_time",
    "延长一个人的答题时间",
    on=Exam,
    states=(State.DRAFT, State.OPEN),
    role=(HEAD, OFFICE_HEAD),
    asks=ExtraTimeForm,
    cites=("TR-4",),
    weight="quiet",
)
def grant_extra_time(step: Step) -> None:
    """Half as much again, in this exam."""
    exam, person = step.matter, step.data["trainee"]
    if ExtraTime.objects.filter(exam=exam, trainee=person).exists():
        raise Refused("TR-4", f"{person.full_name}的时间已经延长过。", "不重复延长。")
    if Attempt.objects.filter(exam=exam, trainee=person, state=Attempt.State.STARTED).exists():
        raise Refused("TR-4", f"{person.full_name}正在答题。", "请在开始以前决定；下一次考试可以延长。")
    ExtraTime.objects.create(
        exam=exam, trainee=person, reason=step.data["why"], by=step.staff, decided_at=step.at
    )
    step.detail = {"trainee": person.pk}


# By the clock


@act("training.exam_closed", "考试结束", on=Exam, via="close", cites=("TR-4",))
def exam_closed(step: Step) -> None:
    """Nobody begins any more, and whoever began has handed in."""
    exam: Exam = step.matter
    if exam.closes_at > step.at:
        raise Refused("TR-4", f"{localtime(exam.closes_at):%m-%d %H:%M} 才停止进场。", "请等考完。")
    if exam.sat.filter(state=Attempt.State.STARTED).exists():
        raise Refused("TR-4", "还有人在答题。", "请等他们交卷。")
    exam.close()


def counting(exam: Exam) -> list[Attempt]:
    """The one attempt of each person that counts, as it was said beforehand: the best, or the last."""
    chosen: dict[int, Attempt] = {}
    for attempt in exam.sat.filter(state=Attempt.State.SCORED).order_by("number", "pk"):
        had = chosen.get(attempt.trainee_id)
        better = had is None or (attempt.points or 0) > (had.points or 0)
        if exam.counts == Counts.LAST or better:
            chosen[attempt.trainee_id] = attempt
    return list(chosen.values())


@act("training.exam_marked", "成绩进登记", on=Exam, via="mark", cites=("TR-4",))
def exam_marked(step: Step) -> None:
    """Every attempt is scored: the one that counts of each person goes into the register, where it is published."""
    exam: Exam = step.matter
    if exam.sat.filter(~Q(state=Attempt.State.SCORED)).exists():
        raise Refused("TR-4", "还有答卷没有阅完。", "请先阅卷。")
    exam.mark()
    rows = counting(exam)
    for row in rows:
        step.also(
            "training.result_recorded",
            exam.sitting,
            trainee=row.trainee_id,
            attempt=row.number,
            points=row.points,
            taken_on=localdate(row.started_at).isoformat(),
        )
    step.also("training.online_marked" if rows else "training.nobody_came", exam.sitting)
    step.detail = {"people": len(rows)}


@act("training.exam_dropped", "网上考试随考试取消", on=Exam, via="drop", cites=("TR-4",))
def exam_dropped(step: Step) -> None:
    """The exam that it belongs to is not held."""
    step.matter.drop()


@gate("TR-4", "还没有人考过")
def nobody_sat(step: Step) -> Objection | None:
    if Attempt.objects.filter(exam__sitting=step.matter).exists():
        return "已经有人在网上考过。", "不能取消。"
    return None


extend("training.drop_exam", nobody_sat)
