"""Exams and their marks: entered twice from paper, written by the online exam, published, objected to, looked at again (TR-4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import Day, OneOf, OpenLine, PlainText, ReasonForm, Upload, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from foundation.visitors.identity import Line
from training.acts.certificates import keep_true
from training.acts.plans import HEAD, LEADER, OFFICE, OFFICE_HEAD, RECORDS
from training.acts.sessions import plan_stands
from training.counting import count_again
from training.crediting import credit_alone
from training.forms import edition_field, tags_field
from training.models import Award, Entry, Mark, Plan, Posting, Session, Sitting, Trainee
from training.models import Objection as MarkObjection
from training.queries import is_of
from training.statute import ATTEMPTS, FULL_MARKS, RECHECK, Course, Sat

State = Sitting.State
#: Who enters marks from paper: two of them, and a third publishes.
ENTERERS = (*OFFICE, Role.PERSONNEL)
#: Who looks at a mark again: one who neither gave nor has it, of three.
RECHECKERS = (HEAD, OFFICE_HEAD, LEADER)
#: The acts by which somebody enters marks.
ENTERING = ("training.enter_marks",)


def _sessions_of(plan: Plan) -> QuerySet[Session]:
    return plan.sessions.filter(state__in=[*Session.AHEAD, *Session.DONE]).order_by("-starts_at")


class SittingForm(ActForm):
    """What is examined, when and how."""

    reason_field = ""
    title = OpenLine(label="考试名称", max_length=100)
    course = forms.ChoiceField(label="考什么", choices=Course.choices)
    sat = forms.ChoiceField(label="考试方式", choices=Sat.choices)
    session = OneOf(
        _sessions_of, label="哪一次培训的考试", required=False, help_text="自学的培训，考试及格才计学时。"
    )
    tags = tags_field()
    edition = edition_field()
    held_on = Day(label="考试日期", not_after_today=False)
    pass_mark = WholeNumber(
        label="及格分数",
        unit="分",
        min_value=1,
        max_value=FULL_MARKS,
        required=False,
        help_text="不填，照计划里的。",
    )


@act(
    "training.hold_exam",
    "安排考试",
    on=Plan,
    creates=Sitting,
    states=Plan.STANDS,
    role=OFFICE,
    asks=SittingForm,
    cites=("TR-4",),
    gates=[plan_stands],
)
def hold_exam(step: Step) -> Sitting:
    """The pass mark is the plan's unless it is said otherwise."""
    plan, given = step.matter, dict(step.data)
    if given["held_on"].year != plan.year:
        raise Invalid({"考试日期": [f"不在 {plan.year} 年。"]})
    given["pass_mark"] = given["pass_mark"] or plan.pass_mark
    sitting = Sitting(agency=plan.agency, created_at=step.at, plan=plan, countywide=plan.countywide, **given)
    attribute(step, sitting).save()
    return sitting


@act(
    "training.drop_exam",
    "不举行这次考试",
    on=Sitting,
    via="drop",
    role=OFFICE,
    asks=ReasonForm,
    cites=("TR-4",),
    weight="quiet",
)
def drop_exam(step: Step) -> None:
    if step.matter.marks.exists():
        raise Refused("TR-4", "已经有成绩。", "不能取消。")
    step.matter.drop()


def candidates(sitting: Sitting) -> QuerySet[Trainee]:
    """Who may have sat it: those on the list of its session, else everybody whom the plan is for."""
    rows = Trainee.objects.here().select_related("agency").order_by("agency__code", "full_name", "pk")
    if sitting.session_id is not None:
        return rows.filter(attendance__session=sitting.session_id)
    return rows if sitting.countywide else rows.filter(agency=sitting.agency_id)


_LINE = re.compile(r"(\S+?)\s+(?:(\S{1,4})\s+)?(\d{1,3})\s*分?")


