"""The exam online: questions that two people answer for, a paper by rule, those who sit it, marks of what is said in words, objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from training import answering
from training.acts.scores import candidates
from training.demo_exam import BANK, RULES, STUDY
from training.models import Answer, Attempt, Exam, Mark, Plan, Question
from training.player.year import HEAD, PLAYER, RECORDS
from training.queries import returns
from training.statute import FOR_POST, FULL_MARKS, Tag

LEADER = Role.LEADER
#: Shares: of those who answer wrongly, and of those who forget to hand in.
WRONG, FORGOTTEN = 0.08, 0.06
MINUTES, DAYS_OPEN = 45, 3
#: How many questions the paper names that is the same for everybody.
NAMED = 10
SAID = "这不是公开申请，请向执法部门投诉举报。"
OLD = {
    "purpose": "study",
    "sort": "judge",
    "tag": "A2",
    "level": "easy",
    "clause": "条例27",
    "edition": "711",
    "stem": "申请公开要证明与自身特殊需要有关。",
    "answer": "错",
    "explanation": "2019 年修订以后已经没有这个要求。",
    "options": "",
}


@PLAYER.begins
def examining(day: Day) -> Iterator[Beginning]:
    """In May the county's office writes its questions; in October they are asked."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    if office is None or not day.world.people.holders(RECORDS, office):
        return
    if day.is_nth_working_day(5, 6):
        yield Beginning("bank", "write_bank", {"agency": office.code})
    if day.is_nth_working_day(10, 6):
        yield Beginning("online", "prepare_exam", {"agency": office.code})


@PLAYER.stage
def write_bank(part: Part) -> Next:
    office = part.agency
    for purpose, text in (("exam", BANK), ("study", STUDY)):
        part.do("training.paste_questions", RECORDS, office, purpose=purpose, edition="711", text=text)
    written = part.do("training.write_question", RECORDS, office, **OLD)
    mended = OLD | {"stem": "申请公开要证明与自身生产、生活、科研等特殊需要有关。"}
    part.do("training.edit_question", RECORDS, written, **mended)
    part.facts["old"] = written.pk
    return part.then(approve_questions, (1, 4))


@PLAYER.stage
def approve_questions(part: Part) -> Next:
    """By another person than whoever wrote them."""
    for question in Question.objects.filter(agency=part.agency, state=Question.State.DRAFT).order_by("pk"):
        part.do("training.approve_question", HEAD, question)
    return part.then(retire_question, (60, 80))


@PLAYER.stage
def retire_question(part: Part) -> None:
    question = Question.objects.get(pk=part.facts["old"])
    part.do("training.retire_question", RECORDS, question, because="问的是已经没有的要求，人人都答对。")
    _make_exercise(part)


def _make_exercise(part: Part) -> None:
    """The first records office whose documents were sent back makes a question of why."""
    for agency in (part.world.agencies[code] for code in part.world.staffed()):
        for case in list(returns(part.someone(RECORDS, agency)))[:1]:
            given = {"case": case, "tag": Tag.A3.value, "clause": "SR-4"}
            part.do("training.make_exercise", RECORDS, agency, of_agency=agency, **given)
            return


@PLAYER.stage
def prepare_exam(part: Part) -> Next | None:
    """Made by the office, opened by its head, and begun the next morning."""
    plan = Plan.objects.filter(agency=part.agency, year=part.today.year, state__in=Plan.STANDS).first()
    if plan is None:
        return None
    day = part.world.calendar.add_working_days(part.today, 1).date
    opens = localtime(part.at).replace(
        year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0
    )
    given: dict[str, Any] = {"title": "全县政务公开网上考试", "course": "induction", "sat": "online"}
    given |= {"tags": [tag.value for tag in FOR_POST], "edition": "711", "held_on": day}
    sitting = part.do("training.hold_exam", RECORDS, plan, **given)
    times = clock_moment("opens_at", opens) | clock_moment("closes_at", opens + timedelta(days=DAYS_OPEN))
    exam = part.about(
        part.do(
            "training.set_online", RECORDS, sitting, minutes=MINUTES + 15, attempts=2, counts="best", **times
        )
    )
    part.do("training.edit_online", RECORDS, minutes=MINUTES, attempts=2, counts="best", **times)
    # One paper for all, at first; then everybody is asked others of the same topics.
    bank = Question.objects.filter(agency=part.agency, state=Question.State.APPROVED, purpose="exam")
    named = list(bank.filter(edition="711").order_by("pk")[:NAMED])
    each = FULL_MARKS // len(named)
    marks = [FULL_MARKS - each * (len(named) - 1), *(each for _ in named[1:])]
    lines = [f"{question.pk} {points}" for question, points in zip(named, marks, strict=True)]
    part.do("training.paper_fixed", RECORDS, questions="\n".join(lines))
    part.do("training.paper_by_rule", RECORDS, rules=RULES)
    first = candidates(exam.sitting).exclude(staff=None).order_by("staff__username").first()
    if first is not None:
        part.do("training.grant_extra_time", HEAD, trainee=first.pk, why="视力不便。")
    part.do("training.open_exam", HEAD)
    return Next("sit", opens + timedelta(minutes=part.stream.randint(2, 15)))