def read_lines(text: str, people: Iterable[Trainee]) -> dict[int, int]:
    """Points by person from lines `姓名 编号后四位 分数`; full-width digits are digits. Raises `Invalid` by line."""
    known: dict[tuple[str, str], list[Trainee]] = {}
    for person in people:
        known.setdefault((person.full_name, person.number_ends), []).append(person)
        known.setdefault((person.full_name, ""), []).append(person)
    found: dict[int, int] = {}
    wrong = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1):
        if not line.strip():
            continue
        read = _LINE.fullmatch(line.strip())
        rows = known.get((read[1], read[2] or ""), []) if read else []
        if read is None:
            wrong.append(f"第 {number} 行读不懂，请写“姓名 编号后四位 分数”。")
        elif len(rows) != 1:
            why = "有两个同名的，请写编号后四位" if rows else "考生里没有这个人"
            wrong.append(f"第 {number} 行：{why}。")
        elif int(read[3]) > FULL_MARKS:
            wrong.append(f"第 {number} 行：分数不能超过 {FULL_MARKS}。")
        elif rows[0].pk in found:
            wrong.append(f"第 {number} 行：这个人写了两行。")
        else:
            found[rows[0].pk] = int(read[3])
    if wrong:
        raise Invalid({"成绩": wrong[:20]})
    if not found:
        raise Invalid({"成绩": ["一行成绩也没有。"]})
    return found


def is_on_paper(sitting: Sitting) -> bool:
    """Whether people enter its marks."""
    return sitting.sat == Sat.PAPER


def _on_paper(model: type[models.Model]) -> Q:
    return Q(sat=Sat.PAPER)


class MarksForm(ActForm):
    """Points by line."""

    reason_field = ""
    says = "照试卷录入。由两个人各录一遍，第二个人看不到第一遍；没有参加考试的人不写。"
    lines = PlainText(
        label="成绩",
        rows=12,
        max_length=100_000,
        help_text="一行一个人：姓名 编号后四位 分数，例如“张三 0012 86”。没有同名的可以不写编号。",
    )


@gate("TR-4", "笔试的成绩由人录入")
def on_paper(step: Step) -> Objection | None:
    if not is_on_paper(step.matter):
        return "网上考试的成绩由考试得出，不用录入。", "请等考试结束。"
    return None


@act(
    "training.enter_marks",
    "录入笔试成绩",
    on=Sitting,
    states=(State.OPEN,),
    role=ENTERERS,
    asks=MarksForm,
    cites=("TR-4",),
    gates=[on_paper],
    when=is_on_paper,
)
def enter_marks(step: Step) -> None:
    """The first person's entry, or the second's; one person enters one of them."""
    sitting: Sitting = step.matter
    if sitting.held_on > localdate(step.at):
        raise Refused("TR-4", f"{sitting.held_on} 才考试。", "考完再录入。")
    people = list(candidates(sitting))
    points = read_lines(step.data["lines"], people)
    own = sitting.entries.filter(step.actor.same_person("by"))
    turns = set(sitting.entries.values_list("turn", flat=True).distinct())
    if mine := own.values_list("turn", flat=True).first():
        turn = mine
    elif len(turns) < 2:
        turn = 2 if 1 in turns else 1
    else:
        raise Refused("TR-4", "已经由两个人各录过一遍。", "不一致的，由录错的人改。")
    Entry.objects.filter(sitting=sitting, turn=turn, trainee__in=points).delete()
    Entry.objects.bulk_create(
        Entry(sitting=sitting, trainee_id=pk, turn=turn, points=given, by=step.staff, entered_at=step.at)
        for pk, given in points.items()
    )
    step.detail = {"turn": turn, "entered": len(points)}


class ScanForm(ActForm):
    """The marked sheets."""

    reason_field = ""
    file = Upload(label="试卷扫描件")


@act(
    "training.attach_scan",
    "加入试卷扫描件",
    on=Sitting,
    states=(State.OPEN,),
    role=OFFICE,
    asks=ScanForm,
    cites=("TR-4",),
    gates=[on_paper],
    when=is_on_paper,
)
def attach_scan(step: Step) -> None:
    upload = step.data["file"]
    try:
        step.matter.scan = store(
            upload,
            name=upload.name,
            agency=step.matter.agency,
            audience=Audience.INTERNAL,
            by=step.actor,
            at=step.at,
        )
    except Rejected as rejected:
        raise Invalid({"试卷扫描件": [str(rejected)]}) from rejected
    step.detail = {"sha256": step.matter.scan.sha256}