@PLAYER.stage
def sit(part: Part) -> Next:
    """One after the other begins; whoever forgets to hand in is ended by the clock."""
    exam: Exam = part.matter
    makers = {one.pk for one in part.world.people.holders(RECORDS, exam.agency)}
    people = candidates(exam.sitting).exclude(staff=None).filter(staff__is_active=True)
    begins = part.at
    for n, person in enumerate(people.select_related("staff__agency").order_by("staff__username")):
        if person.staff_id not in makers:
            _sat(part, exam, person.staff, begins + timedelta(minutes=n))
    part.at = begins
    return Next("mark", localtime(exam.closes_at + timedelta(days=3)).replace(hour=9, minute=30))


def _sat(part: Part, exam: Exam, staff: Any, at: datetime) -> None:
    part.at = at
    who = part.world.people.actor(staff)
    attempt: Attempt = part.do("training.start_attempt", who, staff, exam=exam.pk)
    wrong = part.chance(WRONG)
    given: dict[int, list[int] | str] = {}
    for row in Answer.objects.filter(attempt=attempt).select_related("question"):
        key, others = row.question.key, range(len(row.question.options))
        false = [number for number in others if number not in key][:1]
        given[row.place] = SAID if row.question.in_words else false if wrong else list(key)
    answering.keep(attempt, given, part.at)
    part.at = at + timedelta(minutes=20)
    if not part.chance(FORGOTTEN):
        part.do("training.submit_attempt", who, staff, attempt=attempt.pk)


@PLAYER.stage
def mark(part: Part) -> Next:
    """What was answered in words is read by the office."""
    handed_in = Attempt.objects.filter(exam=part.matter, state__in=Attempt.HANDED_IN)
    for attempt in handed_in.order_by("staff__username", "number"):
        words = attempt.answers.filter(award=None, question__sort="short").order_by("place")
        points = {f"points_{row.pk}": part.stream.choice((10, 15, 20)) for row in words}
        if points:
            part.do("training.mark_answers", RECORDS, attempt, **points)
    return part.then(publish, (1, 3))


@PLAYER.stage
def publish(part: Part) -> Next:
    """Two object to their marks: one is right, one is not."""
    sitting = part.matter.sitting
    part.do("training.publish_marks", HEAD, sitting)
    rows = (
        Mark.objects.filter(sitting=sitting)
        .exclude(trainee__staff=None)
        .select_related("trainee__staff__agency")
    )
    part.facts["objected"] = []
    for row in rows.order_by("points", "trainee__staff__username")[:2]:
        assert row.trainee.staff is not None, "whoever sat it has an account"
        who = part.world.people.actor(row.trainee.staff)
        said = {"mark": row.pk, "grounds": "简答题写到了两个要点，请再看一下。"}
        part.facts["objected"].append(part.do("training.object", who, row.trainee.staff, **said).ref)
    return part.then(look_again, (1, 2))


@PLAYER.stage
def look_again(part: Part) -> None:
    first, *others = part.facts["objected"]
    points = Mark.objects.filter(sitting=part.matter.sitting).order_by("points")[0].points
    part.do(
        "training.uphold_objection", LEADER, first, points=min(points + 5, 100), decision="漏计一个要点。"
    )
    for ref in others:
        part.do("training.dismiss_objection", LEADER, ref, decision="逐题核对，分数没有错。")