def differing(sitting: Sitting) -> list[str]:
    """The names of those whose two entries differ, or that stand in one of them alone."""
    found: dict[int, dict[int, int]] = {}
    names: dict[int, str] = {}
    for entry in sitting.entries.select_related("trainee"):
        found.setdefault(entry.trainee_id, {})[entry.turn] = entry.points
        names[entry.trainee_id] = str(entry.trainee)
    return [names[pk] for pk, turns in found.items() if len(turns) < 2 or turns[1] != turns[2]]


@gate("TR-4", "两遍录入一致，扫描件在")
def entered_alike(step: Step) -> Objection | None:
    sitting: Sitting = step.matter
    if sitting.sat != Sat.PAPER or sitting.state != State.OPEN:
        return None
    if not sitting.entries.exists():
        return "还没有录入成绩。", "请由两个人各录一遍。"
    if names := differing(sitting):
        said = "、".join(names[:10]) + (f"等 {len(names)} 人" if len(names) > 10 else "")
        return f"两遍录入不一致，或者只录了一遍：{said}。", "请各自核对试卷，录错的人再录一次。"
    if sitting.scan_id is None:
        return "还没有试卷扫描件。", "请先加入扫描件。"
    return None


def agency_on(day: date, people: Iterable[int]) -> dict[int, int]:
    """Where these people worked on that day; one query."""
    rows = Posting.objects.on(day).filter(trainee__in=list(people))
    return dict(rows.values_list("trainee", "agency"))


def new_mark(
    sitting: Sitting, trainee: int, agency: int, points: int, taken_on: date, attempt: int = 1
) -> Mark:
    """A row of the register."""
    return Mark(
        sitting=sitting,
        trainee_id=trainee,
        agency_id=agency,
        attempt=attempt,
        points=points,
        passed=points >= sitting.pass_mark,
        year=taken_on.year,
        taken_on=taken_on,
    )


@act(
    "training.compare_marks",
    "核对两遍成绩",
    on=Sitting,
    via="compare",
    role=OFFICE,
    cites=("TR-4",),
    gates=[on_paper, entered_alike],
    weight="primary",
    when=is_on_paper,
    waits_if=_on_paper,
)
def compare_marks(step: Step) -> None:
    """Both say the same: the marks stand in the register, and count once they are published."""
    sitting: Sitting = step.matter
    points = dict(sitting.entries.filter(turn=1).values_list("trainee", "points"))
    people = {person.pk: person for person in Trainee.objects.filter(pk__in=points)}
    where = agency_on(sitting.held_on, points)
    sitting.compare()
    had = {mark.trainee_id: mark for mark in sitting.marks.all()}
    Mark.objects.bulk_create(
        new_mark(sitting, pk, where.get(pk, people[pk].agency_id), given, sitting.held_on)
        for pk, given in points.items()
        if pk not in had
    )
    for pk, given in points.items():
        if pk in had and had[pk].points != given:
            mark = had[pk]
            mark.points, mark.passed = given, given >= sitting.pass_mark
            mark.corrected = f"{localdate(step.at)} 公布前重新登分"
            mark.save()
    step.detail = {"marks": len(points)}


@act(
    "training.reopen_marks",
    "退回重新登分",
    on=Sitting,
    via="reopen",
    role=(HEAD, OFFICE_HEAD),
    asks=ReasonForm,
    cites=("TR-4",),
    weight="quiet",
    returns=True,
    when=is_on_paper,
    tells=(RECORDS,),
)
def reopen_marks(step: Step) -> None:
    if not is_on_paper(step.matter):
        raise Refused("TR-4", "网上考试的成绩不重新录入。", "不同意的，公布以后申请复核。")
    step.matter.reopen()


# From the online exam


class ResultForm(ActForm):
    """What one person has in one attempt online."""

    reason_field = ""
    trainee = forms.ModelChoiceField(label="人员", queryset=Trainee.objects.all())
    attempt = forms.IntegerField(label="第几次", min_value=1, max_value=ATTEMPTS)
    points = forms.IntegerField(label="分数", min_value=0, max_value=FULL_MARKS)
    taken_on = forms.DateField(label="考试日期")


@act(
    "training.result_recorded",
    "登记网上考试成绩",
    on=Sitting,
    states=(State.OPEN,),
    asks=ResultForm,
    cites=("TR-4",),
)
def result_recorded(step: Step) -> None:
    """The online exam writes into the same register; the same attempt is written once, whatever comes twice."""
    sitting, given = step.matter, step.data
    if sitting.sat != Sat.ONLINE:
        raise Refused("TR-4", "这是笔试。", "笔试的成绩由两个人录入。")
    person = given["trainee"]
    if Mark.objects.filter(sitting=sitting, trainee=person, attempt=given["attempt"]).exists():
        raise Refused("TR-4", "这一次的成绩已经登记。", "不重复登记。")
    where = agency_on(given["taken_on"], [person.pk]).get(person.pk, person.agency_id)
    mark = new_mark(sitting, person.pk, where, given["points"], given["taken_on"], given["attempt"])
    mark.save()
    step.detail = {"mark": mark.pk, "attempt": mark.attempt}


@act("training.nobody_came", "没有人参加，不再举行", on=Sitting, via="drop", cites=("TR-4",))
def nobody_came(step: Step) -> None:
    """An online exam is over and nobody sat it: there is nothing to publish."""
    if step.matter.sat != Sat.ONLINE or step.matter.marks.exists():
        raise Refused("TR-4", "已经有成绩。", "请公布成绩。")
    step.matter.drop()


@act("training.online_marked", "网上考试阅卷完毕", on=Sitting, via="compare", cites=("TR-4",))
def online_marked(step: Step) -> None:
    """Every attempt is marked."""
    if step.matter.sat != Sat.ONLINE:
        raise Refused("TR-4", "这是笔试。", "笔试的成绩由两个人录入、核对。")
    step.matter.compare()


# Published, and objected to


def _concerned(sitting: Sitting) -> list[Staff]:
    """Whoever sat it and has an account at the desk."""
    rows = sitting.marks.exclude(trainee__staff=None).select_related("trainee__staff")
    return list({row.trainee.staff_id: row.trainee.staff for row in rows if row.trainee.staff}.values())


@gate("TR-4", "有成绩")
def has_marks(step: Step) -> Objection | None:
    return None if step.matter.marks.exists() else ("一个成绩也没有。", "没有人参加的考试，不公布成绩。")


@act(
    "training.publish_marks",
    "公布成绩",
    on=Sitting,
    via="publish",
    role=(HEAD, OFFICE_HEAD),
    cites=("TR-4", "TR-5"),
    gates=[has_marks],
    not_by=Apart("TR-4", ENTERING),
    weight="primary",
    tells=(_concerned, LEADER),
)
def publish_marks(step: Step) -> None:
    """Whoever sat it sees the own mark; from now on it counts, and within five working days may be objected to."""
    sitting: Sitting = step.matter
    last = Calendar.load().add_working_days(localdate(step.at), RECHECK.span).date
    sitting.publish(step.at, last)
    step.save()
    marked_again(step, sitting, list(sitting.marks.values_list("trainee", flat=True)))


def marked_again(step: Step, sitting: Sitting, people: list[int]) -> None:
    """After marks came to count or changed: what was learnt alone counts with a passed exam, then everything is counted anew."""
    if sitting.session is not None and not sitting.session.together:
        credit_alone(sitting.session, people, step.at)
    years = set(Mark.objects.filter(sitting=sitting, trainee__in=people).values_list("year", flat=True))
    count_again(step, people, years)


@act("training.settle_marks", "成绩已定", on=Sitting, via="settle", cites=("TR-4",))
def settle_marks(step: Step) -> None:
    """The days for objections are over, and none is open."""
    step.matter.settle()


class ObjectionFacts(ActForm):
    """Which mark, and why."""

    reason_field = ""
    mark = OneOf(lambda person: open_marks(person), label="成绩")
    grounds = Line(label="申请复核的理由", max_length=500)


def open_marks(person: Trainee | Staff) -> QuerySet[Mark]:
    """The marks of somebody that were published and are not settled."""
    rows = Mark.objects.filter(sitting__state=State.PUBLISHED).select_related("sitting", "trainee")
    if isinstance(person, Trainee):
        return rows.filter(trainee=person)
    return rows.filter(trainee__in=Trainee.objects.of_staff(person))


def _object(step: Step) -> MarkObjection:
    mark: Mark = step.data["mark"]
    sitting = mark.sitting
    today = localdate(step.at)
    if sitting.recheck_until is None or today > sitting.recheck_until:
        raise Refused("TR-4", f"可以申请复核到 {sitting.recheck_until}，已经过了。", "成绩已定。")
    if MarkObjection.objects.filter(mark=mark, state=MarkObjection.State.FILED).exists():
        raise Refused("TR-4", "这个成绩正在复核。", "请等结果。")
    row = MarkObjection(
        agency=sitting.agency,
        created_at=step.at,
        mark=mark,
        grounds=step.data["grounds"],
        filed_on=today,
        points_before=mark.points,
    )
    attribute(step, row).save()
    clocks.start(RECHECK, row, at=step.at)
    return row


@act(
    "training.object",
    "申请复核自己的成绩",
    on=Staff,
    creates=MarkObjection,
    own=True,
    asks=ObjectionFacts,
    cites=("TR-4",),
    weight="quiet",
)
def object_(step: Step) -> MarkObjection:
    """By whoever has an account at the desk."""
    return _object(step)


@act(
    "training.file_objection",
    "代为申请复核成绩",
    on=Trainee,
    creates=MarkObjection,
    role=OFFICE,
    asks=ObjectionFacts,
    cites=("TR-4",),
    weight="quiet",
)
def file_objection(step: Step) -> MarkObjection:
    """For somebody without an account."""
    return _object(step)


class UpholdForm(ActForm):
    """The right points, and what was found."""

    reason_field = "decision"
    points = WholeNumber(label="改为", unit="分", min_value=0, max_value=FULL_MARKS)
    decision = PlainText(label="复核意见", max_length=500)


class DismissForm(ActForm):
    """What was found."""

    reason_field = "decision"
    decision = PlainText(label="复核意见", max_length=500)


@gate("TR-4", "复核的人没有录过分、阅过卷，成绩也不是自己的")
def marked_by_others(step: Step) -> Objection | None:
    mark, actor = step.matter.mark, step.actor
    if is_of(actor, mark.trainee):
        return "这是您自己的成绩。", "请由另一位负责人复核。"
    if not actor.staff_id:
        return None
    entries = Entry.objects.filter(sitting=mark.sitting_id)
    awards = Award.objects.filter(attempt__exam__sitting=mark.sitting_id, attempt__trainee=mark.trainee_id)
    if entries.filter(actor.same_person("by")).exists() or awards.filter(actor.same_person("by")).exists():
        return "您录过这次考试的成绩，或者阅过这份卷子。", "请由另一位负责人复核。"
    return None


@act(
    "training.uphold_objection",
    "改分",
    on=MarkObjection,
    via="uphold",
    role=RECHECKERS,
    asks=UpholdForm,
    cites=("TR-4",),
    gates=[marked_by_others],
    meets=(RECHECK,),
    queue=(MarkObjection.State.FILED,),
)
def uphold_objection(step: Step) -> None:
    """The mark is another from now on, with the reason beside it; hours, certificates and lists follow."""
    row: MarkObjection = step.matter
    mark = row.mark
    if step.data["points"] == mark.points:
        raise Invalid({"改为": ["和原来的分数一样；维持原分请选“维持原分”。"]})
    row.uphold(localdate(step.at), step.data["decision"])
    step.save()
    mark.points = step.data["points"]
    mark.passed = mark.points >= mark.sitting.pass_mark
    mark.corrected = f"{localdate(step.at)} 复核改分（原 {row.points_before} 分）"
    mark.save()
    marked_again(step, mark.sitting, [mark.trainee_id])
    keep_true(step, mark.trainee_id, "成绩复核")


@act(
    "training.dismiss_objection",
    "维持原分",
    on=MarkObjection,
    via="dismiss",
    role=RECHECKERS,
    asks=DismissForm,
    cites=("TR-4",),
    gates=[marked_by_others],
    meets=(RECHECK,),
)
def dismiss_objection(step: Step) -> None:
    step.matter.dismiss(localdate(step.at), step.data["decision"])
